//! The map: the ground, the events on it, and what the hand does with both.
//!
//! Drawn from the ground up: tiles, areas and halos, links, symbols, furniture, labels, then whatever lies above.
//! `View.camera` is the truth; gestures become actions.

pub mod annotate;
pub mod annotations;
pub mod archive_style;
pub mod basemap;
pub mod camera;
pub mod cloud;
pub mod crowd;
pub mod events;
pub mod furniture;
pub mod gazetteer;
pub mod gpu;
pub mod grid;
pub mod ground_style;
pub mod labels;
pub mod lasso;
pub mod legend;
pub mod marks;
pub mod measure;
pub mod pin;
pub mod points;
pub mod rivals;
pub mod shapes;
mod sight;
pub mod stack_list;
pub mod tools;

use std::sync::Arc;

use eframe::egui::{
    self, Align2, CursorIcon, Painter, Rect, Response, Stroke, StrokeKind, Ui, WidgetInfo,
};
use eframe::egui_wgpu::RenderState;

use crate::model::ground::{TileSetAbout, TileSource, Tiles};
use crate::model::place::LatLon;
use crate::state::Notice;
use crate::state::action::Action;
use crate::ui::map::annotate::Annotating;
use crate::ui::map::annotations::Annotations;
use crate::ui::map::basemap::Basemap;
use crate::ui::map::camera::Viewport;
use crate::ui::map::cloud::Cloud;
use crate::ui::map::crowd::{Crowd, DrawnAs};
use crate::ui::map::events::Links;
use crate::ui::map::lasso::Hand;
use crate::ui::map::marks::Marks;
use crate::ui::map::points::layer::PointLayer;
use crate::ui::map::sight::Sight;
use crate::ui::{Cx, Surface};

/// What the map keeps between frames.
pub struct MapMemory {
    basemap: Basemap,
    marks: Marks,
    crowd: Crowd,
    points: PointLayer,
    links: Links,
    /// The box or lasso that the hand draws.
    pub drawing: lasso::Drawing,
    /// What the hand does to annotations.
    pub annotate: Annotating,
    /// What is being measured.
    pub measuring: measure::Measuring,
    /// The place that was gone to.
    pub pin: Option<pin::Pin>,
    /// The coordinate is to be copied in the next frame.
    pub copy: bool,
    copied: Option<pin::Copied>,
    /// Where the menu of the map was asked for.
    asked_at: Option<LatLon>,
    grid: grid::GridMemory,
    /// What lay over the ground in the last frame: there the wheel is not the map's.
    covered: Vec<Rect>,
    /// What presenting lays over the map.
    pub room: Room,
}

/// What somebody else lays over the map, and the corner that is left to the legend.
#[derive(Clone, Debug, Default)]
pub struct Room {
    pub taken: Vec<Rect>,
    pub legend: Option<Align2>,
    /// What stands around the map stays so much farther from its edge, in points.
    pub margin: f32,
    /// A page lies over all of it: hand and wheel are not the map's.
    pub covered: bool,
}

impl MapMemory {
    /// For a window, or for pictures if `still`.
    pub fn new(still: bool) -> Self {
        Self {
            basemap: Basemap::new(still),
            marks: Marks::default(),
            crowd: Crowd::default(),
            points: PointLayer::default(),
            links: Links::default(),
            drawing: lasso::Drawing::default(),
            annotate: Annotating::default(),
            measuring: measure::Measuring::default(),
            pin: None,
            copy: false,
            copied: None,
            asked_at: None,
            grid: grid::GridMemory::default(),
            covered: Vec::new(),
            room: Room::default(),
        }
    }

    /// Has the tiles of files and servers come from somewhere; without it the embedded map is all there is.
    pub fn serve(&mut self, tiles: Option<Tiles>) {
        self.basemap.serve(tiles);
    }

    /// Who gets them.
    pub fn tiles(&self) -> Option<Tiles> {
        self.basemap.tiles()
    }

    /// What a source of tiles says of itself, once it is known.
    pub fn about(&self, source: &TileSource) -> Option<&TileSetAbout> {
        self.basemap.about(source)
    }

    /// Whether a source turned out not to be readable.
    pub fn is_broken(&self, source: &TileSource) -> bool {
        self.basemap.is_broken(source)
    }

    /// Lets the adapter draw points, where it is faster than the processor. For a window: a picture is the same
    /// on every machine.
    pub fn draw_points_with(&mut self, render_state: &RenderState) {
        self.points = PointLayer::for_adapter(render_state);
    }
}

/// Draws the map into all that is left of `ui`.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let rect = ui.available_rect_before_wrap();
    if !rect.is_positive() {
        return;
    }
    let size = (rect.width(), rect.height());
    if cx.state.map_size != size {
        cx.push(Action::MapResized(size.0, size.1));
    }
    let viewport = Viewport::new(rect, cx.state.view.camera);
    let painter = ui.painter_at(rect);
    // Off the edge of the world there is sea all around.
    painter.add(gpu::fill(rect, cx.theme.water));
    let basemap = &mut cx.memory.map.basemap;
    basemap.ask_again(cx.state.network.pulse.revision);
    let response = basemap.show(ui, &viewport, cx.theme, cx.state.ground());
    for (source, words) in basemap.news() {
        cx.push(Action::Notify(broken_ground(&source, words)));
    }
    name_map(ui, cx, &painter, &response);

    let surface = cx.memory.surface;
    let is_shown_only = matches!(surface, Surface::Presenting | Surface::Preview);
    let over = ui.rect_contains_pointer(rect) && !is_covered(ui, cx);
    let hand = lasso::interact(ui, cx, &response, &viewport);
    let hand = annotate::interact(ui, cx, &response, &viewport, hand);
    let measures = measure::interact(ui, cx, &response, &viewport, hand);
    // Two clicks one after the other are two steps of a presentation, and do not zoom.
    let is_step =
        (is_shown_only || measures) && response.double_clicked() || cx.memory.map.room.covered;
    if let Some(camera) = camera::gestures(ui, &response, &viewport, over, hand)
        && !is_step
    {
        cx.push(Action::SetCamera(camera));
    }
    let pointer = ui.input(|input| input.pointer.hover_pos());
    let pointer = pointer.filter(|_| over && !is_shown_only);
    cx.memory.pointer = pointer.and_then(|at| viewport.to_ground(at));
    if cx.memory.surface == Surface::Window {
        pin::menu(ui, cx, &response);
    }

    let found = cx.matching();
    let dataset = &cx.state.dataset;
    let drawing = cx.memory.map.crowd.drawn_as(dataset, &found, &viewport);
    let rows = match &drawing {
        DrawnAs::Symbols(rows) => Arc::clone(rows),
        // Only what one looks at keeps its symbol.
        DrawnAs::Points(sets, _) => {
            let looked_at = [&cx.state.view.selection, &cx.memory.hover];
            let rows = looked_at.into_iter().flatten();
            Arc::new(sets.only(rows.filter_map(|id| dataset.row(id))))
        }
    };
    let places = cx.memory.map.marks.of(dataset, &found, &rows);
    let marks = cx.memory.map.marks.grouped(viewport.camera.zoom);
    let spots = marks::spots(&marks, &viewport, 24.0);
    let picked = pointer.and_then(|at| marks::nearest(&spots, at));
    let points = match drawing {
        DrawnAs::Symbols(_) => None,
        DrawnAs::Points(sets, version) => Some(Cloud::draw(
            cx, &painter, &viewport, &sets, version, pointer,
        )),
    };
    let annotations = annotate::shown(cx.state, &cx.memory.map.annotate);
    let annotations = Annotations::of(&annotations, &viewport);
    let sight = Sight {
        viewport,
        painter,
        places,
        marks,
        spots,
        picked,
        points,
        annotations,
    };
    if cx.memory.surface != Surface::Preview {
        grid::draw(cx, &sight.painter, &sight.viewport);
    }
    lasso::draw_outlines(cx, &sight.painter, &sight.viewport);
    sight.draw(ui, cx);
    match hand {
        _ if is_shown_only => {}
        Hand::Moves if measures => cx.memory.open_stack = None,
        Hand::Moves => sight.interact(ui, cx, &response),
        Hand::Draws => cx.memory.open_stack = None,
    }
    annotate::show_nodes(ui, cx, &sight.viewport, &sight.annotations);
    if cx.memory.surface == Surface::Window {
        measure::show(ui, cx, &sight.painter, &sight.viewport);
        pin::show(ui, cx, &sight.painter, &sight.viewport);
        pin::show_copied(ui, cx, &sight.painter, &sight.viewport);
    }
    if cx.memory.surface == Surface::Window {
        sight.areas(ui, cx);
    }
}

/// Whether something lies over the ground where the pointer is.
fn is_covered(ui: &Ui, cx: &Cx<'_>) -> bool {
    let at = ui.input(|input| input.pointer.latest_pos());
    at.is_some_and(|at| cx.memory.map.covered.iter().any(|rect| rect.contains(at)))
}

/// What is said of a source that cannot be drawn; the embedded map is there all the same.
fn broken_ground(source: &TileSource, words: String) -> Notice {
    let text = format!("{} cannot be shown on the map", source.name());
    let mut details = vec![words];
    if let TileSource::Archive(path) = source {
        details.push(path.display().to_string());
    }
    Notice::warning(text, details)
}

fn name_map(ui: &Ui, cx: &Cx<'_>, painter: &Painter, response: &Response) {
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Pane, true, "Map"));
    if response.has_focus() {
        let ring = Stroke::new(1.5, cx.theme.accent);
        painter.rect_stroke(response.rect, 0.0, ring, StrokeKind::Inside);
    }
    if response.dragged() {
        ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
    }
}

#[cfg(test)]
mod tests;
