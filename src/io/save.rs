//! Saving the scenes of a collection.
//!
//! In a file of the own format the list of scenes is exchanged in the text itself, and every other byte stays: rejected
//! features, members that nobody knows, order and layout. What is read from elsewhere, a table or a plain GeoJSON, is
//! written as a collection of its own, and never over what it was read from.

use std::io::Write as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::io::atomic::{save_atomically, write_atomically};
use crate::io::dataset::SAMPLE;
use crate::io::export::geojson::write_own;
use crate::io::export::header::scenes_text;
use crate::io::import::{hex, read_bytes};
use crate::io::json::{Document, Kind, Member, Value};
use crate::model::briefing::Scene;
use crate::model::collection::Collection;
use crate::store::Dataset;

/// Why scenes were not saved; the file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum NotSaved {
    /// The file is not the one that was read.
    #[error("the file was changed by somebody else since it was opened")]
    Changed,
    #[error("{0}")]
    Failed(String),
}

/// Puts scenes into a file of the own format, and gives the SHA-256 of what it is then.
///
/// `expected` is the SHA-256 that the file must have; `None` saves over whatever is there, but for the scenes
/// nothing of it is changed.
pub fn save_scenes(
    path: &Path,
    scenes: &[Scene],
    expected: Option<&str>,
) -> Result<String, NotSaved> {
    let bytes = read_bytes(path, &path.display().to_string())
        .map_err(|problem| NotSaved::Failed(problem.message))?;
    if expected.is_some_and(|expected| expected != sha256(&bytes)) {
        return Err(NotSaved::Changed);
    }
    let new = with_scenes(&bytes, scenes).map_err(NotSaved::Failed)?;
    write(path, &new)
}

/// Writes a collection with these scenes to another file, and gives its SHA-256.
///
/// A collection in its own format goes over to the letter if its file is still the one that was read.
pub fn save_as(path: &Path, dataset: &Dataset, scenes: &[Scene]) -> Result<String, NotSaved> {
    let origin = dataset.origin();
    if !is_own(dataset) {
        let own = origin.path.as_deref().map(Path::canonicalize);
        if matches!((own, path.canonicalize()), (Some(Ok(own)), Ok(new)) if own == new) {
            return Err(NotSaved::Failed(String::from(
                "the new collection would take the place of the file that it is read from; choose another name",
            )));
        }
    } else if let Some(bytes) = unchanged_bytes(dataset) {
        let new = with_scenes(&bytes, scenes).map_err(NotSaved::Failed)?;
        return write(path, &new);
    }
    let header = header_of(dataset.collection());
    let events = dataset.rows().map(|row| dataset.event(row).into_owned());
    save_atomically(path, |file| {
        write_own(file, &header, scenes, events)?;
        dataset.all_readable().map_err(std::io::Error::other)?;
        file.flush()
    })
    .map_err(|error| NotSaved::Failed(error.to_string()))?;
    let written = read_bytes(path, &path.display().to_string())
        .map_err(|problem| NotSaved::Failed(problem.message))?;
    Ok(sha256(&written))
}

/// How many features the new file of [`save_as`] does not have, because they could not be read.
pub fn left_out(dataset: &Dataset) -> usize {
    if is_own(dataset) && unchanged_bytes(dataset).is_some() {
        return 0;
    }
    let report = dataset.origin().report.as_ref();
    report.map_or(0, |report| report.rejected)
}

/// Whether it was read from a collection in Strabo's format, rather than from a table or a plain GeoJSON.
fn is_own(dataset: &Dataset) -> bool {
    dataset.collection().own_format && !dataset.has_records()
}

fn write(path: &Path, bytes: &[u8]) -> Result<String, NotSaved> {
    write_atomically(path, bytes).map_err(|error| NotSaved::Failed(error.to_string()))?;
    Ok(sha256(bytes))
}

fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The text that a collection was read from, if it is still there.
fn unchanged_bytes(dataset: &Dataset) -> Option<Vec<u8>> {
    let origin = dataset.origin();
    let bytes = match &origin.path {
        Some(path) => read_bytes(path, "").ok()?,
        None => SAMPLE.to_vec(),
    };
    (sha256(&bytes) == origin.sha256).then_some(bytes)
}

/// Everything of a collection but its events and scenes, in its own format.
fn header_of(collection: &Collection) -> Collection {
    let extra = collection.extra.iter();
    Collection {
        own_format: true,
        title: collection.title.clone(),
        summary: collection.summary.clone(),
        zone: collection.zone,
        handling: collection.handling.clone(),
        network_forbidden: collection.network_forbidden,
        categories: collection.categories.clone(),
        sources: collection.sources.clone(),
        scenes: Vec::new(),
        events: Vec::new(),
        // A list with unreadable scenes is kept there whole, and would stand against the new one.
        extra: extra
            .filter(|(name, _)| name != "scenes")
            .cloned()
            .collect(),
        extra_document: collection.extra_document.clone(),
    }
}

/// The text of a collection with other scenes; everything else stays to the letter.
pub fn with_scenes(bytes: &[u8], scenes: &[Scene]) -> Result<Vec<u8>, String> {
    /// How deep the members of `strabo` stand.
    const LEVEL: usize = 2;
    let document = Document::parse(bytes).map_err(|error| error.message)?;
    let strabo = document
        .root()
        .member("strabo")
        .filter(|value| value.kind() == Kind::Object)
        .ok_or("it is no collection in Strabo's format any more")?;
    let members = strabo
        .members()
        .ok_or("a name in its header is not Unicode")?;
    let old = members.iter().rfind(|member| member.name == "scenes");
    let unread = old.map(|old| unread(old.value)).unwrap_or_default();
    let text = scenes_text(scenes, &unread, LEVEL);
    let nothing = scenes.is_empty() && unread.is_empty();
    let (from, to, new) = match (old, members.last()) {
        (None, _) if nothing => return Ok(bytes.to_vec()),
        (Some(Member { value, .. }), _) => {
            let at = offset(bytes, value.raw());
            (at, at + value.raw().len(), text)
        }
        (None, Some(last)) => {
            let end = offset(bytes, last.value.raw()) + last.value.raw().len();
            (end, end, format!(",\n    \"scenes\": {text}"))
        }
        (None, None) => {
            let at = offset(bytes, strabo.raw());
            let new = format!("{{\n    \"scenes\": {text}\n  }}");
            (at, at + strabo.raw().len(), new)
        }
    };
    let (Some(before), Some(after)) = (bytes.get(..from), bytes.get(to..)) else {
        return Err(String::from("its scenes are not where they were"));
    };
    Ok([before, new.as_bytes(), after].concat())
}

/// The scenes of a list that cannot be read, so that nobody could have changed them.
fn unread(list: Value<'_>) -> Vec<&str> {
    let items = list.items().unwrap_or_default().into_iter();
    items
        .filter(|item| item.kind() != Kind::Object || item.members().is_none())
        .map(Value::raw)
        .collect()
}

/// Where a part of a document stands in its bytes, a byte order mark included.
fn offset(bytes: &[u8], part: &str) -> usize {
    (part.as_ptr() as usize).wrapping_sub(bytes.as_ptr() as usize)
}
