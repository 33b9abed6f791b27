//! The records of a table, held as the file's text and the place of each: an event is made when one is asked for.

use std::collections::HashSet;

use memchr::{memchr2, memchr2_iter};

use crate::io::import::table::event;
use crate::io::import::table::layout::{Col, Layout, id_text};
use crate::io::import::table::read::Refused;
use crate::io::import::table::report::rejects;
use crate::io::import::table::row::{Plain, Row};
use crate::io::import::table::split::{Cell, split};
use crate::model::event::{Event, EventId};
use crate::model::fold::fold;
use crate::store::records::Records;

/// A table in memory.
#[derive(Debug)]
pub struct Table {
    pub(super) text: String,
    pub(super) layout: Layout,
    /// The columns that a search looks in.
    pub(super) columns_of_words: Vec<Col>,
    /// Where each record that was taken begins. The text is never longer than `u32` counts.
    pub(super) starts: Vec<u32>,
    /// The number of each in the file, from 1.
    pub(super) row_numbers: Vec<u32>,
    /// The records whose id is missing or used before; they are known by their number.
    pub(super) without_id: HashSet<u32>,
    /// The records that were left out; at most [`super::REJECTS_MAX`].
    pub(super) refused: Vec<Refused>,
}

impl Table {
    /// The file's own text of a record, for tests and for the rejects.
    pub(super) fn cells(&self, start: usize) -> Vec<Cell> {
        let mut cells = Vec::new();
        split(self.text.as_bytes(), start, self.layout.dialect, &mut cells);
        cells
    }

    /// Does something with the row of a record.
    fn with_row<T>(&self, idx: u32, make: impl FnOnce(Row<'_, '_>) -> T) -> T {
        let start = self.starts.get(idx as usize).copied();
        let cells = start.map_or_else(Vec::new, |start| self.cells(start as usize));
        if cells.iter().any(|cell| cell.is_escaped) {
            make(Plain::of(&self.text, &cells, self.layout.dialect.quote).row())
        } else {
            make(Row {
                text: &self.text,
                cells: &cells,
            })
        }
    }

    fn id_of(&self, idx: u32, row: Row<'_, '_>) -> EventId {
        let own = self
            .layout
            .id
            .map(|col| id_text(&self.layout, row.get(col)));
        match own {
            Some(id) if !self.without_id.contains(&idx) => EventId(id.to_owned()),
            _ => EventId(format!(
                "row-{}",
                self.row_numbers.get(idx as usize).copied().unwrap_or(0)
            )),
        }
    }

    /// The bytes of a record, its quotation marks included; a few behind it do no harm.
    fn raw(&self, idx: u32) -> &str {
        let start = self.starts.get(idx as usize).copied().unwrap_or(0) as usize;
        let next = self.starts.get(idx as usize + 1);
        let end = next.map_or(self.text.len(), |next| *next as usize);
        self.text.get(start..end).unwrap_or_default()
    }
}

impl Records for Table {
    fn len(&self) -> usize {
        self.starts.len()
    }

    fn event(&self, idx: u32) -> Event {
        self.with_row(idx, |row| {
            let is_own_id = self.layout.id.is_some() && !self.without_id.contains(&idx);
            event::event(&self.layout, row, self.id_of(idx, row), is_own_id)
        })
    }

    fn id(&self, idx: u32) -> EventId {
        self.with_row(idx, |row| self.id_of(idx, row))
    }

    fn holds_words(&self, idx: u32, words: &[String]) -> bool {
        // Most records do not hold the words at all, and most are ASCII: those are told by a look at their bytes.
        let raw = self.raw(idx).as_bytes();
        let is_bare = raw.is_ascii() && memchr2(b'\'', b'`', raw).is_none();
        if is_bare && !words.iter().all(|word| may_hold(raw, word)) {
            return false;
        }
        self.with_row(idx, |row| {
            let texts = || self.columns_of_words.iter().map(|col| row.get(*col));
            if is_bare {
                let holds = |word: &String| texts().any(|text| holds(text.as_bytes(), word));
                return words.iter().all(holds);
            }
            let folded = fold(&texts().collect::<Vec<_>>().join("\n"));
            words.iter().all(|word| folded.contains(word.as_str()))
        })
    }

    fn rejects(&self) -> Option<Result<Vec<u8>, String>> {
        Some(rejects(self).map_err(|error| error.to_string()))
    }
}

/// Whether the raw bytes of an ASCII record may hold a folded word; quotation marks stand twice in them.
fn may_hold(raw: &[u8], word: &str) -> bool {
    word.contains('"') || holds(raw, word)
}

/// Whether an ASCII text holds a folded word, in any case.
fn holds(text: &[u8], word: &str) -> bool {
    /// The letters of most languages in Latin script, the commonest first.
    const COMMON: &[u8] = b"eaitonrslhdcumpfgybwvkxjqz";
    let word = word.as_bytes();
    let rarity = |byte: &u8| COMMON.iter().position(|known| known == byte).unwrap_or(26);
    // Looking for the rarest letter meets the fewest places where the word is not.
    let Some((at, letter)) = word.iter().enumerate().max_by_key(|(_, byte)| rarity(byte)) else {
        return true;
    };
    memchr2_iter(*letter, letter.to_ascii_uppercase(), text).any(|found| {
        let range = found.checked_sub(at).map(|start| start..start + word.len());
        let place = range.and_then(|range| text.get(range));
        place.is_some_and(|place| place.eq_ignore_ascii_case(word))
    })
}
