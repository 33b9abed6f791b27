//! Discs and density against plain counting and plain painting, and the layer on a screen.

use super::density::{Grid, Ramp, share_of, top_of};
use super::frame::Frame;
use super::pick::nearest;
use super::raster::{DiscPainter, Raster};
use super::stamp::{ALPHA, RADIUS};
use super::*;
use crate::cli::bench::generate;
use crate::model::mercator::Unit;
use crate::store::Row;

/// Columns that a test owns.
pub(super) struct Owned {
    lon: Vec<i32>,
    y: Vec<u32>,
    category: Vec<u16>,
    certain: RowSet,
    possible: RowSet,
    vague: RowSet,
}

impl Owned {
    /// Every third event only possibly in the window, every seventh not shown, every eleventh without a place.
    pub(super) fn made(n: usize) -> Self {
        let made = generate::columns(n, generate::SEED);
        let lon = |(row, lon): (usize, &f32)| {
            let fixed = (f64::from(*lon) * 1e7).round() as i32;
            if row % 11 == 5 { i32::MIN } else { fixed }
        };
        Self {
            lon: made.lon.iter().enumerate().map(lon).collect(),
            y: made.lat.iter().map(|lat| y_of(f64::from(*lat))).collect(),
            category: made.category.iter().copied().map(u16::from).collect(),
            certain: RowSet::where_row(n, |row| row % 7 != 0 && row % 3 != 0),
            possible: RowSet::where_row(n, |row| row % 7 != 0 && row % 3 == 0),
            vague: RowSet::where_row(n, |row| row % 5 == 0),
        }
    }

    /// Events at pixels of a frame that starts at the world's corner, one unit a pixel at zoom 8.
    pub(super) fn at(pixels: &[(f64, f64, u16)]) -> Self {
        let n = pixels.len();
        Self {
            lon: pixels
                .iter()
                .map(|(x, ..)| (x / WORLD * 3.6e9 - 1.8e9).round() as i32)
                .collect(),
            y: pixels
                .iter()
                .map(|(_, y, _)| (y / WORLD * f64::from(u32::MAX)).round() as u32)
                .collect(),
            category: pixels.iter().map(|(.., category)| *category).collect(),
            certain: RowSet::full(n),
            possible: RowSet::empty(n),
            vague: RowSet::empty(n),
        }
    }

    pub(super) fn points(&self) -> Points<'_> {
        Points {
            lon: &self.lon,
            y: &self.y,
            category: &self.category,
            certain: &self.certain,
            possible: &self.possible,
            vague: &self.vague,
        }
    }

    /// Shows other rows, all of them for certain.
    pub(super) fn show(&mut self, rows: RowSet) {
        self.possible = RowSet::empty(self.lon.len());
        self.certain = rows;
    }

    /// Shown rows whose place, by plain `f64`, lies in a rectangle of pixels.
    fn n_in(&self, world: f64, corner: (f64, f64), size: (f64, f64)) -> u64 {
        let shown = (0..self.lon.len()).filter(|row| row % 7 != 0 && self.lon[*row] != i32::MIN);
        let inside = |row: &usize| {
            let x = (f64::from(self.lon[*row]) + 1.8e9) / 3.6e9 * world - corner.0;
            let y = f64::from(self.y[*row]) / f64::from(u32::MAX) * world - corner.1;
            (0.0..size.0).contains(&x) && (0.0..size.1).contains(&y)
        };
        shown.filter(inside).count() as u64
    }
}

const WORLD: f64 = 65_536.0;
const COLORS: [[u8; 3]; 12] = [
    [200, 30, 40],
    [20, 200, 60],
    [30, 60, 210],
    [240, 240, 40],
    [0, 0, 0],
    [255, 255, 255],
    [90, 10, 200],
    [10, 90, 90],
    [128, 128, 0],
    [0, 128, 128],
    [128, 0, 128],
    [77, 88, 99],
];

fn y_of(lat: f64) -> u32 {
    let unit = 0.5 - lat.to_radians().tan().asinh() / std::f64::consts::TAU;
    (unit * f64::from(u32::MAX)).round() as u32
}

/// The middle of the synthetic events, in a world of so many pixels.
fn corner(world: f64, size: (u32, u32)) -> (f64, f64) {
    let x = (40.5 / 360.0 + 0.5) * world;
    let y = f64::from(y_of(34.5)) / f64::from(u32::MAX) * world;
    (x - f64::from(size.0) / 2.0, y - f64::from(size.1) / 2.0)
}

fn discs(points: &Points<'_>, frame: &Frame, n_threads: usize) -> (Raster, raster::DrawnDiscs) {
    let mut raster = Raster::default();
    let drawn = DiscPainter::default().draw(points, frame, 1.0, &COLORS, n_threads, &mut raster);
    (raster, drawn)
}

#[test]
fn cells_add_up_to_the_located_events_in_sight() {
    let owned = Owned::made(40_000);
    for zoom in [6.0_f64, 7.3, 9.0, 12.5] {
        let world = 256.0 * zoom.exp2() / 3.0;
        let size = (533, 300);
        let corner = corner(world, size);
        let frame = Frame::new(world, corner, size, 0);
        let mut grid = Grid::default();
        grid.count(&owned.points(), &frame, 2);
        let expected = owned.n_in(world, corner, (533.0, 300.0));
        assert_eq!(grid.total, expected, "zoom {zoom}");
        let sum: u64 = grid.counts.iter().copied().map(u64::from).sum();
        assert_eq!(sum, expected);
        assert_eq!(grid.max, *grid.counts.iter().max().unwrap());
    }
}

#[test]
fn discs_are_as_many_as_there_are_located_events_in_sight() {
    let owned = Owned::made(40_000);
    for zoom in [6.0_f64, 9.0, 12.5] {
        let world = 256.0 * zoom.exp2();
        let corner = corner(world, (1600, 900));
        let frame = Frame::new(world, corner, (1600, 900), DiscPainter::margin(1.0));
        let (_, drawn) = discs(&owned.points(), &frame, 2);
        let expected = owned.n_in(world, corner, (1600.0, 900.0));
        assert_eq!(drawn.certain + drawn.possible, expected, "zoom {zoom}");
    }
}

#[test]
fn the_picture_does_not_depend_on_the_number_of_threads() {
    let owned = Owned::made(150_000);
    let points = owned.points();
    let corner = corner(WORLD, (1000, 700));
    let margin = DiscPainter::margin(1.0);
    let frame = Frame::new(WORLD, corner, (1000, 700), margin);
    let (one, drawn) = discs(&points, &frame, 1);
    let ramp = Ramp::new(&COLORS[..3], 0.9);
    let density = |n_threads: usize| {
        let mut grid = Grid::default();
        grid.count(&points, &frame, n_threads);
        let mut raster = Raster::default();
        grid.draw(&ramp, n_threads, &mut raster);
        (grid.counts, grid.total, grid.max, raster)
    };
    let counted = density(1);
    for n_threads in [2, 3, 8] {
        assert!(discs(&points, &frame, n_threads) == (one.clone(), drawn));
        assert!(density(n_threads) == counted);
    }
}

/// Every disc over the ones before it, pixel by pixel, in `f64` and with nothing left out.
fn painted_plainly(owned: &Owned, corner: (f64, f64), size: (u32, u32)) -> Vec<[f64; 4]> {
    let mut pixels = vec![[0.0; 4]; (size.0 * size.1) as usize];
    for row in 0..owned.lon.len() {
        // The same quarter of a pixel as the frame tells apart.
        let quarter = |at: f64| (at * 4.0).floor() / 4.0;
        let left = quarter((f64::from(owned.lon[row]) + 1.8e9) / 3.6e9 * WORLD - corner.0);
        let top = quarter(f64::from(owned.y[row]) / f64::from(u32::MAX) * WORLD - corner.1);
        let color = COLORS[owned.category[row] as usize].map(f64::from);
        for (idx, pixel) in pixels.iter_mut().enumerate() {
            let dx = (idx as u32 % size.0) as f64 + 0.5 - left;
            let dy = (idx as u32 / size.0) as f64 + 0.5 - top;
            let covered = (f64::from(RADIUS) + 0.5 - dx.hypot(dy)).clamp(0.0, 1.0);
            let alpha = covered * f64::from(ALPHA);
            for (below, above) in pixel.iter_mut().zip(color.into_iter().chain([255.0])) {
                *below += (above - *below) * alpha;
            }
        }
    }
    pixels
}

#[test]
fn discs_equal_plain_painting_also_where_many_cover_each_other_and_at_the_edges() {
    let size = (64, 48);
    let mut at = Vec::new();
    for idx in 0..600u32 {
        let share = |k: u32| generate::draw(7, idx * 4 + k);
        // Half of them on a spot two pixels wide.
        let (x, y) = if idx % 2 == 0 {
            (30.0 + 2.0 * share(0), 20.0 + 2.0 * share(1))
        } else {
            (80.0 * share(0) - 8.0, 64.0 * share(1) - 8.0)
        };
        at.push((1000.0 + x, 2000.0 + y, (share(2) * 12.0) as u16));
    }
    let owned = Owned::at(&at);
    let corner = (1000.0, 2000.0);
    let frame = Frame::new(WORLD, corner, size, DiscPainter::margin(1.0));
    let (raster, _) = discs(&owned.points(), &frame, 2);
    let plain = painted_plainly(&owned, corner, size);
    let mut worst = 0.0_f64;
    let mut sum = 0.0;
    for (idx, expected) in plain.iter().enumerate() {
        let drawn = raster.pixel(idx as u32 % size.0, idx as u32 / size.0);
        for (drawn, expected) in drawn.iter().zip(expected) {
            let off = (f64::from(*drawn) - expected).abs();
            worst = worst.max(off);
            sum += off;
        }
    }
    let mean = sum / (plain.len() * 4) as f64;
    assert!(worst <= 24.0 && mean < 0.4, "{worst} {mean}");
}

#[test]
fn of_two_events_at_one_place_the_later_is_seen() {
    let owned = Owned::at(&[(510.0, 510.0, 0), (510.0, 510.0, 2)]);
    let frame = Frame::new(WORLD, (500.0, 500.0), (20, 20), DiscPainter::margin(1.0));
    let (raster, _) = discs(&owned.points(), &frame, 1);
    let [r, _, b, _] = raster.pixel(10, 10);
    assert!(b > 160 && r < 60);
}

#[test]
fn an_event_only_possibly_in_the_window_is_a_ring() {
    let mut owned = Owned::at(&[(510.0, 510.0, 2)]);
    std::mem::swap(&mut owned.certain, &mut owned.possible);
    let frame = Frame::new(WORLD, (500.0, 500.0), (20, 20), DiscPainter::margin(1.0));
    let (raster, drawn) = discs(&owned.points(), &frame, 1);
    assert_eq!((drawn.certain, drawn.possible), (0, 1));
    let (middle, rim) = (raster.pixel(10, 10)[3], raster.pixel(12, 10)[3]);
    assert!(middle > 50 && rim > 2 * middle, "{middle} {rim}");
}

#[test]
fn discs_grow_with_the_pixels_of_a_point() {
    for scale in [0.5, 1.0, 1.5, 2.0, 3.0, 4.0] {
        let owned = Owned::at(&[(550.0, 550.0, 5)]);
        let margin = DiscPainter::margin(scale);
        let frame = Frame::new(WORLD, (500.0, 500.0), (100, 100), margin);
        let mut raster = Raster::default();
        DiscPainter::default().draw(&owned.points(), &frame, scale, &COLORS, 1, &mut raster);
        let wide = (0..100).filter(|x| raster.pixel(*x, 50)[3] > 100).count();
        let expected = 2.0 * RADIUS * scale;
        assert!((wide as f32 - expected).abs() <= 1.0, "{scale}: {wide}");
    }
}

#[test]
fn the_ramp_goes_from_one_event_to_a_round_number() {
    assert_eq!(
        [0, 7, 10, 11, 21, 50, 51, 6413].map(top_of),
        [10, 10, 10, 20, 50, 50, 100, 10_000]
    );
    assert_eq!(top_of(u32::MAX), u32::MAX);
    assert!(share_of(1, 100) == 0.0 && share_of(100, 100) == 1.0);
    assert!((share_of(10, 100) - 0.5).abs() < 1e-6);
    let ramp = Ramp::new(&[[0, 0, 0], [100, 200, 40]], 1.0);
    assert_eq!(ramp.at(0.0), [0, 0, 0, 255]);
    assert_eq!(ramp.at(1.0), [100, 200, 40, 255]);
}

#[test]
fn the_nearest_event_is_the_nearest_by_plain_search() {
    let owned = Owned::made(5_000);
    let points = owned.points();
    let world = 256.0 * 512.0;
    for k in 0..60 {
        let draw = |idx: u32| generate::draw(3, k * 2 + idx);
        let at = Unit {
            x: (36.0 + 3.0 * draw(0)) / 360.0 + 0.5,
            y: f64::from(y_of(33.0 + 3.5 * draw(1))) / f64::from(u32::MAX),
        };
        let away = |row: usize| {
            let dx = (f64::from(owned.lon[row]) + 1.8e9) / 3.6e9 - at.x;
            let dy = f64::from(owned.y[row]) / f64::from(u32::MAX) - at.y;
            dx.hypot(dy) * world
        };
        let shown = |row: &usize| !row.is_multiple_of(7) && owned.lon[*row] != i32::MIN;
        let best = (0..5_000).filter(shown).map(away).fold(f64::MAX, f64::min);
        match nearest(&points, world, at, 12) {
            Some(Row(row)) => assert!(away(row as usize) <= best + 0.6),
            None => assert!(best > 11.4, "{best}"),
        }
    }
}
