//! The beginning of a table, read as the whole would be: what a person looks at before the import.
//!
//! Never more than the first [`PREVIEW_BYTES`] of a file are read for it.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::io::import::hex;
use crate::io::import::table::layout::dialect;
use crate::io::import::table::load::is_table;
use crate::io::import::table::read::{Refused, Sink, Watch};
use crate::io::import::table::report::message_of;
use crate::io::import::table::split::{Ending, cell_text, split};
use crate::io::import::table::{Guess, RawTable, TableReading, guess};
use crate::model::preview::{Preview, PreviewRow, Rejection, Tally};
use crate::model::problem::{Problem, ProblemCode};
use crate::model::remembered::RememberedHeader;
use crate::model::table::{HeaderKey, Preset, TableSpec};
use crate::store::builder::Facts;

/// How much of a file is read for a preview, in bytes.
const PREVIEW_BYTES: usize = 1 << 20;

/// Rows that are read to tell what would come of the table.
const TALLY_ROWS: usize = 200;
/// Rows that are shown.
const SHOWN_ROWS: usize = 50;
/// Letters of a cell that are shown.
const LETTERS_MAX: usize = 120;
/// Problems that are told one by one.
const PROBLEMS_MAX: usize = 20;

/// The beginning of a file that is a table.
#[derive(Debug)]
pub(in crate::io) struct Beginning {
    bytes: Vec<u8>,
    /// Whether it is the whole file.
    is_whole: bool,
    file: String,
}

impl Beginning {
    /// Reads the beginning of a file; `None` where it is no table.
    pub(in crate::io) fn of_table(path: &Path) -> Result<Option<Self>, Problem> {
        let beginning = Self::read(path)?;
        Ok(is_table(path, &beginning.bytes).then_some(beginning))
    }

    /// Reads the beginning of a file, whatever it is.
    pub(in crate::io) fn read(path: &Path) -> Result<Self, Problem> {
        let file = path.display().to_string();
        let unreadable = |error: std::io::Error| Problem {
            file: file.clone(),
            location: None,
            path: String::new(),
            code: ProblemCode::Unreadable,
            message: format!("could not read the file: {error}"),
            hint: None,
            rejects: false,
        };
        let mut bytes = Vec::new();
        File::open(path)
            .and_then(|file| file.take(PREVIEW_BYTES as u64 + 1).read_to_end(&mut bytes))
            .map_err(unreadable)?;
        let is_whole = bytes.len() <= PREVIEW_BYTES;
        if !is_whole {
            bytes.truncate(PREVIEW_BYTES);
            // Not in the middle of a line, nor of a letter.
            if let Some(end) = bytes.iter().rposition(|byte| *byte == b'\n') {
                bytes.truncate(end + 1);
            }
        }
        Ok(Self {
            bytes,
            is_whole,
            file,
        })
    }

    /// How its rows alone would have it read, and what its header is known by.
    pub(in crate::io) fn guess(&self) -> Result<(Guess, Option<HeaderKey>), Problem> {
        let raw = RawTable::new(self.bytes.clone(), None, &self.file)?;
        let guess = raw.guess(None);
        let key = raw.header_key(&guess.spec);
        Ok((guess, key))
    }

    /// How a table of this header is read, if that is remembered and its columns are still the same.
    pub(in crate::io) fn remembered(
        &self,
        guessed: &TableSpec,
        key: Option<&HeaderKey>,
        headers: &[RememberedHeader],
    ) -> Option<TableSpec> {
        let known = headers.iter().rev().find(|known| Some(&known.key) == key)?;
        let wanted = known.corrections.applied(guessed);
        let raw = RawTable::new(self.bytes.clone(), Some(wanted.encoding), &self.file).ok()?;
        known.with_roles(guess::with_columns_of(
            guess::sample_of(raw.text()),
            &wanted,
        ))
    }

    /// The preview, read as is wanted, else as a guess.
    pub(in crate::io) fn preview(&self, wanted: Option<&TableSpec>) -> Result<Preview, Problem> {
        let guessed = self.guess();
        let Some(wanted) = wanted else {
            let (guess, key) = guessed?;
            let spec = guess.spec.clone();
            return Ok(self.preview_of(guess, key, spec));
        };
        let (guess, key) = guessed.unwrap_or_else(|_| {
            let unknown = Guess {
                spec: wanted.clone(),
                notes: Vec::new(),
                doubts: Vec::new(),
                is_table: true,
            };
            (unknown, None)
        });
        Ok(self.preview_of(guess, key, wanted.clone()))
    }

    fn preview_of(&self, guess: Guess, header: Option<HeaderKey>, wanted: TableSpec) -> Preview {
        let is_guess = guess.spec == wanted;
        let Guess {
            spec: guessed,
            notes,
            doubts,
            ..
        } = guess;
        let mut remarks = notes;
        if is_guess {
            remarks.extend(doubts);
        }
        let mut preview = Preview {
            guessed,
            spec: wanted,
            header,
            rows: Vec::new(),
            tally: Tally::default(),
            remarks,
            presets: Vec::new(),
            obstacle: None,
        };
        if let Err(problem) = self.fill(&mut preview) {
            preview.obstacle = Some(match problem.hint {
                Some(hint) => format!("{}: {hint}", problem.message),
                None => problem.message,
            });
        }
        preview
    }

    /// Reads the first rows in the way of the preview.
    fn fill(&self, preview: &mut Preview) -> Result<(), Problem> {
        let encoding = Some(preview.spec.encoding);
        let mut raw = RawTable::new(self.bytes.clone(), encoding, &self.file)?;
        preview.spec = guess::with_columns_of(guess::sample_of(raw.text()), &preview.spec);
        let spec = &preview.spec;
        let names: Vec<String> = spec.columns.iter().map(|c| c.name.clone()).collect();
        let fits = |preset: &Preset| preset.is_of_columns(&names);
        preview.presets = Preset::ALL.into_iter().filter(fits).collect();
        let is_cut = raw.keep_first(
            spec,
            TALLY_ROWS + usize::from(spec.has_header),
            self.is_whole,
        );
        let shown = raw.first_rows_placed(spec, SHOWN_ROWS + usize::from(spec.has_header));
        let reading: TableReading<Nothing> = raw.read(spec, &Watch::default())?;
        let refused = reading.table.refused.iter();
        let by_start: HashMap<usize, &Refused> =
            refused.map(|row| (row.start as usize, row)).collect();
        let rows = shown.into_iter().skip(usize::from(spec.has_header));
        preview.rows = rows
            .map(|(start, cells)| PreviewRow {
                cells: cells.into_iter().map(cut_off).collect(),
                rejection: by_start.get(&start).map(|row| Rejection {
                    column: row.why.col,
                    message: message_of(
                        &reading.table,
                        row,
                        reading.table.text.held_from(row.start),
                    ),
                }),
            })
            .collect();
        let mut problems = reading.problems;
        problems.truncate(PROBLEMS_MAX);
        preview.tally = Tally {
            report: reading.report,
            problems,
            is_whole: self.is_whole && !is_cut,
        };
        Ok(())
    }
}

impl RawTable {
    /// What the header of a table is known by: the names of its columns, as its first rows have them told apart.
    fn header_key(&self, guessed: &TableSpec) -> Option<HeaderKey> {
        let mut cells = Vec::new();
        let first = split(self.text().as_bytes(), 0, dialect(guessed), &mut cells)?;
        if first.ending != Ending::Whole || first.n_beyond > 0 {
            return None;
        }
        let mut hasher = Sha256::new();
        for cell in &cells {
            hasher.update(cell_text(self.text(), *cell, guessed.quote).trim());
            // Stands in no name.
            hasher.update([0x1F]);
        }
        let mut key = hex(&hasher.finalize());
        // Half of it tells more headers apart than there are.
        key.truncate(32);
        Some(HeaderKey(key))
    }

    /// Drops what follows the first records, and a last one that is not whole; whether there was more.
    fn keep_first(&mut self, spec: &TableSpec, n_records: usize, is_whole: bool) -> bool {
        let bytes = self.decoded.text.as_bytes();
        let mut cells = Vec::new();
        let (mut pos, mut before) = (self.decoded.start, self.decoded.start);
        for _ in 0..n_records {
            let Some(record) = split(bytes, pos, dialect(spec), &mut cells) else {
                break;
            };
            before = pos;
            pos = record.next;
        }
        let is_cut = split(bytes, pos, dialect(spec), &mut cells).is_some();
        if !is_cut && !is_whole {
            // It may go on beyond what was read.
            pos = before;
        }
        self.decoded.text.truncate(pos);
        is_cut
    }

    /// The first records, each with the byte that it begins at.
    fn first_rows_placed(&self, spec: &TableSpec, n_rows: usize) -> Vec<(usize, Vec<String>)> {
        let text = self.decoded.text.as_str();
        let mut cells = Vec::new();
        let mut rows = Vec::new();
        let mut pos = self.decoded.start;
        while rows.len() < n_rows
            && let Some(record) = split(text.as_bytes(), pos, dialect(spec), &mut cells)
        {
            pos = record.next;
            let texts = cells
                .iter()
                .map(|cell| cell_text(text, *cell, spec.quote).trim().to_owned());
            rows.push((record.start, texts.collect()));
        }
        rows
    }
}

/// A cell as it is shown: one line, and not without end.
fn cut_off(text: String) -> String {
    let line = if text.contains(['\n', '\r', '\t']) {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        text
    };
    match line.char_indices().nth(LETTERS_MAX) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Nothing is kept of the rows but what the report counts.
#[derive(Debug, Default)]
struct Nothing;

impl Sink for Nothing {
    fn push(&mut self, _facts: &Facts<'_>) {}

    fn append(&mut self, _other: Self) {}
}
