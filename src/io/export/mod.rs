//! Writing: the collection format, plain GeoJSON, CSV.

pub mod geojson;

pub(in crate::io) mod header;

mod annotation;

mod json_text;

pub mod csv;

use crate::io::export::json_text::quoted;
use crate::model::collection::Collection;

/// What an export holds of its collection, in words that stand in the file itself: each with what it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About(pub Vec<(&'static str, String)>);

impl About {
    /// `All events, 11–15 Dec 2016; 12 of 19 shown…`.
    pub fn line(&self) -> String {
        let words = self.0.iter().map(|(_, words)| words.as_str());
        words.collect::<Vec<_>>().join("; ")
    }

    /// The collection without events and scenes, with these words as its member `export`: a part of it is written with
    /// this. Whoever reads the file keeps the member, as any that it does not know.
    pub fn header(&self, collection: &Collection) -> Collection {
        let members = self.0.iter();
        let members = members.map(|(name, words)| format!("{}: {}", quoted(name), quoted(words)));
        let member = (
            String::from("export"),
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", ")),
        );
        let Collection {
            own_format,
            title,
            summary,
            zone,
            handling,
            network_forbidden,
            categories,
            sources,
            scenes: _,
            events: _,
            extra,
            extra_document,
        } = collection;
        let mut header = Collection {
            own_format: *own_format,
            title: title.clone(),
            summary: summary.clone(),
            zone: *zone,
            handling: handling.clone(),
            network_forbidden: *network_forbidden,
            categories: categories.clone(),
            sources: sources.clone(),
            scenes: Vec::new(),
            events: Vec::new(),
            extra: extra.clone(),
            extra_document: extra_document.clone(),
        };
        let extra = if *own_format {
            &mut header.extra
        } else {
            &mut header.extra_document
        };
        // An export of an export says what it is itself.
        extra.retain(|(name, _)| name != "export");
        extra.push(member);
        header
    }
}
