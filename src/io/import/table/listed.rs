//! A JSON list of `TimeMap`'s events, as its server gives them out: read as the table that it is.
//!
//! Each event becomes a row and each member a column, in the order in which they are met; lists become lists in a cell.
//! Problems are told by their place in the JSON.

use std::collections::HashMap;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::io::import::table::load::load_table;
use crate::io::import::table::{TableOptions, Watch};
use crate::io::import::{Loaded, hex};
use crate::io::json::{Document, Kind, Value};
use crate::model::problem::{Problem, ProblemCode};
use crate::model::report::Unit;
use crate::model::table::Preset;

/// The most members that the events of a list may have together; `TimeMap` has some thirty.
const COLUMNS_MAX: usize = 200;

/// Reads a list of `TimeMap`'s events; `None` where it is none, whatever else it may be.
pub(in crate::io) fn load_list(
    path: &Path,
    file: &str,
    bytes: &[u8],
    watch: &Watch,
) -> Option<Result<Loaded, Problem>> {
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if first != Some(&b'[') {
        return None;
    }
    let document = Document::parse(bytes).ok()?;
    let list = List::of(document.root().items()?)?;
    Some(list.load(path, file, bytes, &document, watch))
}

struct List<'a> {
    items: Vec<Value<'a>>,
    /// Names of members, in the order in which they are met.
    columns: Vec<String>,
}

impl<'a> List<'a> {
    /// `None` where an item is no object, and where they are no events.
    fn of(items: Vec<Value<'a>>) -> Option<Self> {
        let mut columns: Vec<String> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for item in &items {
            for member in item.members()? {
                if places.len() > COLUMNS_MAX {
                    return None;
                }
                let name = member.name.as_ref().to_owned();
                if !places.contains_key(&name) {
                    places.insert(name.clone(), columns.len());
                    columns.push(name);
                }
            }
        }
        Preset::TimeMap
            .is_known_by(&columns)
            .then_some(Self { items, columns })
    }

    fn load(
        &self,
        path: &Path,
        file: &str,
        bytes: &[u8],
        document: &Document<'a>,
        watch: &Watch,
    ) -> Result<Loaded, Problem> {
        let (table, lines) = self.table().map_err(|error| Problem {
            file: file.to_owned(),
            location: None,
            path: String::new(),
            code: ProblemCode::Unreadable,
            message: format!("the list could not be read as a table: {error}"),
            hint: None,
            rejects: false,
        })?;
        let options = TableOptions {
            preset: Some(Preset::TimeMap),
            ..TableOptions::default()
        };
        let mut loaded = load_table(path, file, table, &options, watch)?;
        loaded.sha256 = hex(&Sha256::digest(bytes));
        for problem in &mut loaded.problems {
            self.place(problem, document, &lines);
        }
        if let Some(table) = &mut loaded.table {
            table.report.unit = Unit::Feature;
            // It is no table whose separator or encoding anybody could correct.
            table.spec = None;
        }
        Ok(loaded)
    }

    /// The list as CSV, and the line that each item begins at.
    fn table(&self) -> Result<(Vec<u8>, Vec<usize>), csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.columns)?;
        let mut line = 2;
        let mut lines = Vec::with_capacity(self.items.len());
        for item in &self.items {
            let cells: Vec<String> = self.columns.iter().map(|name| cell(*item, name)).collect();
            lines.push(line);
            line += 1 + cells
                .iter()
                .map(|cell| cell.matches('\n').count())
                .sum::<usize>();
            writer.write_record(&cells)?;
        }
        let bytes = writer
            .into_inner()
            .map_err(csv::IntoInnerError::into_error)?;
        Ok((bytes, lines))
    }

    /// Says of a problem where it is in the list.
    fn place(&self, problem: &mut Problem, document: &Document<'a>, lines: &[usize]) {
        let Some(location) = problem.location else {
            return;
        };
        let idx = lines.partition_point(|line| *line <= location.line);
        let Some(item) = idx.checked_sub(1).and_then(|idx| self.items.get(idx)) else {
            problem.location = None;
            return;
        };
        let member = item.member(&problem.path);
        problem.location = Some(document.location(member.unwrap_or(*item).raw()));
        problem.path = match problem.path.as_str() {
            "" => format!("[{}]", idx - 1),
            name => format!("[{}].{name}", idx - 1),
        };
    }
}

/// What a member says, as a cell.
fn cell(item: Value<'_>, name: &str) -> String {
    item.member(name).map(words).unwrap_or_default()
}

fn words(value: Value<'_>) -> String {
    match value.kind() {
        Kind::Null => String::new(),
        Kind::Text => value.text().unwrap_or_default(),
        Kind::List => {
            let items = value.items().unwrap_or_default();
            let items: Vec<String> = items.into_iter().map(words).collect();
            items.join("; ")
        }
        // An association that the server has put in the place of its id.
        Kind::Object => ["title", "id"]
            .into_iter()
            .find_map(|name| value.member(name)?.text())
            .unwrap_or_else(|| value.raw().to_owned()),
        _ => value.raw().to_owned(),
    }
}
