//! The columns that questions are answered from; `builder` makes them.
//!
//! Hot columns take 36 bytes an event: bounds of time 16, position 12, category 2, the rest 6.
//! What few events have (a beginning and an end of their own, measures) lies in sparse lists beside them.

use crate::model::mercator;
use crate::model::place::{LatLon, PrecisionClass};
use crate::model::source::Reliability;
use crate::model::time::{EventTime, Membership, Timestamp, Window};
use crate::store::Row;
use crate::store::labels::Labels;
use crate::store::row_set::RowSet;

/// Rows that are looked at together: where all of them are in or out of a window, none is looked at alone.
pub const BLOCK_ROWS: usize = 512;

/// Positions are held in steps of this many to a degree, some centimetre.
const STEPS_PER_DEGREE: f64 = 1e7;

/// The longitude of a row without a place.
pub const UNLOCATED: i32 = i32::MIN;

/// A box as the columns hold positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    pub west: i32,
    pub east: i32,
    pub y_min: u32,
    pub y_max: u32,
}

/// A sum of what a run of rows holds.
#[derive(Clone, Copy, Debug)]
pub struct Block {
    pub from_min: i64,
    pub to_max: i64,
    /// Whether every row happened at some time within its bounds, and the bounds are all there is to know.
    pub plain: bool,
}

/// The columns of one snapshot, by row: in time order, undated rows last.
#[derive(Debug, Default)]
pub struct Columns {
    /// Rows before this one are dated.
    pub n_dated: usize,
    /// The first moment at which the event may have been going on, in milliseconds UTC.
    pub from: Vec<i64>,
    /// The moment before which it was over.
    pub to: Vec<i64>,
    /// Times that the bounds do not tell in full, by row.
    pub special_times: Vec<(Row, EventTime)>,
    /// In 1e-7 degrees; [`UNLOCATED`] where there is no place.
    pub lon: Vec<i32>,
    pub lat: Vec<i32>,
    /// Web Mercator, 0 at the north edge of the map and `u32::MAX` at the south edge.
    pub y: Vec<u32>,
    pub category: Vec<u16>,
    pub precision: Vec<u8>,
    /// The radius in metres within which it lies; not a number where that is unknown.
    pub radius_m: Vec<f32>,
    /// A bit for each grade of its sources, from A.
    pub reliability: Vec<u8>,
    pub actors: Labels,
    pub sources: Labels,
    pub tags: Labels,
    pub measures: Vec<Measures>,
    pub blocks: Vec<Block>,
    /// Number of rows of each category, block after block; empty where there are too many categories.
    pub(super) block_counts: Vec<u16>,
    /// Whether any row has it, by index into [`PrecisionClass::ALL`].
    pub has_precision: [bool; PrecisionClass::ALL.len()],
    /// Likewise for grades of sources.
    pub has_reliability: [bool; Reliability::ALL.len()],
    /// The box around all positions; `None`: nothing is located.
    pub reach: Option<Reach>,
    /// Rows without a place.
    pub unlocated: RowSet,
    /// Rows with a place that is too near a pole for this map.
    pub off_map: RowSet,
    /// Rows with a place that is known vaguely, or nobody knows how exactly.
    pub vague: RowSet,
}

/// The numbers of one measure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measures {
    pub name: String,
    /// In the order of rows.
    pub values: Vec<(Row, f64)>,
}

impl Columns {
    pub fn len(&self) -> usize {
        self.from.len()
    }

    pub fn is_empty(&self) -> bool {
        self.from.is_empty()
    }

    /// Bytes of the columns that every row has.
    pub fn hot_bytes(&self) -> usize {
        let Self {
            from,
            to,
            lon,
            lat,
            y,
            category,
            precision,
            radius_m,
            reliability,
            ..
        } = self;
        size_of_val(from.as_slice())
            + size_of_val(to.as_slice())
            + size_of_val(lon.as_slice())
            + size_of_val(lat.as_slice())
            + size_of_val(y.as_slice())
            + size_of_val(category.as_slice())
            + size_of_val(precision.as_slice())
            + size_of_val(radius_m.as_slice())
            + size_of_val(reliability.as_slice())
    }

    pub fn time(&self, row: Row) -> Option<EventTime> {
        let idx = row.0 as usize;
        if idx >= self.n_dated {
            return None;
        }
        Some(self.special_time(row).unwrap_or_else(|| {
            EventTime::within(Timestamp(self.from[idx]), Timestamp(self.to[idx]))
        }))
    }

    fn special_time(&self, row: Row) -> Option<EventTime> {
        let special = &self.special_times;
        let idx = special.binary_search_by_key(&row, |(row, _)| *row).ok()?;
        Some(special[idx].1)
    }

    /// The times of a range of rows that their bounds do not tell in full.
    pub fn special_times_in(&self, rows: std::ops::Range<usize>) -> &[(Row, EventTime)] {
        let special = &self.special_times;
        let at = |idx: usize| special.partition_point(|(row, _)| (row.0 as usize) < idx);
        &special[at(rows.start)..at(rows.end)]
    }

    /// Where the symbol stands, to a centimetre.
    pub fn anchor(&self, row: Row) -> Option<LatLon> {
        let idx = row.0 as usize;
        position(self.lon[idx], self.lat[idx])
    }

    pub fn precision(&self, row: Row) -> PrecisionClass {
        PrecisionClass::ALL[usize::from(self.precision[row.0 as usize])]
    }

    /// The radius in metres within which it lies, where that is known.
    pub fn precision_m(&self, row: Row) -> Option<f64> {
        let radius_m = self.radius_m[row.0 as usize];
        (!radius_m.is_nan()).then_some(radius_m.into())
    }

    /// The rows of a block.
    pub fn block_rows(&self, block: usize) -> std::ops::Range<usize> {
        block * BLOCK_ROWS..((block + 1) * BLOCK_ROWS).min(self.n_dated)
    }

    /// Number of rows of each category in a block; `None` where there are too many categories to hold them.
    pub fn block_categories(&self, block: usize) -> Option<&[u16]> {
        let n = self.block_counts.len() / self.blocks.len().max(1);
        self.block_counts
            .get(block * n..(block + 1) * n)
            .filter(|counts| !counts.is_empty())
    }

    /// How the rows of a block lie in a window, where that is the same for all of them.
    pub fn block_membership(&self, block: &Block, window: Window) -> Option<Membership> {
        let (a, b) = (window.from.0, window.to.0);
        if block.from_min >= b || block.to_max <= a {
            Some(Membership::Outside)
        } else if block.plain && block.from_min >= a && block.to_max <= b {
            Some(Membership::Certain)
        } else {
            None
        }
    }
}

/// The position of a row by its two columns.
pub fn position(lon: i32, lat: i32) -> Option<LatLon> {
    (lon != UNLOCATED).then(|| LatLon {
        lat: f64::from(lat) / STEPS_PER_DEGREE,
        lon: f64::from(lon) / STEPS_PER_DEGREE,
    })
}

/// Steps of a coordinate in degrees.
pub fn steps(degrees: f64) -> i32 {
    (degrees * STEPS_PER_DEGREE).round() as i32
}

/// Web Mercator as the columns hold it.
pub fn mercator_y(at: LatLon) -> u32 {
    (mercator::project(at).y.clamp(0.0, 1.0) * f64::from(u32::MAX)).round() as u32
}

/// The bit of a grade in [`Columns::reliability`].
pub fn grade_bit(grade: Reliability) -> u8 {
    1 << (grade as u8)
}
