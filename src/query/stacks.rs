//! Events at one coordinate: the normal case, since most places are town centroids.

use rustc_hash::FxHashMap;

use crate::model::place::LatLon;
use crate::store::{Dataset, Row};

/// Rows whose symbols stand at the same position, in time order.
#[derive(Clone, Debug, PartialEq)]
pub struct Stack {
    pub at: LatLon,
    pub rows: Vec<Row>,
}

/// Groups located rows by position, to about a tenth of a metre; in the order of their first rows.
pub fn stacks(dataset: &Dataset, rows: impl IntoIterator<Item = Row>) -> Vec<Stack> {
    const STEPS_PER_DEGREE: f64 = 1e6;
    let mut stacks: Vec<Stack> = Vec::new();
    let mut idx_of: FxHashMap<(i64, i64), usize> = FxHashMap::default();
    for row in rows {
        let Some(at) = dataset.anchor(row) else {
            continue;
        };
        let step = |degrees: f64| (degrees * STEPS_PER_DEGREE).round() as i64;
        let idx = *idx_of
            .entry((step(at.lat), step(at.lon)))
            .or_insert_with(|| {
                stacks.push(Stack {
                    at,
                    rows: Vec::new(),
                });
                stacks.len() - 1
            });
        stacks[idx].rows.push(row);
    }
    stacks
}
