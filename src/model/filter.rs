//! The question put to a collection, as plain data.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::event::CategoryId;
use crate::model::place::{Bounds, PrecisionClass, Ring};
use crate::model::source::{Reliability, SourceId};
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

/// From a least to a greatest number, both included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NumberRange {
    pub min: f64,
    pub max: f64,
}

impl NumberRange {
    pub fn contains(self, number: f64) -> bool {
        self.min <= number && number <= self.max
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
    /// An event passes if one of its quotes is from a source of one of these grades.
    pub reliabilities: BTreeSet<Reliability>,
    /// By a measure's name: an event passes if it has the measure, and its number lies in the range.
    pub measures: BTreeMap<String, NumberRange>,
    /// Every word must occur in the title, summary, names, tags or quotes, folded.
    pub text: String,
    pub bounds: Option<Bounds>,
    /// The symbol must stand inside.
    pub lasso: Option<Ring>,
    pub certainty: CertaintyFilter,
}

impl Filter {
    /// Whether it leaves out anything but by time.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
