//! What an import came to: how many rows were read, taken and rejected, and why.

use std::collections::BTreeMap;

use crate::model::number::grouped;
use crate::model::problem::{Problem, ProblemCode};

/// What a file is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Of a table.
    #[default]
    Row,
    /// Of GeoJSON.
    Feature,
}

impl Unit {
    /// `row`, `rows`.
    pub fn word(self, n: usize) -> &'static str {
        match (self, n) {
            (Self::Row, 1) => "row",
            (Self::Row, _) => "rows",
            (Self::Feature, 1) => "feature",
            (Self::Feature, _) => "features",
        }
    }
}

/// What came of reading a file. `rows` is `taken` and `rejected` together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportReport {
    pub unit: Unit,
    pub rows: usize,
    pub taken: usize,
    pub rejected: usize,
    /// Taken, and without a date.
    pub undated: usize,
    /// Taken, and without a place.
    pub unlocated: usize,
    /// Words of sources in the rows that were taken; a source that is only named has none.
    pub quotes: usize,
    /// How many rows were rejected for what kind of problem; they add up to `rejected`.
    pub rejected_by: BTreeMap<ProblemCode, usize>,
    /// How many oddities of what kind there are in rows that were taken.
    pub odd_by: BTreeMap<ProblemCode, usize>,
    /// What has to be known about the file as a whole.
    pub notes: Vec<String>,
}

impl ImportReport {
    /// The report in one sentence: `16,566 rows read: 16,500 taken, 66 rejected; 12 undated, 3 not located`.
    pub fn sentence(&self) -> String {
        let mut words = format!(
            "{} {} read: {} taken, {} rejected",
            grouped(self.rows as u64),
            self.unit.word(self.rows),
            grouped(self.taken as u64),
            grouped(self.rejected as u64)
        );
        let odd = [(self.undated, "undated"), (self.unlocated, "not located")];
        let odd: Vec<String> = odd
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{} {what}", grouped(*count as u64)))
            .collect();
        if !odd.is_empty() {
            words.push_str("; ");
            words.push_str(&odd.join(", "));
        }
        words
    }

    /// Counts problems by their kind: those that left something out, and the others.
    pub fn count(&mut self, problems: &[Problem]) {
        for problem in problems {
            let by = if problem.rejects {
                &mut self.rejected_by
            } else {
                &mut self.odd_by
            };
            *by.entry(problem.code).or_default() += 1;
        }
    }
}
