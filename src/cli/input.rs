//! Reading what the subcommands work on, and saying on standard error what was wrong with it.
//!
//! All files are read or none is used: an answer about some of them would look like one about all.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::bail;

use crate::cli::Outcome;
use crate::cli::merge::{Merged, has_one_zone, merge};
use crate::cli::output::{counted, say};
use crate::io::dataset::dataset_of;
use crate::io::evidence::hash::capture_states;
use crate::io::import::table::{TableOptions, Watch};
use crate::io::import::{Loaded, load_with};
use crate::model::problem::Problem;
use crate::model::source::{CaptureKey, CaptureState};
use crate::store::{Dataset, Origin};

/// Problems said of each file; `strabo check` lists them all.
const PROBLEMS_SAID_MAX: usize = 10;

/// Files that were read.
pub struct Input {
    files: Vec<Loaded>,
    captures: BTreeMap<CaptureKey, CaptureState>,
}

impl Input {
    /// Reads all files, and says what problems they have.
    pub fn read(paths: &[PathBuf]) -> anyhow::Result<Self> {
        Self::read_with(paths, &TableOptions::default())
    }

    /// The same, with tables read as the options say.
    pub fn read_with(paths: &[PathBuf], options: &TableOptions) -> anyhow::Result<Self> {
        let mut files = Vec::with_capacity(paths.len());
        let mut unreadable = Vec::new();
        for path in paths {
            match load_with(path, options, &Watch::default()) {
                Ok(loaded) => files.push(loaded),
                Err(problem) => unreadable.push(Problem::to_string(&problem)),
            }
        }
        if !unreadable.is_empty() {
            bail!("{}", unreadable.join("\n"));
        }
        for loaded in &files {
            say_problems(loaded);
        }
        Ok(Self {
            files,
            captures: BTreeMap::new(),
        })
    }

    pub fn files(&self) -> &[Loaded] {
        &self.files
    }

    /// Whether the data has problems.
    pub fn outcome(&self) -> Outcome {
        if self.files.iter().all(|loaded| loaded.problems.is_empty()) {
            Outcome::Done
        } else {
            Outcome::DoneWithProblems
        }
    }

    /// Whether times without an offset mean the same in all files; if not, one file cannot hold them all.
    pub fn check_zone(&self) -> anyhow::Result<()> {
        if has_one_zone(&self.files) {
            return Ok(());
        }
        bail!(
            "the files are in different time zones, and a collection has one; \
             write each by itself, or write CSV, where times are in UTC"
        )
    }

    /// Looks at the stored copies too, which the picture shows the state of.
    #[must_use]
    pub fn with_captures(mut self) -> Self {
        for loaded in &self.files {
            for (key, state) in capture_states(&loaded.path, &loaded.collection) {
                // Of two copies that are named alike, the one that is not in order is the one to show.
                let known = self.captures.get(&key);
                if known.is_none_or(|known| *known == CaptureState::Matches) {
                    self.captures.insert(key, state);
                }
            }
        }
        self
    }

    /// Each file by itself.
    pub fn into_datasets(self) -> Vec<Dataset> {
        let alone = |loaded| dataset(loaded, BTreeMap::new());
        self.files.into_iter().map(alone).collect()
    }

    /// All files as one collection.
    pub fn into_one(mut self) -> anyhow::Result<Dataset> {
        if self.files.len() == 1
            && let Some(loaded) = self.files.pop()
        {
            return Ok(dataset(loaded, self.captures));
        }
        let file_names: Vec<String> = self.files.iter().map(file_name).collect();
        let Merged {
            collection,
            problems,
            remarks,
        } = merge(
            self.files
                .into_iter()
                .map(Loaded::with_events)
                .collect::<Result<_, _>>()?,
        )?;
        for remark in remarks {
            say(format_args!("strabo: {remark}"));
        }
        let origin = Origin {
            file_name: file_names.join(" + "),
            problems,
            captures: self.captures,
            ..Origin::default()
        };
        Ok(Dataset::new(collection, origin))
    }
}

fn dataset(loaded: Loaded, captures: BTreeMap<CaptureKey, CaptureState>) -> Dataset {
    let origin = Origin {
        file_name: file_name(&loaded),
        report: Some(loaded.report()),
        path: Some(loaded.path),
        sha256: loaded.sha256,
        problems: loaded.problems,
        captures,
        ..Origin::default()
    };
    dataset_of(loaded.collection, loaded.table, origin)
}

/// The file's name without its folder.
pub fn file_name(loaded: &Loaded) -> String {
    loaded
        .path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn say_problems(loaded: &Loaded) {
    let Loaded {
        path,
        problems,
        features,
        rejected,
        table,
        ..
    } = loaded;
    if let Some(table) = table {
        say(format_args!(
            "{}: {}",
            path.display(),
            table.report.sentence()
        ));
        for note in &table.report.notes {
            say(format_args!("{}: {note}", path.display()));
        }
    }
    if problems.is_empty() {
        return;
    }
    for problem in problems.iter().take(PROBLEMS_SAID_MAX) {
        say(format_args!("{problem}"));
    }
    let path = path.display();
    if problems.len() > PROBLEMS_SAID_MAX {
        let more = problems.len() - PROBLEMS_SAID_MAX;
        say(format_args!(
            "… and {more} more; “strabo check {path}” lists all"
        ));
    }
    let count = counted(problems.len(), "problem");
    if table.is_some() {
        say(format_args!("{path}: {count}"));
        return;
    }
    say(format_args!(
        "{path}: {count}; {rejected} of {} rejected",
        counted(*features, "feature")
    ));
}
