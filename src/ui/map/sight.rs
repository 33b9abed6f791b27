//! One frame's view of the events: drawn from the ground up, and what pointer and keyboard do with it.

use std::borrow::Cow;
use std::sync::Arc;

use eframe::egui::{
    self, CursorIcon, Key, Painter, Rect, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
};

use crate::query::known::Known;
use crate::state::action::Action;
use crate::ui::map::annotations::{Annotations, Traced, Worded};
use crate::ui::map::camera::Viewport;
use crate::ui::map::cloud::Cloud;
use crate::ui::map::events::Layer;
use crate::ui::map::marks::{Mark, Spot};
use crate::ui::map::{
    annotate, events, furniture, grid, labels, lasso, legend, marks, pin, rivals, stack_list, tools,
};
use crate::ui::{Cx, Surface, finder};

/// Symbols that are widgets of their own, for the keyboard and for screen readers. Past this a list of them
/// helps nobody, and each costs; the pointer reaches all the same.
const NODES_MAX: usize = 400;

/// The scale bar keeps clear of what reaches this far from the map's right edge, in points.
const SCALE_ROOM: f32 = 160.0;

/// One frame's view of the events.
pub(super) struct Sight {
    pub(super) viewport: Viewport,
    pub(super) painter: Painter,
    /// By position.
    pub(super) places: Arc<Vec<Mark>>,
    /// As they are drawn.
    pub(super) marks: Arc<Vec<Mark>>,
    pub(super) spots: Vec<Spot>,
    /// What the pointer is at.
    pub(super) picked: Option<Spot>,
    /// The events, where they are too many for symbols.
    pub(super) points: Option<Cloud>,
    pub(super) annotations: Annotations,
}

impl Sight {
    pub(super) fn draw(&self, ui: &mut Ui, cx: &mut Cx<'_>) {
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
        if let Some([headline, advice]) = self.nothing_to_see(painter.ctx(), cx) {
            let lines = [&*headline, &*advice];
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
    pub(super) fn areas(&self, ui: &Ui, cx: &mut Cx<'_>) {
        let Self {
            viewport, painter, ..
        } = self;
        let buttons = lasso::removal_buttons(ui, cx, viewport);
        let words = lasso::draw_drawing(ui, cx, painter, viewport);
        cx.memory.map.covered.extend(buttons);
        cx.memory.map.covered.extend(words);
    }

    /// What to say where no event is in sight.
    fn nothing_to_see(
        &self,
        ctx: &egui::Context,
        cx: &mut Cx<'_>,
    ) -> Option<[Cow<'static, str>; 2]> {
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
        let [headline, advice] = if counts.total == 0 {
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
            let advice = finder::advice(ctx, cx);
            return Some(["No event matches".into(), advice.into()]);
        };
        Some([headline.into(), advice.into()])
    }

    pub(super) fn interact(&self, ui: &mut Ui, cx: &mut Cx<'_>, map: &Response) {
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
