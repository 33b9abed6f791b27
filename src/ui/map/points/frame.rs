//! From columns to pixels: whole-number arithmetic relative to the frame, so that zoom 18 is as exact as zoom 1.

use crate::model::mercator::Unit;
use crate::store::row_set::WORD_ROWS;

/// Positions are told apart within a pixel by so many steps a side.
pub const STEPS: u32 = 4;

/// Units of longitude (1e-7 degrees) around the world.
const LON_UNITS: f64 = 3.6e9;
/// The westernmost longitude in those units; below it stands what has no place.
const LON_MIN: i64 = -1_800_000_000;
/// Units of Mercator's y from edge to edge.
const Y_UNITS: f64 = u32::MAX as f64;

/// Bits behind the point of a scale. A frame of 16,384 pixels at zoom 18 still fits into 64 bits, and at zoom 1
/// the scale keeps 19 bits.
const FRACTION_BITS: u32 = 40;

/// Where a rectangle of pixels lies on the map. The same for discs, cells and the pointer: what a pixel is differs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Pixels.
    pub width: u32,
    pub height: u32,
    /// Pixels around it that positions may lie in; positions count from the margin's corner.
    pub margin: u32,
    x: Axis,
    y: Axis,
}

/// One direction of a frame.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Axis {
    /// The first unit that lies in the frame or its margin, as the bits of the column.
    first: u32,
    /// Units from there to the last.
    span: u32,
    /// Steps a unit takes, with [`FRACTION_BITS`].
    scale: u64,
    /// Where the first unit is in steps, with [`FRACTION_BITS`].
    offset: u64,
    /// Nothing lies in it.
    is_empty: bool,
}

impl Frame {
    /// `world` is the width of the world in pixels, `corner` the frame's north-west corner in pixels from the world's.
    pub fn new(world: f64, corner: (f64, f64), size: (u32, u32), margin: u32) -> Self {
        let lon_scale = world / LON_UNITS;
        // Longitudes count from the prime meridian, the world's pixels from its western edge.
        let left = corner.0 + LON_MIN as f64 * lon_scale;
        let mut frame = Self {
            width: size.0,
            height: size.1,
            margin,
            x: Axis::new(lon_scale, left, size.0, margin, LON_MIN..-LON_MIN + 1),
            y: Axis::new(
                world / Y_UNITS,
                corner.1,
                size.1,
                margin,
                0..i64::from(u32::MAX) + 1,
            ),
        };
        if frame.is_empty() {
            // No longitude is that far west.
            frame.x.first = LON_MIN as i32 as u32 - 1;
            frame.x.span = 0;
        }
        frame
    }

    /// A square of `2 reach` pixels around a position; the position is its middle.
    pub fn around(world: f64, at: Unit, reach: u32) -> Self {
        let corner = |share: f64| share * world - f64::from(reach);
        let size = (2 * reach, 2 * reach);
        Self::new(world, (corner(at.x), corner(at.y)), size, 0)
    }

    /// Whether no row can lie in it: the frame is off the edge of the world.
    pub fn is_empty(&self) -> bool {
        self.x.is_empty || self.y.is_empty
    }

    /// Where a row stands, in steps from the margin's corner; `None` if it is out of sight or has no place.
    #[inline]
    pub fn place(&self, lon: i32, y: u32) -> Option<(u32, u32)> {
        self.holds(lon, y).then(|| self.steps(lon, y))
    }

    /// Whether a row lies in the frame or its margin.
    #[expect(
        clippy::needless_bitwise_bool,
        reason = "a branch would be guessed wrong half the time, and several rows are compared at once"
    )]
    #[inline]
    pub fn holds(&self, lon: i32, y: u32) -> bool {
        let dx = (lon as u32).wrapping_sub(self.x.first);
        let dy = y.wrapping_sub(self.y.first);
        (dx <= self.x.span) & (dy <= self.y.span)
    }

    /// The same for a word of rows, as bits: several rows at a time.
    #[inline]
    pub fn holds_of(&self, lon: &[i32; WORD_ROWS], y: &[u32; WORD_ROWS]) -> u64 {
        /// Gathers the lowest bits of eight bytes in the highest byte.
        const GATHER: u64 = 0x0102_0408_1020_4080;

        let mut held = [0u8; WORD_ROWS];
        for ((held, lon), y) in held.iter_mut().zip(lon).zip(y) {
            *held = u8::from(self.holds(*lon, *y));
        }
        let (bytes, _) = held.as_chunks::<8>();
        let gathered = bytes
            .iter()
            .map(|bytes| (u64::from_le_bytes(*bytes).wrapping_mul(GATHER) >> 56) as u8);
        let mut mask = [0u8; 8];
        for (mask, bits) in mask.iter_mut().zip(gathered) {
            *mask = bits;
        }
        u64::from_le_bytes(mask)
    }

    /// Where a row stands that the frame holds.
    #[inline]
    pub fn steps(&self, lon: i32, y: u32) -> (u32, u32) {
        let dx = (lon as u32).wrapping_sub(self.x.first);
        let dy = y.wrapping_sub(self.y.first);
        (self.x.steps(dx), self.y.steps(dy))
    }

    /// Width and height with the margins, in pixels.
    pub fn outer(&self) -> (u32, u32) {
        (self.width + 2 * self.margin, self.height + 2 * self.margin)
    }

    /// For a shader, which has no 64 bits: first units, spans, scales in steps a unit, and offsets in steps.
    pub fn for_shader(&self) -> ([u32; 4], [f32; 4]) {
        let share = |fixed: u64| (fixed as f64 / (1u64 << FRACTION_BITS) as f64) as f32;
        let Self { x, y, .. } = self;
        (
            [x.first, y.first, x.span, y.span],
            [x.scale, y.scale, x.offset, y.offset].map(share),
        )
    }
}

impl Axis {
    /// `scale`: pixels a unit; `start`: where the frame begins, in pixels from unit 0; `units`: those there are.
    fn new(scale: f64, start: f64, size: u32, margin: u32, units: std::ops::Range<i64>) -> Self {
        let from = start - f64::from(margin);
        let n_steps = u64::from(size + 2 * margin) * u64::from(STEPS);
        let first = ((from / scale).ceil() as i64).max(units.start);
        let last = ((from + n_steps as f64 / f64::from(STEPS)) / scale).ceil() as i64;
        let last = last.min(units.end - 1);
        let steps_a_unit = scale * f64::from(STEPS);
        let fixed = |steps: f64| (steps * (1u64 << FRACTION_BITS) as f64) as u64;
        let axis = Self {
            first: first as u32,
            span: last.saturating_sub(first).clamp(0, u32::MAX.into()) as u32,
            scale: fixed(steps_a_unit),
            offset: fixed((first as f64).mul_add(steps_a_unit, -from * f64::from(STEPS))),
            is_empty: last < first || scale <= 0.0 || !scale.is_finite(),
        };
        axis.ending_before(n_steps)
    }

    /// Without the units at the end that rounding puts on or beyond the last step.
    fn ending_before(mut self, n_steps: u64) -> Self {
        while u64::from(self.steps(self.span)) >= n_steps {
            if self.span == 0 {
                self.is_empty = true;
                break;
            }
            self.span -= 1;
        }
        self
    }

    #[inline]
    fn steps(&self, from_first: u32) -> u32 {
        ((u64::from(from_first) * self.scale + self.offset) >> FRACTION_BITS) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The place by plain `f64`, in pixels from the frame's corner.
    fn by_float(world: f64, corner: (f64, f64), lon: i32, y: u32) -> (f64, f64) {
        (
            (f64::from(lon) + 1.8e9) / 3.6e9 * world - corner.0,
            f64::from(y) / f64::from(u32::MAX) * world - corner.1,
        )
    }

    #[test]
    fn at_every_zoom_a_place_is_exact_to_a_step() {
        let (lon, y) = (382_678_901, 1_760_000_123);
        for zoom in 0..=18 {
            let world = 1024.0 * f64::from(1u32 << zoom);
            let (x, y_px) = by_float(world, (0.0, 0.0), lon, y);
            let corner = (x - 700.3, y_px - 411.9);
            let frame = Frame::new(world, corner, (1600, 900), 8);
            for away in [0, 1, -1, 7, -13, 1000, -977] {
                let (lon, y) = (lon + away, y.wrapping_add_signed(2 * away));
                let (px, py) = by_float(world, corner, lon, y);
                let inside = |at: f64, size: f64| (-8.0..size + 8.0).contains(&at);
                let Some((sx, sy)) = frame.place(lon, y) else {
                    assert!(!inside(px, 1600.0) || !inside(py, 900.0));
                    continue;
                };
                for (steps, px) in [(sx, px), (sy, py)] {
                    let off = f64::from(steps) / f64::from(STEPS) - 8.0 - px;
                    assert!((-0.26..=0.01).contains(&off), "zoom {zoom}: {off}");
                }
            }
        }
    }

    #[test]
    fn neighbors_four_centimetres_apart_are_told_apart_at_zoom_18_with_four_pixels_a_point() {
        let world = 256.0 * 4.0 * f64::from(1u32 << 18);
        let (x, y) = by_float(world, (0.0, 0.0), 1_799_999_000, 4_294_000_000);
        let frame = Frame::new(world, (x - 10.0, y - 10.0), (8192, 8192), 0);
        let place = |away: i32| frame.place(1_799_999_000 + away, 4_294_000_000).unwrap();
        // 1e-7 degrees are 0.0746 pixels there: four of them are a step and a bit.
        assert!((0..200).all(|away| place(4 * away).0 < place(4 * away + 4).0));
    }

    #[test]
    fn what_has_no_place_is_nowhere_wherever_one_looks() {
        for zoom in 0..=18 {
            let world = 256.0 * f64::from(1u32 << zoom);
            for share in [-0.2, 0.0, 0.3, 0.5, 0.9999, 1.0, 1.2] {
                let corner = (world * share - 300.0, world * 0.4);
                let frame = Frame::new(world, corner, (600, 600), 20);
                for y in [0, 1_800_000_000, u32::MAX] {
                    assert_eq!(frame.place(i32::MIN, y), None, "zoom {zoom} at {share}");
                }
            }
        }
    }

    #[test]
    fn places_stay_inside_the_frame_and_its_margin() {
        for zoom in [0, 1, 5, 12, 18] {
            let world = 256.0 * f64::from(1u32 << zoom);
            for share in [-0.1, 0.0, 0.37, 0.98, 1.3] {
                let frame = Frame::new(world, (world * share, world * share), (333, 77), 9);
                let (width, height) = frame.outer();
                for idx in 0..=1000u32 {
                    let lon = (i64::from(idx) * 3_600_000 - 1_800_000_000) as i32;
                    let y = (u64::from(idx) * u64::from(u32::MAX) / 1000) as u32;
                    if let Some((x, y)) = frame.place(lon, y) {
                        assert!(x / STEPS < width && y / STEPS < height);
                    }
                }
            }
        }
    }

    #[test]
    fn off_the_edge_of_the_world_there_is_nothing() {
        let frame = Frame::new(256.0, (300.0, 0.0), (100, 100), 0);
        assert!(frame.is_empty());
        assert!(Frame::new(0.0, (0.0, 0.0), (0, 0), 0).is_empty());
    }
}
