//! A collection: everything that one file holds.

use crate::model::briefing::Scene;
use crate::model::claim::Extra;
use crate::model::event::{CategoryId, Event};
use crate::model::source::{Source, SourceId};
use crate::model::time::Zone;

/// A kind of event, and how it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Category {
    pub id: CategoryId,
    pub label: String,
    /// Name of a symbol: `triangle`, `diamond`, `square`, `triangle_down`, `circle`, `cross`, `hexagon`, `star`.
    pub symbol: Option<String>,
    /// `#rrggbb`; without one the theme's own palette is used.
    pub color: Option<String>,
    pub extra: Extra,
}

/// A handling caveat, shown as a banner at top and bottom.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Handling {
    pub text: String,
    /// `#rrggbb`.
    pub color: Option<String>,
    pub extra: Extra,
}

/// What one file holds, as written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Collection {
    /// Whether the file is in Strabo's own format, rather than any GeoJSON.
    pub own_format: bool,
    pub title: Option<String>,
    pub summary: Option<String>,
    /// `None`: the file names no zone; UTC is used.
    pub zone: Option<Zone>,
    pub handling: Option<Handling>,
    /// No server may be asked while it is open, whatever was allowed.
    pub network_forbidden: bool,
    pub categories: Vec<Category>,
    pub sources: Vec<Source>,
    pub scenes: Vec<Scene>,
    pub events: Vec<Event>,
    /// Members of `strabo` that this version does not know.
    pub extra: Extra,
    /// Members of the document beside `type`, `strabo` and `features`.
    pub extra_document: Extra,
}

impl Collection {
    pub fn zone(&self) -> Zone {
        self.zone.unwrap_or_default()
    }

    pub fn category(&self, id: &CategoryId) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == *id)
    }

    pub fn source(&self, id: &SourceId) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == *id)
    }
}
