//! The first rows as a table: above each column what it holds, below its name what its cells say.
//!
//! Only what is in sight is laid out, so a table of thousands of columns costs no more than one of ten.

use std::ops::Range;

use eframe::egui::{
    CursorIcon, Id, Rect, Role as Access, ScrollArea, Sense, Stroke, StrokeKind, Ui, UiBuilder,
    Vec2, WidgetInfo, pos2, vec2,
};

use crate::model::preview::{Preview, PreviewRow};
use crate::model::table::{Role, TableSpec};
use crate::ui::import::choice::{Field, Item, choice};
use crate::ui::text::visual;
use crate::ui::theme::{Theme, medium, regular, size, space};
use crate::ui::widgets;

/// The narrowest that a column gets, in points, and the widest where there are few.
const COLUMN: Range<f32> = 144.0..260.0;
const ROW: f32 = 22.0;
/// The columns' names.
const NAMES: f32 = 26.0;
/// Roles above them, which a known data set does not ask for.
const ROLES: f32 = space::BUTTON + 4.0;
/// Within a cell's edges.
const INSET: f32 = 8.0;

/// Draws the rows into the room; returns the column that was given another role, and which.
pub(super) fn show(
    ui: &mut Ui,
    theme: &Theme,
    room: Vec2,
    spec: &TableSpec,
    preview: Option<&Preview>,
) -> Option<(usize, Role)> {
    let (rect, _) = ui.allocate_exact_size(room, Sense::hover());
    let corner = f32::from(space::RADIUS);
    let edge = Stroke::new(1.0, theme.hairline);
    ui.painter()
        .rect_stroke(rect, corner, edge, StrokeKind::Inside);
    let rows = preview.map_or(&[][..], |preview| preview.rows.as_slice());
    let n_columns = spec.columns.len();
    let inner = rect.shrink(1.0);
    let width = (inner.width() / n_columns.max(1) as f32).clamp(COLUMN.start, COLUMN.end);
    let head_height = head_height(spec);
    let total = vec2(
        width * n_columns as f32,
        head_height + ROW * rows.len() as f32 + 8.0,
    );
    let mut ui = ui.new_child(UiBuilder::new().max_rect(inner).id_salt("sample"));
    ui.set_clip_rect(ui.clip_rect().intersect(inner));
    let mut taken = None;
    ScrollArea::both()
        .auto_shrink([false, false])
        .show_viewport(&mut ui, |ui, seen| {
            ui.set_min_size(total);
            let origin = ui.min_rect().min;
            let grid = Grid {
                theme,
                width,
                rows,
                spec,
            };
            // One beyond each edge, so that the Tab key can go on into what is not in sight.
            let first = (seen.left() / width).floor().max(0.0) as usize;
            let last = (seen.right() / width).ceil() as usize + 1;
            let columns = first.saturating_sub(1)..last.min(n_columns);
            grid.cells(ui, origin, seen, columns.clone());
            let top = origin.y + seen.top();
            let head = Rect::from_min_size(
                pos2(origin.x + seen.left(), top),
                vec2(seen.width(), head_height),
            );
            ui.painter().rect_filled(head, 0.0, theme.panel);
            ui.painter().hline(head.x_range(), head.bottom(), edge);
            for idx in columns {
                let left = origin.x + width * idx as f32;
                let rect = Rect::from_min_size(pos2(left, top), vec2(width, head_height));
                taken = grid.head(ui, rect, idx).or(taken);
            }
        });
    taken
}

fn head_height(spec: &TableSpec) -> f32 {
    if spec.preset.is_some() {
        NAMES
    } else {
        ROLES + NAMES
    }
}

/// What the cells are drawn of.
struct Grid<'a> {
    theme: &'a Theme,
    width: f32,
    rows: &'a [PreviewRow],
    spec: &'a TableSpec,
}

impl Grid<'_> {
    /// The role of a column over its name; returns another role, if one was chosen.
    fn head(&self, ui: &mut Ui, rect: Rect, idx: usize) -> Option<(usize, Role)> {
        let column = &self.spec.columns[idx];
        let role = if self.spec.preset.is_none() {
            self.role(ui, rect, idx)
        } else {
            None
        };
        let color = self.color(idx);
        let width = self.width - 2.0 * INSET;
        let words = widgets::elided(ui, &column.name, medium(size::BODY), color, width);
        let at = pos2(rect.left() + INSET, rect.bottom() - 4.0 - words.size().y);
        ui.painter().galley(at, words, color);
        role.map(|role| (idx, role))
    }

    /// What a column holds, for correction.
    fn role(&self, ui: &mut Ui, rect: Rect, idx: usize) -> Option<Role> {
        let column = &self.spec.columns[idx];
        let at = rect.min + vec2(4.0, 4.0);
        let room = Rect::from_min_size(at, vec2(self.width - 8.0, space::BUTTON));
        let name = format!("Column {}", column.name);
        let field = Field {
            name: &name,
            value: column.role.label(),
            width: room.width(),
            quiet: column.role == Role::Other,
        };
        let items = || {
            let all = Role::ALL.into_iter();
            all.map(|it| Item::new(it, it.label())).collect()
        };
        // Of the column, not of its place among those in sight: else the focus would slip when these change.
        let id = Id::unique("role of a column").with(idx);
        let builder = UiBuilder::new().max_rect(room).scope_id(id);
        let choose = |ui: &mut Ui| choice(ui, self.theme, &field, &column.role, items);
        ui.scope_builder(builder, choose).inner
    }

    /// The cells of some columns that are in sight.
    fn cells(&self, ui: &Ui, origin: eframe::egui::Pos2, seen: Rect, columns: Range<usize>) {
        let Self {
            theme, rows, width, ..
        } = self;
        let head_height = head_height(self.spec);
        let first = ((seen.top() / ROW).floor().max(0.0) as usize).min(rows.len());
        let last = (((seen.bottom() - head_height) / ROW).ceil().max(0.0) as usize).min(rows.len());
        for (idx, row) in rows.iter().enumerate().take(last).skip(first) {
            let top = origin.y + head_height + 4.0 + ROW * idx as f32;
            let line =
                Rect::from_min_size(pos2(origin.x + seen.left(), top), vec2(seen.width(), ROW));
            if let Some(rejection) = &row.rejection {
                let ground = theme.error.gamma_multiply(0.12);
                ui.painter().rect_filled(line, 0.0, ground);
                let id = ui.scope_id().with(("rejected", idx));
                let hover = ui.interact(line, id, Sense::hover());
                let words = format!("Rejected: {}", rejection.message);
                hover.widget_info(|| WidgetInfo::labeled(Access::Label, true, &words));
                hover
                    .on_hover_cursor(CursorIcon::Default)
                    .on_hover_text_at_pointer(visual(&words));
            }
            for col in columns.clone() {
                let Some(text) = row.cells.get(col).filter(|text| !text.is_empty()) else {
                    continue;
                };
                let is_bad = row
                    .rejection
                    .as_ref()
                    .is_some_and(|it| it.column == Some(col));
                let color = if is_bad { theme.error } else { self.color(col) };
                let font = regular(size::SMALL + 1.0);
                let galley = widgets::elided(ui, text, font, color, width - 2.0 * INSET);
                let left = origin.x + width * col as f32 + INSET;
                let at = pos2(left, line.center().y - galley.size().y / 2.0);
                ui.painter().galley(at, galley, color);
            }
        }
    }

    /// What has a place of its own in an event stands out from what is only kept.
    fn color(&self, idx: usize) -> eframe::egui::Color32 {
        let role = self.spec.columns.get(idx).map(|column| column.role);
        if self.spec.preset.is_none() && role == Some(Role::Other) {
            self.theme.secondary
        } else {
            self.theme.text
        }
    }
}
