//! The question put to a collection, as plain data.

use std::collections::BTreeSet;

use crate::model::event::CategoryId;
use crate::model::place::{Bounds, PrecisionClass};
use crate::model::source::SourceId;
use crate::model::time::Membership;

/// Which events of a window count: those certainly in it, those only possibly, or both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CertaintyFilter {
    #[default]
    Both,
    CertainOnly,
    PossibleOnly,
}

impl CertaintyFilter {
    pub const ALL: [Self; 3] = [Self::Both, Self::CertainOnly, Self::PossibleOnly];

    pub fn label(self) -> &'static str {
        match self {
            Self::Both => "certain and possible",
            Self::CertainOnly => "certain only",
            Self::PossibleOnly => "possible only",
        }
    }

    pub fn admits(self, membership: Membership) -> bool {
        match membership {
            Membership::Outside => false,
            Membership::Certain => self != Self::PossibleOnly,
            Membership::PossibleOnly => self != Self::CertainOnly,
        }
    }
}

/// What must hold of an event beside its time. An empty set asks for nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    pub categories: BTreeSet<CategoryId>,
    pub actors: BTreeSet<String>,
    pub sources: BTreeSet<SourceId>,
    pub tags: BTreeSet<String>,
    pub precisions: BTreeSet<PrecisionClass>,
    /// Every word must occur in the title, summary, names, tags or quotes, folded.
    pub text: String,
    pub bounds: Option<Bounds>,
    pub certainty: CertaintyFilter,
}

impl Filter {
    /// Whether it leaves out anything but by time.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
