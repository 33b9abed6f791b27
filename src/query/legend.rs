//! What the ways of drawing mean, in the words of every legend: on the map, in pictures and in documents.

use std::collections::BTreeSet;

use crate::model::event::EventId;
use crate::model::place::PrecisionClass;
use crate::query::matching::Matching;
use crate::store::Dataset;

/// A way of drawing that says how well something is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// A circle around a symbol.
    Halo,
    /// A shape of its own.
    Area,
    /// A symbol with a point in its middle.
    Exact,
    /// A paler symbol.
    Faint,
    /// A hollow symbol.
    Unknown,
    /// A hollow symbol, joined with the selected one.
    Rival,
}

impl Mark {
    /// What it means.
    pub fn words(self) -> &'static str {
        match self {
            Self::Halo => "somewhere within this circle",
            Self::Area => "the area or line itself",
            Self::Exact => "exact fix: within 250 m",
            Self::Faint => "undated or only possibly in the window",
            Self::Unknown => "how exactly is not known",
            Self::Rival => "another place that a source gives",
        }
    }

    /// What it looks like, for whoever has only words.
    pub fn look(self) -> &'static str {
        match self {
            Self::Halo => "Circle around a symbol",
            Self::Area => "Hatched shape or line",
            Self::Exact => "Symbol with a point in its middle",
            Self::Faint => "Pale symbol",
            Self::Unknown => "Hollow symbol",
            Self::Rival => "Hollow symbol, joined by a dashed line",
        }
    }
}

/// What an annotation is: it says what the scene's author means, and no source stands behind it.
pub const ANNOTATION: &str = "drawn for this scene, not from a source";

/// Events that are looked at for the legend at most; a key is complete long before.
const ROWS_MAX: usize = 20_000;

/// The marks that events which match are drawn with.
pub fn marks_of(
    dataset: &Dataset,
    matching: &Matching,
    selected: Option<&EventId>,
) -> BTreeSet<Mark> {
    let mut marks = BTreeSet::new();
    let row = selected.and_then(|id| dataset.row(id));
    let row = row.filter(|row| matching.shown.contains(*row));
    // Rival places are drawn of the selected event alone.
    if row.is_some_and(|row| dataset.event(row).places.len() > 1) {
        marks.insert(Mark::Rival);
    }
    let columns = dataset.columns();
    for row in matching.shown.rows().take(ROWS_MAX) {
        let mark = match columns.precision(row) {
            PrecisionClass::Exact => Mark::Exact,
            PrecisionClass::Town | PrecisionClass::Vicinity | PrecisionClass::Region => Mark::Halo,
            PrecisionClass::Shape => Mark::Area,
            PrecisionClass::Unknown => Mark::Unknown,
            PrecisionClass::Unlocated => continue,
        };
        marks.insert(mark);
        if !matching.certain.contains(row) {
            marks.insert(Mark::Faint);
        }
    }
    marks
}
