//! Many events on the map: as discs while they can be told apart, as density where they cannot.
//!
//! Symbols and their counts (`map::marks`) show some thousand events; this draws ten thousand to ten million.

pub mod layer;

pub mod density;
pub mod frame;
pub mod gpu;
pub mod legend;
pub mod paint;
pub mod pick;
pub mod raster;
pub mod stamp;

use std::ops::Range;

use crate::store::row_set::{Bits, RowSet, WORD_ROWS};
use crate::ui::map::points::frame::Frame;

/// The events of a snapshot that can be drawn, as columns by row, in time order.
#[derive(Clone, Copy, Debug)]
pub struct Points<'a> {
    /// Longitude in 1e-7 degrees; `i32::MIN` where the event has no place on this map.
    pub lon: &'a [i32],
    /// Mercator's y: 0 at the north edge (85.05°), `u32::MAX` at the south edge of the square world.
    pub y: &'a [u32],
    pub category: &'a [u16],
    /// Certainly in the window.
    pub certain: &'a RowSet,
    /// Only possibly in the window.
    pub possible: &'a RowSet,
    /// With a place that is known vaguely; of any rows, shown or not.
    pub vague: &'a RowSet,
}

impl<'a> Points<'a> {
    /// The words of the sets from the first that holds a row to the last.
    pub fn filled_words(&self) -> Range<usize> {
        let n_words = self.lon.len().div_ceil(WORD_ROWS);
        let holds = |idx: &usize| {
            let (certain, possible) = self.word(*idx);
            certain | possible != 0
        };
        let Some(first) = (0..n_words).find(holds) else {
            return 0..0;
        };
        let last = (first..n_words).rev().find(holds).unwrap_or(first);
        first..last + 1
    }

    /// The vaguely placed rows of a word.
    #[inline]
    pub fn vague_in(&self, idx: usize) -> u64 {
        self.vague.words().get(idx).copied().unwrap_or(0)
    }

    /// Whether any shown row is placed vaguely.
    pub fn has_vague(&self) -> bool {
        self.vague.filled().any(|idx| {
            let (certain, possible) = self.word(idx);
            self.vague_in(idx) & (certain | possible) != 0
        })
    }

    /// Certain and possible rows of a word.
    #[inline]
    pub fn word(&self, idx: usize) -> (u64, u64) {
        let word = |set: &RowSet| set.words().get(idx).copied().unwrap_or(0);
        (word(self.certain), word(self.possible))
    }

    /// The shown rows of a word that a frame holds, certain and possible.
    #[inline]
    pub fn word_in(&self, idx: usize, frame: &Frame) -> (u64, u64) {
        let (certain, possible) = self.word(idx);
        let shown = certain | possible;
        if shown == 0 {
            return (0, 0);
        }
        let held = self.rows_of(idx).held_by(frame, shown);
        (certain & held, possible & held)
    }

    /// The columns of a word's rows.
    #[inline]
    pub fn rows_of(&self, idx: usize) -> WordRows<'a> {
        let first = idx * WORD_ROWS;
        let range = first..(first + WORD_ROWS).min(self.lon.len());
        WordRows {
            lon: self.lon.get(range.clone()).unwrap_or_default(),
            y: self.y.get(range.clone()).unwrap_or_default(),
            category: self.category.get(range).unwrap_or_default(),
        }
    }
}

/// Up to 64 rows of the columns.
#[derive(Clone, Copy, Debug)]
pub struct WordRows<'a> {
    pub lon: &'a [i32],
    pub y: &'a [u32],
    category: &'a [u16],
}

/// Shown rows of a word from which on all are looked at, which goes several at a time.
const DENSE: u32 = 12;

impl WordRows<'_> {
    /// Which of the `shown` rows a frame holds.
    #[inline]
    fn held_by(&self, frame: &Frame, shown: u64) -> u64 {
        if shown.count_ones() >= DENSE
            && let (Ok(lon), Ok(y)) = (self.lon.try_into(), self.y.try_into())
        {
            return shown & frame.holds_of(lon, y);
        }
        let held = |bit: &u32| {
            self.get(*bit)
                .is_some_and(|(lon, y, _)| frame.holds(lon, y))
        };
        Bits(shown)
            .filter(held)
            .fold(0, |held, bit| held | 1 << bit)
    }

    /// Longitude, y and category of a row.
    #[inline]
    pub fn get(&self, bit: u32) -> Option<(i32, u32, u16)> {
        let bit = bit as usize;
        Some((
            *self.lon.get(bit)?,
            *self.y.get(bit)?,
            *self.category.get(bit)?,
        ))
    }
}

#[cfg(test)]
mod screen_tests;
#[cfg(test)]
mod tests;
