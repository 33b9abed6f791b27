//! Which rows pass a filter, apart from time: one set for each part of the filter, made from one column each.
//!
//! A part that asks for nothing has no set, and costs nothing.

use crate::model::filter::{Filter, NumberRange};
use crate::model::fold::words_of;
use crate::model::place::{Bounds, PrecisionClass, Ring};
use crate::store::Dataset;
use crate::store::columns::{Columns, UNLOCATED, grade_bit, position, steps};
use crate::store::labels::Labels;
use crate::store::row_set::{Bits, RowSet, WORD_ROWS};

/// A part of a filter; that of a facet is left out when the facet counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Category,
    Actor,
    Source,
    Tag,
    Precision,
    Reliability,
    Measures,
    Text,
    /// The box and the lasso.
    Place,
}

/// The rows that pass each part of a filter that asks for anything.
#[derive(Clone, Debug, Default)]
pub struct Passing {
    parts: Vec<(Part, RowSet)>,
}

impl Passing {
    pub fn new(dataset: &Dataset, filter: &Filter) -> Self {
        let columns = dataset.columns();
        let Filter {
            categories,
            actors,
            sources,
            tags,
            precisions,
            reliabilities,
            measures,
            text,
            bounds,
            lasso,
            certainty: _,
        } = filter;
        let mut parts = Vec::new();
        let mut add = |part, asks: bool, make: &dyn Fn() -> RowSet| {
            if asks {
                parts.push((part, make()));
            }
        };
        add(Part::Category, !categories.is_empty(), &|| {
            let wanted: Vec<bool> = dataset
                .categories()
                .iter()
                .map(|info| info.id.as_ref().is_some_and(|id| categories.contains(id)))
                .collect();
            by_value(&columns.category, |idx| wanted[usize::from(idx)])
        });
        add(Part::Actor, !actors.is_empty(), &|| {
            by_label(columns, &columns.actors, actors.iter().map(String::as_str))
        });
        add(Part::Source, !sources.is_empty(), &|| {
            let ids = sources.iter().map(|id| id.0.as_str());
            by_label(columns, &columns.sources, ids)
        });
        add(Part::Tag, !tags.is_empty(), &|| {
            by_label(columns, &columns.tags, tags.iter().map(String::as_str))
        });
        add(Part::Precision, !precisions.is_empty(), &|| {
            let wanted = PrecisionClass::ALL.map(|class| precisions.contains(&class));
            by_value(&columns.precision, |code| wanted[usize::from(code)])
        });
        add(Part::Reliability, !reliabilities.is_empty(), &|| {
            let wanted = reliabilities
                .iter()
                .fold(0, |bits, grade| bits | grade_bit(*grade));
            by_value(&columns.reliability, |bits| bits & wanted != 0)
        });
        add(Part::Measures, !measures.is_empty(), &|| {
            let mut passing = RowSet::full(columns.len());
            for (name, range) in measures {
                passing.intersect(&by_measure(columns, name, *range));
            }
            passing
        });
        let words = words_of(text);
        add(Part::Text, !words.is_empty(), &|| {
            RowSet::clone(&dataset.rows_with_words(&words))
        });
        add(Part::Place, bounds.is_some() || lasso.is_some(), &|| {
            let mut passing = match bounds {
                Some(bounds) => in_bounds(columns, *bounds),
                None => RowSet::full(columns.len()),
            };
            if let Some(lasso) = lasso {
                keep_inside(columns, &mut passing, lasso);
            }
            passing
        });
        Self { parts }
    }

    /// The rows that pass all parts but one; `None`: all rows.
    pub fn all_but(&self, left_out: Option<Part>) -> Option<RowSet> {
        let mut parts = self
            .parts
            .iter()
            .filter(|(part, _)| Some(*part) != left_out);
        let mut passing = parts.next()?.1.clone();
        for (_, set) in parts {
            passing.intersect(set);
        }
        Some(passing)
    }

    /// Whether a part asks for anything.
    pub fn asks(&self, part: Part) -> bool {
        self.parts.iter().any(|(other, _)| *other == part)
    }
}

fn by_value<T: Copy>(column: &[T], test: impl Fn(T) -> bool) -> RowSet {
    RowSet::where_row(column.len(), |idx| test(column[idx]))
}

fn by_label<'a>(
    columns: &Columns,
    labels: &Labels,
    names: impl Iterator<Item = &'a str>,
) -> RowSet {
    let mut wanted = vec![false; labels.n_names()];
    for idx in names.filter_map(|name| labels.find(name)) {
        wanted[idx as usize] = true;
    }
    RowSet::where_row(columns.len(), |idx| {
        let ids = labels.of(crate::store::Row(idx as u32));
        ids.iter().any(|id| wanted[*id as usize])
    })
}

fn by_measure(columns: &Columns, name: &str, range: NumberRange) -> RowSet {
    let mut passing = RowSet::empty(columns.len());
    let named = columns
        .measures
        .iter()
        .filter(|measure| measure.name == name);
    for (row, value) in named.flat_map(|measure| &measure.values) {
        if range.contains(*value) {
            passing.insert(*row);
        }
    }
    passing
}

/// The located rows inside a box, to a centimetre. A box may cross the antimeridian.
pub fn in_bounds(columns: &Columns, bounds: Bounds) -> RowSet {
    let mut rows = RowSet::full(columns.len());
    keep_in_bounds(columns, &mut rows, bounds);
    rows
}

/// Takes out the rows that do not lie inside a box.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "without branches the comparisons run side by side"
)]
pub fn keep_in_bounds(columns: &Columns, rows: &mut RowSet, bounds: Bounds) {
    let [west, east] = [bounds.west, bounds.east].map(steps);
    let [south, north] = [bounds.south, bounds.north].map(steps);
    let in_lat = |lat: i32| (lat >= south) & (lat <= north);
    rows.keep_words(|idx, word| {
        let first = idx * WORD_ROWS;
        let last = (first + WORD_ROWS).min(columns.len());
        let (lon, lat) = (&columns.lon[first..last], &columns.lat[first..last]);
        // Bytes first, bits later: so the comparisons run side by side.
        let mut inside = [0u8; WORD_ROWS];
        let positions = inside.iter_mut().zip(lon).zip(lat);
        if west <= east {
            for ((inside, lon), lat) in positions {
                *inside = u8::from((*lon >= west) & (*lon <= east) & in_lat(*lat));
            }
        } else {
            for ((inside, lon), lat) in positions {
                let in_lon = ((*lon >= west) | (*lon <= east)) & (*lon != UNLOCATED);
                *inside = u8::from(in_lon & in_lat(*lat));
            }
        }
        word & bits_of(&inside)
    });
}

/// A bit for each byte, which is 0 or 1.
pub(super) fn bits_of(bytes: &[u8; WORD_ROWS]) -> u64 {
    /// Multiplying by it brings the lowest bits of eight bytes together in the uppermost byte.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let (eights, _) = bytes.as_chunks::<8>();
    eights.iter().enumerate().fold(0, |word, (idx, eight)| {
        word | (u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56) << (idx * 8)
    })
}

/// Takes out the rows that do not lie inside a ring.
fn keep_inside(columns: &Columns, passing: &mut RowSet, ring: &Ring) {
    if let Some(bounds) = ring.bounds() {
        keep_in_bounds(columns, passing, bounds);
    }
    passing.keep_words(|idx, word| {
        let is_inside = |bit: u32| {
            let row = idx * WORD_ROWS + bit as usize;
            position(columns.lon[row], columns.lat[row]).is_some_and(|at| ring.contains(at))
        };
        Bits(word)
            .filter(|bit| is_inside(*bit))
            .fold(0, |inside, bit| inside | 1 << bit)
    });
}
