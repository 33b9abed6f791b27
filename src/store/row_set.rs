//! A set of rows as a bitmap: a bit for each row of the snapshot, in time order.

use std::ops::Range;

use crate::store::{Row, parallel};

/// Rows in a word.
pub const WORD_ROWS: usize = u64::BITS as usize;

/// A set of rows of one snapshot. Ten million rows take 1.25 MB.
#[derive(Clone, Debug, Default)]
pub struct RowSet {
    /// Bit `i` of word `w` stands for row `64 w + i`; bits beyond the last row are clear.
    words: Vec<u64>,
    /// Words before and after this range are clear; inside it any may be.
    filled: Range<usize>,
    n_rows: usize,
}

impl PartialEq for RowSet {
    fn eq(&self, other: &Self) -> bool {
        self.n_rows == other.n_rows && self.words == other.words
    }
}

impl Eq for RowSet {}

impl RowSet {
    /// No row of a snapshot of `n_rows`.
    pub fn empty(n_rows: usize) -> Self {
        Self {
            words: vec![0; n_rows.div_ceil(WORD_ROWS)],
            filled: 0..0,
            n_rows,
        }
    }

    /// Every row of a snapshot of `n_rows`.
    pub fn full(n_rows: usize) -> Self {
        let mut set = Self::empty(n_rows);
        set.insert_range(0..n_rows);
        set
    }

    /// The rows for which `test` holds.
    pub fn where_row(n_rows: usize, mut test: impl FnMut(usize) -> bool) -> Self {
        let mut set = Self::empty(n_rows);
        for (idx, word) in set.words.iter_mut().enumerate() {
            let first = idx * WORD_ROWS;
            for bit in 0..WORD_ROWS.min(n_rows - first) {
                *word |= u64::from(test(first + bit)) << bit;
            }
        }
        set.filled = 0..set.words.len();
        set
    }

    /// Rows of the snapshot, in the set or not.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// The words that may hold a row: all others are clear.
    pub fn filled(&self) -> Range<usize> {
        self.filled.clone()
    }

    /// Number of rows in the set.
    pub fn len(&self) -> usize {
        let filled = &self.words[self.filled()];
        filled.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.words[self.filled()].iter().all(|word| *word == 0)
    }

    fn fill(&mut self, words: Range<usize>) {
        self.filled = if self.filled.is_empty() {
            words
        } else {
            self.filled.start.min(words.start)..self.filled.end.max(words.end)
        };
    }

    pub fn contains(&self, row: Row) -> bool {
        let idx = row.0 as usize;
        self.words
            .get(idx / WORD_ROWS)
            .is_some_and(|word| word >> (idx % WORD_ROWS) & 1 == 1)
    }

    pub fn insert(&mut self, row: Row) {
        self.set(row, true);
    }

    /// Puts a row in or takes it out.
    pub fn set(&mut self, row: Row, is_in: bool) {
        let idx = row.0 as usize;
        debug_assert!(idx < self.n_rows, "row {idx} of {}", self.n_rows);
        if let Some(word) = self.words.get_mut(idx / WORD_ROWS) {
            let bit = 1 << (idx % WORD_ROWS);
            *word = if is_in { *word | bit } else { *word & !bit };
            if is_in {
                self.fill(idx / WORD_ROWS..idx / WORD_ROWS + 1);
            }
        }
    }

    /// Replaces 64 rows at once; no bit may stand for a row beyond the last.
    pub fn set_word(&mut self, idx: usize, word: u64) {
        self.words[idx] = word;
        if word != 0 {
            self.fill(idx..idx + 1);
        }
    }

    /// Adds all rows of a range, which lies inside the snapshot.
    pub fn insert_range(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        self.fill(range.start / WORD_ROWS..(range.end - 1) / WORD_ROWS + 1);
        for_each_word(range, |idx, mask| self.words[idx] |= mask);
    }

    /// Keeps the rows that `keep` leaves of each word that holds any, by its number and rows; on all cores.
    pub fn keep_words(&mut self, keep: impl Fn(usize, u64) -> u64 + Sync) {
        /// With fewer words to look at a thread costs more than it saves: some hundred thousand rows.
        const CHUNK_WORDS: usize = 4096;
        let start = self.filled.start;
        let chunks = self.words[self.filled.clone()].chunks_mut(CHUNK_WORDS);
        let jobs: Vec<_> = chunks.enumerate().collect();
        parallel::for_each(parallel::n_threads(), jobs, |(chunk, words)| {
            for (idx, word) in (start + chunk * CHUNK_WORDS..).zip(words) {
                if *word != 0 {
                    *word = keep(idx, *word);
                }
            }
        });
    }

    /// Keeps the rows that are in `other` too.
    pub fn intersect(&mut self, other: &Self) {
        for idx in self.filled() {
            self.words[idx] &= other.words[idx];
        }
    }

    /// Takes in the rows of `other`.
    pub fn unite(&mut self, other: &Self) {
        for idx in other.filled() {
            self.words[idx] |= other.words[idx];
        }
        if !other.filled.is_empty() {
            self.fill(other.filled());
        }
    }

    /// Takes out the rows of `other`.
    pub fn subtract(&mut self, other: &Self) {
        for idx in self.filled() {
            self.words[idx] &= !other.words[idx];
        }
    }

    /// The rows of the set, in time order.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = Row> + '_ {
        self.filled()
            .flat_map(|idx| Bits(self.words[idx]).map(move |bit| row_at(idx, bit)))
    }

    pub fn first(&self) -> Option<Row> {
        self.rows().next()
    }

    pub fn last(&self) -> Option<Row> {
        self.rows().next_back()
    }

    /// How many rows of the set stand before `row`.
    pub fn rank(&self, row: Row) -> usize {
        let idx = row.0 as usize;
        let first = self.filled.start.min(idx / WORD_ROWS);
        let before: usize = self.words[first..idx / WORD_ROWS]
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum();
        let part = self.words[idx / WORD_ROWS] & ((1 << (idx % WORD_ROWS)) - 1);
        before + part.count_ones() as usize
    }

    /// The row of the set with so many before it.
    pub fn nth(&self, mut n: usize) -> Option<Row> {
        for (idx, word) in self.words.iter().enumerate() {
            let here = word.count_ones() as usize;
            if n < here {
                return Bits(*word).nth(n).map(|bit| row_at(idx, bit));
            }
            n -= here;
        }
        None
    }

    /// The first row of the set after `row`.
    pub fn after(&self, row: Row) -> Option<Row> {
        let from = row.0 as usize + 1;
        let first = from / WORD_ROWS;
        let words = self.words.get(first..)?;
        words.iter().enumerate().find_map(|(idx, word)| {
            let skipped = if idx == 0 { from % WORD_ROWS } else { 0 };
            let rest = word & (u64::MAX << skipped);
            (rest != 0).then(|| row_at(first + idx, rest.trailing_zeros()))
        })
    }

    /// The last row of the set before `row`.
    pub fn before(&self, row: Row) -> Option<Row> {
        let to = (row.0 as usize).min(self.n_rows);
        let words = &self.words[..to.div_ceil(WORD_ROWS)];
        words.iter().enumerate().rev().find_map(|(idx, word)| {
            let kept = to - idx * WORD_ROWS;
            let rest = if kept < WORD_ROWS {
                word & ((1 << kept) - 1)
            } else {
                *word
            };
            (rest != 0).then(|| row_at(idx, u64::BITS - 1 - rest.leading_zeros()))
        })
    }
}

/// Calls `visit` with each word that a range of rows touches, and the mask of its rows there.
pub fn for_each_word(range: Range<usize>, mut visit: impl FnMut(usize, u64)) {
    if range.is_empty() {
        return;
    }
    let (first, last) = (range.start / WORD_ROWS, (range.end - 1) / WORD_ROWS);
    for idx in first..=last {
        let from = range.start.saturating_sub(idx * WORD_ROWS);
        let to = (range.end - idx * WORD_ROWS).min(WORD_ROWS);
        let below = if to == WORD_ROWS {
            u64::MAX
        } else {
            (1 << to) - 1
        };
        visit(idx, below & (u64::MAX << from));
    }
}

fn row_at(word: usize, bit: u32) -> Row {
    Row((word * WORD_ROWS) as u32 + bit)
}

/// The set bits of a word, from the lowest.
#[derive(Clone)]
pub struct Bits(pub u64);

impl Iterator for Bits {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        (self.0 != 0).then(|| {
            let bit = self.0.trailing_zeros();
            self.0 &= self.0 - 1;
            bit
        })
    }
}

impl DoubleEndedIterator for Bits {
    fn next_back(&mut self) -> Option<u32> {
        (self.0 != 0).then(|| {
            let bit = u64::BITS - 1 - self.0.leading_zeros();
            self.0 &= !(1 << bit);
            bit
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(n_rows: usize, rows: &std::collections::BTreeSet<u32>) -> RowSet {
        RowSet::where_row(n_rows, |row| rows.contains(&(row as u32)))
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn it_answers_as_a_sorted_set_does(
            rows in prop::collection::btree_set(0u32..300, 0..80),
            others in prop::collection::btree_set(0u32..300, 0..80),
            at in 0u32..300,
            n in 0usize..90,
        ) {
            let set = of(300, &rows);
            let other = of(300, &others);
            prop_assert_eq!(set.len(), rows.len());
            prop_assert_eq!(set.rows().map(|row| row.0).collect::<Vec<_>>(), rows.iter().copied().collect::<Vec<_>>());
            prop_assert_eq!(set.rows().rev().map(|row| row.0).collect::<Vec<_>>(), rows.iter().rev().copied().collect::<Vec<_>>());
            prop_assert_eq!(set.rank(Row(at)), rows.range(..at).count());
            prop_assert_eq!(set.nth(n).map(|row| row.0), rows.iter().nth(n).copied());
            prop_assert_eq!(set.after(Row(at)).map(|row| row.0), rows.range(at + 1..).next().copied());
            prop_assert_eq!(set.before(Row(at)).map(|row| row.0), rows.range(..at).next_back().copied());
            prop_assert_eq!(set.contains(Row(at)), rows.contains(&at));
            let mut both = set.clone();
            both.intersect(&other);
            prop_assert_eq!(both.len(), rows.intersection(&others).count());
            let mut any = set.clone();
            any.unite(&other);
            prop_assert_eq!(any.len(), rows.union(&others).count());
            let mut rest = set;
            rest.subtract(&other);
            prop_assert_eq!(rest.len(), rows.difference(&others).count());
        }

        #[test]
        fn a_range_fills_whole_and_broken_words(from in 0usize..200, len in 0usize..200) {
            let mut set = RowSet::empty(400);
            set.insert_range(from..from + len);
            let expected: std::collections::BTreeSet<u32> = (from as u32..(from + len) as u32).collect();
            prop_assert_eq!(set, of(400, &expected));
        }
    }
}
