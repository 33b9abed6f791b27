//! The 255 colours of a GIF: those that most of the picture has, exactly, and for the rest what serves them best.
//!
//! Large plain grounds keep their colour to the bit, so nothing is dithered and nothing flickers from frame to frame.

use color_quant::NeuQuant;
use image::RgbaImage;
use rustc_hash::FxHashMap;

/// Red, green and blue.
pub(super) type Rgb = [u8; 3];

/// Colours that a picture may have; one of 256 stands for what has not changed.
pub(super) const COLORS_MAX: usize = 255;
/// Colours that are kept as they are.
const EXACT_MAX: usize = 112;
/// Pixels that the others are learnt from, about.
const LEARNT_FROM: usize = 300_000;

/// How often colours occur.
#[derive(Default)]
pub(super) struct Census {
    counts: FxHashMap<Rgb, u32>,
}

impl Census {
    pub(super) fn add(&mut self, picture: &RgbaImage) {
        for pixel in picture.pixels() {
            let [r, g, b, _] = pixel.0;
            let count = self.counts.entry([r, g, b]).or_default();
            *count = count.saturating_add(1);
        }
    }

    pub(super) fn palette(&self) -> Vec<Rgb> {
        let mut by_count: Vec<(Rgb, u32)> = self.counts.iter().map(|(rgb, n)| (*rgb, *n)).collect();
        by_count.sort_unstable_by_key(|(rgb, n)| (std::cmp::Reverse(*n), *rgb));
        if by_count.len() <= COLORS_MAX {
            return by_count.into_iter().map(|(rgb, _)| rgb).collect();
        }
        let (exact, rest) = by_count.split_at(EXACT_MAX);
        let mut palette: Vec<Rgb> = exact.iter().map(|(rgb, _)| *rgb).collect();
        let total: u64 = rest.iter().map(|(_, n)| u64::from(*n)).sum();
        let each = (total / LEARNT_FROM as u64).max(1);
        let pixels: Vec<u8> = rest
            .iter()
            .flat_map(|([r, g, b], n)| {
                let times = u64::from(*n).div_ceil(each) as usize;
                std::iter::repeat_n([*r, *g, *b, u8::MAX], times).flatten()
            })
            .collect();
        let learnt = NeuQuant::new(1, COLORS_MAX - EXACT_MAX, &pixels).color_map_rgb();
        palette.extend(learnt.chunks_exact(3).map(|rgb| [rgb[0], rgb[1], rgb[2]]));
        palette
    }
}

/// Finds the nearest colour of a palette.
pub(super) struct Nearest {
    palette: Vec<Rgb>,
    known: FxHashMap<Rgb, u8>,
}

/// Answers that are remembered; a satellite picture has more colours than that.
const KNOWN_MAX: usize = 1 << 20;

impl Nearest {
    pub(super) fn new(palette: &[Rgb]) -> Self {
        Self {
            palette: palette[..palette.len().min(COLORS_MAX)].to_vec(),
            known: FxHashMap::default(),
        }
    }

    pub(super) fn idx(&mut self, rgb: Rgb) -> u8 {
        if let Some(idx) = self.known.get(&rgb) {
            return *idx;
        }
        let apart = |other: &Rgb| -> u32 {
            // The eye tells green best and blue worst.
            [(0, 3), (1, 6), (2, 2)]
                .iter()
                .map(|(channel, weight)| {
                    let apart = u32::from(rgb[*channel].abs_diff(other[*channel]));
                    weight * apart * apart
                })
                .sum()
        };
        let nearest = (0_u8..).zip(&self.palette);
        let idx = nearest
            .min_by_key(|(_, other)| apart(other))
            .map_or(0, |(idx, _)| idx);
        if self.known.len() >= KNOWN_MAX {
            self.known.clear();
        }
        self.known.insert(rgb, idx);
        idx
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_colours_are_kept_as_they_are() {
        let picture = RgbaImage::from_fn(8, 8, |x, y| image::Rgba([x as u8 * 30, y as u8, 7, 255]));
        let mut census = Census::default();
        census.add(&picture);
        let palette = census.palette();
        assert_eq!(palette.len(), 64);
        let mut nearest = Nearest::new(&palette);
        assert_eq!(palette[usize::from(nearest.idx([60, 3, 7]))], [60, 3, 7]);
    }

    #[test]
    fn of_many_colours_the_ground_is_exact_and_the_others_are_near() {
        let picture = RgbaImage::from_fn(256, 256, |x, y| {
            if y < 128 {
                image::Rgba([17, 23, 31, 255])
            } else {
                image::Rgba([x as u8, y as u8, 90, 255])
            }
        });
        let mut census = Census::default();
        census.add(&picture);
        let palette = census.palette();
        assert_eq!(palette.len(), COLORS_MAX);
        let mut nearest = Nearest::new(&palette);
        assert_eq!(
            palette[usize::from(nearest.idx([17, 23, 31]))],
            [17, 23, 31]
        );
        for rgb in [[10, 140, 90], [200, 250, 90], [128, 200, 90]] {
            let found = palette[usize::from(nearest.idx(rgb))];
            assert!(
                (0..3).all(|n| rgb[n].abs_diff(found[n]) < 24),
                "{rgb:?} {found:?}"
            );
        }
    }
}
