//! The table of places, once somebody has looked for one, and how positions are shown.

use std::sync::Arc;

use crate::model::coordinate::Form;
use crate::store::gazetteer::Gazetteer;

/// The table of places; it is read when it is first needed.
#[derive(Clone, Debug, Default)]
pub enum Places {
    #[default]
    NotWanted,
    Reading,
    Here(Arc<Gazetteer>),
    /// The program is damaged; the notice has said why.
    Failed,
}

/// The lines of a coordinate grid that the map shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Grid {
    #[default]
    None,
    /// Meridians and parallels.
    Graticule,
    /// Zones, squares and kilometres of MGRS, which are those of UTM.
    Mgrs,
}

impl Grid {
    pub const ALL: [Self; 3] = [Self::None, Self::Graticule, Self::Mgrs];

    pub fn label(self) -> &'static str {
        match self {
            Self::None => "No grid",
            Self::Graticule => "Graticule",
            Self::Mgrs => "MGRS grid",
        }
    }

    /// As it is written in flags and settings.
    pub fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Graticule => "graticule",
            Self::Mgrs => "mgrs",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grid| grid.id() == text)
    }

    /// The one after this, round and round.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::None => Self::Graticule,
            Self::Graticule => Self::Mgrs,
            Self::Mgrs => Self::None,
        }
    }
}

/// How positions are shown; kept between starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coordinates {
    /// In the status line.
    pub form: Form,
    pub grid: Grid,
}

#[derive(Clone, Debug)]
pub enum PlacesAction {
    /// Somebody looks for a place.
    Want,
    /// The table is there, or why it is not.
    Read(Result<Arc<Gazetteer>, String>),
    SetForm(Form),
    SetGrid(Grid),
}
