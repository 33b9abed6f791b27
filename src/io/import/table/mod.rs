//! Tables: CSV, TSV and what else separates cells by one sign, as collections of events.
//!
//! A table is told from its first rows ([`guess`](RawTable::guess)), corrected by whoever knows better, and read on all
//! cores ([`RawTable::read`]). Its text is held once; a row becomes an event when one is asked for. Every row is either
//! taken or rejected with its reason; nothing is altered to make it fit.
//!
//! `docs/tables.md` says what is detected and how, and what the codes of the known data sets become.

mod dates;
pub(in crate::io) mod encoding;
mod event;
mod flaw;
mod guess;
mod header;
mod layout;
pub(in crate::io) mod listed;
pub(in crate::io) mod load;
mod months;
mod presets;
pub(in crate::io) mod preview;
mod read;
mod records;
mod report;
mod row;
mod split;
mod text;

use std::collections::HashSet;

use sha2::{Digest as _, Sha256};

use crate::io::import::hex;
use crate::io::import::table::encoding::{Decoded, binary_at, decode};
use crate::io::import::table::flaw::Flaw;
use crate::io::import::table::layout::{CategoryRule, Layout, SourceRule, dialect};
use crate::io::import::table::read::{FlawAt, Job, Stretch, read_all, read_stretches};
use crate::io::import::table::split::{Ending, split};
use crate::io::import::table::text::Text;
use crate::model::collection::{Category, Collection};
use crate::model::event::CategoryId;
use crate::model::problem::{Location, Problem, ProblemCode};
use crate::model::report::ImportReport;
use crate::model::source::{Source, SourceId};
use crate::model::table::{Encoding, Preset, TableSpec};
use crate::store::records::Records as _;

pub use crate::io::import::table::encoding::SAMPLE_BYTES;
pub use crate::io::import::table::guess::{DELIMITERS, Guess};
pub use crate::io::import::table::load::{LoadedTable, TableOptions};
pub use crate::io::import::table::read::{NAMES_MAX, REJECTS_MAX, ROWS_MAX, Sink, Watch};
pub use crate::io::import::table::records::Table;
pub use crate::io::import::table::report::REASON_COLUMN;
pub use crate::io::import::table::split::{COLUMNS_MAX, RECORD_BYTES_MAX};

/// A file that may be a table, decoded.
#[derive(Debug)]
pub struct RawTable {
    decoded: Decoded,
    file: String,
}

/// A table that was read.
#[derive(Debug)]
pub struct TableReading<S> {
    pub table: Table,
    /// Title, summary, categories and sources; no events.
    pub collection: Collection,
    /// The facts of every row that was taken, in file order.
    pub sink: S,
    pub report: ImportReport,
    /// The problems one by one, in file order; at most [`crate::io::import::PROBLEMS_MAX`], then one that says how many more there are.
    pub problems: Vec<Problem>,
    /// SHA-256 of the file, in lower-case hexadecimal.
    pub sha256: String,
}

impl<S> TableReading<S> {
    /// The rejected rows as a table of their own, each with its reason first; at most [`REJECTS_MAX`].
    pub fn rejects(&self) -> Result<Vec<u8>, csv::Error> {
        report::rejects(&self.table)
    }
}

impl RawTable {
    /// Decodes a file; `file` is what problems call it. Without an encoding, by what its bytes look like.
    pub fn new(bytes: Vec<u8>, encoding: Option<Encoding>, file: &str) -> Result<Self, Problem> {
        let raw = Self {
            decoded: decode(bytes, encoding),
            file: file.to_owned(),
        };
        let text = raw.text();
        if u32::try_from(raw.decoded.text.len()).is_err() {
            let message = "the text is larger than 4 GiB";
            return Err(raw.problem(
                ProblemCode::TooLarge,
                message,
                "split it into several files",
            ));
        }
        if text.trim().is_empty() {
            let message = "the table is empty";
            return Err(raw.problem(ProblemCode::NotTable, message, ""));
        }
        if let Some(at) = binary_at(text) {
            let message = format!("this is no text: byte {at} is zero");
            let hint = "export the table as CSV first";
            return Err(raw.problem(ProblemCode::NotTable, message, hint));
        }
        Ok(raw)
    }

    /// Proposes how to read it; a preset that is given is used whatever the columns are called.
    pub fn guess(&self, preset: Option<Preset>) -> Guess {
        let sample = guess::sample_of(self.text());
        guess::guess(sample, self.decoded.encoding, preset)
    }

    /// Reads all rows. `watch` tells how far it is and may end it; then what was read so far is dropped.
    pub fn read<S: Sink>(
        self,
        spec: &TableSpec,
        watch: &Watch,
    ) -> Result<TableReading<S>, Problem> {
        self.read_by(spec, watch, read_all)
    }

    /// The same in stretches that begin at some bytes of the text, right or wrong.
    /// The result does not depend on them; this is here for tests to show it.
    pub fn read_in_stretches<S: Sink>(
        self,
        spec: &TableSpec,
        bounds: &[usize],
    ) -> Result<TableReading<S>, Problem> {
        let watch = Watch::default();
        self.read_by(spec, &watch, |job, from| read_stretches(job, from, bounds))
    }

    fn read_by<S: Sink>(
        self,
        spec: &TableSpec,
        watch: &Watch,
        read: impl Fn(Job<'_>, usize) -> Stretch<S>,
    ) -> Result<TableReading<S>, Problem> {
        let layout = Layout::of(spec);
        self.check_columns(spec)?;
        let from = self.end_of_header(spec)?;
        watch.begin(self.decoded.text.len());
        let job = Job {
            text: &self.decoded.text,
            layout: &layout,
            is_damaged: self.decoded.is_damaged,
            watch,
        };
        let (mut whole, sha256) = self.read_and_hash(|| read(job, from));
        if watch.is_cancelled() {
            return Err(self.problem(ProblemCode::Unreadable, "the import was cancelled", ""));
        }
        if whole.n_rows > ROWS_MAX {
            let message = format!(
                "the table has more than {} million rows",
                ROWS_MAX / 1_000_000
            );
            return Err(self.problem(
                ProblemCode::TooLarge,
                message,
                "split it into several files",
            ));
        }
        let mut table = Table {
            columns_of_words: layout.columns_of_words(),
            starts: std::mem::take(&mut whole.starts),
            row_numbers: std::mem::take(&mut whole.row_numbers),
            without_id: HashSet::new(),
            refused: std::mem::take(&mut whole.refused),
            is_file_as_it_is: self.decoded.sha256.is_none(),
            text: Text::Held(self.decoded.text),
            layout,
        };
        find_ids(&mut table, &mut whole);
        let reading = finish(table, whole, spec, &self.file);
        Ok(TableReading { sha256, ..reading })
    }

    /// The rows; meanwhile the hash of the file, where its bytes are the text itself.
    fn read_and_hash<S>(&self, read: impl FnOnce() -> Stretch<S>) -> (Stretch<S>, String) {
        if let Some(sha256) = &self.decoded.sha256 {
            return (read(), sha256.clone());
        }
        let hash = || hex(&Sha256::digest(self.decoded.text.as_bytes()));
        std::thread::scope(|scope| {
            let worker = std::thread::Builder::new()
                .name(String::from("table-hash"))
                .spawn_scoped(scope, hash);
            let whole = read();
            let hashed = worker.ok().and_then(|worker| worker.join().ok());
            (whole, hashed.unwrap_or_else(hash))
        })
    }

    fn text(&self) -> &str {
        &self.decoded.text[self.decoded.start..]
    }

    fn problem(&self, code: ProblemCode, message: impl Into<String>, hint: &str) -> Problem {
        Problem {
            file: self.file.clone(),
            location: Some(Location { line: 1, column: 1 }),
            path: String::new(),
            code,
            message: message.into(),
            hint: Some(hint.to_owned()).filter(|hint| !hint.is_empty()),
            rejects: false,
        }
    }

    /// A data set that was asked for by name has to have its columns.
    fn check_columns(&self, spec: &TableSpec) -> Result<(), Problem> {
        let Some(preset) = spec.preset else {
            return Ok(());
        };
        let missing: Vec<&str> = preset
            .columns_needed()
            .iter()
            .copied()
            .filter(|name| spec.column_named(name).is_none())
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let message = format!(
            "this is no table of {}: it has no column {}",
            preset.label(),
            missing.join(", ")
        );
        Err(self.problem(ProblemCode::MissingColumn, message, ""))
    }

    /// Where the first record behind the header begins.
    fn end_of_header(&self, spec: &TableSpec) -> Result<usize, Problem> {
        let start = self.decoded.start;
        let mut cells = Vec::new();
        let bytes = self.decoded.text.as_bytes();
        let Some(first) = split(bytes, start, dialect(spec), &mut cells) else {
            return Ok(start);
        };
        let n_columns = cells.len() + first.n_beyond;
        if n_columns > COLUMNS_MAX {
            let message = format!("the table has {n_columns} columns; {COLUMNS_MAX} are the most");
            return Err(self.problem(ProblemCode::TooLarge, message, "is the separator right?"));
        }
        if first.ending != Ending::Whole {
            let flaw = match first.ending {
                Ending::Unclosed(_) => Flaw::UnclosedQuote,
                _ => Flaw::TooLong,
            };
            let message = format!("the first line: {}", flaw.message("", n_columns));
            return Err(self.problem(flaw.code(), message, flaw.hint().unwrap_or_default()));
        }
        Ok(if spec.has_header { first.next } else { start })
    }
}

/// Finds the rows whose id is missing or used before.
fn find_ids<S: Sink>(table: &mut Table, whole: &mut Stretch<S>) {
    let Some(id_col) = table.layout.id else {
        return;
    };
    let mut hashed: Vec<(u64, u32)> = std::mem::take(&mut whole.id_hashes)
        .into_iter()
        .zip(0..)
        .collect();
    hashed.sort_unstable();
    let mut again: Vec<u32> = Vec::new();
    for same in hashed
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|same| same.len() > 1)
    {
        let mut seen = HashSet::new();
        for (_, idx) in same {
            let id = table.id(*idx).0;
            if !id.is_empty() && !seen.insert(id) {
                again.push(*idx);
            }
        }
    }
    again.sort_unstable();
    for idx in &again {
        let cells = table.cells(*idx);
        if let Some(cell) = cells.get(id_col) {
            whole.count(FlawAt {
                cell: *cell,
                col: Some(id_col),
                flaw: Flaw::DuplicateId,
            });
        }
    }
    table.without_id.extend(again);
    table.without_id.extend(whole.without_id.drain(..));
}

fn finish<S: Sink>(
    table: Table,
    mut whole: Stretch<S>,
    spec: &TableSpec,
    file: &str,
) -> TableReading<S> {
    let n_flaws = whole.n_by_code.values().sum();
    let problems = report::problems(
        table.text.held(),
        &table.layout,
        file,
        &mut whole.flaws,
        n_flaws,
    );
    let by_code = |rejects: bool| {
        let of_kind = whole.n_by_code.iter().filter(|((_, is), _)| *is == rejects);
        of_kind.map(|((code, _), count)| (*code, *count)).collect()
    };
    let report = ImportReport {
        rows: whole.n_rows,
        taken: table.len(),
        rejected: whole.n_rejected,
        undated: whole.n_undated,
        unlocated: whole.n_unlocated,
        quotes: whole.n_quotes,
        rejected_by: by_code(true),
        odd_by: by_code(false),
        notes: Vec::new(),
        ..ImportReport::default()
    };
    let collection = Collection {
        own_format: true,
        summary: spec.preset.map(|preset| preset.summary().to_owned()),
        zone: spec.zone,
        categories: categories(&table.layout, whole.categories.into_list()),
        sources: sources(&table.layout, whole.sources.into_list()),
        ..Collection::default()
    };
    TableReading {
        table,
        collection,
        sink: whole.sink,
        report,
        problems,
        sha256: String::new(),
    }
}

/// The categories that occur: of a coded data set in the order of its codes, else in that of the rows.
fn categories(layout: &Layout, used: Vec<String>) -> Vec<Category> {
    let bare = |id: String| Category {
        label: id.clone(),
        id: CategoryId(id),
        symbol: None,
        color: None,
        extra: Vec::new(),
    };
    let CategoryRule::Coded(_, codes) = layout.category else {
        return used.into_iter().map(bare).collect();
    };
    let mut used: HashSet<String> = used.into_iter().collect();
    let mut known: Vec<Category> = presets::categories(codes)
        .into_iter()
        .filter(|category| used.remove(&category.id.0))
        .collect();
    let mut unknown: Vec<String> = used.into_iter().collect();
    unknown.sort_unstable();
    known.extend(unknown.into_iter().map(bare));
    known
}

/// The sources that rows name; what else is known of them, nobody says.
fn sources(layout: &Layout, names: Vec<String>) -> Vec<Source> {
    let source = |name: String| {
        let is_address = matches!(layout.sources, SourceRule::Lists)
            && (name.starts_with("http://") || name.starts_with("https://"));
        Source {
            url: is_address.then(|| name.clone()),
            ..Source::new(SourceId(name.clone()), name)
        }
    };
    names.into_iter().map(source).collect()
}
