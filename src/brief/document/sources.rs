//! The bibliography: sources numbered in the order in which they are first cited, and what is said of each.

use std::collections::HashMap;

use crate::model::source::{Capture, Source, SourceId};
use crate::model::time::Zones;
use crate::query::attribution::{finding_parts, imprint_parts, reliability_words};
use crate::store::Dataset;

/// A source in the bibliography.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// From 1, as it is cited.
    pub number: usize,
    pub id: SourceId,
    /// Authors, title, publisher, date; the id where nothing else is known.
    pub imprint: String,
    /// Where it is found.
    pub url: Option<String>,
    pub archive_url: Option<String>,
    /// Address, archive and date of access, as in a citation.
    pub finding: String,
    /// `Reliability F, cannot be judged`.
    pub reliability: Option<String>,
    /// The number of the source that it repeats.
    pub repeats: Option<usize>,
    /// Stored copies with their hashes, in words.
    pub copies: Vec<String>,
}

impl Note {
    /// All of it in one line, without its number.
    pub fn line(&self) -> String {
        let mut parts = vec![self.imprint.clone()];
        parts.extend((!self.finding.is_empty()).then(|| self.finding.clone()));
        parts.extend(self.reliability.clone());
        parts.extend(self.repeats.map(|number| format!("repeats [{number}]")));
        parts.extend(self.copies.iter().cloned());
        parts.join("; ")
    }
}

/// The bibliography while it grows.
pub(in crate::brief) struct Sources<'a> {
    by_id: HashMap<&'a SourceId, &'a Source>,
    numbers: HashMap<SourceId, usize>,
    pub(super) notes: Vec<Note>,
    zones: Zones,
}

impl<'a> Sources<'a> {
    pub(in crate::brief) fn new(dataset: &'a Dataset, zones: Zones) -> Self {
        let sources = dataset.collection().sources.iter();
        Self {
            by_id: sources.map(|source| (&source.id, source)).collect(),
            numbers: HashMap::new(),
            notes: Vec::new(),
            zones,
        }
    }

    /// A source in one line, by its number.
    pub(in crate::brief) fn line(&self, number: usize) -> String {
        let note = number.checked_sub(1).and_then(|idx| self.notes.get(idx));
        note.map_or_else(String::new, Note::line)
    }

    /// The number of a source, which from now on is cited.
    pub(in crate::brief) fn number(&mut self, id: &SourceId) -> usize {
        if let Some(number) = self.numbers.get(id) {
            return *number;
        }
        let first = self.notes.len() + 1;
        let mut id = id;
        // What a source repeats is cited with it; a circle ends where it began.
        loop {
            let number = self.notes.len() + 1;
            let source = self.by_id.get(id).copied();
            self.numbers.insert(id.clone(), number);
            self.notes.push(note(number, id, source, self.zones));
            let Some(origin) = source.and_then(|source| source.origin.as_ref()) else {
                return first;
            };
            let known = self.numbers.get(origin).copied();
            if let Some(note) = self.notes.last_mut() {
                note.repeats = Some(known.unwrap_or(number + 1));
            }
            if known.is_some() {
                return first;
            }
            id = origin;
        }
    }
}

fn note(number: usize, id: &SourceId, source: Option<&Source>, zones: Zones) -> Note {
    let imprint = source.map(|source| imprint_parts(source, zones).join(", "));
    Note {
        number,
        id: id.clone(),
        imprint: imprint
            .filter(|words| !words.is_empty())
            .unwrap_or_else(|| id.0.clone()),
        url: source.and_then(|source| source.url.clone()),
        archive_url: source.and_then(|source| source.archive_url.clone()),
        finding: source
            .map(|source| finding_parts(source, zones).join(", "))
            .unwrap_or_default(),
        reliability: source
            .and_then(|source| source.reliability)
            .map(reliability_words),
        repeats: None,
        copies: source
            .map(|source| source.captures.iter().map(copy_words).collect())
            .unwrap_or_default(),
    }
}

/// `stored copy captures/ara.html, SHA-256 …`.
fn copy_words(capture: &Capture) -> String {
    match &capture.sha256 {
        Some(sha256) => format!("stored copy {}, SHA-256 {sha256}", capture.file),
        None => format!("stored copy {}, no SHA-256 given", capture.file),
    }
}
