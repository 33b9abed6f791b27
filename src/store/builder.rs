//! Makes columns of facts: takes in one event after the other, puts them in time order, sums them by blocks.

use crate::model::mercator;
use crate::model::place::{LatLon, PrecisionClass};
use crate::model::source::Reliability;
use crate::model::time::{EventTime, Extent};
use crate::store::Row;
use crate::store::columns::{
    BLOCK_ROWS, Block, Columns, Measures, Reach, UNLOCATED, grade_bit, mercator_y, steps,
};
use crate::store::labels::LabelsBuilder;
use crate::store::row_set::RowSet;

/// What the columns hold of one event, before it is sorted and numbered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts<'a> {
    /// `None`: undated.
    pub time: Option<EventTime>,
    /// `None`: not located.
    pub anchor: Option<LatLon>,
    /// The radius in metres within which it lies; `None`: unknown.
    pub precision_m: Option<f64>,
    /// `None`: by `precision_m`, or unknown, or not located. Else what the shape says.
    pub precision: Option<PrecisionClass>,
    /// `None`: no category.
    pub category: Option<&'a str>,
    pub actors: Vec<&'a str>,
    /// Ids of the sources of its quotes.
    pub sources: Vec<&'a str>,
    /// Grades of those sources.
    pub reliabilities: Vec<Reliability>,
    pub tags: Vec<&'a str>,
    /// Names of measures and their numbers.
    pub measures: Vec<(&'a str, f64)>,
}

/// The category of an event that has none, until categories are numbered.
const NO_CATEGORY: u32 = u32::MAX;

/// Takes in facts, one event after the other, in any order.
#[derive(Debug, Default)]
pub struct Builder {
    columns: Columns,
    /// By row as it came; [`NO_CATEGORY`] for none.
    category: Vec<u32>,
    categories: LabelsBuilder,
    actors: LabelsBuilder,
    sources: LabelsBuilder,
    tags: LabelsBuilder,
    measure_names: LabelsBuilder,
    measures: Vec<Vec<(Row, f64)>>,
    /// Whether a row is dated.
    dated: Vec<bool>,
}

impl Builder {
    pub fn len(&self) -> usize {
        self.dated.len()
    }

    pub fn is_empty(&self) -> bool {
        self.dated.is_empty()
    }

    /// The next event.
    pub fn push(&mut self, facts: &Facts<'_>) {
        let row = Row(self.len() as u32);
        let columns = &mut self.columns;
        let bounds = facts.time.map(|time| time.outer());
        columns
            .from
            .push(bounds.map_or(i64::MAX, |bounds| bounds.from.0));
        columns
            .to
            .push(bounds.map_or(i64::MAX, |bounds| bounds.to.0));
        self.dated.push(bounds.is_some());
        if let Some(time) = facts.time
            && time != EventTime::within(time.start_min, time.end_max)
        {
            columns.special_times.push((row, time));
        }
        columns
            .lon
            .push(facts.anchor.map_or(UNLOCATED, |at| steps(at.lon)));
        columns.lat.push(facts.anchor.map_or(0, |at| steps(at.lat)));
        columns.y.push(facts.anchor.map_or(0, mercator_y));
        columns.radius_m.push(
            facts
                .precision_m
                .map_or(f32::NAN, |radius_m| radius_m as f32),
        );
        columns.precision.push(precision_code(facts));
        columns.reliability.push(
            facts
                .reliabilities
                .iter()
                .fold(0, |bits, grade| bits | grade_bit(*grade)),
        );
        self.category.push(
            facts
                .category
                .map_or(NO_CATEGORY, |id| self.categories.intern(id)),
        );
        self.actors.push(&facts.actors);
        self.sources.push(&facts.sources);
        self.tags.push(&facts.tags);
        for (name, value) in &facts.measures {
            let idx = self.measure_names.intern(name) as usize;
            if idx == self.measures.len() {
                self.measures.push(Vec::new());
            }
            self.measures[idx].push((row, *value));
        }
    }

    /// The events of another builder after those of this one.
    pub fn append(&mut self, other: Self) {
        let shift = self.len() as u32;
        let shifted = |row: Row| Row(row.0 + shift);
        let Columns {
            from,
            to,
            special_times,
            lon,
            lat,
            y,
            precision,
            radius_m,
            reliability,
            ..
        } = other.columns;
        let columns = &mut self.columns;
        columns.from.extend(from);
        columns.to.extend(to);
        columns.special_times.extend(
            special_times
                .into_iter()
                .map(|(row, time)| (shifted(row), time)),
        );
        columns.lon.extend(lon);
        columns.lat.extend(lat);
        columns.y.extend(y);
        columns.precision.extend(precision);
        columns.radius_m.extend(radius_m);
        columns.reliability.extend(reliability);
        self.dated.extend(other.dated);
        let renamed: Vec<u32> = other
            .categories
            .names()
            .map(|name| self.categories.intern(name))
            .collect();
        self.category.extend(
            other
                .category
                .iter()
                .map(|id| renamed.get(*id as usize).copied().unwrap_or(NO_CATEGORY)),
        );
        self.actors.append(&other.actors);
        self.sources.append(&other.sources);
        self.tags.append(&other.tags);
        for (name, values) in other.measure_names.names().zip(other.measures) {
            let idx = self.measure_names.intern(name) as usize;
            if idx == self.measures.len() {
                self.measures.push(Vec::new());
            }
            self.measures[idx].extend(values.into_iter().map(|(row, value)| (shifted(row), value)));
        }
    }

    /// The names of the categories, in the order of their numbers in [`Self::finish`]'s argument.
    pub fn categories(&self) -> impl Iterator<Item = &str> {
        self.categories.names()
    }

    /// The categories in the order in which rows first come to them, each once; `None`: no category.
    pub fn first_uses(&self, order: &[u32]) -> Vec<Option<u32>> {
        let n_categories = self.categories.names().count();
        let mut seen = vec![false; n_categories + 1];
        let mut uses = Vec::new();
        for idx in order {
            let id = self.category[*idx as usize];
            let slot = (id as usize).min(n_categories);
            if !seen[slot] {
                seen[slot] = true;
                uses.push((id != NO_CATEGORY).then_some(id));
                if uses.len() == seen.len() {
                    break;
                }
            }
        }
        uses
    }

    /// The order of the rows: by time, undated ones last, then as they came. `ties` orders those of the same time.
    pub fn order(&self, ties: impl Fn(u32, u32) -> std::cmp::Ordering) -> Vec<u32> {
        let special = &self.columns.special_times;
        let key = |idx: u32| {
            let at = Row(idx);
            match special.binary_search_by_key(&at, |(row, _)| *row) {
                Ok(found) => special[found].1.sort_key().0,
                Err(_) => self.columns.from[idx as usize],
            }
        };
        let mut order: Vec<(bool, i64, u32)> = (0..self.len() as u32)
            .map(|idx| (!self.dated[idx as usize], key(idx), idx))
            .collect();
        let less = |a: &(bool, i64, u32), b: &(bool, i64, u32)| {
            (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| ties(a.2, b.2))
        };
        if !order.is_sorted_by(|a, b| less(a, b).is_le()) {
            order.sort_by(less);
        }
        order.into_iter().map(|(_, _, idx)| idx).collect()
    }

    /// The columns in the given order; `category_idx` gives the number of a category by its own here, last that of none.
    pub fn finish(self, order: &[u32], category_idx: &[u16]) -> Columns {
        let in_order = order.is_sorted();
        let mut columns = self.columns;
        let row_of = if in_order {
            Vec::new()
        } else {
            let mut row_of = vec![0; order.len()];
            for (row, idx) in (0u32..).zip(order) {
                row_of[*idx as usize] = row;
            }
            sort_column(&mut columns.from, order);
            sort_column(&mut columns.to, order);
            sort_column(&mut columns.lon, order);
            sort_column(&mut columns.lat, order);
            sort_column(&mut columns.y, order);
            sort_column(&mut columns.precision, order);
            sort_column(&mut columns.radius_m, order);
            sort_column(&mut columns.reliability, order);
            row_of
        };
        let moved = |row: Row| row_of.get(row.0 as usize).map_or(row, |row| Row(*row));
        for (row, _) in &mut columns.special_times {
            *row = moved(*row);
        }
        columns.special_times.sort_by_key(|(row, _)| *row);
        let none = category_idx.last().copied().unwrap_or_default();
        columns.category = order
            .iter()
            .map(|idx| {
                let id = self.category[*idx as usize] as usize;
                category_idx.get(id).copied().unwrap_or(none)
            })
            .collect();
        columns.n_dated = self.dated.iter().filter(|dated| **dated).count();
        columns.actors = self.actors.finish(order);
        columns.sources = self.sources.finish(order);
        columns.tags = self.tags.finish(order);
        columns.measures = self
            .measure_names
            .names()
            .zip(self.measures)
            .map(|(name, mut values)| {
                for (row, _) in &mut values {
                    *row = moved(*row);
                }
                values.sort_by_key(|(row, _)| *row);
                Measures {
                    name: name.to_owned(),
                    values,
                }
            })
            .collect();
        shrink(&mut columns);
        columns.blocks = blocks(&columns);
        columns.block_counts = block_counts(&columns, category_idx);
        columns.unlocated = RowSet::where_row(columns.len(), |idx| columns.lon[idx] == UNLOCATED);
        for code in &columns.precision {
            columns.has_precision[usize::from(*code)] = true;
        }
        let grades = columns.reliability.iter().fold(0, |all, bits| all | bits);
        for (idx, has) in columns.has_reliability.iter_mut().enumerate() {
            *has = grades >> idx & 1 == 1;
        }
        let is_vague = PrecisionClass::ALL.map(PrecisionClass::is_vague);
        columns.vague = RowSet::where_row(columns.len(), |idx| {
            is_vague[usize::from(columns.precision[idx])]
        });
        columns.reach = reach(&columns);
        let lat_max = steps(mercator::LAT_MAX);
        columns.off_map = RowSet::where_row(columns.len(), |idx| {
            columns.lon[idx] != UNLOCATED && columns.lat[idx].abs() > lat_max
        });
        columns
    }
}

fn precision_code(facts: &Facts<'_>) -> u8 {
    let class = match (facts.precision, facts.anchor, facts.precision_m) {
        (Some(class), _, _) => class,
        (None, None, _) => PrecisionClass::Unlocated,
        (None, Some(_), Some(radius_m)) => PrecisionClass::of_radius(radius_m),
        (None, Some(_), None) => PrecisionClass::Unknown,
    };
    let code = PrecisionClass::ALL.iter().position(|other| *other == class);
    code.unwrap_or_default() as u8
}

/// Gives back the room that the columns grew into and did not need.
fn shrink(columns: &mut Columns) {
    columns.from.shrink_to_fit();
    columns.to.shrink_to_fit();
    columns.lon.shrink_to_fit();
    columns.lat.shrink_to_fit();
    columns.y.shrink_to_fit();
    columns.precision.shrink_to_fit();
    columns.radius_m.shrink_to_fit();
    columns.reliability.shrink_to_fit();
}

fn sort_column<T: Copy>(column: &mut Vec<T>, order: &[u32]) {
    *column = order.iter().map(|idx| column[*idx as usize]).collect();
}

fn block_counts(columns: &Columns, category_idx: &[u16]) -> Vec<u16> {
    /// With more categories the counts would take more room than a column.
    const CATEGORIES_MAX: usize = 512;
    let n = columns
        .category
        .iter()
        .chain(category_idx)
        .max()
        .map_or(0, |most| usize::from(*most) + 1);
    if n > CATEGORIES_MAX {
        return Vec::new();
    }
    let mut counts = vec![0; columns.blocks.len() * n];
    for (block, counts) in counts.chunks_mut(n.max(1)).enumerate() {
        for category in &columns.category[columns.block_rows(block)] {
            counts[usize::from(*category)] += 1;
        }
    }
    counts
}

fn reach(columns: &Columns) -> Option<Reach> {
    let positions = columns.lon.iter().zip(&columns.y);
    let located = positions.filter(|(lon, _)| **lon != UNLOCATED);
    located.fold(None, |reach: Option<Reach>, (lon, y)| {
        let reach = reach.unwrap_or(Reach {
            west: *lon,
            east: *lon,
            y_min: *y,
            y_max: *y,
        });
        Some(Reach {
            west: reach.west.min(*lon),
            east: reach.east.max(*lon),
            y_min: reach.y_min.min(*y),
            y_max: reach.y_max.max(*y),
        })
    })
}

fn blocks(columns: &Columns) -> Vec<Block> {
    (0..columns.n_dated.div_ceil(BLOCK_ROWS))
        .map(|block| {
            let rows = columns.block_rows(block);
            let (from, to) = (&columns.from[rows.clone()], &columns.to[rows.clone()]);
            let of = |values: &[i64], best: fn(i64, i64) -> i64| {
                values.iter().copied().reduce(best).unwrap_or_default()
            };
            let special = columns.special_times_in(rows);
            Block {
                from_min: of(from, i64::min),
                to_max: of(to, i64::max),
                plain: special
                    .iter()
                    .all(|(_, time)| time.extent == Extent::Within),
            }
        })
        .collect()
}
