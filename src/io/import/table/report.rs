//! The flaws of a table as problems with their places, and its rejected rows as a table of their own.

use memchr::memchr_iter;

use crate::io::import::context::PROBLEMS_MAX;
use crate::io::import::table::layout::Layout;
use crate::io::import::table::read::{FlawAt, Refused};
use crate::io::import::table::records::{Table, cells_of};
use crate::io::import::table::split::cell_text;
use crate::model::number::grouped;
use crate::model::problem::{Location, Problem, ProblemCode};
use crate::store::records::Records as _;

/// The name of the column that says why a row was rejected.
pub const REASON_COLUMN: &str = "rejected_because";

/// Flaws as problems with line and column, in file order.
pub(super) fn problems(
    text: &str,
    layout: &Layout,
    file: &str,
    flaws: &mut [FlawAt],
    n_flaws: usize,
) -> Vec<Problem> {
    flaws.sort_by_key(|flaw| flaw.cell.start);
    let mut lines = Lines::new(text);
    let mut problems: Vec<Problem> = flaws
        .iter()
        .map(|at| Problem {
            file: file.to_owned(),
            location: Some(lines.location(at.cell.start as usize)),
            path: at
                .col
                .and_then(|col| layout.names.get(col))
                .cloned()
                .unwrap_or_default(),
            code: at.flaw.code(),
            message: message(text, layout, *at),
            hint: at.flaw.hint().map(str::to_owned),
            rejects: at.flaw.rejects(),
        })
        .collect();
    if n_flaws > PROBLEMS_MAX {
        problems.push(Problem {
            file: file.to_owned(),
            location: None,
            path: String::new(),
            code: ProblemCode::TooLarge,
            message: format!(
                "{} more problems are not listed",
                grouped((n_flaws - flaws.len()) as u64)
            ),
            hint: Some(String::from("mend these first")),
            rejects: false,
        });
    }
    problems
}

/// Why a row was left out, in words; `text` begins where the row does.
pub(super) fn message_of(table: &Table, row: &Refused, text: &str) -> String {
    let start = i64::from(row.start);
    let why = FlawAt {
        cell: row.why.cell.moved(-start),
        ..row.why
    };
    message(text, &table.layout, why)
}

fn message(text: &str, layout: &Layout, at: FlawAt) -> String {
    let cell = if at.flaw.is_of_row() {
        std::borrow::Cow::Borrowed("")
    } else {
        cell_text(text, at.cell, layout.dialect.quote)
    };
    at.flaw.message(cell.trim(), layout.names.len())
}

/// Counts lines forwards through a text.
struct Lines<'t> {
    text: &'t str,
    line: usize,
    line_start: usize,
    at: usize,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            line: 1,
            line_start: 0,
            at: 0,
        }
    }

    /// The location of a byte at or after the last one asked for.
    fn location(&mut self, at: usize) -> Location {
        let bytes = self.text.as_bytes();
        for end in memchr_iter(b'\n', bytes.get(self.at..at).unwrap_or_default()) {
            self.line += 1;
            self.line_start = self.at + end + 1;
        }
        self.at = at;
        let before = self.text.get(self.line_start..at).unwrap_or_default();
        Location {
            line: self.line,
            column: before.trim_start_matches('\u{feff}').chars().count() + 1,
        }
    }
}

/// The rejected rows as a table in UTF-8: why, then the cells as they stand in the file.
pub(super) fn rejects(table: &Table) -> Result<Vec<u8>, csv::Error> {
    let layout = &table.layout;
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    let names = layout.names.iter().map(String::as_str);
    writer.write_record(std::iter::once(REASON_COLUMN).chain(names))?;
    for row in &table.refused {
        let raw = table.text.bytes(row.start as usize..row.end as usize);
        let raw = raw.ok_or_else(|| std::io::Error::other(table.trouble().unwrap_or_default()))?;
        let text = raw.as_text();
        let column = row.why.col.and_then(|col| layout.names.get(col));
        let message = message_of(table, row, text);
        let reason = match column {
            Some(column) => format!("{column}: {message}"),
            None => message,
        };
        let cells = if matches!(
            row.why.flaw.code(),
            ProblemCode::Syntax | ProblemCode::TooLarge
        ) {
            vec![text.to_owned()]
        } else {
            let cells = cells_of(text.as_bytes(), layout);
            let texts = cells
                .iter()
                .map(|cell| cell_text(text, *cell, layout.dialect.quote).into_owned());
            texts.collect()
        };
        writer.write_record(std::iter::once(reason).chain(cells))?;
    }
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}
