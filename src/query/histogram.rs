//! The stacked histogram under the timeline, by the counting rule of `format.md`.
//!
//! An event that went on counts once in every bin that it certainly overlaps (solid) or only possibly overlaps (light).
//! One that happened at some time within its bounds is spread over the bins in proportion to their share of the bounds:
//! solid where a bin holds all of it, light otherwise.

use std::ops::Range;

use crate::model::time::{Extent, Membership, Timestamp, Window};
use crate::store::columns::{Block, Columns};
use crate::store::row_set::{Bits, RowSet, WORD_ROWS, for_each_word};
use crate::store::{Dataset, Row, parallel};

/// Bins of equal rank over the axis, with a solid and a light part for each category.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Histogram {
    /// Bin `i` is `[edges[i], edges[i + 1])`.
    pub edges: Vec<Timestamp>,
    pub n_categories: usize,
    /// Number of events that are certainly in the bin: `[bin * n_categories + category]`.
    pub solid: Vec<f32>,
    /// Likewise, only possibly.
    pub light: Vec<f32>,
}

impl Histogram {
    pub fn n_bins(&self) -> usize {
        self.edges.len().saturating_sub(1)
    }

    /// The solid and light part of a bin and category.
    pub fn at(&self, bin: usize, category_idx: usize) -> (f32, f32) {
        let idx = bin * self.n_categories + category_idx;
        (self.solid[idx], self.light[idx])
    }

    /// The height of the tallest bin.
    pub fn tallest(&self) -> f32 {
        (0..self.n_bins())
            .map(|bin| self.total(bin))
            .fold(0.0, f32::max)
    }

    /// Solid and light of a category in all bins.
    pub fn of_category(&self, category_idx: usize) -> f32 {
        (0..self.n_bins())
            .map(|bin| self.at(bin, category_idx))
            .map(|(solid, light)| solid + light)
            .sum()
    }

    /// The height of a bin: solid and light of all categories.
    pub fn total(&self, bin: usize) -> f32 {
        let range = bin * self.n_categories..(bin + 1) * self.n_categories;
        self.solid[range.clone()].iter().sum::<f32>() + self.light[range].iter().sum::<f32>()
    }
}

/// Counts the dated `rows` into the bins between `edges` (ascending, finite).
pub fn histogram(dataset: &Dataset, rows: &RowSet, edges: Vec<Timestamp>) -> Histogram {
    let columns = dataset.columns();
    let n_categories = dataset.categories().len();
    let n_bins = edges.len().saturating_sub(1);
    let mut histogram = Histogram {
        edges,
        n_categories,
        solid: vec![0.0; n_bins * n_categories],
        light: vec![0.0; n_bins * n_categories],
    };
    let n_parts = columns.blocks.len().div_ceil(PART_BLOCKS).min(PARTS_MAX);
    let parts = parallel::parts(columns.blocks.len(), n_parts);
    let mut sums: Vec<_> = parts.map(|part| (part, histogram.clone())).collect();
    parallel::for_each(
        parallel::n_threads(),
        sums.iter_mut().collect(),
        |(part, sum)| sum.add_blocks(columns, rows, part.clone()),
    );
    for (_, sum) in sums {
        histogram.add(&sum);
    }
    histogram
}

/// Blocks that are worth a part of their own: half a million rows.
const PART_BLOCKS: usize = 1024;
/// Parts at most. Their number does not depend on that of the cores, nor does the rounding of shares.
const PARTS_MAX: usize = 8;

/// Where a block of rows lies among the bins.
enum Around {
    /// All of it certainly in one.
    Bin(usize),
    /// Beside all of them.
    Outside,
    Several,
}

impl Histogram {
    fn add_blocks(&mut self, columns: &Columns, rows: &RowSet, blocks: Range<usize>) {
        for idx in blocks {
            match self.bin_around(&columns.blocks[idx]) {
                Around::Bin(bin) => self.add_block(columns, rows, idx, bin),
                Around::Outside => {}
                Around::Several => self.add_rows(columns, rows, columns.block_rows(idx)),
            }
        }
    }

    /// Takes in the counts of another one over the same bins.
    fn add(&mut self, other: &Self) {
        for (sums, counts) in [
            (&mut self.solid, &other.solid),
            (&mut self.light, &other.light),
        ] {
            for (sum, count) in sums.iter_mut().zip(counts) {
                *sum += count;
            }
        }
    }

    fn bin_around(&self, block: &Block) -> Around {
        let (Some(first), Some(last)) = (self.edges.first(), self.edges.last()) else {
            return Around::Outside;
        };
        if block.to_max <= first.0 || block.from_min >= last.0 {
            return Around::Outside;
        }
        let after = self.edges.partition_point(|edge| edge.0 <= block.from_min);
        match (after.checked_sub(1), self.edges.get(after)) {
            (Some(bin), Some(end)) if block.plain && block.to_max <= end.0 => Around::Bin(bin),
            _ => Around::Several,
        }
    }

    /// Counts the rows of a block that lies in one bin: their categories are all that matters.
    fn add_block(&mut self, columns: &Columns, rows: &RowSet, block: usize, bin: usize) {
        let n = self.n_categories;
        let bin = &mut self.solid[bin * n..(bin + 1) * n];
        let block_rows = columns.block_rows(block);
        let mut is_whole = true;
        for_each_word(block_rows.clone(), |word, mask| {
            is_whole &= rows.words()[word] & mask == mask;
        });
        if is_whole && let Some(counts) = columns.block_categories(block) {
            for (sum, count) in bin.iter_mut().zip(counts) {
                *sum += f32::from(*count);
            }
            return;
        }
        for_each_word(block_rows, |word, mask| {
            let categories = &columns.category[word * WORD_ROWS..];
            for bit in Bits(rows.words()[word] & mask) {
                bin[usize::from(categories[bit as usize])] += 1.0;
            }
        });
    }

    /// Counts each row by itself. Most lie in the bin of the row before, or in the next.
    fn add_rows(&mut self, columns: &Columns, rows: &RowSet, block_rows: Range<usize>) {
        let mut special = columns
            .special_times_in(block_rows.clone())
            .iter()
            .peekable();
        let mut bin = 0;
        for_each_word(block_rows, |word, mask| {
            for bit in Bits(rows.words()[word] & mask) {
                let idx = word * WORD_ROWS + bit as usize;
                let (from, to) = (columns.from[idx], columns.to[idx]);
                while special.next_if(|(row, _)| (row.0 as usize) < idx).is_some() {}
                let is_special = special.peek().is_some_and(|(row, _)| row.0 as usize == idx);
                if from < self.edges[bin].0 || from >= self.edges[bin + 1].0 {
                    let after = self.edges.partition_point(|edge| edge.0 <= from);
                    bin = after.saturating_sub(1).min(self.n_bins() - 1);
                }
                if !is_special && self.edges[bin].0 <= from && to <= self.edges[bin + 1].0 {
                    let category = usize::from(columns.category[idx]);
                    self.solid[bin * self.n_categories + category] += 1.0;
                } else {
                    self.add_row(columns, Row(idx as u32));
                }
            }
        });
    }

    fn add_row(&mut self, columns: &Columns, row: Row) {
        let Some(time) = columns.time(row) else {
            return;
        };
        let category_idx = usize::from(columns.category[row.0 as usize]);
        let outer = time.outer();
        // The bins that the event may touch: from the last edge at or before its beginning.
        let first = self
            .edges
            .partition_point(|edge| *edge <= outer.from)
            .saturating_sub(1);
        for bin in first..self.n_bins() {
            let bounds = Window {
                from: self.edges[bin],
                to: self.edges[bin + 1],
            };
            if bounds.from >= outer.to {
                break;
            }
            let membership = time.membership(bounds);
            let share = match (time.extent, membership) {
                (_, Membership::Outside) => continue,
                (Extent::WentOn, _) | (Extent::Within, Membership::Certain) => 1.0,
                (Extent::Within, Membership::PossibleOnly) => share_of(outer, bounds),
            };
            let idx = bin * self.n_categories + category_idx;
            match membership {
                Membership::Certain => self.solid[idx] += share,
                _ => self.light[idx] += share,
            }
        }
    }
}

/// The part of `whole` that lies in `bin`; zero where the whole has no finite length to take a part of.
fn share_of(whole: Window, bin: Window) -> f32 {
    if !whole.from.is_finite() || !whole.to.is_finite() || whole.to <= whole.from {
        return 0.0;
    }
    let overlap = whole.to.min(bin.to).0 - whole.from.max(bin.from).0;
    (overlap.max(0) as f64 / whole.length_ms() as f64) as f32
}
