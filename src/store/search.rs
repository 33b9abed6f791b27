//! Which rows hold words: the one question that reads text, and so the one that may take longer than a frame.
//!
//! The last answers are kept, so that a filter with words costs no more than another as long as the words stay.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::store::row_set::RowSet;
use crate::store::{Dataset, Row};

/// Answers kept: what one goes back and forth between. At ten million rows each takes 1.25 MB.
const ANSWERS_MAX: usize = 8;

/// Rows that are read between two looks whether the answer is still wanted.
const ROWS_PER_LOOK: usize = 4096;

/// With more rows to read than this, a search may take longer than a frame.
pub const QUICK_ROWS: usize = 20_000;

/// The last answers, newest last.
#[derive(Debug, Default)]
pub struct Searches {
    answers: Mutex<VecDeque<Answer>>,
}

#[derive(Clone, Debug)]
struct Answer {
    words: Vec<String>,
    rows: Arc<RowSet>,
}

impl Dataset {
    /// The rows whose texts hold every one of some folded words.
    pub fn rows_with_words(&self, words: &[String]) -> Arc<RowSet> {
        let found = self.search(words, &|| true);
        found.unwrap_or_else(|| Arc::new(RowSet::empty(self.len())))
    }

    /// The same; `None` as soon as the answer is not wanted any more.
    pub fn search(&self, words: &[String], is_wanted: &dyn Fn() -> bool) -> Option<Arc<RowSet>> {
        if let Some(known) = self.searches.answer(words) {
            return Some(known);
        }
        let mut rows = RowSet::empty(self.len());
        let mut n_read = 0;
        let mut read = |row: Row| {
            if n_read % ROWS_PER_LOOK == 0 && !is_wanted() {
                return false;
            }
            n_read += 1;
            if self.holds_words(row, words) {
                rows.insert(row);
            }
            true
        };
        let is_whole = match self.searches.around(words) {
            Some(around) => around.rows().all(&mut read),
            None => self.rows().all(&mut read),
        };
        if !is_whole {
            return None;
        }
        let rows = Arc::new(rows);
        self.searches.keep(words, &rows);
        Some(rows)
    }

    /// Whether an answer is neither known nor found within a frame.
    pub fn search_is_slow(&self, words: &[String]) -> bool {
        !words.is_empty()
            && self.len() > QUICK_ROWS
            && self.searches.answer(words).is_none()
            && self
                .searches
                .around(words)
                .is_none_or(|rows| rows.len() > QUICK_ROWS)
    }
}

impl Searches {
    fn answer(&self, words: &[String]) -> Option<Arc<RowSet>> {
        let answers = self.lock();
        let known = answers.iter().find(|answer| answer.words == words)?;
        Some(Arc::clone(&known.rows))
    }

    /// The smallest known set that the answer lies in: a text that holds a word holds each part of it.
    fn around(&self, words: &[String]) -> Option<Arc<RowSet>> {
        let is_around = |answer: &&Answer| {
            let mut parts = answer.words.iter();
            parts.all(|part| words.iter().any(|word| word.contains(part.as_str())))
        };
        let answers = self.lock();
        let around = answers.iter().filter(is_around);
        let smallest = around.min_by_key(|answer| answer.rows.len())?;
        Some(Arc::clone(&smallest.rows))
    }

    fn keep(&self, words: &[String], rows: &Arc<RowSet>) {
        let mut answers = self.lock();
        if answers.len() == ANSWERS_MAX {
            answers.pop_front();
        }
        answers.push_back(Answer {
            words: words.to_vec(),
            rows: Arc::clone(rows),
        });
    }

    /// What another thread left half done is whole all the same: answers are put in as one.
    fn lock(&self) -> MutexGuard<'_, VecDeque<Answer>> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::model::collection::Collection;
    use crate::model::event::{Event, EventId};
    use crate::store::Origin;

    fn dataset() -> Dataset {
        let titles = ["tank column", "tank", "column of smoke", "tankers at sea"];
        let events = titles.iter().enumerate();
        let events =
            events.map(|(idx, title)| Event::new(EventId(format!("e{idx}")), (*title).to_owned()));
        let collection = Collection {
            events: events.collect(),
            ..Collection::default()
        };
        Dataset::new(collection, Origin::default())
    }

    fn found(dataset: &Dataset, words: &[&str]) -> Vec<u32> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let rows = dataset.rows_with_words(&words);
        rows.rows().map(|row| row.0).collect()
    }

    #[test]
    fn answers_are_the_same_whatever_was_asked_before() {
        let queries: [&[&str]; 6] = [
            &["tank"],
            &["tank", "col"],
            &["tankers"],
            &["col"],
            &["column"],
            &["nothing"],
        ];
        let used = dataset();
        for _ in 0..3 {
            for words in queries {
                assert_eq!(found(&used, words), found(&dataset(), words), "{words:?}");
            }
        }
        assert_eq!(found(&used, &["tank"]), [0, 1, 3]);
        assert_eq!(found(&used, &["tank", "col"]), [0]);
    }

    #[test]
    fn only_the_last_answers_are_kept() {
        let dataset = dataset();
        for idx in 0..3 * ANSWERS_MAX {
            found(&dataset, &[&format!("word{idx}")]);
        }
        assert_eq!(dataset.searches.lock().len(), ANSWERS_MAX);
    }

    #[test]
    fn a_search_that_nobody_waits_for_ends_without_an_answer() {
        let dataset = dataset();
        let words = [String::from("tank")];
        let n_looks = Cell::new(0);
        let is_wanted = || {
            n_looks.set(n_looks.get() + 1);
            false
        };
        assert!(dataset.search(&words, &is_wanted).is_none());
        assert_eq!(n_looks.get(), 1);
        assert_eq!(
            found(&dataset, &["tank"]),
            [0, 1, 3],
            "it was not taken for an answer"
        );
    }
}
