//! The disc of an event, drawn once for each place within a pixel and then only copied.

use crate::ui::map::points::frame::STEPS;

/// Radius of a disc in points.
pub const RADIUS: f32 = 3.0;
/// Opacity of a disc.
pub const ALPHA: f32 = 0.8;
/// Width in points of the ring that stands for an event only possibly in the window.
pub const RING_WIDTH: f32 = 1.25;
/// Opacity inside that ring.
pub const RING_INSIDE: f32 = 0.3;

/// Where the disc of a vague place begins to fade, as a part of its radius; at its rim it is gone.
pub const FADES_FROM: f32 = 0.1;
/// How strong the faded disc of an event is that is only possibly in the window.
pub const FADED_POSSIBLE: f32 = 0.5;

/// Pixels that are blended at a time.
pub const RUN: usize = 8;
/// Bytes of those.
pub const RUN_BYTES: usize = 4 * RUN;

/// Opacities of a disc or ring around a pixel, at each step within that pixel.
#[derive(Clone, Debug, PartialEq)]
pub struct Stamp {
    /// Pixels from the stamp's corner to the pixel it is around.
    pub reach: usize,
    /// Rows of pixels.
    pub rows: usize,
    /// [`RUN`]s in a row.
    pub runs: usize,
    /// By step down, step right, row and run: an opacity of 255 for each byte of the pixels.
    alphas: Vec<[u8; RUN_BYTES]>,
}

impl Stamp {
    /// The disc of an event certainly in the window.
    pub fn disc(pixels_per_point: f32) -> Self {
        let radius = radius_px(pixels_per_point);
        Self::new(radius, |distance| ALPHA * coverage(radius, distance))
    }

    /// The ring of an event only possibly in it: about half as strong.
    pub fn ring(pixels_per_point: f32) -> Self {
        let radius = radius_px(pixels_per_point);
        let inner = radius - RING_WIDTH * pixels_per_point;
        Self::new(radius, |distance| {
            let inside = coverage(inner, distance);
            ALPHA * (coverage(radius, distance) - inside) + RING_INSIDE * inside
        })
    }

    /// The disc without a rim of an event whose place is vague; weaker where it is only possibly in the window.
    pub fn faded(pixels_per_point: f32, is_possible: bool) -> Self {
        let radius = radius_px(pixels_per_point);
        let strength = if is_possible { FADED_POSSIBLE } else { 1.0 };
        Self::new(radius, |distance| strength * faded(radius, distance))
    }

    /// The stamps by look: disc, ring, faded disc, weaker faded disc.
    pub fn all(pixels_per_point: f32) -> [Self; 4] {
        [
            Self::disc(pixels_per_point),
            Self::ring(pixels_per_point),
            Self::faded(pixels_per_point, false),
            Self::faded(pixels_per_point, true),
        ]
    }

    /// The opacities at a step within the pixel, row by row.
    pub fn at(&self, step_x: u32, step_y: u32) -> &[[u8; RUN_BYTES]] {
        let one = self.rows * self.runs;
        let idx = (step_y * STEPS + step_x) as usize;
        &self.alphas[idx * one..(idx + 1) * one]
    }

    fn new(radius: f32, alpha: impl Fn(f32) -> f32) -> Self {
        let reach = reach_px(radius);
        let rows = 2 * reach + 1;
        let runs = rows.div_ceil(RUN);
        let mut alphas = Vec::new();
        let steps = (0..STEPS).flat_map(|y| (0..STEPS).map(move |x| (x, y)));
        for (step_x, step_y) in steps {
            let middle = |step: u32| reach as f32 + step as f32 / STEPS as f32;
            for row in 0..rows {
                for run in 0..runs {
                    let mut bytes = [0; RUN_BYTES];
                    for (pixel, bytes) in bytes.chunks_exact_mut(4).enumerate() {
                        let dx = (run * RUN + pixel) as f32 + 0.5 - middle(step_x);
                        let dy = row as f32 + 0.5 - middle(step_y);
                        bytes.fill((alpha(dx.hypot(dy)) * 255.0).round() as u8);
                    }
                    alphas.push(bytes);
                }
            }
        }
        Self {
            reach,
            rows,
            runs,
            alphas,
        }
    }
}

/// Pixels that a disc may reach to each side of the pixel that its middle is in.
pub fn reach_px(radius: f32) -> usize {
    radius.ceil() as usize
}

/// Radius of a disc in pixels.
pub fn radius_px(pixels_per_point: f32) -> f32 {
    // Beyond this a stamp would be larger than it is ever looked at.
    RADIUS * pixels_per_point.clamp(0.5, 5.0)
}

/// The opacity of a faded disc at a distance from its middle.
fn faded(radius: f32, distance: f32) -> f32 {
    let rim = radius + 0.5;
    ((rim - distance) / (rim * (1.0 - FADES_FROM))).clamp(0.0, 1.0)
}

/// The share of a pixel that a disc covers whose middle is `distance` pixels away; 0 to 1.
fn coverage(radius: f32, distance: f32) -> f32 {
    (radius + 0.5 - distance).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disc_has_the_area_of_its_circle_wherever_it_stands_in_its_pixel() {
        for scale in [0.5, 1.0, 1.25, 2.0, 4.0] {
            let stamp = Stamp::disc(scale);
            let area = std::f32::consts::PI * (RADIUS * scale).powi(2) * ALPHA;
            for (x, y) in [(0, 0), (1, 2), (3, 3), (0, 3)] {
                let sum: f32 = stamp
                    .at(x, y)
                    .iter()
                    .flat_map(|run| run.chunks_exact(4))
                    .map(|pixel| f32::from(pixel[0]) / 255.0)
                    .sum();
                assert!((sum / area - 1.0).abs() < 0.05, "{scale}: {sum} of {area}");
            }
        }
    }

    #[test]
    fn a_ring_is_about_half_as_strong_as_a_disc() {
        let strength = |stamp: &Stamp| -> u64 {
            let runs = stamp.at(0, 0).iter().flatten();
            runs.map(|alpha| u64::from(*alpha)).sum()
        };
        let share = strength(&Stamp::ring(1.0)) as f64 / strength(&Stamp::disc(1.0)) as f64;
        assert!((0.4..0.8).contains(&share), "{share}");
    }

    #[test]
    fn a_faded_disc_is_as_large_and_has_no_rim() {
        let across = |stamp: &Stamp| -> Vec<u8> {
            let middle = stamp.at(0, 0).chunks_exact(stamp.runs).nth(stamp.reach);
            let bytes = middle.into_iter().flatten().flatten();
            bytes.step_by(4).copied().collect()
        };
        let [disc, _, faded, weaker] = Stamp::all(2.0).map(|stamp| across(&stamp));
        let wide = |row: &[u8]| row.iter().filter(|alpha| **alpha > 0).count();
        assert_eq!(wide(&faded), wide(&disc));
        let steepest = |row: &[u8]| row.windows(2).map(|pair| pair[0].abs_diff(pair[1])).max();
        assert!(steepest(&faded) < Some(60) && steepest(&disc) > Some(90));
        assert!(
            faded
                .iter()
                .zip(&weaker)
                .all(|(faded, weaker)| weaker <= faded)
        );
    }
}
