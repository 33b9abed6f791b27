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
pub mod stack_list;
pub mod tools;

use std::sync::Arc;

use eframe::egui::{
    self, Align2, CursorIcon, Key, Painter, Rect, Response, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo,
};
use eframe::egui_wgpu::RenderState;

use crate::model::ground::{TileSetAbout, TileSource, Tiles};
use crate::model::place::LatLon;
use crate::query::known::Known;
use crate::state::Notice;
use crate::state::action::Action;
use crate::ui::map::annotate::Annotating;
use crate::ui::map::annotations::{Annotations, Traced, Worded};
use crate::ui::map::basemap::Basemap;
use crate::ui::map::camera::Viewport;
use crate::ui::map::cloud::Cloud;
use crate::ui::map::crowd::{Crowd, DrawnAs};
use crate::ui::map::events::{Layer, Links};
use crate::ui::map::lasso::Hand;
use crate::ui::map::marks::{Mark, Marks, Spot};
use crate::ui::map::points::layer::PointLayer;
use crate::ui::{Cx, Surface};

/// Symbols that are widgets of their own, for the keyboard and for screen readers. Past this a list of them
/// helps nobody, and each costs; the pointer reaches all the same.
const NODES_MAX: usize = 400;

/// The scale bar keeps clear of what reaches this far from the map's right edge, in points.
const SCALE_ROOM: f32 = 160.0;

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

/// One frame's view of the events.
struct Sight {
    viewport: Viewport,
    painter: Painter,
    /// By position.
    places: Arc<Vec<Mark>>,
    /// As they are drawn.
    marks: Arc<Vec<Mark>>,
    spots: Vec<Spot>,
    /// What the pointer is at.
    picked: Option<Spot>,
    /// The events, where they are too many for symbols.
    points: Option<Cloud>,
    annotations: Annotations,
}

impl Sight {
    fn draw(&self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Self {
            viewport,
            painter,
            places,
            marks,
            spots,
            ..
        } = self;
        let state = cx.state;
        let row_of = |id: &Option<_>| id.as_ref().and_then(|id| state.dataset.row(id));
        let selected = row_of(&state.view.selection);
        let layer = Layer {
            painter,
            viewport,
            theme: cx.theme,
            ground: state.ground(),
            dataset: &state.dataset,
            zones: state.zones(),
            places,
            marks,
            spots,
            selected,
            hovered: row_of(&cx.memory.hover),
            lights: &self.annotations.lights,
        };
        let mut links = std::mem::take(&mut cx.memory.map.links);
        let origins = cx.derived.origins(&state.dataset);
        let known = Known::by(&state.dataset, state.window());
        let mut drawn = layer.draw(links.of(cx), &origins, &known);
        drawn.points = self.points.as_ref().map(|cloud| cloud.shown);
        cx.memory.map.links = links;
        self.annotations.draw(painter, viewport, cx.theme);
        drawn.annotated = self.annotations.first_color(cx.theme);
        let texts = self.annotations.draw_texts(painter, cx.theme);
        drawn.texts = texts.iter().map(|text| text.rect).collect();

        // Names, scale and credit come with the ground that they are of: a frame later than the events when a window
        // opens.
        let has_ground = cx.memory.map.basemap.has_ground(state.ground());
        let is_preview = cx.memory.surface == Surface::Preview;
        let mut furniture = cx.memory.map.room.taken.clone();
        let inner = viewport.rect.shrink(cx.memory.map.room.margin);
        let inner = Viewport::new(inner, viewport.camera);
        let credit = cx.memory.map.basemap.attribution(state.ground());
        if has_ground && !is_preview {
            furniture.push(furniture::attribution(painter, &inner, cx.theme, &credit));
        }
        let legend = (!is_preview).then(|| legend::draw(cx, &layer, &drawn));
        furniture.extend(legend.flatten());
        if has_ground && !is_preview {
            let at_right = |rect: &&Rect| rect.right() > viewport.rect.right() - SCALE_ROOM;
            let below = |rect: &&Rect| rect.center().y > viewport.rect.center().y;
            let in_corner = furniture.iter().find(|rect| below(rect) && at_right(rect));
            let legend = in_corner.copied();
            furniture.extend(furniture::scale_bar(painter, &inner, cx.theme, legend));
        }
        if cx.memory.surface == Surface::Window {
            let zoom = furniture::zoom_buttons(ui, cx, viewport);
            let tools = tools::buttons(ui, cx, zoom, viewport.rect);
            furniture.extend(annotate::show_bar(ui, cx, viewport, tools, &furniture));
            furniture.extend([zoom, tools]);
        }
        if let Some(lines) = self.nothing_to_see(cx) {
            let rect = legend::draw_empty(painter, viewport, cx.theme, lines, &furniture);
            furniture.push(rect);
        }
        let event = selected.map(|row| state.dataset.event(row));
        let list = self.open_stack(cx).map(|(_, rect)| rect);
        let mut taken = [
            furniture.as_slice(),
            drawn.taken.as_slice(),
            list.as_slice(),
        ]
        .concat();
        if cx.memory.surface == Surface::Window {
            taken.extend(pin::taken(cx, painter, viewport));
        }
        let symbols = self.spots.iter().map(marks::symbol_rect);
        let in_the_way: Vec<Rect> = taken.iter().copied().chain(symbols).collect();
        if !is_preview {
            taken.extend(grid::draw_words(cx, painter, viewport, &in_the_way));
        }
        let words = self.annotation_words(cx, texts, &furniture, &taken);
        taken.extend(words.iter().map(|words| words.rect));
        let arrows = self.annotations.traced().iter();
        taken.extend(arrows.flat_map(Traced::along));
        cx.memory.map.annotate.words = words;
        if has_ground {
            labels::draw(&layer, event.as_deref(), &drawn.rivals, &known, taken);
        }
        if cx.memory.surface == Surface::Window {
            rivals::interact(ui, viewport, &drawn.rivals);
        }
        cx.memory.map.covered = furniture;
    }

    /// The words of annotations come before all labels, which keep clear of them.
    fn annotation_words(
        &self,
        cx: &Cx<'_>,
        texts: Vec<Worded>,
        furniture: &[Rect],
        taken: &[Rect],
    ) -> Vec<Worded> {
        if self.annotations.traced().is_empty() {
            return Vec::new();
        }
        let symbols = self.spots.iter().map(marks::symbol_rect);
        let taken: Vec<Rect> = taken.iter().copied().chain(symbols).collect();
        let Self {
            viewport, painter, ..
        } = self;
        self.annotations
            .draw_words(painter, viewport, cx.theme, texts, [furniture, &taken])
    }

    /// What is being drawn, and the buttons of what was: above the events.
    fn areas(&self, ui: &Ui, cx: &mut Cx<'_>) {
        let Self {
            viewport, painter, ..
        } = self;
        let buttons = lasso::removal_buttons(ui, cx, viewport);
        let words = lasso::draw_drawing(ui, cx, painter, viewport);
        cx.memory.map.covered.extend(buttons);
        cx.memory.map.covered.extend(words);
    }

    /// What to say where no event is in sight.
    fn nothing_to_see(&self, cx: &mut Cx<'_>) -> Option<[&'static str; 2]> {
        if cx.memory.map.drawing.tool().is_some()
            || cx.memory.map.annotate.is_open()
            || cx.memory.map.measuring.is_active()
        {
            // The hand is at work, and told what to do.
            return None;
        }
        if self
            .spots
            .iter()
            .any(|spot| self.viewport.rect.contains(spot.pos))
            || self.points.is_some()
        {
            return None;
        }
        let counts = cx.matching().counts;
        Some(if counts.total == 0 {
            ["No events", "The collection that is open holds none."]
        } else if !self.marks.is_empty() {
            if self.places.iter().any(|mark| !mark.shaped.is_empty()) {
                // An area may well reach into sight while its middle is out of it.
                return None;
            }
            [
                "What matches lies outside this part of the map",
                "Press F to go there.",
            ]
        } else if counts.matching + counts.undated > 0 {
            [
                "None of the events that match has a place",
                "They are on the timeline; step through them with the arrow keys up and down.",
            ]
        } else {
            [
                "No event matches",
                "Widen the window on the timeline, or press X to clear the filter.",
            ]
        })
    }

    fn interact(&self, ui: &mut Ui, cx: &mut Cx<'_>, map: &Response) {
        let mut pressed = None;
        for spot in self.spots.iter().take(NODES_MAX) {
            if self.viewport.rect.contains(spot.pos) && self.node(ui, cx, spot) {
                pressed = Some(*spot);
            }
        }
        let keyboard =
            ui.input(|input| input.key_pressed(Key::Enter) || input.key_pressed(Key::Space));
        let clicked_ground = map.clicked() && pressed.is_none();
        if let Some(spot) = pressed.or(self.picked.filter(|_| clicked_ground)) {
            self.press(ui, cx, &spot, keyboard);
        } else if let Some(cloud) = self
            .points
            .as_ref()
            .filter(|cloud| clicked_ground && cloud.is_hit())
        {
            cloud.press(cx, &self.viewport);
        } else if clicked_ground
            && cx.memory.open_stack.take().is_none()
            && cx.state.view.selection.is_some()
        {
            cx.push(Action::Select(None));
        }
        if let Some(spot) = self.picked {
            ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
            if let [row] = self.marks[spot.idx].rows.as_slice() {
                let id = cx.state.dataset.id(*row);
                cx.hover(&id);
            }
        }
        if let Some(cloud) = self.points.as_ref().filter(|_| self.picked.is_none()) {
            cloud.hover(ui, cx, &self.viewport);
        }
        let list = self.open_list(ui, cx);
        if let Some(spot) = self.picked.filter(|_| !cx.memory.still)
            && !map.dragged()
            && !list.is_some_and(|list| list.contains(spot.pos))
            && cx.memory.open_stack != Some(self.marks[spot.idx].at)
        {
            stack_list::hover_card(ui, cx, &self.viewport, &spot, &self.marks[spot.idx]);
        }
    }

    /// A symbol as a widget; whether it was pressed.
    fn node(&self, ui: &Ui, cx: &mut Cx<'_>, spot: &Spot) -> bool {
        let mark = &self.marks[spot.idx];
        let dataset = &cx.state.dataset;
        let id = ui
            .scope_id()
            .with(("mark", mark.at.lat.to_bits(), mark.at.lon.to_bits()))
            .with(spot.copy);
        let response = ui.interact(marks::symbol_rect(spot), id, Sense::click());
        let is_selected = cx
            .state
            .view
            .selection
            .as_ref()
            .is_some_and(|id| mark.holds(dataset, id));
        response.widget_info(|| {
            WidgetInfo::selected(egui::Role::Button, true, is_selected, mark.label(dataset))
        });
        if response.has_focus() {
            let ring = Stroke::new(2.0, cx.theme.accent);
            let rect = marks::symbol_rect(spot).expand(3.0);
            self.painter
                .rect_stroke(rect, 4.0, ring, StrokeKind::Outside);
            if let [row] = mark.rows.as_slice() {
                let id = dataset.id(*row);
                cx.hover(&id);
            }
        }
        response.clicked()
    }

    /// Selects an event, or opens or closes a stack.
    fn press(&self, ui: &Ui, cx: &mut Cx<'_>, spot: &Spot, by_key: bool) {
        let mark = &self.marks[spot.idx];
        match mark.rows.as_slice() {
            [row] => {
                cx.memory.open_stack = None;
                let id = cx.state.dataset.id(*row);
                cx.push(Action::Select(Some(id)));
            }
            rows => {
                let is_open = cx.memory.open_stack == Some(mark.at);
                cx.memory.open_stack = (!is_open).then_some(mark.at);
                if let Some(first) = rows.first().filter(|_| by_key && !is_open) {
                    ui.memory_mut(|memory| memory.request_focus(stack_list::row_id(*first)));
                }
            }
        }
    }

    /// The open stack, and where its list lies.
    fn open_stack(&self, cx: &Cx<'_>) -> Option<(&Mark, Rect)> {
        let at = cx.memory.open_stack?;
        let spot = events::spot_at(&self.marks, &self.spots, at)?;
        let mark = &self.marks[spot.idx];
        let rect = stack_list::placed(&self.viewport, &spot, mark.rows.len());
        mark.is_stack().then_some((mark, rect))
    }

    /// Draws the list of the open stack; returns what it covers.
    fn open_list(&self, ui: &mut Ui, cx: &mut Cx<'_>) -> Option<Rect> {
        let Some((mark, rect)) = self.open_stack(cx) else {
            // What matches has changed under it, or the map has moved on.
            cx.memory.open_stack = None;
            return None;
        };
        stack_list::show(ui, cx, mark, rect);
        cx.memory.map.covered.push(rect);
        Some(rect)
    }
}

#[cfg(test)]
mod tests;
