//! The names on the ground: towns, countries, seas and airfields, from the table that is part of the program.

use std::sync::OnceLock;

use flate2::read::GzDecoder;

use crate::model::fold::fold;
use crate::model::mercator::{Unit, project};
use crate::model::place::LatLon;

/// The table; `assets/basemap` makes it.
static PACKED: &[u8] = include_bytes!("../../../assets/places.csv.gz");

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
        csv::Reader::from_reader(GzDecoder::new(PACKED))
            .records()
            .filter_map(|record| {
                let record = record
                    .inspect_err(|error| log::warn!("A line of the names cannot be read: {error}"))
                    .ok()?;
                read(&record)
            })
            .collect()
    })
}

/// One line: `name,name_ar,kind,country,lat,lon,min_zoom,population`.
fn read(record: &csv::StringRecord) -> Option<Name> {
    let field = |idx: usize| record.get(idx).map(str::trim);
    let latin = field(0).filter(|name| !name.is_empty())?;
    let at = LatLon::new(field(4)?.parse().ok()?, field(5)?.parse().ok()?)?;
    Some(Name {
        latin: latin.to_owned(),
        arabic: field(1).filter(|name| !name.is_empty()).map(str::to_owned),
        folded: fold(latin),
        kind: Kind::parse(field(2)?)?,
        at,
        unit: project(at),
        zoom_min: field(6)?.parse().ok()?,
        population: field(7).and_then(|text| text.parse().ok()).unwrap_or(0),
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
