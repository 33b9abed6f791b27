//! Checks a collection together with the files beside it: everything the reader finds,
//! and whether stored copies and media are there, are what they were, and say what they are quoted for.
//!
//! Files are only read. A stored copy without text (a picture, a scanned PDF) is not searched for quotes.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use crate::io::evidence::hash::hash_file;
use crate::io::evidence::reader::Searchable;
use crate::io::folder::{FolderError, resolve};
use crate::io::import::context::{Context, Spot};
use crate::io::import::table::load::{is_table, load_table};
use crate::io::import::table::{TableOptions, Watch};
use crate::io::import::{Loaded, load_bytes, read_bytes, sort_by_place};
use crate::io::json::Document;
use crate::model::problem::{Problem, ProblemCode};
use crate::model::quotation::{Finding, Quotation};

/// Everything that is wrong with a file, in file order; and the file, if it can be read at all.
pub fn check(path: &Path) -> (Option<Loaded>, Vec<Problem>) {
    let file = path.display().to_string();
    let loaded = read_bytes(path, &file).and_then(|bytes| {
        if is_table(path, &bytes) {
            let loaded = load_table(
                path,
                &file,
                bytes,
                &TableOptions::default(),
                &Watch::default(),
            )?;
            let problems = loaded.problems.clone();
            return Ok((loaded, problems));
        }
        let loaded = load_bytes(path, &file, &bytes, &Watch::default())?;
        let mut problems = loaded.problems.clone();
        problems.extend(check_files(&loaded, &file, &bytes));
        sort_by_place(&mut problems);
        Ok((loaded, problems))
    });
    match loaded {
        Ok((loaded, problems)) => (Some(loaded), problems),
        Err(problem) => (None, vec![problem]),
    }
}

/// Checks the files that a collection names.
fn check_files(loaded: &Loaded, file: &str, bytes: &[u8]) -> Vec<Problem> {
    if !loaded.collection.own_format {
        return Vec::new();
    }
    // It was read a moment ago, so it can be.
    let Ok(document) = Document::parse(bytes) else {
        return Vec::new();
    };
    let mut checker = Checker {
        path: &loaded.path,
        ctx: Context::new(&document, file),
        hashes: HashMap::new(),
        copies: BTreeMap::new(),
        quotations: BTreeMap::new(),
    };
    let top = Spot::top(document.root());
    with_member(&top, "strabo", &mut |strabo| {
        each_item(strabo, "sources", &mut |source| {
            checker.check_source(source);
        });
    });
    each_item(&top, "features", &mut |feature| {
        with_member(feature, "properties", &mut |properties| {
            each_item(properties, "media", &mut |media| {
                checker.check_file(media, ProblemCode::MediaMissing, "media file");
            });
            each_item(properties, "quotes", &mut |quote| {
                checker.note_quotation(quote);
            });
        });
    });
    checker.check_quotations();
    checker.ctx.problems
}

struct Checker<'a> {
    path: &'a Path,
    ctx: Context<'a>,
    /// Every file is read once, however often it is named.
    hashes: HashMap<PathBuf, Option<String>>,
    /// The stored copies that are there, by source.
    copies: BTreeMap<String, Vec<String>>,
    /// Quotes by source, each with the problem that it is if its words are not found.
    quotations: BTreeMap<String, Vec<(Quotation, Problem)>>,
}

impl Checker<'_> {
    fn check_source(&mut self, source: &Spot<'_, '_>) {
        let id = text_of(source, "id").unwrap_or_default();
        each_item(source, "captures", &mut |capture| {
            if let Some(file) = self.check_file(capture, ProblemCode::CaptureMissing, "stored copy")
            {
                self.copies.entry(id.clone()).or_default().push(file);
            }
        });
    }

    /// Checks the file of a stored copy or media item; gives it if it is there.
    fn check_file(
        &mut self,
        item: &Spot<'_, '_>,
        missing: ProblemCode,
        what: &str,
    ) -> Option<String> {
        let name = text_of(item, "file").filter(|name| !name.is_empty())?;
        let at = item.member("file", item.value.member("file")?);
        let file = match resolve(self.path, &name) {
            Ok(file) => file,
            Err(error @ (FolderError::Missing | FolderError::NotAFile)) => {
                let message = match error {
                    FolderError::NotAFile => format!("the {what} “{name}” is not a file"),
                    _ => format!("the {what} “{name}” is missing"),
                };
                let hint =
                    "names are relative to the collection; put the file there, or mend the name";
                self.ctx.report(&at, missing, message, hint);
                return None;
            }
            Err(error) => {
                let message = format!("the {what} “{name}” is not used: {error}");
                let hint =
                    "put the file into the collection's folder, and name it relative to that";
                self.ctx
                    .report(&at, ProblemCode::PathLeavesFolder, message, hint);
                return None;
            }
        };
        let hash = self
            .hashes
            .entry(file.clone())
            .or_insert_with(|| hash_file(&file).ok());
        let Some(hash) = hash.clone() else {
            let message = format!("the {what} “{name}” cannot be read");
            self.ctx.report(&at, missing, message, "");
            return None;
        };
        if let Some(expected) = text_of(item, "sha256")
            && !hash.eq_ignore_ascii_case(&expected)
            && let Some(value) = item.value.member("sha256")
        {
            let message = format!("the {what} “{name}” is not what it was: its SHA-256 is {hash}");
            let hint = "find out what changed it before you trust it; the file itself is never altered by this program";
            let at = item.member("sha256", value);
            self.ctx
                .report(&at, ProblemCode::CaptureDiffers, message, hint);
        }
        Some(name)
    }

    /// Notes a quote of a source that has stored copies, to be looked for when all are known.
    fn note_quotation(&mut self, quote: &Spot<'_, '_>) {
        let Some(source) = text_of(quote, "source") else {
            return;
        };
        let Some(text) = text_of(quote, "text").filter(|text| !text.trim().is_empty()) else {
            return;
        };
        let Some(value) = quote.value.member("text") else {
            return;
        };
        if !self.copies.contains_key(&source) {
            return;
        }
        let at = quote.member("text", value);
        let problem = self
            .ctx
            .problem(&at, ProblemCode::QuoteNotInCapture, "", "");
        let prefix = text_of(quote, "prefix");
        let suffix = text_of(quote, "suffix");
        let Some(quotation) = Quotation::new(&text, prefix.as_deref(), suffix.as_deref()) else {
            return;
        };
        let noted = self.quotations.entry(source).or_default();
        noted.push((quotation, problem));
    }

    /// Looks for every quote in the stored copies of its source.
    fn check_quotations(&mut self) {
        for (source, quotations) in std::mem::take(&mut self.quotations) {
            let copies = self
                .copies
                .get(&source)
                .map(Vec::as_slice)
                .unwrap_or_default();
            // One source at a time: all copies of a collection need not fit into memory.
            let mut texts: Vec<Searchable> = copies
                .iter()
                .filter_map(|name| Searchable::read(self.path, name))
                .collect();
            if texts.is_empty() {
                continue;
            }
            for (quotation, mut problem) in quotations {
                let findings: Vec<Finding> =
                    texts.iter_mut().map(|text| text.find(&quotation)).collect();
                if findings.iter().any(Finding::is_between) {
                    continue;
                }
                let is_there = findings.iter().any(|found| !found.places.is_empty());
                let (message, hint) = if is_there {
                    (
                        format!(
                            "the words are in the stored copy of “{source}”, but not between this prefix and suffix"
                        ),
                        "mend “prefix” and “suffix”, which say which place is meant",
                    )
                } else {
                    (
                        format!("the words are not in the stored copy of “{source}”"),
                        "compare them with the copy; white space, quotation marks, dashes and ligatures may differ, nothing else",
                    )
                };
                problem.message = message;
                problem.hint = Some(hint.to_owned());
                self.ctx.note(problem);
            }
        }
    }
}

fn text_of(at: &Spot<'_, '_>, name: &str) -> Option<String> {
    at.value.member(name)?.text()
}

fn with_member<'a>(at: &Spot<'_, 'a>, name: &str, visit: &mut dyn FnMut(&Spot<'_, 'a>)) {
    if let Some(value) = at.value.member(name) {
        visit(&at.member(name, value));
    }
}

fn each_item<'a>(at: &Spot<'_, 'a>, name: &str, visit: &mut dyn FnMut(&Spot<'_, 'a>)) {
    with_member(at, name, &mut |list| {
        for (idx, value) in list
            .value
            .items()
            .unwrap_or_default()
            .into_iter()
            .enumerate()
        {
            visit(&list.item(idx, value));
        }
    });
}
