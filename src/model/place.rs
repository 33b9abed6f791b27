//! Where: positions, shapes, and how exactly they are known.

/// Mean radius of the Earth in metres (IUGG), for distances on a sphere.
pub const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// A position in degrees, WGS 84. Latitude within ±90, longitude within ±180.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LatLon {
    pub lat: f64,
    pub lon: f64,
}

impl LatLon {
    /// `None` where a coordinate is out of range or not a number.
    pub fn new(lat: f64, lon: f64) -> Option<Self> {
        ((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon))
            .then_some(Self { lat, lon })
    }

    /// Great-circle distance in metres (haversine).
    pub fn distance_m(self, other: Self) -> f64 {
        let d_lat = (other.lat - self.lat).to_radians();
        let d_lon = (other.lon - self.lon).to_radians();
        let h = (d_lat / 2.0).sin().powi(2)
            + self.lat.to_radians().cos()
                * other.lat.to_radians().cos()
                * (d_lon / 2.0).sin().powi(2);
        2.0 * EARTH_RADIUS_M * h.sqrt().min(1.0).asin()
    }

    /// Decimal degrees with hemisphere letters: `34.5600° N 38.2672° E`.
    pub fn to_decimal_text(self) -> String {
        format!(
            "{:.4}° {} {:.4}° {}",
            self.lat.abs(),
            if self.lat < 0.0 { "S" } else { "N" },
            self.lon.abs(),
            if self.lon < 0.0 { "W" } else { "E" },
        )
    }
}

/// A box in degrees. `west > east` crosses the antimeridian, as RFC 7946 has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    pub west: f64,
    pub south: f64,
    pub east: f64,
    pub north: f64,
}

impl Bounds {
    /// All of the world that the map shows.
    pub const WORLD: Self = Self {
        west: -180.0,
        south: -crate::model::mercator::LAT_MAX,
        east: 180.0,
        north: crate::model::mercator::LAT_MAX,
    };

    /// The box of one point.
    pub fn of_point(at: LatLon) -> Self {
        Self {
            west: at.lon,
            south: at.lat,
            east: at.lon,
            north: at.lat,
        }
    }

    pub fn contains(&self, at: LatLon) -> bool {
        let in_lon = if self.west <= self.east {
            self.west <= at.lon && at.lon <= self.east
        } else {
            at.lon >= self.west || at.lon <= self.east
        };
        in_lon && self.south <= at.lat && at.lat <= self.north
    }

    /// The smallest box, not crossing the antimeridian, around this one and a point.
    #[must_use]
    pub fn extended(&self, at: LatLon) -> Self {
        Self {
            west: self.west.min(at.lon),
            south: self.south.min(at.lat),
            east: self.east.max(at.lon),
            north: self.north.max(at.lat),
        }
    }

    /// Whether it crosses the antimeridian.
    pub fn crosses(&self) -> bool {
        self.west > self.east
    }

    /// Degrees of longitude from its west to its east.
    pub fn width(&self) -> f64 {
        let width = self.east - self.west;
        if width < 0.0 { width + 360.0 } else { width }
    }

    /// Whether all of another box lies in it.
    pub fn holds(&self, inner: &Self) -> bool {
        let in_lat = self.south <= inner.south && inner.north <= self.north;
        let from_west = (inner.west - self.west).rem_euclid(360.0);
        in_lat && (self.width() >= 360.0 || from_west + inner.width() <= self.width())
    }

    /// The narrowest box around some points, across the antimeridian where that is the shorter way round; `None` for
    /// none.
    pub fn narrowest(points: impl IntoIterator<Item = LatLon>) -> Option<Self> {
        let points: Vec<LatLon> = points.into_iter().collect();
        let plain = Self::around(points.iter().copied())?;
        // What reaches from edge to edge goes all the way round.
        if plain.width() <= 180.0 || plain.width() >= 360.0 {
            return Some(plain);
        }
        let mut lons: Vec<f64> = points.iter().map(|at| at.lon).collect();
        lons.sort_by(f64::total_cmp);
        // The widest stretch without a point is what the box leaves out.
        let gaps = lons.windows(2).map(|pair| (pair[1] - pair[0], pair));
        let widest = gaps.max_by(|a, b| a.0.total_cmp(&b.0));
        match widest {
            Some((gap, [east, west])) if gap > 360.0 - plain.width() => Some(Self {
                west: *west,
                east: *east,
                ..plain
            }),
            _ => Some(plain),
        }
    }

    /// The smallest box around some points that does not cross the antimeridian; `None` for none.
    pub fn around(points: impl IntoIterator<Item = LatLon>) -> Option<Self> {
        points.into_iter().fold(None, |bounds, at| {
            Some(bounds.map_or_else(|| Self::of_point(at), |bounds: Self| bounds.extended(at)))
        })
    }
}

/// A closed line of three or more corners, drawn by hand around a part of the map; its first corner is not repeated.
///
/// Edges are straight in degrees, and none crosses the antimeridian.
#[derive(Clone, Debug, PartialEq)]
pub struct Ring(Vec<LatLon>);

impl Ring {
    /// `None` for fewer than three corners.
    pub fn new(corners: Vec<LatLon>) -> Option<Self> {
        (corners.len() >= 3).then_some(Self(corners))
    }

    pub fn corners(&self) -> &[LatLon] {
        &self.0
    }

    /// Whether a ray from the point to the east crosses the line an odd number of times.
    pub fn contains(&self, at: LatLon) -> bool {
        let last = self.0.last().copied();
        let before = last.into_iter().chain(self.0.iter().copied());
        before.zip(&self.0).fold(false, |inside, (a, b)| {
            let crosses = (a.lat > at.lat) != (b.lat > at.lat)
                && at.lon < a.lon + (at.lat - a.lat) / (b.lat - a.lat) * (b.lon - a.lon);
            inside != crosses
        })
    }

    /// The box around it.
    pub fn bounds(&self) -> Option<Bounds> {
        Bounds::around(self.0.iter().copied())
    }
}

/// The shape of an event or of a claimed place.
#[derive(Clone, Debug, PartialEq)]
pub enum Geometry {
    Point(LatLon),
    Points(Vec<LatLon>),
    /// One or more lines, each of two or more positions.
    Lines(Vec<Vec<LatLon>>),
    /// One or more polygons; of each the outer ring, then its holes, closed.
    Polygons(Vec<Vec<Vec<LatLon>>>),
    /// A collection of shapes.
    Collection(Vec<Self>),
}

impl Geometry {
    /// Every position, in order.
    pub fn positions(&self) -> Vec<LatLon> {
        match self {
            Self::Point(at) => vec![*at],
            Self::Points(points) => points.clone(),
            Self::Lines(lines) => lines.concat(),
            Self::Polygons(polygons) => polygons.iter().flatten().flatten().copied().collect(),
            Self::Collection(parts) => parts.iter().flat_map(Self::positions).collect(),
        }
    }

    /// Where the symbol stands: the point itself, else the middle of the shape's box.
    pub fn anchor(&self) -> Option<LatLon> {
        if let Self::Point(at) = self {
            return Some(*at);
        }
        let bounds = Bounds::narrowest(self.positions())?;
        let lon = bounds.west + bounds.width() / 2.0;
        Some(LatLon {
            lat: f64::midpoint(bounds.south, bounds.north),
            lon: if lon > 180.0 { lon - 360.0 } else { lon },
        })
    }

    /// Whether it is an area or a line itself, rather than one or more points.
    pub fn has_extent(&self) -> bool {
        match self {
            Self::Point(_) | Self::Points(_) => false,
            Self::Lines(_) | Self::Polygons(_) => true,
            Self::Collection(parts) => parts.iter().any(Self::has_extent),
        }
    }
}

/// What a place claim says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    pub name: Option<String>,
    /// Radius in metres within which the event lies; `None`: unknown, and shown as such.
    pub precision_m: Option<f64>,
    /// The claim's own shape, where it differs from the feature's geometry.
    pub geometry: Option<Geometry>,
    /// The member `geometry` of the claim as it stands in the file, for an unchanged save.
    pub raw_geometry: Option<String>,
}

/// How exactly a place is known, in classes that are drawn and filtered alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PrecisionClass {
    /// Within 250 m: a crisp symbol without a halo.
    Exact,
    /// Within 5 km: a town.
    Town,
    /// Within 20 km.
    Vicinity,
    /// Further.
    Region,
    /// The shape itself is the place.
    Shape,
    /// Located, and nothing is said about how exactly.
    Unknown,
    /// Not located.
    Unlocated,
}

impl PrecisionClass {
    pub const ALL: [Self; 7] = [
        Self::Exact,
        Self::Town,
        Self::Vicinity,
        Self::Region,
        Self::Shape,
        Self::Unknown,
        Self::Unlocated,
    ];

    /// The class of a radius in metres.
    pub fn of_radius(radius_m: f64) -> Self {
        match radius_m {
            r if r <= 250.0 => Self::Exact,
            r if r <= 5_000.0 => Self::Town,
            r if r < 20_000.0 => Self::Vicinity,
            _ => Self::Region,
        }
    }

    /// Whether a point says little of where it happened: further off than a town's surroundings, or nobody knows.
    pub fn is_vague(self) -> bool {
        matches!(self, Self::Region | Self::Unknown)
    }

    /// As it is written in flags and settings.
    pub fn id(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Town => "town",
            Self::Vicinity => "vicinity",
            Self::Region => "region",
            Self::Shape => "shape",
            Self::Unknown => "unknown",
            Self::Unlocated => "unlocated",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.id() == text)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Exact => "Exact, within 250 m",
            Self::Town => "Town, within 5 km",
            Self::Vicinity => "Vicinity, within 20 km",
            Self::Region => "Vague, 20 km and more",
            Self::Shape => "Area or line",
            Self::Unknown => "Precision unknown",
            Self::Unlocated => "Not located",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lat: f64, lon: f64) -> LatLon {
        LatLon { lat, lon }
    }

    #[test]
    fn the_narrowest_box_goes_the_shorter_way_round() {
        let fiji = [at(-16.0, 178.0), at(-18.0, -179.0), at(-17.0, 179.5)];
        let bounds = Bounds::narrowest(fiji).unwrap();
        assert_eq!((bounds.west, bounds.east), (178.0, -179.0));
        assert!(bounds.crosses() && bounds.contains(at(-17.0, 180.0)));
        let syria = [at(33.0, 36.0), at(36.0, 41.0)];
        assert_eq!(Bounds::narrowest(syria), Bounds::around(syria));
        let all_round = [
            at(0.0, -170.0),
            at(0.0, -60.0),
            at(0.0, 60.0),
            at(0.0, 170.0),
        ];
        assert!(
            !Bounds::narrowest([at(0.0, -180.0), at(0.0, 180.0), at(0.0, 0.0)])
                .unwrap()
                .crosses()
        );
        assert_eq!(Bounds::narrowest(all_round).unwrap().width(), 240.0);
        assert_eq!(Bounds::narrowest([]), None);
    }

    #[test]
    fn a_box_across_the_antimeridian_holds_others() {
        let bounds = |west, east| Bounds {
            west,
            south: -20.0,
            east,
            north: -10.0,
        };
        assert!(bounds(170.0, -170.0).holds(&bounds(178.0, -178.0)));
        assert!(bounds(170.0, -170.0).holds(&bounds(-179.0, -171.0)));
        assert!(!bounds(170.0, -170.0).holds(&bounds(165.0, 175.0)));
        assert!(bounds(-180.0, 180.0).holds(&bounds(178.0, -178.0)));
        assert!(!bounds(10.0, 20.0).holds(&bounds(178.0, -178.0)));
    }

    #[test]
    fn the_symbol_of_an_area_across_the_antimeridian_stands_in_it() {
        let line = Geometry::Lines(vec![vec![at(-17.0, 178.0), at(-17.0, -178.0)]]);
        assert_eq!(line.anchor().unwrap().lon.abs(), 180.0);
    }

    #[test]
    fn a_ring_holds_what_lies_in_its_arms_and_not_what_lies_between_them() {
        let horseshoe = [
            at(0.0, 0.0),
            at(0.0, 30.0),
            at(20.0, 30.0),
            at(20.0, 20.0),
            at(10.0, 20.0),
            at(10.0, 10.0),
            at(20.0, 10.0),
            at(20.0, 0.0),
        ];
        let ring = Ring::new(horseshoe.to_vec()).unwrap();
        assert!(ring.contains(at(15.0, 5.0)));
        assert!(ring.contains(at(15.0, 25.0)));
        assert!(!ring.contains(at(15.0, 15.0)));
        assert!(!ring.contains(at(15.0, -1.0)));
        assert!(!ring.contains(at(25.0, 5.0)));
        assert_eq!(Ring::new(vec![at(0.0, 0.0), at(1.0, 1.0)]), None);
    }
}
