//! A table that the user is asked about before it is read, and the notices of what came of reading a file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::model::number::grouped;
use crate::model::preview::{Objection, Preview, objections};
use crate::model::problem::Problem;
use crate::model::table::{ChosenBy, TableSpec};
use crate::state::{Notice, Offer};
use crate::store::Dataset;

/// Files that were opened last; more than one remembers, and few enough to look through.
pub const RECENT_MAX: usize = 15;

/// A step of asking how a table is to be read.
#[derive(Clone, Debug)]
pub enum ImportAction {
    /// A table has been looked at that nobody has said yet how to read.
    Ask {
        request: u64,
        path: PathBuf,
        preview: Arc<Preview>,
    },
    /// The first rows have been read as was asked, or not.
    Previewed {
        request: u64,
        result: Result<Arc<Preview>, Box<Problem>>,
    },
    /// Chooses how the table is read that is asked about.
    Choose(Box<TableSpec>),
    /// Reads it so.
    Take,
    /// Does not read it.
    Cancel,
    /// Asks again how the open table is read.
    Change,
    /// Saves the rows of the open table that were left out.
    SaveRejects,
}

/// A table, and how it would be read.
#[derive(Clone, Debug)]
pub struct Importing {
    pub path: PathBuf,
    /// Its name without the folder.
    pub file: String,
    /// As it is chosen; `None` until the first rows were read.
    pub spec: Option<TableSpec>,
    /// The first rows, as they were read last.
    pub preview: Option<Arc<Preview>>,
    /// Why the first rows cannot be read.
    pub obstacle: Option<String>,
    /// Whether the first rows are being read as they are chosen now.
    pub waits: bool,
    /// The request whose answer counts.
    pub(super) request: u64,
}

impl Importing {
    pub(super) fn new(path: &Path, request: u64) -> Self {
        Self {
            path: path.to_owned(),
            file: name_of(path),
            spec: None,
            preview: None,
            obstacle: None,
            waits: true,
            request,
        }
    }

    /// What speaks against importing it like this, the gravest first.
    pub fn objections(&self) -> Vec<Objection> {
        let blocking = |words: &String| Objection {
            blocks: true,
            words: words.clone(),
        };
        let preview = self.preview.as_ref();
        let told = preview.and_then(|preview| preview.obstacle.as_ref());
        let mut found: Vec<Objection> = self.obstacle.iter().chain(told).map(blocking).collect();
        if found.is_empty() {
            found.extend(self.spec.iter().flat_map(objections));
        }
        found.sort_by_key(|objection| !objection.blocks);
        found
    }

    /// Whether it can be imported as it is chosen.
    pub fn is_ready(&self) -> bool {
        let is_clear = || !self.objections().iter().any(|objection| objection.blocks);
        self.spec.is_some() && self.preview.is_some() && !self.waits && is_clear()
    }
}

/// A file's name without its folder.
pub fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// What a user is told of a file that was opened: what is wrong with it, and that it was read as one before.
pub(super) fn notice_of(dataset: &Dataset) -> Option<Notice> {
    let origin = dataset.origin();
    let file = &origin.file_name;
    let is_remembered = origin
        .table
        .as_ref()
        .is_some_and(|table| table.chosen_by == ChosenBy::Remembered);
    let problems = &origin.problems;
    let offers = [
        (is_remembered, Offer::ChangeImport),
        (!problems.is_empty(), Offer::ImportReport),
    ];
    let offers = offers.into_iter().filter(|(is_due, _)| *is_due);
    let offers = offers.map(|(_, offer)| offer).collect();
    if problems.is_empty() {
        let text = format!("{file} was read as the last table with this header was");
        let notice = Notice {
            offers,
            ..Notice::info(text)
        };
        return is_remembered.then_some(notice);
    }
    let number = |n: usize| grouped(n as u64);
    let counted = |n: usize, one: &str, many: &str| {
        let word = if n == 1 { one } else { many };
        format!("{} {word}", number(n))
    };
    let n_rejected = origin.report.as_ref().map_or_else(
        || problems.iter().filter(|problem| problem.rejects).count(),
        |report| report.rejected,
    );
    let mut words = counted(dataset.len(), "event read", "events read");
    if n_rejected > 0 {
        words = format!("{words}, {} left out", number(n_rejected));
    }
    let problems = counted(problems.len(), "problem", "problems");
    let manner = if is_remembered {
        ", as the last table with this header"
    } else {
        ""
    };
    Some(Notice {
        offers,
        ..Notice::warning(format!("{file}: {words}, {problems}{manner}"), Vec::new())
    })
}
