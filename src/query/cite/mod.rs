//! Sources as entries of a bibliography: BibTeX (as biblatex reads it) and CSL-JSON, for the clipboard and for files.
//!
//! Says what the collection says and nothing else: a date as far as it is known, a name as it is written.
//! The same collection always gives the same text; a source has the same key in every export of it.

mod bibtex;
mod csl;
mod date;
mod key;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::HashSet;
use std::path::Path;

use crate::model::collection::Collection;
use crate::model::event::Event;
use crate::model::source::{Source, SourceId};
use crate::query::cite::key::Keys;

/// How entries are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    BibTex,
    CslJson,
}

impl Format {
    pub const ALL: [Self; 2] = [Self::BibTex, Self::CslJson];

    pub fn label(self) -> &'static str {
        match self {
            Self::BibTex => "BibTeX",
            Self::CslJson => "CSL-JSON",
        }
    }

    /// By the extension: CSL-JSON for `.json`, else BibTeX.
    pub fn of_path(path: &Path) -> Self {
        let extension = path.extension().unwrap_or_default();
        if extension.eq_ignore_ascii_case("json") {
            Self::CslJson
        } else {
            Self::BibTex
        }
    }
}

/// The sources that the quotes of some events stand in, each once, in the collection's order.
pub fn cited_sources<'c, 'e>(
    collection: &'c Collection,
    events: impl IntoIterator<Item = Cow<'e, Event>>,
) -> Vec<&'c Source> {
    let mut cited: HashSet<SourceId> = HashSet::new();
    for event in events {
        for quote in &event.quotes {
            if !cited.contains(&quote.source) {
                cited.insert(quote.source.clone());
            }
        }
    }
    let sources = collection.sources.iter();
    sources
        .filter(|source| cited.contains(&source.id))
        .collect()
}

/// Entries of some sources of a collection, as one file.
pub fn write_sources(collection: &Collection, sources: &[&Source], format: Format) -> String {
    let keys = Keys::of(collection);
    let zone = collection.zone();
    match format {
        Format::BibTex => {
            let entries = sources
                .iter()
                .map(|source| bibtex::entry(source, &keys.key(&source.id), zone));
            entries.collect::<Vec<_>>().join("\n")
        }
        Format::CslJson => {
            let items = sources
                .iter()
                .map(|source| csl::item(source, &keys.key(&source.id), zone));
            let items = items.collect::<Vec<_>>().join(",\n");
            if items.is_empty() {
                String::from("[]\n")
            } else {
                format!("[\n{items}\n]\n")
            }
        }
    }
}
