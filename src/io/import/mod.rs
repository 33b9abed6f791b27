//! Reading a collection: Strabo's own format, any other GeoJSON, and tables ([`table`]).
//!
//! A file that is not GeoJSON is one [`Problem`]. In one that is, a bad feature is rejected whole,
//! counted and explained, and the rest loads; nothing that is read is altered to make it fit.

pub(in crate::io) mod context;

mod fields;

mod header;

mod scene;

mod annotation;

mod feature;

mod register;

mod claim;

mod geometry;

mod plain;

mod datetime;

pub mod table;

mod whole;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use crate::io::import::context::{Context, Spot};
use crate::io::import::feature::{Vocabulary, read_feature};
use crate::io::import::fields::Fields;
use crate::io::import::register::{Register, make_up_ids};
use crate::io::import::table::listed::load_list;
use crate::io::import::table::load::{is_table, load_table};
use crate::io::import::table::{LoadedTable, TableOptions, Watch};
use crate::io::json::{Document, Kind};
use crate::model::collection::{Category, Collection};
use crate::model::event::{CategoryId, Event};
use crate::model::problem::{Problem, ProblemCode};
use crate::model::report::{ImportReport, Unit};
use crate::model::table::Preset;

pub use crate::io::import::context::PROBLEMS_MAX;
pub use crate::io::import::feature::UNTITLED;

/// The largest file that is read, in bytes.
/// It is held in memory whole, beside what is made of it; 2 GiB of GeoJSON is some five million events.
pub const FILE_BYTES_MAX: u64 = 2 << 30;

/// A file that was read.
#[derive(Debug)]
pub struct Loaded {
    pub path: PathBuf,
    pub collection: Collection,
    /// Everything that is wrong with it, in file order.
    pub problems: Vec<Problem>,
    /// How many features the file has.
    pub features: usize,
    /// How many of them were rejected: they are not in the collection, and a save does not write them.
    pub rejected: usize,
    /// SHA-256 of the file, in lower-case hexadecimal.
    pub sha256: String,
    /// The records of a table, in place of the collection's events.
    pub table: Option<Box<LoadedTable>>,
}

impl Loaded {
    /// What came of reading it.
    pub fn report(&self) -> ImportReport {
        if let Some(table) = &self.table {
            return table.report.clone();
        }
        let events = &self.collection.events;
        let mut report = ImportReport {
            unit: Unit::Feature,
            rows: self.features,
            taken: events.len(),
            rejected: self.rejected,
            undated: events.iter().filter(|event| event.time().is_none()).count(),
            unlocated: events
                .iter()
                .filter(|event| event.anchor().is_none())
                .count(),
            quotes: self.n_quotes(),
            ..ImportReport::default()
        };
        report.count(&self.problems);
        report
    }
}

/// A text that was read.
#[derive(Clone, Debug)]
pub struct Reading {
    pub collection: Collection,
    /// Everything that is wrong with it, in file order.
    pub problems: Vec<Problem>,
    pub features: usize,
    pub rejected: usize,
}

/// Reads a file: a collection, or a table, as its name and its bytes say.
pub fn load(path: &Path) -> Result<Loaded, Problem> {
    load_with(path, &TableOptions::default(), &Watch::default())
}

/// Reads a file; a table as the options say. `watch` tells how far a table is, and may end its reading.
pub fn load_with(path: &Path, options: &TableOptions, watch: &Watch) -> Result<Loaded, Problem> {
    let file = path.display().to_string();
    let bytes = read_bytes(path, &file)?;
    let may_be_list = options
        .preset
        .is_none_or(|preset| preset == Preset::TimeMap);
    if may_be_list
        && options.spec.is_none()
        && let Some(listed) = load_list(path, &file, &bytes, watch)
    {
        return listed;
    }
    if options.preset.is_some() || options.spec.is_some() || is_table(path, &bytes) {
        let mut loaded = load_table(path, &file, bytes, options, watch)?;
        let table = loaded.table.as_mut();
        if let Some(table) = table.and_then(|table| Arc::get_mut(&mut table.records))
            && table.is_large()
        {
            table.leave_in(path);
        }
        return Ok(loaded);
    }
    load_bytes(path, &file, &bytes, watch)
}

/// Reads the bytes of a collection.
pub(in crate::io) fn load_bytes(
    path: &Path,
    file: &str,
    bytes: &[u8],
    watch: &Watch,
) -> Result<Loaded, Problem> {
    let reading = read_watched(bytes, file, watch)?;
    Ok(Loaded {
        path: path.to_owned(),
        collection: reading.collection,
        problems: reading.problems,
        features: reading.features,
        rejected: reading.rejected,
        sha256: hex(&Sha256::digest(bytes)),
        table: None,
    })
}

/// The bytes of a file, up to [`FILE_BYTES_MAX`].
pub(in crate::io) fn read_bytes(path: &Path, file: &str) -> Result<Vec<u8>, Problem> {
    let unreadable = |error: std::io::Error| Problem {
        file: file.to_owned(),
        location: None,
        path: String::new(),
        code: ProblemCode::Unreadable,
        message: format!("could not read the file: {error}"),
        hint: None,
        rejects: false,
    };
    let bytes = whole::read(path, FILE_BYTES_MAX).map_err(unreadable)?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(Problem {
            code: ProblemCode::TooLarge,
            message: format!("the file is larger than {} GiB", FILE_BYTES_MAX >> 30),
            hint: Some(String::from("split it into several files")),
            ..unreadable(std::io::ErrorKind::FileTooLarge.into())
        });
    }
    Ok(bytes)
}

/// Lower-case hexadecimal.
pub(in crate::io) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap_or_default();
        text
    })
}

/// Reads the text of a collection; `file` is what problems call it.
pub fn read_collection(bytes: &[u8], file: &str) -> Result<Reading, Problem> {
    read_watched(bytes, file, &Watch::default())
}

fn read_watched(bytes: &[u8], file: &str, watch: &Watch) -> Result<Reading, Problem> {
    let document = Document::parse(bytes).map_err(|error| Problem {
        file: file.to_owned(),
        location: Some(error.location),
        path: String::new(),
        code: error.code,
        message: error.message,
        hint: error.hint.map(str::to_owned),
        rejects: false,
    })?;
    let mut ctx = Context::new(&document, file);
    // The text has been gone through once; its features are the other half of the work.
    watch.begin(2 * bytes.len());
    watch.advance(bytes.len());
    let mut reading = read_document(&mut ctx, &Spot::top(document.root()), watch)?;
    if ctx.untold > 0 {
        let message = format!("{} more problems are not listed", ctx.untold);
        let mut problem = ctx.problem(
            &Spot::top(document.root()),
            ProblemCode::TooLarge,
            message,
            "mend these first",
        );
        problem.location = None;
        ctx.problems.push(problem);
    }
    reading.problems = ctx.problems;
    sort_by_place(&mut reading.problems);
    Ok(reading)
}

/// Puts problems into file order; those without a place come last.
pub(in crate::io) fn sort_by_place(problems: &mut [Problem]) {
    problems.sort_by_key(|problem| (problem.location.is_none(), problem.location));
}

fn read_document(
    ctx: &mut Context<'_>,
    top: &Spot<'_, '_>,
    watch: &Watch,
) -> Result<Reading, Problem> {
    const HINT: &str =
        "GeoJSON is an object whose “type” is FeatureCollection, Feature or a geometry (RFC 7946)";
    let not_geojson = |ctx: &Context<'_>, message: String, hint: &str| {
        Err(ctx.problem(top, ProblemCode::NotGeoJson, message, hint))
    };
    if top.value.kind() != Kind::Object {
        let message = format!(
            "this is JSON, but not GeoJSON: it is {}",
            top.value.kind().label()
        );
        return not_geojson(ctx, message, HINT);
    }
    let opened = Fields::open(ctx, top);
    let is_ambiguous = |problem: &Problem| ["type", "strabo", "features"].contains(&&*problem.path);
    if let Some(idx) = ctx.problems.iter().position(is_ambiguous) {
        // Which of two lists of features is meant, nobody can say.
        return Err(ctx.problems.swap_remove(idx));
    }
    let Some(mut fields) = opened else {
        return not_geojson(ctx, String::from("the object cannot be read"), HINT);
    };
    let kind = fields.present("type").and_then(|at| at.value.text());
    match kind.as_deref() {
        Some("FeatureCollection") => read_feature_collection(ctx, fields, watch),
        Some("Feature") => {
            let event = read_feature(ctx, top, Vocabulary::Plain);
            single(ctx, event)
        }
        Some(kind) if geometry::TYPES.contains(&kind) => {
            let event = feature::bare_geometry(ctx, top);
            single(ctx, event)
        }
        Some("Topology") => {
            let message = String::from("this is TopoJSON, not GeoJSON");
            not_geojson(ctx, message, "convert it to GeoJSON first")
        }
        Some(other) => {
            let message = format!("“{other}” is no type of GeoJSON");
            fields.take("type");
            not_geojson(ctx, message, HINT)
        }
        None => {
            let message = String::from("this is JSON, but not GeoJSON: it has no “type”");
            not_geojson(ctx, message, HINT)
        }
    }
}

/// A document that is one event: if it is bad, there is nothing left to show.
fn single(ctx: &mut Context<'_>, event: Option<Event>) -> Result<Reading, Problem> {
    let Some(event) = event else {
        let problem = ctx.problems.drain(..).find(|problem| problem.rejects);
        return Err(problem.unwrap_or_else(|| {
            let top = Spot::top(ctx.document.root());
            ctx.problem(&top, ProblemCode::NotGeoJson, "it cannot be read", "")
        }));
    };
    let mut collection = Collection {
        events: vec![event],
        ..Collection::default()
    };
    make_up_ids(&mut collection.events, &[0]);
    collect_categories(&mut collection);
    Ok(Reading {
        collection,
        problems: Vec::new(),
        features: 1,
        rejected: 0,
    })
}

fn read_feature_collection(
    ctx: &mut Context<'_>,
    mut fields: Fields<'_, '_>,
    watch: &Watch,
) -> Result<Reading, Problem> {
    let top = fields.spot;
    let (mut collection, vocabulary) = match fields.find("strabo") {
        Some(value) if value.kind() == Kind::Object => {
            let header = header::read_header(ctx, &top.member("strabo", value));
            (header, Vocabulary::Own)
        }
        Some(value) => {
            let message = format!("“strabo” is {}, not an object", value.kind().label());
            let at = top.member("strabo", value);
            return Err(ctx.problem(&at, ProblemCode::WrongType, message, ""));
        }
        None => (Collection::default(), Vocabulary::Plain),
    };
    let Some(list) = fields.find("features") else {
        let message = "the feature collection has no “features”";
        return Err(ctx.problem(
            top,
            ProblemCode::MissingMember,
            message,
            "it may be empty: []",
        ));
    };
    let list_at = top.member("features", list);
    let Some(items) = list.items() else {
        let message = format!("“features” is {}, not a list", list.kind().label());
        return Err(ctx.problem(&list_at, ProblemCode::WrongType, message, ""));
    };
    for name in ["type", "strabo", "features"] {
        fields.take(name);
    }
    collection.extra_document = fields.extra();

    let mut register = Register::default();
    let mut feature_idx = Vec::with_capacity(items.len());
    let features = items.len();
    for (idx, value) in items.into_iter().enumerate() {
        let at = list_at.item(idx, value);
        if watch.is_cancelled() {
            let message = "the import was cancelled";
            return Err(ctx.problem(&at, ProblemCode::Unreadable, message, ""));
        }
        watch.advance(value.raw().len());
        let references = ctx.references.len();
        let event = read_feature(ctx, &at, vocabulary);
        if let Some(event) = event.and_then(|event| register.admit(ctx, &at, event, vocabulary)) {
            collection.events.push(event);
            feature_idx.push(idx);
        } else {
            ctx.references.truncate(references);
            if let Some(id) = value.member("id") {
                let id = id.text().unwrap_or_else(|| id.raw().to_owned());
                register.rejected.insert(id);
            }
        }
    }
    make_up_ids(&mut collection.events, &feature_idx);
    if vocabulary == Vocabulary::Plain {
        collect_categories(&mut collection);
    }
    register.judge_references(ctx, &collection);
    Ok(Reading {
        features,
        rejected: features - collection.events.len(),
        collection,
        problems: Vec::new(),
    })
}

/// The categories that plain features name, in the order of their first event.
fn collect_categories(collection: &mut Collection) {
    let mut seen: HashSet<&CategoryId> = HashSet::new();
    let mut categories = Vec::new();
    for id in collection
        .events
        .iter()
        .filter_map(|event| event.category.as_ref())
    {
        if seen.insert(id) {
            categories.push(Category {
                id: id.clone(),
                label: id.0.clone(),
                symbol: None,
                color: None,
                extra: Vec::new(),
            });
        }
    }
    collection.categories = categories;
}
