//! What is being looked at.

use crate::model::clock::Clock;
use crate::model::event::EventId;
use crate::model::filter::Filter;
use crate::model::mercator;
use crate::model::place::{Bounds, LatLon};
use crate::model::time::{Timestamp, Window};

/// Centre and zoom of the map; zoom as tile servers count it, with 256-point tiles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    pub center: LatLon,
    pub zoom: f64,
}

impl Camera {
    pub const ZOOM_MIN: f64 = 1.0;
    /// Beyond this the embedded map has nothing to say, but an exact fix still wants to be looked at.
    pub const ZOOM_MAX: f64 = 18.0;
    /// Fitting one town does not zoom further in than this: it would claim to know more than it does.
    const FIT_ZOOM_MAX: f64 = 10.0;

    /// The whole world.
    pub const WORLD: Self = Self {
        center: LatLon {
            lat: 25.0,
            lon: 15.0,
        },
        zoom: 2.0,
    };

    /// This camera with its zoom and latitude inside the limits, and its longitude within ±180: the world repeats.
    #[must_use]
    pub fn clamped(self) -> Self {
        let finite = |value: f64, fallback: f64| if value.is_finite() { value } else { fallback };
        Self {
            center: LatLon {
                lat: finite(self.center.lat, 0.0).clamp(-mercator::LAT_MAX, mercator::LAT_MAX),
                lon: wrapped_lon(finite(self.center.lon, 0.0)),
            },
            zoom: finite(self.zoom, Self::WORLD.zoom).clamp(Self::ZOOM_MIN, Self::ZOOM_MAX),
        }
    }

    /// The camera that shows a box in a map of the given size in points, with a margin around it. A box across the
    /// antimeridian is looked at there.
    pub fn fitting(bounds: Bounds, width: f64, height: f64) -> Self {
        const MARGIN: f64 = 0.72;
        let corner = |lat, lon| mercator::project(LatLon { lat, lon });
        let north_west = corner(bounds.north, bounds.west);
        let mut south_east = corner(bounds.south, bounds.east);
        if bounds.crosses() {
            south_east.x += 1.0;
        }
        let dx = (south_east.x - north_west.x).max(1e-9);
        let dy = (south_east.y - north_west.y).abs().max(1e-9);
        let fits = (width * MARGIN / dx).min(height * MARGIN / dy) / mercator::TILE_SIZE;
        Self {
            center: mercator::unproject(mercator::Unit {
                x: f64::midpoint(north_west.x, south_east.x),
                y: f64::midpoint(north_west.y, south_east.y),
            }),
            zoom: fits.log2().min(Self::FIT_ZOOM_MAX),
        }
        .clamped()
    }

    /// The part of the world that a map of some size in points shows; across the antimeridian where it lies in sight.
    pub fn sight(self, width: f64, height: f64) -> Bounds {
        let center = mercator::project(self.center);
        let points = mercator::world_size(self.zoom);
        let half = [width, height].map(|side| side / points / 2.0);
        let at = |x: f64, y: f64| {
            mercator::unproject(mercator::Unit {
                x: center.x + x * half[0],
                y: (center.y + y * half[1]).clamp(0.0, 1.0),
            })
        };
        let (north_west, south_east) = (at(-1.0, -1.0), at(1.0, 1.0));
        let (west, east) = if half[0] >= 0.5 {
            (-180.0, 180.0)
        } else {
            (north_west.lon, south_east.lon)
        };
        Bounds {
            west,
            south: south_east.lat,
            east,
            north: north_west.lat,
        }
    }
}

/// A longitude within ±180; what lies there already stays as it is.
fn wrapped_lon(lon: f64) -> f64 {
    if (-180.0..=180.0).contains(&lon) {
        lon
    } else {
        (lon + 180.0).rem_euclid(360.0) - 180.0
    }
}

/// How the window on time moves when time is played or stepped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WindowMode {
    /// A single moment.
    Instant,
    /// A window of constant length.
    Moving,
    /// From a fixed start to a moving end.
    Cumulative,
}

impl WindowMode {
    pub const ALL: [Self; 3] = [Self::Instant, Self::Moving, Self::Cumulative];

    pub fn label(self) -> &'static str {
        match self {
            Self::Instant => "Instant",
            Self::Moving => "Moving window",
            Self::Cumulative => "Cumulative",
        }
    }

    /// As it stands in a scene.
    pub fn id(self) -> &'static str {
        match self {
            Self::Instant => "instant",
            Self::Moving => "moving",
            Self::Cumulative => "cumulative",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.id() == text)
    }
}

/// What is being looked at: the question, and from where.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    pub filter: Filter,
    /// The window on time; its ends are finite.
    pub window: Window,
    pub mode: WindowMode,
    /// By which clock the window, the axis and all times are meant.
    pub clock: Clock,
    pub camera: Camera,
    /// The stretch of time that the timeline's axis shows.
    pub axis: Window,
    pub selection: Option<EventId>,
}

impl View {
    /// The window that the mode makes of the brush: a moment, in instant mode, is its last millisecond.
    pub fn effective_window(&self) -> Window {
        match self.mode {
            WindowMode::Instant => Window {
                from: self.window.to.plus_ms(-1),
                to: self.window.to,
            },
            WindowMode::Moving | WindowMode::Cumulative => self.window,
        }
    }
}

/// The length of the shortest window and axis, in milliseconds.
pub const WINDOW_MS_MIN: i64 = 1;
/// The shortest stretch that the axis can show: ten minutes.
pub const AXIS_MS_MIN: i64 = 10 * Timestamp::MINUTE_MS;
/// The longest: five thousand years.
pub const AXIS_MS_MAX: i64 = 5_000 * 365 * Timestamp::DAY_MS;
