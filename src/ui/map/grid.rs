//! A coordinate grid over the ground: meridians and parallels, or the zones and squares of MGRS.
//!
//! Hairlines below the events, finer as one zooms in, with their numbers at the edges. Lines of MGRS end where their
//! zone does; beyond 84° N and 80° S, where UTM ends, there are none.

mod graticule;
mod mgrs;

use eframe::egui::{Align2, Painter, Pos2, Rect, Stroke, Vec2};

use crate::model::view::Camera;
use crate::state::places::Grid;
use crate::ui::Cx;
use crate::ui::map::camera::Viewport;
use crate::ui::map::labels::paint;
use crate::ui::theme::{medium, size};

/// The lines as they were last found, until the camera moves.
#[derive(Debug, Default)]
pub struct GridMemory {
    of: Option<(Grid, Camera, Rect)>,
    drawn: Drawn,
}

/// Lines and words on the screen.
#[derive(Clone, Debug, Default)]
struct Drawn {
    lines: Vec<(Weight, Vec<Pos2>)>,
    words: Vec<Words>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weight {
    /// A zone's edge, the equator, the prime meridian.
    Strong,
    Fine,
}

#[derive(Clone, Debug)]
struct Words {
    at: Pos2,
    anchor: Align2,
    text: String,
    weight: Weight,
}

/// Draws the lines of the grid that the settings ask for; below everything but the ground.
pub fn draw(cx: &mut Cx<'_>, painter: &Painter, viewport: &Viewport) {
    let grid = cx.state.settings.coordinates.grid;
    if grid == Grid::None {
        return;
    }
    let of = (grid, viewport.camera, viewport.rect);
    let memory = &mut cx.memory.map.grid;
    if memory.of != Some(of) {
        memory.of = Some(of);
        memory.drawn = match grid {
            Grid::Mgrs => mgrs::lines(viewport),
            _ => graticule::lines(viewport),
        };
    }
    let theme = cx.theme;
    let color = |weight: Weight| {
        theme.map_label.gamma_multiply(match weight {
            Weight::Strong => 0.45,
            Weight::Fine => 0.28,
        })
    };
    for (weight, line) in &memory.drawn.lines {
        let width = if *weight == Weight::Strong { 1.3 } else { 1.0 };
        painter.line(line.clone(), Stroke::new(width, color(*weight)));
    }
}

/// Draws names and numbers of the grid, clear of what is taken; returns what they take.
pub fn draw_words(
    cx: &Cx<'_>,
    painter: &Painter,
    viewport: &Viewport,
    taken: &[Rect],
) -> Vec<Rect> {
    let memory = &cx.memory.map.grid;
    if cx.state.settings.coordinates.grid == Grid::None {
        return Vec::new();
    }
    let theme = cx.theme;
    let mut drawn: Vec<Rect> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    for words in &memory.drawn.words {
        // A zone has several places for its name, and needs one.
        if words.weight == Weight::Strong && names.contains(&words.text.as_str()) {
            continue;
        }
        let font = medium(match words.weight {
            Weight::Strong => size::BODY,
            Weight::Fine => size::SMALL,
        });
        let ink = if words.weight == Weight::Strong {
            theme.secondary
        } else {
            theme.map_label
        };
        let galley = painter.layout_no_wrap(words.text.clone(), font, ink);
        let rect = words.anchor.anchor_size(words.at, galley.size());
        let mut others = taken.iter().chain(&drawn);
        if viewport.rect.contains_rect(rect)
            && !others.any(|other| other.intersects(rect.expand(3.0)))
        {
            drawn.push(rect);
            if words.weight == Weight::Strong {
                names.push(&words.text);
            }
            paint(painter, rect.min, &galley, theme.land);
        }
    }
    drawn
}

/// From the map's edge to a number, in points.
const INSET: Vec2 = Vec2::new(4.0, 3.0);
