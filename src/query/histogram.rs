//! The stacked histogram under the timeline, by the counting rule of `format.md`.
//!
//! An event that went on counts once in every bin that it certainly overlaps (solid) or only possibly overlaps (light).
//! One that happened at some time within its bounds is spread over the bins in proportion to their share of the bounds:
//! solid where a bin holds all of it, light otherwise.

use crate::model::time::{Extent, Membership, Timestamp, Window};
use crate::store::{Dataset, Row};

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

    /// The height of a bin: solid and light of all categories.
    pub fn total(&self, bin: usize) -> f32 {
        let range = bin * self.n_categories..(bin + 1) * self.n_categories;
        self.solid[range.clone()].iter().sum::<f32>() + self.light[range].iter().sum::<f32>()
    }
}

/// Counts `rows` into the bins between `edges` (ascending, finite).
pub fn histogram(
    dataset: &Dataset,
    rows: impl IntoIterator<Item = Row>,
    edges: Vec<Timestamp>,
) -> Histogram {
    let n_categories = dataset.categories().len();
    let n_bins = edges.len().saturating_sub(1);
    let mut solid = vec![0.0; n_bins * n_categories];
    let mut light = vec![0.0; n_bins * n_categories];
    for row in rows {
        let Some(time) = dataset.time(row) else {
            continue;
        };
        let category_idx = dataset.category_idx(row);
        let outer = time.outer();
        // The bins that the event may touch: from the last edge at or before its beginning.
        let first = edges
            .partition_point(|edge| *edge <= outer.from)
            .saturating_sub(1);
        for bin in first..n_bins {
            let bounds = Window {
                from: edges[bin],
                to: edges[bin + 1],
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
            let idx = bin * n_categories + category_idx;
            match membership {
                Membership::Certain => solid[idx] += share,
                _ => light[idx] += share,
            }
        }
    }
    Histogram {
        edges,
        n_categories,
        solid,
        light,
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
