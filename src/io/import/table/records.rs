//! The records of a table, as its text and the place of each: an event is made when one is asked for.

use std::collections::HashSet;
use std::path::Path;

use memchr::{memchr2, memchr2_iter};

use crate::io::import::table::event;
use crate::io::import::table::layout::{Col, Layout, id_text};
use crate::io::import::table::read::Refused;
use crate::io::import::table::report::rejects;
use crate::io::import::table::row::{Plain, Row};
use crate::io::import::table::split::{Cell, RECORD_BYTES_MAX, split};
use crate::io::import::table::text::{FileText, HELD_BYTES_MAX, Piece, Text};
use crate::model::event::{Event, EventId};
use crate::model::fold::fold;
use crate::store::records::Records;

/// A table that was read.
#[derive(Debug)]
pub struct Table {
    pub(super) text: Text,
    /// Whether the text's bytes are the file's own, not decoded ones.
    pub(super) is_file_as_it_is: bool,
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
    /// Whether its text is better left in the file.
    pub(in crate::io) fn is_large(&self) -> bool {
        self.text.len() > HELD_BYTES_MAX
    }

    /// Leaves the text in the file that it was read from; a file that cannot be opened again, or whose bytes are not
    /// the text's, changes nothing.
    pub(in crate::io) fn leave_in(&mut self, path: &Path) {
        let Text::Held(text) = &self.text else {
            return;
        };
        if !self.is_file_as_it_is {
            return;
        }
        match FileText::new(path, text) {
            Ok(file) => self.text = Text::InFile(file),
            Err(error) => log::warn!("{}: {error}; its text is held", path.display()),
        }
    }

    /// The text of a record, and perhaps of refused ones behind it; `None` where it can no longer be had.
    fn raw(&self, idx: u32) -> Option<Piece<'_>> {
        let start = *self.starts.get(idx as usize)? as usize;
        let next = self.starts.get(idx as usize + 1);
        let end = next.map_or(self.text.len(), |next| *next as usize);
        self.text.bytes(start..end.min(start + RECORD_BYTES_MAX))
    }

    /// The cells of a record, as places in the whole text.
    pub(super) fn cells(&self, idx: u32) -> Vec<Cell> {
        let Some(raw) = self.raw(idx) else {
            return Vec::new();
        };
        let start = self.starts[idx as usize];
        let cells = cells_of(&raw, &self.layout).into_iter();
        cells.map(|cell| cell.moved(start.into())).collect()
    }

    /// Does something with the row of a record; `None` where it can no longer be read.
    fn with_row<T>(&self, idx: u32, make: impl FnOnce(Row<'_, '_>) -> T) -> Option<T> {
        let raw = self.raw(idx)?;
        let text = raw.as_text();
        let cells = cells_of(text.as_bytes(), &self.layout);
        Some(if cells.iter().any(|cell| cell.is_escaped) {
            make(Plain::of(text, &cells, self.layout.dialect.quote).row())
        } else {
            make(Row {
                text,
                cells: &cells,
            })
        })
    }

    /// What a record is called that has no id of its own.
    fn numbered(&self, idx: u32) -> EventId {
        let number = self.row_numbers.get(idx as usize);
        EventId(format!("row-{}", number.copied().unwrap_or(0)))
    }

    fn id_of(&self, idx: u32, row: Row<'_, '_>) -> EventId {
        let own = self
            .layout
            .id
            .map(|col| id_text(&self.layout, row.get(col)));
        match own {
            Some(id) if !self.without_id.contains(&idx) => EventId(id.to_owned()),
            _ => self.numbered(idx),
        }
    }
}

/// The cells of the first record of a text.
pub(super) fn cells_of(text: &[u8], layout: &Layout) -> Vec<Cell> {
    let mut cells = Vec::new();
    split(text, 0, layout.dialect, &mut cells);
    cells
}

impl Records for Table {
    fn len(&self) -> usize {
        self.starts.len()
    }

    fn event(&self, idx: u32) -> Event {
        let event = self.with_row(idx, |row| {
            let is_own_id = self.layout.id.is_some() && !self.without_id.contains(&idx);
            event::event(&self.layout, row, self.id_of(idx, row), is_own_id)
        });
        event.unwrap_or_else(|| {
            let reason = self.trouble().unwrap_or("the file can no longer be read");
            let title = format!("This row cannot be shown: {reason}");
            Event::new(self.numbered(idx), title)
        })
    }

    fn id(&self, idx: u32) -> EventId {
        let own = self.with_row(idx, |row| self.id_of(idx, row));
        own.unwrap_or_else(|| self.numbered(idx))
    }

    fn holds_words(&self, idx: u32, words: &[String]) -> bool {
        // Most records do not hold the words at all, and most are ASCII: those are told by a look at their bytes.
        let Some(raw) = self.raw(idx) else {
            return false;
        };
        let is_bare = raw.is_ascii() && memchr2(b'\'', b'`', &raw).is_none();
        if is_bare && !words.iter().all(|word| may_hold(&raw, word)) {
            return false;
        }
        let found = self.with_row(idx, |row| {
            let texts = || self.columns_of_words.iter().map(|col| row.get(*col));
            if is_bare {
                let holds = |word: &String| texts().any(|text| holds(text.as_bytes(), word));
                return words.iter().all(holds);
            }
            let folded = fold(&texts().collect::<Vec<_>>().join("\n"));
            words.iter().all(|word| folded.contains(word.as_str()))
        });
        found.unwrap_or(false)
    }

    fn trouble(&self) -> Option<&str> {
        self.text.trouble()
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

#[cfg(test)]
mod tests {
    use std::fs::OpenOptions;
    use std::io::{Seek as _, SeekFrom, Write as _};

    use super::*;
    use crate::io::atomic::write_atomically;
    use crate::io::import::table::{RawTable, Watch};
    use crate::store::builder::Builder;

    const ROWS: &str = "id,title,when,latitude,longitude,notes\n\
        a,Convoy at the gate,2016-12-15,34.5,38.2,\"two \"\"technicals\"\", one truck\"\n\
        b,Nowhere,2016-12-99,34.5,38.2,a date that cannot be\n\
        b,تدمر,2016-12-16,34.6,38.3,البوابة\n\
        ,Without an id,2016-12-17,34.7,38.4,\n";

    fn table(text: &str) -> Table {
        let raw = RawTable::new(text.as_bytes().to_vec(), None, "rows.csv").unwrap();
        let spec = raw.guess(None).spec;
        raw.read::<Builder>(&spec, &Watch::default()).unwrap().table
    }

    fn left(text: &str) -> (tempfile::TempDir, Table) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.csv");
        write_atomically(&path, text.as_bytes()).unwrap();
        let mut table = table(text);
        table.leave_in(&path);
        assert!(matches!(table.text, Text::InFile(_)));
        (folder, table)
    }

    #[test]
    fn a_table_that_is_left_in_its_file_says_the_same_as_one_that_is_held() {
        let held = table(ROWS);
        let (_folder, left) = left(ROWS);
        assert_eq!((left.len(), held.len()), (3, 3));
        for idx in 0..3 {
            assert_eq!(left.event(idx), held.event(idx));
            assert_eq!(left.id(idx), held.id(idx));
            for word in ["technicals", "البوابه", "truck", "gate"] {
                let words = [word.to_owned()];
                let found = held.holds_words(idx, &words);
                assert_eq!(left.holds_words(idx, &words), found, "{idx} {word}");
            }
        }
        assert!(left.holds_words(0, &[String::from("technicals")]));
        let rejects = Records::rejects(&left).unwrap().unwrap();
        assert_eq!(rejects, Records::rejects(&held).unwrap().unwrap());
        let rejects = String::from_utf8(rejects).unwrap();
        assert!(rejects.contains("2016-12-99"), "{rejects}");
        assert_eq!(left.trouble(), None);
    }

    #[test]
    fn of_a_file_that_was_written_into_nothing_is_shown_and_everybody_is_told() {
        let (folder, table) = left(ROWS);
        let mut file = OpenOptions::new()
            .write(true)
            .open(folder.path().join("rows.csv"))
            .unwrap();
        file.seek(SeekFrom::Start(45)).unwrap();
        file.write_all(b"PEACE").unwrap();
        let event = table.event(0);
        assert!(event.title.contains("cannot be shown"), "{}", event.title);
        assert!(event.places.is_empty() && event.time().is_none());
        assert_eq!(table.id(2), EventId(String::from("row-4")));
        assert!(!table.holds_words(0, &[String::from("technicals")]));
        assert!(Records::rejects(&table).unwrap().is_err());
        assert!(table.trouble().unwrap().contains("changed"));
    }

    #[test]
    fn a_table_in_another_encoding_stays_held() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.csv");
        let (bytes, _, _) = encoding_rs::WINDOWS_1256.encode(ROWS);
        write_atomically(&path, &bytes).unwrap();
        let raw = RawTable::new(bytes.into_owned(), None, "rows.csv").unwrap();
        let spec = raw.guess(None).spec;
        let mut table = raw.read::<Builder>(&spec, &Watch::default()).unwrap().table;
        table.leave_in(&path);
        assert!(matches!(table.text, Text::Held(_)));
    }
}
