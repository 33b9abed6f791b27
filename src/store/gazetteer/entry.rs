//! A line of the table: a place and what is known of it.

use crate::model::place::LatLon;

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaceKind {
    Country,
    Capital,
    Town,
    Village,
    Airfield,
    Region,
    Water,
}

impl PlaceKind {
    pub const ALL: [Self; 7] = [
        Self::Country,
        Self::Capital,
        Self::Town,
        Self::Village,
        Self::Airfield,
        Self::Region,
        Self::Water,
    ];

    /// As it is written in the table and in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Capital => "capital",
            Self::Town => "town",
            Self::Village => "village",
            Self::Airfield => "airfield",
            Self::Region => "region",
            Self::Water => "water",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Country => "Country",
            Self::Capital => "Capital",
            Self::Town => "Town",
            Self::Village => "Village",
            Self::Airfield => "Airfield",
            Self::Region => "Region",
            Self::Water => "Water",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == text)
    }

    /// Inhabitants that a place of a kind counts as having at least, when places are ranked: an airfield is known far
    /// beyond a village though nobody lives there.
    pub(super) fn stands_for(self) -> f64 {
        match self {
            Self::Country => 5e6,
            Self::Capital => 2e6,
            Self::Water => 1e6,
            Self::Region => 1e5,
            Self::Airfield => 2e4,
            Self::Town => 5e3,
            Self::Village => 2e2,
        }
    }
}

/// A place, read from the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry<'a> {
    pub name: &'a str,
    /// Empty where none is known; so are the other texts.
    pub name_ar: &'a str,
    pub kind: PlaceKind,
    /// Two letters, ISO 3166.
    pub country: &'a str,
    pub admin1: &'a str,
    pub at: LatLon,
    pub population: u64,
    /// Other names with `|` between them.
    aliases: &'a str,
}

impl<'a> Entry<'a> {
    /// Every name but the first and the Arabic one.
    pub fn aliases(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.aliases.split('|').filter(|alias| !alias.is_empty())
    }
}

/// Reads a line: nine values with tabs between.
pub(super) fn read_line(line: &str) -> Option<Entry<'_>> {
    let mut fields = line.split('\t');
    let mut next = || fields.next();
    let name = next()?.trim();
    let name_ar = next()?.trim();
    let kind = PlaceKind::parse(next()?)?;
    let (country, admin1) = (next()?, next()?);
    let at = LatLon::new(next()?.parse().ok()?, next()?.parse().ok()?)?;
    let population = next()?.parse().unwrap_or(0);
    let aliases = next().unwrap_or_default();
    (!name.is_empty()).then_some(Entry {
        name,
        name_ar,
        kind,
        country,
        admin1,
        at,
        population,
        aliases,
    })
}
