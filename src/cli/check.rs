//! `strabo check`: what is wrong in a collection, each with its place, a reason and a hint.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::cli::output::{counted, print, print_json};
use crate::cli::{Outcome, ReportFormat};
use crate::io;
use crate::model::problem::Problem;

/// Find problems in a collection, each with its line and column, a reason and a hint
///
/// Beside what cannot be read at all it finds duplicate and dangling ids, quotes without a source, dates and
/// coordinates that cannot be, unknown categories, paths that leave the folder, stored copies that are missing or
/// altered, and quotes that do not occur in their stored copy. Files are only read.
#[derive(Args, Clone, Debug)]
#[command(after_help = crate::cli::EXIT_CODES)]
pub struct CheckArgs {
    /// Collection or table to check (GeoJSON, CSV, TSV)
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,

    /// How to print the problems
    #[arg(long, value_enum, default_value_t)]
    pub format: ReportFormat,
}

pub fn run(args: &CheckArgs) -> anyhow::Result<Outcome> {
    let mut problems = Vec::new();
    let mut outcome = Outcome::Done;
    for file in &args.files {
        let (loaded, found) = io::check::check(file);
        if loaded.is_none() {
            outcome = Outcome::Failed;
        } else if !found.is_empty() && outcome == Outcome::Done {
            outcome = Outcome::DoneWithProblems;
        }
        problems.extend(found);
    }
    match args.format {
        ReportFormat::Json => print_json(&Report::of(&problems))?,
        ReportFormat::Text => print(text_report(&problems, args.files.len()).as_bytes())?,
    }
    Ok(outcome)
}

/// The problems as a document, in the shape that `docs/cli.md` states.
#[derive(Serialize)]
struct Report<'a> {
    problems: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    file: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    path: &'a str,
    code: &'static str,
    message: &'a str,
    hint: Option<&'a str>,
}

impl<'a> Report<'a> {
    fn of(problems: &'a [Problem]) -> Self {
        let entry = |problem: &'a Problem| Entry {
            file: &problem.file,
            line: problem.location.map(|at| at.line),
            column: problem.location.map(|at| at.column),
            path: &problem.path,
            code: problem.code.id(),
            message: &problem.message,
            hint: problem.hint.as_deref(),
        };
        Self {
            problems: problems.iter().map(entry).collect(),
        }
    }
}

fn text_report(problems: &[Problem], n_files: usize) -> String {
    let mut text = String::new();
    for problem in problems {
        writeln!(text, "{problem}").unwrap_or_default();
    }
    let files = counted(n_files, "file");
    match problems.len() {
        0 => writeln!(text, "no problems in {files}"),
        n => writeln!(text, "{} in {files}", counted(n, "problem")),
    }
    .unwrap_or_default();
    text
}
