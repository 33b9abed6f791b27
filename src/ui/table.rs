//! The matching events as a table, in the map's place: sorted by any column, selected and hovered with the map.
//!
//! Only rows in sight are laid out, and only they are read, so a million rows cost no more than forty.
//! Undated events come last; what is only possibly in the window is drawn as softly as on the map.

pub mod columns;
pub mod order;
pub mod scroll;

use eframe::egui::{
    self, Align, Align2, CornerRadius, CursorIcon, Id, Key, Layout, Modifiers, Rect, Role, Sense,
    Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2,
};

use self::columns::{Column, Placed, placed};
use self::order::{Order, Rows, SORTED_MAX, Sorting, n_rows, possible};
use self::scroll::Scroll;
use crate::model::number::grouped;
use crate::model::time::Membership;
use crate::state::action::Action;
use crate::store::Row;
use crate::ui::command::Command;
use crate::ui::symbols::Symbol;
use crate::ui::theme::{medium, regular, size, space};
use crate::ui::{Cx, finder, keyboard, list_keys, widgets};

const HEADER: f32 = 40.0;
/// From the panel's edge to the first column, in points.
const INSET: f32 = 16.0;
/// How soft an event is that is undated or only possibly in the window, as on the map.
const SOFT: f32 = 0.5;

/// What the table keeps between frames.
#[derive(Debug, Default)]
pub struct TableMemory {
    sorting: Sorting,
    order: Order,
    scroll: Scroll,
    /// The row that the keyboard is at.
    cursor: usize,
    /// The keyboard goes to the rows in the next frame.
    pub wants_focus: bool,
    /// The keyboard is at the rows.
    pub has_focus: bool,
    /// The selection that was scrolled to last.
    revealed: Option<crate::model::event::EventId>,
}

impl TableMemory {
    /// Lets go of what it holds of a collection, while it is not shown.
    pub fn forget(&mut self) {
        self.order = Order::default();
        self.has_focus = false;
    }
}

/// Draws the table into all that is left of `ui`.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let rect = ui.available_rect_before_wrap();
    if !rect.is_positive() {
        return;
    }
    cx.memory.pointer = None;
    let mut memory = std::mem::take(&mut cx.memory.table);
    let found = cx.matching();
    let n = n_rows(&found);
    let sorting = possible(memory.sorting, n);
    let top = Rect::from_min_size(rect.min, vec2(rect.width(), HEADER));
    strip(ui, cx, top, n, sorting != memory.sorting);
    let room = Rect::from_min_max(top.left_bottom(), rect.max);
    let columns = placed(room.width() - 2.0 * INSET - scroll::BAR);
    let head = Rect::from_min_size(room.min, vec2(room.width(), space::ROW));
    for column in &columns {
        head_cell(ui, cx, &mut memory, head, column, n, sorting);
    }
    let hairline = Stroke::new(1.0, cx.theme.hairline);
    ui.painter().hline(head.x_range(), head.bottom(), hairline);
    let body = Rect::from_min_max(head.left_bottom() + vec2(0.0, 1.0), rect.max);
    if n == 0 {
        nothing(ui, cx, body);
    } else {
        let mut order = std::mem::take(&mut memory.order);
        let rows = order.rows(&cx.state.dataset, &found, sorting);
        body_ui(ui, cx, &mut memory, body, &columns, rows);
        memory.order = order;
    }
    cx.memory.table = memory;
}

/// How many there are, in what order, and the way back to the map.
fn strip(ui: &mut Ui, cx: &mut Cx<'_>, rect: Rect, n: usize, is_too_long: bool) {
    let theme = cx.theme;
    let counts = cx.matching().counts;
    let inner = rect.shrink2(vec2(INSET, 0.0));
    let mut ui = ui.new_child(
        egui::UiBuilder::new()
            .max_rect(inner)
            .layout(Layout::right_to_left(Align::Center)),
    );
    if widgets::button(&mut ui, theme, "Map", false, true)
        .on_hover_text("Show the map (T)")
        .clicked()
    {
        keyboard::run(cx, Command::ToggleTable);
    }
    ui.add_space(8.0);
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        let plural = if n == 1 { "event" } else { "events" };
        let mut words = format!("{} {plural}", grouped(n as u64));
        if counts.undated > 0 {
            words = format!(
                "{words}, {} of them {}",
                grouped(counts.undated as u64),
                counts.clock.undated()
            );
        }
        let width = ui.available_width();
        widgets::elided_label(ui, &words, medium(size::BODY), theme.text, width);
        if is_too_long {
            let words = format!(
                "In time order: more than {} rows are not sorted otherwise",
                grouped(SORTED_MAX as u64)
            );
            let width = ui.available_width();
            widgets::elided_label(
                ui,
                &words,
                regular(size::SMALL + 1.0),
                theme.secondary,
                width,
            );
        }
    });
}

/// The name of a column, which sorts by it.
fn head_cell(
    ui: &Ui,
    cx: &Cx<'_>,
    memory: &mut TableMemory,
    head: Rect,
    placed: &Placed,
    n: usize,
    sorting: Sorting,
) {
    let theme = cx.theme;
    let Placed {
        column,
        left,
        width,
    } = *placed;
    let left = head.left() + INSET + left;
    let rect = Rect::from_min_size(pos2(left, head.top()), vec2(width, head.height()));
    let enabled = column == Column::Time || n <= SORTED_MAX;
    let response = ui.interact(rect, ui.scope_id().with(("head", column)), Sense::click());
    let is_sorted = sorting.column == column;
    let arrow = match (is_sorted, sorting.descending) {
        (false, _) => "",
        (true, false) => " ↑",
        (true, true) => " ↓",
    };
    response.widget_info(|| {
        let way = match (is_sorted, sorting.descending) {
            (false, _) => "",
            (true, false) => ", sorted upwards",
            (true, true) => ", sorted downwards",
        };
        WidgetInfo::labeled(
            Role::ColumnHeader,
            enabled,
            format!("{}{way}", column.label()),
        )
    });
    let color = if !enabled {
        theme.faint
    } else if is_sorted || response.hovered() || response.has_focus() {
        theme.text
    } else {
        theme.secondary
    };
    // Over a symbol there is no room for a word.
    let name = if width <= columns::SYMBOL {
        ""
    } else {
        column.label()
    };
    let words = format!("{name}{arrow}");
    let (at, anchor) = if column.is_number() {
        (rect.right_center(), Align2::RIGHT_CENTER)
    } else {
        (rect.left_center(), Align2::LEFT_CENTER)
    };
    let font = medium(size::SMALL + 1.0);
    ui.painter().text(at, anchor, words, font, color);
    if response.has_focus() {
        let ring = Stroke::new(1.0, theme.accent);
        let ring_rect = rect.expand2(vec2(4.0, -2.0));
        ui.painter()
            .rect_stroke(ring_rect, 4.0, ring, StrokeKind::Inside);
    }
    if !enabled {
        let words = format!(
            "More than {SORTED_MAX} rows are only shown in time order; filter further to sort them"
        );
        response.on_hover_text(words);
    } else if response.on_hover_cursor(CursorIcon::PointingHand).clicked() {
        memory.sorting = Sorting {
            column,
            descending: is_sorted && !sorting.descending,
        };
        memory.scroll.rewind();
        memory.cursor = 0;
    }
}

fn nothing(ui: &Ui, cx: &mut Cx<'_>, body: Rect) {
    let theme = cx.theme;
    let is_empty = cx.state.dataset.is_empty();
    let lines = if is_empty {
        [
            "No events".to_owned(),
            "The collection that is open holds none.".to_owned(),
        ]
    } else {
        ["No event matches".to_owned(), finder::advice(ui.ctx(), cx)]
    };
    let fonts = [
        (medium(size::QUOTE), theme.text),
        (regular(size::BODY), theme.secondary),
    ];
    let mut y = body.top() + (body.height() * 0.3).min(120.0);
    for (line, (font, color)) in lines.into_iter().zip(fonts) {
        let galley = ui
            .painter()
            .layout(line, font, color, body.width() - 2.0 * INSET);
        let at = pos2(body.center().x - galley.size().x / 2.0, y);
        y += galley.size().y + 6.0;
        ui.painter().galley(at, galley, color);
    }
}

fn body_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    memory: &mut TableMemory,
    body: Rect,
    columns: &[Placed],
    rows: Rows<'_>,
) {
    let id = Id::unique("table rows");
    // Focusable without being in the way of the clicks on rows.
    let response = ui.interact(body, id, Sense::FOCUSABLE);
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Table, true, format!("Table of {} events", rows.n()))
    });
    if std::mem::take(&mut memory.wants_focus) {
        response.request_focus();
    }
    memory.has_focus = response.has_focus();
    memory.cursor = memory.cursor.min(rows.n() - 1);
    follow_selection(cx, memory, body, rows);
    if memory.has_focus {
        keys(ui, cx, memory, &response, body, rows);
    }
    let sight = memory.scroll.show(ui, cx.theme, body, rows.n(), space::ROW);
    let clip = ui.clip_rect();
    ui.set_clip_rect(body.intersect(clip));
    for (line, idx) in sight.rows.clone().enumerate() {
        let top = body.top() + sight.offset + line as f32 * space::ROW;
        let width = body.width() - scroll::BAR;
        let rect = Rect::from_min_size(pos2(body.left(), top), vec2(width, space::ROW));
        let at_cursor = memory.has_focus && memory.cursor == idx;
        let Some(row) = rows.get(idx) else {
            break;
        };
        let row = TableRow {
            row,
            rect,
            at_cursor,
        };
        if row.show(ui, cx, columns) {
            memory.cursor = idx;
            response.request_focus();
        }
    }
    ui.set_clip_rect(clip);
}

/// What is selected elsewhere is scrolled to, once.
fn follow_selection(cx: &Cx<'_>, memory: &mut TableMemory, body: Rect, rows: Rows<'_>) {
    let selection = &cx.state.view.selection;
    if memory.revealed == *selection {
        return;
    }
    memory.revealed.clone_from(selection);
    let row = selection.as_ref().and_then(|id| cx.state.dataset.row(id));
    let at = row.and_then(|row| rows.position(row));
    if let Some(at) = at {
        memory.cursor = at;
        memory.scroll.reveal(at, body, space::ROW);
    }
}

/// Arrows, Page, Home and End move; Enter and Space select.
fn keys(
    ui: &Ui,
    cx: &mut Cx<'_>,
    memory: &mut TableMemory,
    response: &egui::Response,
    body: Rect,
    rows: Rows<'_>,
) {
    let page = (body.height() / space::ROW) as usize;
    let before = memory.cursor;
    memory.cursor = list_keys::moved(ui, response.id, before, rows.n(), page);
    if memory.cursor != before {
        memory.scroll.reveal(memory.cursor, body, space::ROW);
    }
    let Some(row) = rows.get(memory.cursor) else {
        return;
    };
    let id = cx.state.dataset.id(row);
    cx.hover(&id);
    let take = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if take(Key::Enter) || take(Key::Space) {
        cx.push(Action::Select(Some(id)));
    }
}

struct TableRow {
    row: Row,
    rect: Rect,
    at_cursor: bool,
}

impl TableRow {
    /// Draws it; whether it was clicked.
    fn show(&self, ui: &Ui, cx: &mut Cx<'_>, columns: &[Placed]) -> bool {
        let Self {
            row,
            rect,
            at_cursor,
        } = *self;
        let theme = cx.theme;
        let dataset = std::sync::Arc::clone(&cx.state.dataset);
        let event = dataset.event(row);
        let membership = dataset
            .time(row)
            .map(|time| time.membership(cx.state.window()));
        let is_selected = cx.is_selected(&event.id);
        // In the tab order there is the table, not every row of it.
        let response = ui.interact(rect, Id::unique(("table row", row)), Sense::CLICK);
        response.widget_info(|| {
            let known = match membership {
                None => dataset.clock().undated(),
                Some(Membership::PossibleOnly) => "possibly in the window",
                Some(_) => "certainly in the window",
            };
            let label = format!(
                "{}, {}, {known}",
                event.title,
                Column::Time.text(&dataset, row, &event, cx.state.zones())
            );
            WidgetInfo::selected(Role::Row, true, is_selected, label)
        });
        let radius = CornerRadius::same(space::RADIUS - 1);
        let ground = rect.shrink2(vec2(6.0, 0.0));
        let painter = ui.painter();
        if is_selected {
            painter.rect_filled(ground, radius, theme.accent.gamma_multiply(0.20));
        }
        if response.hovered() || cx.is_hovered(&event.id) {
            painter.rect_filled(ground, radius, theme.text.gamma_multiply(0.06));
        }
        if at_cursor {
            let ring = Stroke::new(1.0, theme.accent);
            painter.rect_stroke(ground, radius, ring, StrokeKind::Inside);
        }
        let soft = membership != Some(Membership::Certain);
        for placed in columns {
            let left = rect.left() + INSET + placed.left;
            let cell =
                Rect::from_min_size(pos2(left, rect.top()), vec2(placed.width, rect.height()));
            let text = placed.column.text(&dataset, row, &event, cx.state.zones());
            cell_ui(ui, cx, cell, placed.column, &text, soft, row);
        }
        if response.hovered() {
            cx.hover(&event.id.clone());
        }
        let clicked = response.on_hover_cursor(CursorIcon::PointingHand).clicked();
        if clicked {
            cx.push(Action::Select(Some(event.id.clone())));
        }
        clicked
    }
}

fn cell_ui(ui: &Ui, cx: &Cx<'_>, cell: Rect, column: Column, text: &str, soft: bool, row: Row) {
    let theme = cx.theme;
    let mut cell = cell;
    if column == Column::Category {
        let dataset = &cx.state.dataset;
        let idx = dataset.category_idx(row);
        let color = theme.category(dataset.categories(), idx);
        let color = if soft {
            color.gamma_multiply(SOFT)
        } else {
            color
        };
        let center = cell.left_center() + Vec2::new(7.0, 0.0);
        Symbol::of(dataset.categories(), idx).paint(ui.painter(), center, 5.5, color);
        cell.min.x += 22.0;
        if cell.width() <= 0.0 {
            return;
        }
    }
    let color = match column {
        Column::Title => theme.text,
        _ => theme.secondary,
    };
    let galley = widgets::elided(ui, text, regular(size::BODY), color, cell.width());
    let x = if column.is_number() {
        cell.right() - galley.size().x
    } else {
        cell.left()
    };
    let at = pos2(x, cell.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, color);
}
