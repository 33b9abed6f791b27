//! The layer of points: chooses how to draw, and draws anew only when something has changed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use eframe::egui::{Color32, Painter, Pos2};
use eframe::egui_wgpu::RenderState;
use eframe::wgpu;

use crate::state::ThemeChoice;
use crate::store::parallel;
use crate::ui::map::camera::Viewport;
use crate::ui::map::points::Points;
use crate::ui::map::points::density::{Grid, Ramp, top_of};
use crate::ui::map::points::frame::Frame;
use crate::ui::map::points::gpu::{self, Gpu};
use crate::ui::map::points::paint::{self, Picture};
use crate::ui::map::points::raster::{DiscPainter, Raster};
use crate::ui::theme::Theme;

/// More events in sight than this are drawn as density: discs would cover each other and show only the latest.
pub const DISCS_MAX: u64 = 100_000;

/// Side of a cell of the density in points: fine enough for the shape of a town, coarse enough for a number.
pub const CELL: f32 = 3.0;

/// Opacity of a cell: borders and roads shine through.
pub const DENSITY_ALPHA: f32 = 0.9;

/// Pixels a side of the cells by which an adapter counts what is in sight: one count for all would be a queue.
const COUNTED: u32 = 16;

/// Rows looked at to judge how many are in sight.
const SAMPLED: u64 = 200_000;

/// Which answer the points are: the picture is drawn anew when it changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Version {
    /// Of the columns.
    pub data: u64,
    /// Of the sets of rows.
    pub matching: u64,
}

/// How the events are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// A disc for each, in the colour of its category; a ring where it is only possibly in the window.
    Discs,
    /// A colour for how many lie in each square of `cell` pixels; `top` is the number at the end of the ramp.
    Density { cell: u32, top: u32 },
}

/// What is drawn, for the legend and the status line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    pub look: Look,
    /// Events in sight.
    pub in_sight: u64,
    /// Whether events that are only possibly in the window are among those that are drawn.
    pub has_possible: bool,
    /// Whether any event's place is vague or of unknown precision.
    pub has_vague: bool,
}

/// Draws many events, and remembers the last picture.
#[derive(Debug, Default)]
pub struct PointLayer {
    last: Option<Last>,
    discs: DiscPainter,
    /// Piece by piece.
    grids: Vec<Grid>,
    /// Where it draws; `None`: in memory.
    gpu: Option<Gpu>,
}

/// The last picture, and of what it is.
#[derive(Debug)]
struct Last {
    key: Key,
    /// Piece by piece.
    drawings: Vec<Painted>,
    shown: Shown,
}

/// What is put on the screen.
#[derive(Clone, Debug)]
enum Painted {
    Raster(Picture),
    Discs(gpu::Discs),
}

/// Whatever changes the picture.
#[derive(Clone, Debug, PartialEq)]
struct Key {
    version: Version,
    /// Piece by piece; whether its events count: they are in no other piece that does.
    grounds: Vec<(Ground, bool)>,
    pixels_per_point: f32,
    theme: ThemeChoice,
    colors: Vec<Color32>,
}

impl PointLayer {
    /// A layer that draws in the fastest way: an adapter that is the processor itself is spared the work.
    pub fn for_adapter(render_state: &RenderState) -> Self {
        let kind = render_state.adapter.get_info().device_type;
        if kind == wgpu::DeviceType::Cpu {
            Self::default()
        } else {
            Self::on_adapter(render_state)
        }
    }

    /// A layer that draws in memory whatever the adapter is.
    #[cfg(test)]
    pub(super) fn for_raster(_render_state: &RenderState) -> Self {
        Self::default()
    }

    /// A layer that draws on the adapter whatever it is, if it can.
    pub fn on_adapter(render_state: &RenderState) -> Self {
        Self {
            gpu: Gpu::new(render_state),
            ..Self::default()
        }
    }

    /// Draws the events into the viewport; `colors` are by category.
    pub fn draw(
        &mut self,
        painter: &Painter,
        viewport: &Viewport,
        points: &Points<'_>,
        version: Version,
        theme: &Theme,
        colors: &[Color32],
    ) -> Shown {
        let pixels_per_point = painter.pixels_per_point();
        let pieces = viewport.pieces();
        let key = Key {
            version,
            grounds: pieces
                .iter()
                .map(|(piece, counts)| (Ground::of(piece, pixels_per_point), *counts))
                .collect(),
            pixels_per_point,
            theme: theme.choice,
            colors: colors.to_vec(),
        };
        let last = match self.last.take() {
            Some(last) if last.key == key => last,
            last => self.draw_anew(key, points, theme, last),
        };
        for ((piece, _), drawing) in pieces.iter().zip(&last.drawings) {
            painter.add(match drawing.clone() {
                Painted::Raster(picture) => paint::shape(piece.rect, pixels_per_point, picture),
                Painted::Discs(discs) => gpu::shape(piece.rect, discs),
            });
        }
        let shown = last.shown;
        self.last = Some(last);
        shown
    }

    /// How many events lie in the cell at a point of the screen; `None` where no density is drawn.
    pub fn count_at(&self, viewport: &Viewport, at: Pos2) -> Option<u32> {
        let Last {
            key,
            drawings,
            shown,
        } = self.last.as_ref()?;
        let pieces = viewport.pieces();
        let idx = pieces
            .iter()
            .position(|(piece, _)| piece.rect.contains(at))?;
        let Painted::Raster(picture) = drawings.get(idx)? else {
            return None;
        };
        let rect = pieces[idx].0.rect;
        if !matches!(shown.look, Look::Density { .. }) {
            return None;
        }
        let scale = key.pixels_per_point;
        let cell = |at: f32, edge: f32, corner: i32| {
            let pixel = (at * scale - (edge * scale).round()).floor() as i32 - corner;
            u32::try_from(pixel).ok().map(|pixel| pixel / picture.cell)
        };
        let column = cell(at.x, rect.left(), picture.corner.0)?;
        let row = cell(at.y, rect.top(), picture.corner.1)?;
        Some(self.grids.get(idx)?.at(column, row))
    }

    fn draw_anew(
        &mut self,
        key: Key,
        points: &Points<'_>,
        theme: &Theme,
        last: Option<Last>,
    ) -> Last {
        // The last pictures' memory is used again, unless somebody still has it.
        let last = last.into_iter().flat_map(|last| last.drawings);
        let mut spares: Vec<Raster> = last
            .filter_map(|drawing| match drawing {
                Painted::Raster(picture) => Arc::try_unwrap(picture.raster).ok(),
                Painted::Discs(_) => None,
            })
            .collect();
        if let Some(gpu) = &mut self.gpu
            && gpu.holds(points.lon.len())
        {
            gpu.upload(points, key.version);
        } else {
            self.gpu = None;
        }
        let margin = DiscPainter::margin(key.pixels_per_point);
        let frame_of =
            |ground: &Ground| Frame::new(ground.world, ground.corner, ground.size, margin);
        let counted = key.grounds.iter().filter(|(_, counts)| *counts);
        let n: u64 = counted
            .map(|(ground, _)| n_in_sight(points, &frame_of(ground)))
            .sum();
        let (drawings, look, in_sight) = if n > DISCS_MAX {
            self.draw_density(&key, points, theme, &mut spares)
        } else {
            let mut in_sight = 0;
            let mut drawings = Vec::new();
            for (ground, counts) in &key.grounds {
                let spare = spares.pop().unwrap_or_default();
                let (drawing, n) = self.draw_discs(&key, ground, points, &frame_of(ground), spare);
                drawings.push(drawing);
                in_sight += if *counts { n } else { 0 };
            }
            (drawings, Look::Discs, in_sight)
        };
        let has_possible = !points.possible.is_empty();
        let has_vague = points.has_vague();
        Last {
            key,
            drawings,
            shown: Shown {
                look,
                in_sight,
                has_possible,
                has_vague,
            },
        }
    }

    fn draw_density(
        &mut self,
        key: &Key,
        points: &Points<'_>,
        theme: &Theme,
        spares: &mut Vec<Raster>,
    ) -> (Vec<Painted>, Look, u64) {
        let n_threads = parallel::n_threads();
        self.grids.resize_with(key.grounds.len(), Grid::default);
        let cells: Vec<Cells> = key
            .grounds
            .iter()
            .map(|(ground, _)| Cells::of(ground, key.pixels_per_point))
            .collect();
        for (cells, grid) in cells.iter().zip(&mut self.grids) {
            let gpu = self.gpu.as_ref();
            match gpu.and_then(|gpu| gpu.count(points, &cells.frame, 1)) {
                Some(counts) => grid.counted(&cells.frame, counts),
                None => grid.count(points, &cells.frame, n_threads),
            }
        }
        // One scale for all pieces: a colour means one number.
        let max = self.grids.iter().map(|grid| grid.max).max().unwrap_or(0);
        let ramp = Ramp::new(&theme.density.map(rgb), DENSITY_ALPHA);
        let mut in_sight = 0;
        let mut side = 1;
        let mut drawings = Vec::new();
        let pieces = key.grounds.iter().zip(&cells).zip(&mut self.grids);
        for (((_, counts), cells), grid) in pieces {
            grid.max = max;
            let mut raster = spares.pop().unwrap_or_default();
            grid.draw(&ramp, n_threads, &mut raster);
            side = cells.side;
            in_sight += if *counts { grid.total } else { 0 };
            drawings.push(Painted::Raster(Picture {
                raster: Arc::new(raster),
                serial: next_serial(),
                cell: cells.side,
                corner: cells.corner,
            }));
        }
        let look = Look::Density {
            cell: side,
            top: top_of(max),
        };
        (drawings, look, in_sight)
    }

    fn draw_discs(
        &mut self,
        key: &Key,
        ground: &Ground,
        points: &Points<'_>,
        frame: &Frame,
        mut raster: Raster,
    ) -> (Painted, u64) {
        let colors: Vec<[u8; 3]> = key.colors.iter().copied().map(rgb).collect();
        let scale = key.pixels_per_point;
        if let Some(gpu) = &self.gpu
            && let Some(discs) = gpu.discs(points, frame, scale, &colors)
            && let Some(counts) = {
                let sight = Frame::new(ground.world, ground.corner, ground.size, 0);
                gpu.count(points, &sight, COUNTED)
            }
        {
            let in_sight = counts.iter().copied().map(u64::from).sum();
            return (Painted::Discs(discs), in_sight);
        }
        let n_threads = parallel::n_threads();
        let drawn = self
            .discs
            .draw(points, frame, scale, &colors, n_threads, &mut raster);
        let picture = Picture {
            raster: Arc::new(raster),
            serial: next_serial(),
            cell: 1,
            corner: (0, 0),
        };
        (Painted::Raster(picture), drawn.certain + drawn.possible)
    }
}

/// A number that no other raster has.
fn next_serial() -> u64 {
    static SERIALS: AtomicU64 = AtomicU64::new(0);
    SERIALS.fetch_add(1, Ordering::Relaxed)
}

/// A viewport in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Ground {
    /// Width of the world in pixels.
    world: f64,
    /// The viewport's north-west corner, in pixels from the world's.
    corner: (f64, f64),
    /// Of the viewport, in pixels.
    size: (u32, u32),
}

impl Ground {
    /// The adapter draws into whole pixels: the rectangle's edges are rounded as it rounds them.
    fn of(viewport: &Viewport, pixels_per_point: f32) -> Self {
        let Viewport { rect, .. } = viewport;
        let world = viewport.world() * f64::from(pixels_per_point);
        let center = viewport.center();
        let pixels = |points: f32| f64::from((points * pixels_per_point).round());
        let corner = |share: f64, middle: f32, edge: f32| {
            share * world - (f64::from(middle) * f64::from(pixels_per_point) - pixels(edge))
        };
        let size = |from: f32, to: f32| (pixels(to) - pixels(from)).max(0.0) as u32;
        Self {
            world,
            corner: (
                corner(center.x, rect.center().x, rect.left()),
                corner(center.y, rect.center().y, rect.top()),
            ),
            size: (
                size(rect.left(), rect.right()),
                size(rect.top(), rect.bottom()),
            ),
        }
    }
}

/// The grid of the density: it stands still on the ground while the map is moved.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Cells {
    /// Pixels.
    side: u32,
    /// Where the first cell's corner lies, in pixels from the viewport's: at most 0.
    corner: (i32, i32),
    /// Its pixels are the cells.
    frame: Frame,
}

impl Cells {
    fn of(ground: &Ground, pixels_per_point: f32) -> Self {
        let side = (CELL * pixels_per_point).round().max(1.0) as u32;
        let side_px = f64::from(side);
        let first = |corner: f64| (corner / side_px).floor();
        let first = (first(ground.corner.0), first(ground.corner.1));
        let before = |first: f64, corner: f64| (first * side_px - corner).round() as i32;
        let corner = (
            before(first.0, ground.corner.0),
            before(first.1, ground.corner.1),
        );
        let n = |size: u32, before: i32| (size + before.unsigned_abs()).div_ceil(side);
        let size = (n(ground.size.0, corner.0), n(ground.size.1, corner.1));
        Self {
            side,
            corner,
            frame: Frame::new(ground.world / side_px, first, size, 0),
        }
    }
}

/// About how many events lie in a frame; exact if they are few. The same for the same question.
fn n_in_sight(points: &Points<'_>, frame: &Frame) -> u64 {
    let n_shown = (points.certain.len() + points.possible.len()) as u64;
    if n_shown <= DISCS_MAX || frame.is_empty() {
        return n_shown.min(DISCS_MAX);
    }
    let step = n_shown.div_ceil(SAMPLED);
    let mut found = 0;
    for idx in points.filled_words().step_by(step as usize) {
        let (certain, possible) = points.word_in(idx, frame);
        found += u64::from((certain | possible).count_ones());
    }
    found * step
}

fn rgb(color: Color32) -> [u8; 3] {
    [color.r(), color.g(), color.b()]
}
