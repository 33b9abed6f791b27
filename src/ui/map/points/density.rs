//! Events as density: how many lie in each cell of a grid that stands still on the ground, and its colours.
//!
//! Counts are exact: the cells add up to the events in sight, whatever the number of threads.

use crate::store::parallel;
use crate::store::row_set::Bits;
use crate::ui::map::points::Points;
use crate::ui::map::points::frame::{Frame, STEPS};
use crate::ui::map::points::raster::Raster;

/// Fewer words than this are not worth a thread.
const CHUNK_WORDS_MIN: usize = 512;

/// Entries of a ramp.
const RAMP_LEN: usize = 256;

/// Counts that are looked up instead of computed.
const LOOKED_UP: usize = 1024;

/// The top of the scale, at least.
const TOP_MIN: u32 = 10;

/// Counts by cell.
#[derive(Debug, Default)]
pub struct Grid {
    pub columns: u32,
    pub rows: u32,
    /// Row by row from the north-west.
    pub counts: Vec<u32>,
    /// Events in all cells, certain and possible.
    pub total: u64,
    /// The fullest cell.
    pub max: u32,
    /// Counts of the other threads.
    others: Vec<Vec<u32>>,
}

impl Grid {
    /// Counts what lies in a frame whose pixels are the cells.
    pub fn count(&mut self, points: &Points<'_>, frame: &Frame, n_threads: usize) {
        self.columns = frame.width;
        self.rows = frame.height;
        let len = (frame.width * frame.height) as usize;
        let words = points.filled_words();
        let n_parts = (words.len() / CHUNK_WORDS_MIN).clamp(1, n_threads.max(1));
        self.others.resize_with(n_parts - 1, Vec::new);
        let grids = std::iter::once(&mut self.counts).chain(&mut self.others);
        let parts = parallel::parts(words.len(), n_parts);
        let jobs = grids.zip(parts).collect();
        parallel::for_each(n_threads, jobs, |(counts, part)| {
            counts.clear();
            counts.resize(len, 0);
            if !frame.is_empty() {
                let words = words.start + part.start..words.start + part.end;
                count_words(points, frame, words, counts);
            }
        });
        self.add_up(n_threads);
    }

    /// Takes in what was counted elsewhere, cell by cell.
    pub fn counted(&mut self, frame: &Frame, counts: Vec<u32>) {
        debug_assert_eq!(counts.len(), (frame.width * frame.height) as usize);
        self.columns = frame.width;
        self.rows = frame.height;
        self.counts = counts;
        self.others.clear();
        self.add_up(1);
    }

    /// The count of the cell at a column and row; 0 outside.
    pub fn at(&self, column: u32, row: u32) -> u32 {
        let inside = column < self.columns && row < self.rows;
        let idx = row as usize * self.columns as usize + column as usize;
        self.counts
            .get(idx)
            .copied()
            .filter(|_| inside)
            .unwrap_or(0)
    }

    /// Draws a pixel for each cell.
    pub fn draw(&self, ramp: &Ramp, n_threads: usize, into: &mut Raster) {
        let row_bytes = self.columns as usize * 4;
        into.width = self.columns;
        into.height = self.rows;
        into.row_bytes = row_bytes;
        into.first = 0;
        into.bytes.resize(row_bytes * self.rows as usize, 0);
        let colors = Colors::new(ramp, top_of(self.max));
        let len = self.counts.len().div_ceil(4 * n_threads.max(1)).max(1);
        let pixels = into.bytes.chunks_mut(len * 4);
        let jobs = pixels.zip(self.counts.chunks(len)).collect();
        parallel::for_each(n_threads, jobs, |(pixels, counts)| {
            let (pixels, _) = pixels.as_chunks_mut::<4>();
            for (pixel, count) in pixels.iter_mut().zip(counts) {
                *pixel = colors.of(*count);
            }
        });
    }

    /// Adds the other threads' counts to the first's.
    fn add_up(&mut self, n_threads: usize) {
        let Self { counts, others, .. } = self;
        let len = counts.len().div_ceil(n_threads.max(1)).max(1);
        let n_parts = counts.len().div_ceil(len);
        let mut sums = vec![(0u64, 0u32); n_parts];
        let parts = counts.chunks_mut(len).zip(&mut sums).enumerate().collect();
        parallel::for_each(n_threads, parts, |(idx, (counts, (total, max)))| {
            for other in &*others {
                let other = &other[idx * len..];
                for (count, other) in counts.iter_mut().zip(other) {
                    *count += other;
                }
            }
            *max = counts.iter().copied().max().unwrap_or(0);
            *total = counts.iter().map(|count| u64::from(*count)).sum();
        });
        self.total = sums.iter().map(|(total, _)| total).sum();
        self.max = sums.iter().map(|(_, max)| *max).max().unwrap_or(0);
    }
}

fn count_words(
    points: &Points<'_>,
    frame: &Frame,
    words: std::ops::Range<usize>,
    counts: &mut [u32],
) {
    let columns = frame.width as usize;
    for idx in words {
        let (certain, possible) = points.word_in(idx, frame);
        let rows = points.rows_of(idx);
        for bit in Bits(certain | possible) {
            if let Some((lon, y, _)) = rows.get(bit) {
                let (x, y) = frame.steps(lon, y);
                let cell = (y / STEPS) as usize * columns + (x / STEPS) as usize;
                if let Some(count) = counts.get_mut(cell) {
                    *count += 1;
                }
            }
        }
    }
}

/// The colours of a theme from one event to the fullest cell, with premultiplied alpha.
#[derive(Clone, Debug, PartialEq)]
pub struct Ramp {
    colors: [[u8; 4]; RAMP_LEN],
}

impl Ramp {
    /// Goes through evenly spaced colours, at one opacity.
    pub fn new(stops: &[[u8; 3]], alpha: f32) -> Self {
        let mut colors = [[0; 4]; RAMP_LEN];
        for (idx, color) in colors.iter_mut().enumerate() {
            let [r, g, b] = mixed(stops, idx as f32 / (RAMP_LEN - 1) as f32);
            *color = [r, g, b, 255.0].map(|value| (value * alpha).round() as u8);
        }
        Self { colors }
    }

    /// The colour at a share of the way, 0 to 1.
    pub fn at(&self, share: f32) -> [u8; 4] {
        let idx = (share.clamp(0.0, 1.0) * (RAMP_LEN - 1) as f32).round();
        self.colors[idx as usize]
    }
}

fn mixed(stops: &[[u8; 3]], share: f32) -> [f32; 3] {
    let Some(last) = stops.len().checked_sub(1) else {
        return [0.0; 3];
    };
    let at = share * last as f32;
    let idx = (at as usize).min(last.saturating_sub(1));
    let (from, to) = (stops[idx], stops[(idx + 1).min(last)]);
    let by = at - idx as f32;
    std::array::from_fn(|part| {
        let (from, to) = (f32::from(from[part]), f32::from(to[part]));
        from + (to - from) * by
    })
}

/// The number at which the ramp ends: the fullest cell's, rounded up to 1, 2 or 5 with zeros, so that it holds still
/// while the map moves.
pub fn top_of(max: u32) -> u32 {
    let mut step = TOP_MIN;
    loop {
        for top in [step, step.saturating_mul(2), step.saturating_mul(5)] {
            if top >= max {
                return top;
            }
        }
        step = step.saturating_mul(10);
    }
}

/// How far up the ramp a count stands: the logarithm's share of the top's.
pub fn share_of(count: u32, top: u32) -> f32 {
    (count.max(1) as f32).ln() / (top.max(2) as f32).ln()
}

/// A ramp ending at a number.
struct Colors<'a> {
    ramp: &'a Ramp,
    top: u32,
    low: Vec<[u8; 4]>,
}

impl<'a> Colors<'a> {
    fn new(ramp: &'a Ramp, top: u32) -> Self {
        let low = (0..LOOKED_UP as u32).map(|count| match count {
            0 => [0; 4],
            count => ramp.at(share_of(count, top)),
        });
        Self {
            ramp,
            top,
            low: low.collect(),
        }
    }

    #[inline]
    fn of(&self, count: u32) -> [u8; 4] {
        match self.low.get(count as usize) {
            Some(color) => *color,
            None => self.ramp.at(share_of(count, self.top)),
        }
    }
}
