//! Events as discs, drawn by the processor into a picture of its own.
//!
//! Later rows lie above earlier ones, whatever the number of threads: the picture is cut into bands, and each band
//! is drawn in the order of rows. Nothing here knows a screen or an adapter.

use crate::store::parallel;
use crate::store::row_set::Bits;
use crate::ui::map::points::Points;
use crate::ui::map::points::frame::{Frame, STEPS};
use crate::ui::map::points::stamp::{RUN, RUN_BYTES, Stamp};

/// Bands that the picture is cut into. Many, because towns make some much fuller than others.
const N_BANDS: usize = 24;

/// Rows of events that a thread takes at a time, at least: fewer are not worth a thread.
const CHUNK_WORDS_MIN: usize = 512;

/// How much may lie on an event before it is left out: twenty-four discs around the same pixel let nothing through but
/// at the faintest rim, and hundreds of thousands stand on one town.
const FULL: u8 = 240;
/// What each look counts towards it: a disc, a ring, a faded disc, a weaker one.
const FULL_BY: [u8; 4] = [10, 2, 2, 1];

/// A picture with premultiplied alpha, and rows longer than what is shown of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Raster {
    /// Pixels that are shown.
    pub width: u32,
    pub height: u32,
    /// Bytes from one row to the next.
    pub row_bytes: usize,
    /// Byte of the first pixel that is shown.
    pub first: usize,
    /// Red, green, blue, alpha.
    pub bytes: Vec<u8>,
}

impl Raster {
    /// One pixel that is shown.
    pub fn pixel(&self, x: u32, y: u32) -> [u8; 4] {
        let at = self.first + y as usize * self.row_bytes + x as usize * 4;
        let bytes = self.bytes.get(at..at + 4);
        bytes.map_or([0; 4], |bytes| [bytes[0], bytes[1], bytes[2], bytes[3]])
    }
}

/// What was drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DrawnDiscs {
    /// Events whose middle is in sight, certain and possible.
    pub certain: u64,
    pub possible: u64,
}

/// Draws discs; keeps its lists between pictures.
#[derive(Debug, Default)]
pub struct DiscPainter {
    chunks: Vec<Chunk>,
}

/// What one thread found: for each band its discs, in the order of rows.
#[derive(Debug, Default)]
struct Chunk {
    bands: Vec<Vec<Disc>>,
    drawn: DrawnDiscs,
}

/// A disc or ring that touches a band.
#[derive(Clone, Copy, Debug)]
struct Disc {
    /// Steps from the margin's corner.
    x: u16,
    y: u16,
    /// Category, and in the two lowest bits which stamp it is.
    look: u32,
}

/// A disc that lies under too many others.
const HIDDEN: u32 = u32::MAX;

impl DiscPainter {
    /// The margin that a frame of discs needs, in pixels.
    pub fn margin(pixels_per_point: f32) -> u32 {
        let stamp = Stamp::disc(pixels_per_point);
        (stamp.runs * RUN) as u32
    }

    /// Draws the events in sight. `frame` has the margin of [`Self::margin`]; `colors` are by category.
    pub fn draw(
        &mut self,
        points: &Points<'_>,
        frame: &Frame,
        pixels_per_point: f32,
        colors: &[[u8; 3]],
        n_threads: usize,
        into: &mut Raster,
    ) -> DrawnDiscs {
        let stamps = Stamp::all(pixels_per_point);
        let (outer_width, outer_height) = frame.outer();
        let row_bytes = outer_width as usize * 4;
        let margin = frame.margin as usize;
        into.width = frame.width;
        into.height = frame.height;
        into.row_bytes = row_bytes;
        into.first = margin * row_bytes + margin * 4;
        into.bytes.resize(row_bytes * outer_height as usize, 0);

        let band_rows = (outer_height as usize).div_ceil(N_BANDS).max(1);
        self.find(points, frame, band_rows, stamps[0].reach, n_threads);
        let chunks = &mut self.chunks;
        let mut lists: Vec<Vec<&mut Vec<Disc>>> = (0..N_BANDS).map(|_| Vec::new()).collect();
        for chunk in chunks.iter_mut() {
            for (list, found) in lists.iter_mut().zip(&mut chunk.bands) {
                list.push(found);
            }
        }
        let bands = into.bytes.chunks_mut((row_bytes * band_rows).max(4));
        let jobs: Vec<_> = bands.zip(lists).enumerate().collect();
        parallel::for_each(n_threads, jobs, |(idx, (bytes, mut lists))| {
            let mut band = Band {
                bytes,
                row_bytes,
                top: idx * band_rows,
            };
            band.draw(&mut lists, &stamps, colors);
        });
        let drawn = self.chunks.iter().map(|chunk| chunk.drawn);
        drawn.fold(DrawnDiscs::default(), |sum, drawn| DrawnDiscs {
            certain: sum.certain + drawn.certain,
            possible: sum.possible + drawn.possible,
        })
    }

    /// Sorts what is in sight into the bands.
    fn find(
        &mut self,
        points: &Points<'_>,
        frame: &Frame,
        band_rows: usize,
        reach: usize,
        n_threads: usize,
    ) {
        let words = points.filled_words();
        let n_chunks = (words.len() / CHUNK_WORDS_MIN).clamp(1, 4 * n_threads);
        self.chunks.resize_with(n_chunks, Chunk::default);
        let parts = parallel::parts(words.len(), n_chunks);
        let parts = parts.map(|part| words.start + part.start..words.start + part.end);
        let jobs = self.chunks.iter_mut().zip(parts).collect();
        parallel::for_each(n_threads, jobs, |(chunk, part)| {
            chunk.bands.resize_with(N_BANDS, Vec::new);
            chunk.bands.iter_mut().for_each(Vec::clear);
            chunk.drawn = DrawnDiscs::default();
            if !frame.is_empty() {
                chunk.find(points, frame, part, band_rows, reach);
            }
        });
    }
}

impl Chunk {
    fn find(
        &mut self,
        points: &Points<'_>,
        frame: &Frame,
        words: std::ops::Range<usize>,
        band_rows: usize,
        reach: usize,
    ) {
        let inside = |at: u32, size: u32| {
            let from = frame.margin * STEPS;
            (from..from + size * STEPS).contains(&at)
        };
        for idx in words {
            let (certain, possible) = points.word_in(idx, frame);
            let rows = points.rows_of(idx);
            let vague = points.vague_in(idx);
            for bit in Bits(certain | possible) {
                let Some((lon, y, category)) = rows.get(bit) else {
                    break;
                };
                let (x, y) = frame.steps(lon, y);
                let is_possible = certain >> bit & 1 == 0;
                let is_vague = vague >> bit & 1 == 1;
                if inside(x, frame.width) && inside(y, frame.height) {
                    self.drawn.certain += u64::from(!is_possible);
                    self.drawn.possible += u64::from(is_possible);
                }
                let disc = Disc {
                    x: x as u16,
                    y: y as u16,
                    look: u32::from(category) << 2
                        | u32::from(is_vague) << 1
                        | u32::from(is_possible),
                };
                let row = (y / STEPS) as usize;
                let first = row.saturating_sub(reach) / band_rows;
                let last = ((row + reach) / band_rows).min(N_BANDS - 1);
                for band in &mut self.bands[first.min(last)..=last] {
                    band.push(disc);
                }
            }
        }
    }
}

/// Some rows of the picture.
struct Band<'a> {
    bytes: &'a mut [u8],
    row_bytes: usize,
    /// Its first row of pixels, from the margin's corner.
    top: usize,
}

impl Band<'_> {
    fn draw(&mut self, lists: &mut [&mut Vec<Disc>], stamps: &[Stamp; 4], colors: &[[u8; 3]]) {
        self.bytes.fill(0);
        if lists.iter().all(|list| list.is_empty()) {
            return;
        }
        self.hide_what_is_covered(lists, stamps[0].reach);
        let colors: Vec<[u8; RUN_BYTES]> = colors.iter().copied().map(run_of).collect();
        let other = run_of([128; 3]);
        for disc in lists.iter().flat_map(|list| list.iter().copied()) {
            if disc.look != HIDDEN {
                let color = colors.get(disc.look as usize >> 2).unwrap_or(&other);
                self.stamp(disc, &stamps[(disc.look & 3) as usize], color);
            }
        }
    }

    /// Marks discs that lie under so many with their middle in the same pixel that nothing of them shows.
    fn hide_what_is_covered(&self, lists: &mut [&mut Vec<Disc>], reach: usize) {
        let width = self.row_bytes / 4;
        let n_rows = self.bytes.len() / self.row_bytes + 2 * reach;
        let mut full = vec![0u8; width * n_rows];
        for disc in lists
            .iter_mut()
            .rev()
            .flat_map(|list| list.iter_mut().rev())
        {
            let (x, y) = (
                disc.x as usize / STEPS as usize,
                disc.y as usize / STEPS as usize,
            );
            let row = y + reach - self.top;
            let Some(full) = full.get_mut(row * width + x) else {
                continue;
            };
            if *full >= FULL {
                disc.look = HIDDEN;
            } else {
                *full += FULL_BY[(disc.look & 3) as usize];
            }
        }
    }

    fn stamp(&mut self, disc: Disc, stamp: &Stamp, color: &[u8; RUN_BYTES]) {
        let steps = STEPS as u16;
        let (x, y) = ((disc.x / steps) as usize, (disc.y / steps) as usize);
        let alphas = stamp.at((disc.x % steps).into(), (disc.y % steps).into());
        let run_bytes = stamp.runs * RUN_BYTES;
        // The margin is as wide as a stamp: what would leave it is out of sight as a whole.
        let left = x.checked_sub(stamp.reach).map(|left| left * 4);
        let Some(left) = left.filter(|left| left + run_bytes <= self.row_bytes) else {
            return;
        };
        let above = (self.top + stamp.reach).saturating_sub(y);
        let mut at = (y + above - stamp.reach - self.top) * self.row_bytes + left;
        for alphas in alphas.chunks_exact(stamp.runs).skip(above) {
            let Some(pixels) = self.bytes.get_mut(at..at + run_bytes) else {
                return;
            };
            let (runs, _) = pixels.as_chunks_mut::<RUN_BYTES>();
            for (pixels, alphas) in runs.iter_mut().zip(alphas) {
                blend(pixels, alphas, color);
            }
            at += self.row_bytes;
        }
    }
}

/// `color` over `pixels`, at the opacity of each.
#[inline]
fn blend(pixels: &mut [u8; RUN_BYTES], alphas: &[u8; RUN_BYTES], color: &[u8; RUN_BYTES]) {
    for ((pixel, alpha), color) in pixels.iter_mut().zip(alphas).zip(color) {
        let alpha = u16::from(*alpha);
        let sum = u16::from(*pixel) * (255 - alpha) + u16::from(*color) * alpha + 128;
        // Divides by 255 to the nearest.
        *pixel = ((sum + (sum >> 8)) >> 8) as u8;
    }
}

/// An opaque colour, for each pixel of a run.
fn run_of([r, g, b]: [u8; 3]) -> [u8; RUN_BYTES] {
    let mut run = [0; RUN_BYTES];
    for pixel in run.chunks_exact_mut(4) {
        pixel.copy_from_slice(&[r, g, b, u8::MAX]);
    }
    run
}
