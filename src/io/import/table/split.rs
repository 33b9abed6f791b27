//! Records and cells of a table's text, as ranges of it: nothing is copied.
//!
//! The grammar is that of RFC 4180 with what programs make of it: `\n`, `\r\n` and `\r` end a record, empty lines are
//! none, a quotation mark within an unquoted cell is a letter, and what follows a closing one belongs to the cell.
//! `tests` compare it with the `csv` crate. A quotation mark that is never closed costs its line, not the file.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memchr3};

/// The longest record, in bytes. A thousand pages of notes fit; what is longer is a quotation mark that was never
/// closed, or no table.
pub const RECORD_BYTES_MAX: usize = 1 << 20;

/// The most columns that a table may have; spreadsheets end at 16,384.
pub const COLUMNS_MAX: usize = 16_384;

/// What separates cells and what encloses them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    pub(super) quote: Option<u8>,
}

/// One cell: a range of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) start: u32,
    pub(super) end: u32,
    /// Whether the range is the cell as written, quotation marks and all, rather than what it says.
    pub(super) is_escaped: bool,
}

impl Cell {
    /// The same in a text that begins so many bytes earlier or, if negative, later.
    pub(super) fn moved(self, by: i64) -> Self {
        let moved = |at: u32| u32::try_from(i64::from(at) + by).unwrap_or(at);
        Self {
            start: moved(self.start),
            end: moved(self.end),
            ..self
        }
    }
}

/// How a record ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Whole,
    /// A quotation mark at this byte is never closed.
    Unclosed(usize),
    TooLong,
}

/// One record of the text; its cells are in the list that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) start: usize,
    /// The end of its last cell.
    pub(super) end: usize,
    /// Where the next one may begin.
    pub(super) next: usize,
    /// Cells beyond [`COLUMNS_MAX`], which are counted only.
    pub(super) n_beyond: usize,
    pub(super) ending: Ending,
}

/// The first byte from `pos` on that is not the end of a line.
pub(super) fn skip_line_ends(text: &[u8], mut pos: usize) -> usize {
    while matches!(text.get(pos), Some(b'\n' | b'\r')) {
        pos += 1;
    }
    pos
}

/// Splits the record at `pos`; `None` at the end of the text.
pub(super) fn split(
    text: &[u8],
    pos: usize,
    dialect: Dialect,
    cells: &mut Vec<Cell>,
) -> Option<Record> {
    cells.clear();
    let start = skip_line_ends(text, pos);
    if start >= text.len() {
        return None;
    }
    let limit = text.len().min(start.saturating_add(RECORD_BYTES_MAX));
    let mut record = Record {
        start,
        end: start,
        next: start,
        n_beyond: 0,
        ending: Ending::Whole,
    };
    let mut at = start;
    loop {
        let found = match dialect.quote {
            Some(quote) if text.get(at) == Some(&quote) => {
                quoted_cell(&text[..limit], at, quote, dialect.delimiter)
            }
            _ => Found::cell(at, cell_end(&text[..limit], at, dialect.delimiter), false),
        };
        let (cell, end) = match found {
            Found::Cell(cell, end) => (cell, end),
            Found::Open(quote_at) => {
                give_up(text, &mut record, limit, Some(quote_at));
                return Some(record);
            }
        };
        if end == limit && limit < text.len() {
            give_up(text, &mut record, limit, None);
            return Some(record);
        }
        if cells.len() < COLUMNS_MAX {
            cells.push(cell);
        } else {
            record.n_beyond += 1;
        }
        record.end = end;
        if text.get(end) == Some(&dialect.delimiter) {
            at = end + 1;
        } else {
            record.next = skip_line_ends(text, end);
            return Some(record);
        }
    }
}

enum Found {
    /// The cell, and where the delimiter or line end after it stands.
    Cell(Cell, usize),
    /// The quotation mark is not closed.
    Open(usize),
}

impl Found {
    fn cell(start: usize, end: usize, is_escaped: bool) -> Self {
        let cell = Cell {
            start: start as u32,
            end: end as u32,
            is_escaped,
        };
        Self::Cell(cell, end)
    }
}

/// The delimiter or line end from `at` on.
fn cell_end(text: &[u8], at: usize, delimiter: u8) -> usize {
    memchr3(delimiter, b'\n', b'\r', &text[at..]).map_or(text.len(), |len| at + len)
}

fn quoted_cell(text: &[u8], at: usize, quote: u8, delimiter: u8) -> Found {
    let mut from = at + 1;
    let mut has_doubled = false;
    loop {
        let Some(len) = memchr(quote, &text[from..]) else {
            return Found::Open(at);
        };
        let close = from + len;
        match text.get(close + 1) {
            Some(next) if *next == quote => {
                has_doubled = true;
                from = close + 2;
            }
            Some(next) if *next != delimiter && !matches!(next, b'\n' | b'\r') => {
                return Found::cell(at, cell_end(text, close + 1, delimiter), true);
            }
            _ if has_doubled => return Found::cell(at, close + 1, true),
            _ => {
                let Found::Cell(cell, _) = Found::cell(at + 1, close, false) else {
                    return Found::Open(at);
                };
                return Found::Cell(cell, close + 1);
            }
        }
    }
}

/// Ends a record that cannot be read, and finds where to go on, so that the whole text is walked a few times at most:
/// behind a quotation mark that is open for long no other one follows, so its lines are read as such;
/// anything else that is too long is left whole.
fn give_up(text: &[u8], record: &mut Record, limit: usize, open: Option<usize>) {
    let runaway = open.filter(|at| limit == text.len() || limit - at > RECORD_BYTES_MAX / 2);
    let from = runaway.unwrap_or(limit);
    record.ending = runaway.map_or(Ending::TooLong, Ending::Unclosed);
    record.end = memchr2(b'\n', b'\r', &text[from..]).map_or(text.len(), |len| from + len);
    record.next = skip_line_ends(text, record.end);
}

/// What a cell says.
pub(super) fn cell_text(text: &str, cell: Cell, quote: Option<u8>) -> Cow<'_, str> {
    let raw = text
        .get(cell.start as usize..cell.end as usize)
        .unwrap_or_default();
    match quote {
        Some(quote) if cell.is_escaped => Cow::Owned(unescaped(raw, quote as char)),
        _ => Cow::Borrowed(raw),
    }
}

/// A quoted cell without its quotation marks; what follows the closing one is as written.
fn unescaped(raw: &str, quote: char) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut letters = raw.chars().skip(1).peekable();
    while let Some(letter) = letters.next() {
        if letter == quote {
            if letters.peek() == Some(&quote) {
                letters.next();
            } else {
                out.extend(letters);
                break;
            }
        }
        out.push(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const COMMA: Dialect = Dialect {
        delimiter: b',',
        quote: Some(b'"'),
    };

    fn all(text: &str, dialect: Dialect) -> Vec<Vec<String>> {
        let mut records = Vec::new();
        let mut cells = Vec::new();
        let mut pos = 0;
        while let Some(record) = split(text.as_bytes(), pos, dialect, &mut cells) {
            let texts = cells
                .iter()
                .map(|cell| cell_text(text, *cell, dialect.quote));
            if record.ending == Ending::Whole {
                records.push(texts.map(Cow::into_owned).collect());
            } else {
                records.push(vec![format!("{:?}", record.ending)]);
            }
            assert!(record.next > record.start, "no progress");
            pos = record.next;
        }
        records
    }

    #[test]
    fn quotes_line_ends_and_doubled_quotes_are_read() {
        let text = "a,\"b, c\",\"d \"\"e\"\"\"\r\n\"two\nlines\",,x\n\n\r\nlast";
        let expected = [
            vec!["a", "b, c", "d \"e\""],
            vec!["two\nlines", "", "x"],
            vec!["last"],
        ];
        assert_eq!(all(text, COMMA), expected);
    }

    #[test]
    fn an_unclosed_quote_costs_its_line_and_not_the_file() {
        assert_eq!(
            all("a,b\n1,\"open\n2,c\n3,d\n", COMMA),
            [
                vec!["a", "b"],
                vec!["Unclosed(6)"],
                vec!["2", "c"],
                vec!["3", "d"]
            ]
        );
    }

    #[test]
    fn without_quoting_a_quote_is_a_letter() {
        let tabs = Dialect {
            delimiter: b'\t',
            quote: None,
        };
        assert_eq!(all("\"a\tb\"\n", tabs), [["\"a", "b\""]]);
    }

    #[test]
    fn an_endless_line_is_one_record_that_is_too_long() {
        let text = format!("a,b\n{}\nc,d\n", "x".repeat(3 * RECORD_BYTES_MAX));
        assert_eq!(
            all(&text, COMMA),
            [vec!["a", "b"], vec!["TooLong"], vec!["c", "d"]]
        );
    }

    #[test]
    fn a_record_of_endlessly_many_lines_is_walked_a_few_times_at_most() {
        let text = "\"a\n\",".repeat(1_000_000);
        let started = std::time::Instant::now();
        assert_eq!(all(&text, COMMA)[0], ["TooLong"]);
        assert!(started.elapsed().as_secs() < 5, "it must not be quadratic");
    }

    proptest! {
        #[test]
        fn cells_are_those_that_the_csv_crate_reads(text in "[ab\", \n\rü]{0,60}") {
            let mine = all(&text, COMMA);
            let is_closed = !mine.iter().flatten().any(|cell| cell.starts_with("Unclosed"));
            if is_closed {
                let mut reader = csv::ReaderBuilder::new()
                    .has_headers(false)
                    .flexible(true)
                    .from_reader(text.as_bytes());
                let theirs: Vec<Vec<String>> = reader
                    .records()
                    .map(|record| record.unwrap().iter().map(str::to_owned).collect())
                    .collect();
                prop_assert_eq!(mine, theirs);
            }
        }
    }
}
