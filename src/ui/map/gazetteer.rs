//! The names on the ground: towns, countries, seas and airfields, from the table that is part of the program.

use std::sync::OnceLock;

use crate::assets;
use crate::model::fold::fold;
use crate::model::mercator::{Unit, project};
use crate::model::place::LatLon;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Country,
    Capital,
    Town,
    Village,
    Airfield,
    Admin1,
    Sea,
    Lake,
    River,
}

impl Kind {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "country" => Self::Country,
            "capital" => Self::Capital,
            "town" => Self::Town,
            "village" => Self::Village,
            "airfield" => Self::Airfield,
            "admin1" => Self::Admin1,
            "sea" => Self::Sea,
            "lake" => Self::Lake,
            "river" => Self::River,
            _ => return None,
        })
    }

    /// Whether it is a place that one can stand at, rather than an area.
    pub fn is_point(self) -> bool {
        matches!(
            self,
            Self::Capital | Self::Town | Self::Village | Self::Airfield
        )
    }
}

/// A name on the ground.
#[derive(Clone, Debug)]
pub struct Name {
    pub latin: String,
    pub arabic: Option<String>,
    /// The Latin name folded, for comparing.
    pub folded: String,
    pub kind: Kind,
    pub at: LatLon,
    pub unit: Unit,
    /// The zoom from which it is wanted.
    pub zoom_min: f64,
    /// Inhabitants, where known.
    pub population: u64,
}

/// Every name, the most important first.
pub fn names() -> &'static [Name] {
    static NAMES: OnceLock<Vec<Name>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let table = assets::places()
            .inspect_err(|error| log::error!("The names of the map cannot be read: {error}"))
            .unwrap_or_default();
        table.lines().skip(1).filter_map(read).collect()
    })
}

/// One line: name, Arabic name, kind, country, latitude, longitude, lowest zoom, population.
fn read(line: &str) -> Option<Name> {
    let mut fields = line.split('\t');
    let mut next = || fields.next();
    let (latin, arabic) = (next()?, next()?);
    let kind = Kind::parse(next()?)?;
    let _country = next()?;
    let at = LatLon::new(next()?.parse().ok()?, next()?.parse().ok()?)?;
    Some(Name {
        latin: latin.to_owned(),
        arabic: Some(arabic.to_owned()).filter(|name| !name.is_empty()),
        folded: fold(latin),
        kind,
        at,
        unit: project(at),
        zoom_min: next()?.parse().ok()?,
        population: next()?.parse().unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_what_the_sample_needs() {
        let names = names();
        assert!(names.len() > 30_000);
        let palmyra = names.iter().find(|name| name.latin == "Palmyra").unwrap();
        assert_eq!(palmyra.arabic.as_deref(), Some("تدمر"));
        assert_eq!(palmyra.kind, Kind::Town);
        assert_eq!(names.first().map(|name| name.kind), Some(Kind::Sea));
    }
}
