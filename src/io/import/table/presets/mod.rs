//! Data sets that are known by their columns, with the meaning of their codes.
//!
//! `docs/tables.md` holds every table of this folder in words.

mod acled;
mod gdelt;
mod timemap;
mod ucdp;

use crate::io::import::table::layout::{Codes, Layout};
use crate::model::collection::Category;
use crate::model::event::CategoryId;
use crate::model::table::{Preset, TableSpec};

impl Preset {
    /// What everybody who looks at the data has to know about it; stands in the collection's summary.
    pub fn summary(self) -> &'static str {
        match self {
            Self::Ucdp => ucdp::SUMMARY,
            Self::Acled => acled::SUMMARY,
            Self::Gdelt => gdelt::SUMMARY,
            Self::TimeMap => timemap::SUMMARY,
        }
    }

    /// A warning for the report of an import.
    pub fn note(self) -> Option<&'static str> {
        match self {
            Self::Ucdp | Self::Acled | Self::TimeMap => None,
            Self::Gdelt => Some(gdelt::NOTE),
        }
    }

    /// The data set that the names of some columns belong to.
    pub(super) fn of_header(columns: &[String]) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|preset| preset.is_known_by(columns))
    }

    /// Whether columns are those of this data set and of no other table.
    pub(super) fn is_known_by(self, columns: &[String]) -> bool {
        self.is_of_columns(columns) && self.is_told_by(columns)
    }

    /// Whether columns that it has in common with others are its own beyond doubt.
    fn is_told_by(self, columns: &[String]) -> bool {
        self != Self::TimeMap || timemap::is_told_by(columns)
    }

    /// Whether a table has the columns without which it is not this data set.
    pub(super) fn is_of_columns(self, columns: &[String]) -> bool {
        let has = |needed: &&str| {
            let mut names = columns.iter();
            names.any(|name| name.trim().eq_ignore_ascii_case(needed))
        };
        self.columns_needed().iter().all(has)
    }

    /// The columns without which it is not this data set.
    pub(super) fn columns_needed(self) -> &'static [&'static str] {
        match self {
            Self::Ucdp => ucdp::NEEDED,
            Self::Acled => acled::NEEDED,
            Self::Gdelt => gdelt::NEEDED,
            Self::TimeMap => timemap::NEEDED,
        }
    }

    /// The names of the columns of a file without a header, by their number.
    pub(super) fn columns_without_header(self, n_columns: usize) -> Option<Vec<&'static str>> {
        match self {
            Self::Gdelt => gdelt::columns(n_columns),
            Self::Ucdp | Self::Acled | Self::TimeMap => None,
        }
    }

    /// Whether a record without a header looks like one of this data set.
    pub(super) fn is_record(self, cells: &[&str]) -> bool {
        self == Self::Gdelt && gdelt::is_record(cells)
    }

    pub(super) fn layout(self, spec: &TableSpec) -> Layout {
        match self {
            Self::Ucdp => ucdp::layout(spec),
            Self::Acled => acled::layout(spec),
            Self::Gdelt => gdelt::layout(spec),
            Self::TimeMap => timemap::layout(spec),
        }
    }
}

/// The categories of a coded data set.
pub(super) fn categories(codes: Codes) -> Vec<Category> {
    let category = |(_, id, label): &(&str, &str, &str)| Category {
        id: CategoryId((*id).to_owned()),
        label: (*label).to_owned(),
        symbol: None,
        color: None,
        extra: Vec::new(),
    };
    codes.iter().map(category).collect()
}
