//! A table file from its bytes to what a data set is made of, without a question asked.

use std::path::Path;
use std::sync::Arc;

use crate::io::import::Loaded;
use crate::io::import::table::guess::{sample_of, with_columns_of};
use crate::io::import::table::read::{Sink, Watch};
use crate::io::import::table::report::rejects;
use crate::io::import::table::{RawTable, Table, TableReading};
use crate::model::problem::{Problem, ProblemCode};
use crate::model::report::ImportReport;
use crate::model::table::{Encoding, Preset, TableSpec};
use crate::store::builder::{Builder, Facts};
use crate::store::records::{Records as _, Unreadable};

/// Extensions of files that are tables, whatever they look like inside.
const EXTENSIONS: [&str; 4] = ["csv", "tsv", "tab", "psv"];

/// What a person says about a table before it is read.
#[derive(Clone, Debug, Default)]
pub struct TableOptions {
    /// A data set that the table is read as; `None`: as its columns say.
    pub preset: Option<Preset>,
    /// Everything about it but the encoding; then nothing is guessed.
    pub spec: Option<TableSpec>,
    /// How its bytes spell letters; `None`: as all of them say.
    pub encoding: Option<Encoding>,
}

/// A table whose rows are held as records.
#[derive(Debug)]
pub struct LoadedTable {
    pub records: Arc<Table>,
    /// The facts of every record.
    pub builder: Builder,
    pub report: ImportReport,
    /// How it was read; `None` where that is nothing to choose.
    pub spec: Option<TableSpec>,
}

impl LoadedTable {
    /// The rejected rows as a table of their own, each with its reason first.
    pub fn rejects(&self) -> Result<Vec<u8>, csv::Error> {
        rejects(&self.records)
    }
}

impl Sink for Builder {
    fn push(&mut self, facts: &Facts<'_>) {
        Self::push(self, facts);
    }

    fn append(&mut self, other: Self) {
        Self::append(self, other);
    }
}

/// Whether a file is a table: by its extension, else by its first letters and how its first rows look.
pub(in crate::io) fn is_table(path: &Path, bytes: &[u8]) -> bool {
    let extension = path
        .extension()
        .map(|extension| extension.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        Some(extension) if EXTENSIONS.contains(&extension) => true,
        Some("json" | "geojson") => false,
        _ => {
            let bare = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
            let first = bare.iter().find(|byte| !byte.is_ascii_whitespace());
            if matches!(first, Some(b'{' | b'[')) {
                return false;
            }
            let sample = bytes[..bytes.len().min(super::SAMPLE_BYTES)].to_vec();
            let raw = RawTable::new(sample, None, "");
            raw.is_ok_and(|raw| raw.guess(None).is_table)
        }
    }
}

/// Reads a table; its events stay records.
pub(in crate::io) fn load_table(
    path: &Path,
    file: &str,
    bytes: Vec<u8>,
    options: &TableOptions,
    watch: &Watch,
) -> Result<Loaded, Problem> {
    let raw = RawTable::new(bytes, options.encoding, file)?;
    let (spec, notes, doubts) = if let Some(spec) = &options.spec {
        let spec = raw.spec_as(spec)?;
        let note = spec.preset.and_then(Preset::note).map(str::to_owned);
        (spec, note.into_iter().collect(), Vec::new())
    } else {
        let guess = raw.guess(options.preset);
        if !guess.is_table && options.preset.is_none() {
            return Err(not_a_table(file));
        }
        (guess.spec, guess.notes, guess.doubts)
    };
    let reading: TableReading<Builder> = raw.read(&spec, watch)?;
    let TableReading {
        table,
        collection,
        sink,
        mut report,
        mut problems,
        sha256,
    } = reading;
    report.notes = notes;
    let doubt = |message| Problem {
        file: file.to_owned(),
        location: None,
        path: String::new(),
        code: ProblemCode::BadTime,
        message,
        hint: None,
        rejects: false,
    };
    problems.extend(doubts.into_iter().map(doubt));
    Ok(Loaded {
        path: path.to_owned(),
        collection,
        problems,
        features: report.rows,
        rejected: report.rejected,
        sha256,
        table: Some(Box::new(LoadedTable {
            records: Arc::new(table),
            builder: sink,
            report,
            spec: Some(spec),
        })),
    })
}

impl RawTable {
    /// A way of reading that was chosen by the first rows, for the whole file: what those did not show is its encoding.
    /// The file may have changed since, and then its columns are no longer the ones that were meant.
    fn spec_as(&self, chosen: &TableSpec) -> Result<TableSpec, Problem> {
        let wanted = TableSpec {
            encoding: self.decoded.encoding,
            ..chosen.clone()
        };
        let spec = with_columns_of(sample_of(self.text()), &wanted);
        let is_as_chosen = if spec.encoding == chosen.encoding {
            let names = |spec: &TableSpec| -> Vec<String> {
                let columns = spec.columns.iter();
                columns.map(|column| column.name.clone()).collect()
            };
            names(&spec) == names(chosen)
        } else {
            // The same names, spelled otherwise.
            spec.columns.len() == chosen.columns.len()
        };
        if is_as_chosen {
            return Ok(TableSpec {
                columns: chosen.columns.clone(),
                ..spec
            });
        }
        let message = "the table has other columns now than when it was looked at";
        Err(self.problem(ProblemCode::MissingColumn, message, "open it again"))
    }
}

fn not_a_table(file: &str) -> Problem {
    Problem {
        file: file.to_owned(),
        location: None,
        path: String::new(),
        code: ProblemCode::NotTable,
        message: String::from("no table of events: no column of it holds dates or coordinates"),
        hint: Some(String::from(
            "name the columns in the first row, such as title,when,latitude,longitude",
        )),
        rejects: false,
    }
}

impl Loaded {
    /// How many quotes with words it has.
    pub fn n_quotes(&self) -> usize {
        if let Some(table) = &self.table {
            return table.report.quotes;
        }
        let quotes = self
            .collection
            .events
            .iter()
            .flat_map(|event| &event.quotes);
        quotes.filter(|quote| !quote.text.is_empty()).count()
    }

    /// The same with every record made an event: for what needs all of them at once.
    pub fn with_events(mut self) -> Result<Self, Unreadable> {
        if let Some(table) = self.table.take() {
            let records = &table.records;
            self.collection.events = (0..records.len() as u32)
                .map(|idx| records.event(idx))
                .collect();
            if let Some(reason) = records.trouble() {
                return Err(Unreadable(reason.to_owned()));
            }
        }
        Ok(self)
    }
}
