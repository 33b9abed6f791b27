//! An event: a thing that happened in the world, with everything that is said about it.

use crate::model::claim::{Claim, Extra, adopted};
use crate::model::place::{Geometry, LatLon, Place, PrecisionClass};
use crate::model::source::{Quote, QuoteId};
use crate::model::time::{EventTime, Timestamp};

/// The stable key of an event: selections, scenes and files use it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub String);

/// The stable key of a category.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CategoryId(pub String);

/// What a time claim says: the text, and what it means.
#[derive(Clone, Debug, PartialEq)]
pub struct When {
    /// EDTF as written; `None` where only explicit bounds are given.
    pub edtf: Option<String>,
    /// Explicit outer bounds, RFC 3339 as written.
    pub earliest: Option<String>,
    pub latest: Option<String>,
    /// The meaning, with the collection's zone applied.
    pub time: EventTime,
}

/// Somebody who took part, or is said to have.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    pub name: String,
    pub role: Option<String>,
}

/// A number that is reported: exact, or between low and high.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    pub name: String,
    /// The value, or the best estimate.
    pub value: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// Whether the best estimate stands as `best` in the file, rather than as `value`.
    pub written_as_best: bool,
}

impl Measure {
    /// As people read it: `14`, `12–20`, `at least 3`, `14 (12–20)`.
    pub fn value_text(&self) -> String {
        let number = |value: f64| {
            if value.fract() == 0.0 && value.abs() < 1e15 {
                format!("{value:.0}")
            } else {
                format!("{value}")
            }
        };
        let range = match (self.low, self.high) {
            (Some(low), Some(high)) => Some(format!("{}–{}", number(low), number(high))),
            (Some(low), None) => Some(format!("at least {}", number(low))),
            (None, Some(high)) => Some(format!("at most {}", number(high))),
            (None, None) => None,
        };
        match (self.value, range) {
            (Some(value), None) => number(value),
            (Some(value), Some(range)) => format!("{} ({range})", number(value)),
            (None, Some(range)) => range,
            (None, None) => String::from("?"),
        }
    }
}

/// How one event relates to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    pub to: EventId,
    pub kind: LinkKind,
    pub extra: Extra,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkKind {
    Follows,
    SameIncident,
    Contradicts,
    Duplicate,
    /// A kind that this version does not know.
    Other(String),
}

impl LinkKind {
    pub fn parse(text: &str) -> Self {
        match text {
            "follows" => Self::Follows,
            "same_incident" => Self::SameIncident,
            "contradicts" => Self::Contradicts,
            "duplicate" => Self::Duplicate,
            other => Self::Other(other.to_owned()),
        }
    }

    /// As it stands in the file.
    pub fn id(&self) -> &str {
        match self {
            Self::Follows => "follows",
            Self::SameIncident => "same_incident",
            Self::Contradicts => "contradicts",
            Self::Duplicate => "duplicate",
            Self::Other(other) => other,
        }
    }

    /// As it is said of the event that holds the link.
    pub fn label(&self) -> &str {
        match self {
            Self::Follows => "follows",
            Self::SameIncident => "same incident as",
            Self::Contradicts => "contradicts",
            Self::Duplicate => "duplicate of",
            Self::Other(other) => other,
        }
    }

    /// As it is said of the event that the link points to.
    pub fn reverse_label(&self) -> &str {
        match self {
            Self::Follows => "followed by",
            Self::SameIncident => "same incident as",
            Self::Contradicts => "contradicted by",
            Self::Duplicate => "has duplicate",
            Self::Other(other) => other,
        }
    }
}

/// A picture, film or sound that belongs to an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Media {
    /// Path relative to the collection.
    pub file: String,
    pub kind: Option<String>,
    pub caption: Option<String>,
    pub credit: Option<String>,
    pub sha256: Option<String>,
    /// Shielded until the user asks for it.
    pub graphic: bool,
    pub extra: Extra,
}

/// An event, and everything that is said about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub id: EventId,
    pub title: String,
    pub summary: Option<String>,
    pub category: Option<CategoryId>,
    pub tags: Vec<String>,
    pub when: Vec<Claim<When>>,
    pub places: Vec<Claim<Place>>,
    pub actors: Vec<Claim<Actor>>,
    pub measures: Vec<Claim<Measure>>,
    pub quotes: Vec<Quote>,
    pub links: Vec<Link>,
    pub media: Vec<Media>,
    /// The feature's own geometry; `None`: not located by it.
    pub geometry: Option<Geometry>,
    /// How the feature spelled what the fields above do not hold, for an unchanged save.
    pub written: Written,
    /// Properties that this version does not know.
    pub extra: Extra,
}

/// How a feature was written, so that saving it again changes nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Written {
    /// The feature's `id` as raw JSON; `None`: the file gave none, and `Event::id` was made up.
    pub id: Option<String>,
    /// The feature's `geometry` as raw JSON, with any further dimension and foreign members.
    pub geometry: Option<String>,
    /// Known properties of a plain GeoJSON feature under their own names (`name` for the title…):
    /// such a feature is saved as these members and nothing else.
    pub plain_properties: Option<String>,
    /// Members of the feature beside `type`, `id`, `geometry` and `properties`.
    pub extra: Extra,
}

impl Event {
    /// An event of which nothing but its id and title is known.
    pub fn new(id: EventId, title: String) -> Self {
        Self {
            id,
            title,
            summary: None,
            category: None,
            tags: Vec::new(),
            when: Vec::new(),
            places: Vec::new(),
            actors: Vec::new(),
            measures: Vec::new(),
            quotes: Vec::new(),
            links: Vec::new(),
            media: Vec::new(),
            geometry: None,
            written: Written::default(),
            extra: Extra::new(),
        }
    }

    /// When it happened, by the adopted claim; `None`: undated.
    pub fn time(&self) -> Option<EventTime> {
        adopted(&self.when).map(|claim| claim.value.time)
    }

    /// The adopted place claim.
    pub fn place(&self) -> Option<&Claim<Place>> {
        adopted(&self.places)
    }

    /// The shape of the adopted place: the claim's own, else the feature's.
    pub fn shape(&self) -> Option<&Geometry> {
        self.place()
            .and_then(|claim| claim.value.geometry.as_ref())
            .or(self.geometry.as_ref())
    }

    /// Where its symbol stands; `None`: not located.
    pub fn anchor(&self) -> Option<LatLon> {
        self.shape().and_then(Geometry::anchor)
    }

    /// The radius in metres within which it lies, where that is known.
    pub fn precision_m(&self) -> Option<f64> {
        self.place().and_then(|claim| claim.value.precision_m)
    }

    /// How exactly its place is known.
    pub fn precision_class(&self) -> PrecisionClass {
        match (self.shape(), self.precision_m()) {
            (None, _) => PrecisionClass::Unlocated,
            (Some(_), Some(radius_m)) => PrecisionClass::of_radius(radius_m),
            (Some(shape), None) if shape.has_extent() => PrecisionClass::Shape,
            (Some(_), None) => PrecisionClass::Unknown,
        }
    }

    pub fn quote(&self, id: &QuoteId) -> Option<&Quote> {
        self.quotes.iter().find(|quote| quote.id == *id)
    }

    /// The order of events: by time, undated last, then by id.
    pub fn sort_key(&self) -> (bool, Timestamp, &EventId) {
        let time = self.time();
        (
            time.is_none(),
            time.map_or(Timestamp::POS_INFINITY, |time| time.sort_key()),
            &self.id,
        )
    }
}
