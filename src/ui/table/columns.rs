//! The columns of the table: their names, widths, what a cell says and what it is sorted by.

use std::collections::BTreeSet;

use crate::model::claim::adopted;
use crate::model::event::Event;
use crate::model::time::Zones;
use crate::store::{Dataset, Row};
use crate::ui::map::stack_list::date_words;
use crate::ui::table::order::Key;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    Time,
    Title,
    Category,
    Place,
    Actors,
    Measure,
    Sources,
}

/// A column with the room that it gets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    pub column: Column,
    /// From the left of the table, in points.
    pub left: f32,
    pub width: f32,
}

/// Between two columns, in points.
pub const GAP: f32 = 14.0;
/// The title has at least this much; rather than less, another column is left out.
const TITLE_WIDTH_MIN: f32 = 200.0;

/// A table narrower than this, in points, shows of the category the symbol alone.
const WORDS_FROM: f32 = 420.0;
/// The width of a symbol without words, in points.
pub const SYMBOL: f32 = 14.0;

impl Column {
    pub fn label(self) -> &'static str {
        match self {
            Self::Time => "When",
            Self::Title => "Title",
            Self::Category => "Category",
            Self::Place => "Where",
            Self::Actors => "Who",
            Self::Measure => "Figure",
            Self::Sources => "Sources",
        }
    }

    /// Whether its cells stand at the right, as numbers do.
    pub fn is_number(self) -> bool {
        self == Self::Sources
    }

    /// What a cell says; empty where nothing is known.
    pub fn text(self, dataset: &Dataset, row: Row, event: &Event, zones: Zones) -> String {
        match self {
            Self::Time => date_words(dataset, row, zones),
            Self::Title => event.title.clone(),
            Self::Category => dataset.category_of(row).label.clone(),
            Self::Place => place_text(event),
            Self::Actors => actors_text(event),
            Self::Measure => adopted(&event.measures).map_or_else(String::new, |claim| {
                format!("{} {}", claim.value.value_text(), claim.value.name)
            }),
            Self::Sources => match n_sources(event) {
                0 => String::new(),
                n => n.to_string(),
            },
        }
    }

    /// What its cells are sorted by; time is sorted by the store.
    pub fn key(self, dataset: &Dataset, row: Row) -> Key {
        // What the columns hold need not be read from the event.
        match self {
            Self::Time => return Key::Number(f64::from(row.0)),
            Self::Category => return Key::Number(dataset.category_idx(row) as f64),
            _ => {}
        }
        let event = dataset.event(row);
        match self {
            Self::Measure => adopted(&event.measures)
                .and_then(|claim| {
                    let measure = &claim.value;
                    measure.value.or(measure.low).or(measure.high)
                })
                .map_or(Key::Missing, Key::Number),
            Self::Sources => Key::Number(n_sources(&event) as f64),
            Self::Place if event.anchor().is_none() => Key::Missing,
            Self::Title | Self::Place | Self::Actors | Self::Time | Self::Category => {
                // The zone that is shown orders nothing.
                Key::text(&self.text(dataset, row, &event, dataset.zone().into()))
            }
        }
    }
}

fn place_text(event: &Event) -> String {
    let name = event.place().and_then(|claim| claim.value.name.clone());
    match (name, event.anchor()) {
        (Some(name), Some(_)) => name,
        (Some(name), None) => format!("{name}, not located"),
        (None, Some(at)) => at.to_decimal_text(),
        (None, None) => String::from("not located"),
    }
}

/// Each actor once: several claims about one are no further actor.
fn actors_text(event: &Event) -> String {
    let mut names: Vec<&str> = Vec::new();
    for claim in &event.actors {
        if !names.contains(&claim.value.name.as_str()) {
            names.push(&claim.value.name);
        }
    }
    names.join(", ")
}

fn n_sources(event: &Event) -> usize {
    let sources: BTreeSet<_> = event.quotes.iter().map(|quote| &quote.source).collect();
    sources.len()
}

/// The columns that have room in a table of this width, in points.
pub fn placed(width: f32) -> Vec<Placed> {
    // What goes first where there is little room stands last.
    let wanted = [
        (
            Column::Category,
            if width < WORDS_FROM { SYMBOL } else { 112.0 },
        ),
        (Column::Time, (width * 0.178).clamp(130.0, 230.0)),
        (Column::Place, (width * 0.136).clamp(110.0, 220.0)),
        (Column::Sources, 56.0),
        (Column::Actors, (width * 0.136).clamp(110.0, 220.0)),
        (Column::Measure, (width * 0.13).clamp(100.0, 190.0)),
    ];
    let mut rest = width - TITLE_WIDTH_MIN;
    let mut fitting: Vec<(Column, f32)> = Vec::new();
    for (column, width) in wanted {
        if width + GAP > rest {
            break;
        }
        rest -= width + GAP;
        fitting.push((column, width));
    }
    let width_of = |column: Column| {
        if column == Column::Title {
            return Some(TITLE_WIDTH_MIN + rest.max(width.min(TITLE_WIDTH_MIN) - TITLE_WIDTH_MIN));
        }
        let found = fitting.iter().find(|(other, _)| *other == column);
        found.map(|(_, width)| *width)
    };
    let mut left = 0.0;
    let mut columns = Vec::new();
    for column in [
        Column::Time,
        Column::Category,
        Column::Title,
        Column::Place,
        Column::Actors,
        Column::Measure,
        Column::Sources,
    ] {
        if let Some(width) = width_of(column) {
            columns.push(Placed {
                column,
                left,
                width,
            });
            left += width + GAP;
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fill_the_table_and_the_least_important_go_first() {
        for width in [240.0, 330.0, 480.0, 640.0, 960.0, 1_600.0] {
            let columns = placed(width);
            let last = columns.last().unwrap();
            assert!(
                (last.left + last.width - width).abs() < 0.5,
                "{width}: {columns:?}"
            );
            let title = columns.iter().find(|placed| placed.column == Column::Title);
            assert!(title.unwrap().width >= TITLE_WIDTH_MIN);
        }
        assert_eq!(placed(1_200.0).len(), 7);
        let narrow: Vec<Column> = placed(330.0).iter().map(|placed| placed.column).collect();
        assert_eq!(narrow, [Column::Category, Column::Title]);
    }
}
