//! An entry of the list of contradictions: the event, what is disputed, and the values with what backs each.

use eframe::egui::{
    Color32, CornerRadius, CursorIcon, FontId, Id, Rect, Role, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

use super::{INSET, n_values};
use crate::model::claim::adopted;
use crate::model::event::Event;
use crate::model::time::Zones;
use crate::query::claims::{About, Contradiction};
use crate::query::words::when_words;
use crate::state::action::Action;
use crate::store::{Dataset, Row};
use crate::ui::symbols::Symbol;
use crate::ui::text::visual_ltr;
use crate::ui::theme::{medium, regular, size, space};
use crate::ui::{Cx, widgets};

const LINE: f32 = 20.0;
const PADDING: f32 = 9.0;
const GAP: f32 = 16.0;

/// How the entries are laid out: in columns where there is room, else each one below the other.
pub(super) enum Columns {
    /// Widths of event, field and values, in points.
    Beside([f32; 3]),
    Stacked(f32),
}

impl Columns {
    pub(super) fn of(width: f32) -> Self {
        const BESIDE_FROM: f32 = 600.0;
        if width < BESIDE_FROM {
            return Self::Stacked(width);
        }
        let room = width - 2.0 * GAP;
        Self::Beside([room * 0.36, room * 0.18, room * 0.46])
    }

    pub(super) fn height(&self, contradiction: &Contradiction) -> f32 {
        let n_values = n_values(contradiction);
        let n_lines = match self {
            Self::Beside(_) => n_values.max(2),
            Self::Stacked(_) => n_values + 2,
        };
        n_lines as f32 * LINE + 2.0 * PADDING
    }
}

/// A value and what stands behind it.
struct Value {
    words: String,
    backing: String,
    adopted: bool,
}

/// What an entry says.
struct Entry {
    title: String,
    when: String,
    field: String,
    values: Vec<Value>,
    may_all_hold: bool,
}

impl Entry {
    fn of(dataset: &Dataset, zones: Zones, contradiction: &Contradiction) -> Self {
        let event = &*dataset.event(contradiction.row);
        let when = |event: &Event| {
            adopted(&event.when).map_or_else(
                || String::from("undated"),
                |claim| when_words(&claim.value, zones),
            )
        };
        let (field, values, may_all_hold) = match &contradiction.about {
            About::Claims(dispute) => {
                let values = dispute.sides.iter().map(|side| Value {
                    words: side.value_words(&dispute.field, event, zones),
                    backing: side.backing.words(),
                    adopted: side.adopted,
                });
                let field = dispute.field.label().to_owned();
                (field, values.collect(), dispute.may_all_hold)
            }
            About::Event(other) => {
                let other = dataset.event(*other);
                let value = Value {
                    words: other.title.clone(),
                    backing: when(&other),
                    adopted: false,
                };
                (String::from("contradicts"), vec![value], false)
            }
        };
        Self {
            title: event.title.clone(),
            when: when(event),
            field,
            values,
            may_all_hold,
        }
    }

    /// All of it in one sentence, for screen readers.
    fn label(&self) -> String {
        let values: Vec<String> = self
            .values
            .iter()
            .map(|value| format!("{}, {}", value.words, value.backing))
            .collect();
        let both = if self.may_all_hold {
            "; both may hold"
        } else {
            ""
        };
        format!(
            "{}, {}: {}{both}",
            self.title,
            self.field,
            values.join("; or ")
        )
    }
}

/// Draws an entry; whether it was clicked.
pub(super) fn show(
    ui: &Ui,
    cx: &mut Cx<'_>,
    rect: Rect,
    columns: &Columns,
    idx: usize,
    contradiction: &Contradiction,
    at_cursor: bool,
) -> bool {
    let theme = cx.theme;
    let dataset = std::sync::Arc::clone(&cx.state.dataset);
    let entry = Entry::of(&dataset, cx.state.zones(), contradiction);
    let id = dataset.id(contradiction.row);
    let is_selected = cx.is_selected(&id);
    let response = ui.interact(
        rect,
        Id::unique(("contradiction", contradiction.row, idx)),
        Sense::CLICK,
    );
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_selected, entry.label()));
    let radius = CornerRadius::same(space::RADIUS - 1);
    let ground = rect.shrink2(vec2(6.0, 1.0));
    let painter = ui.painter();
    painter.hline(
        rect.x_range().shrink(INSET),
        rect.bottom() - 0.5,
        Stroke::new(1.0, theme.hairline),
    );
    if is_selected {
        painter.rect_filled(ground, radius, theme.accent.gamma_multiply(0.14));
    }
    if response.hovered() || cx.is_hovered(&id) {
        painter.rect_filled(ground, radius, theme.text.gamma_multiply(0.06));
    }
    if at_cursor {
        let ring = Stroke::new(1.0, theme.accent);
        painter.rect_stroke(ground, radius, ring, StrokeKind::Inside);
    }
    let is_shown = cx.matching().shown.contains(contradiction.row);
    paint(ui, cx, rect, columns, contradiction.row, &entry, is_shown);
    if response.hovered() {
        cx.hover(&id);
    }
    let clicked = response.on_hover_cursor(CursorIcon::PointingHand).clicked();
    if clicked {
        cx.push(Action::Select(Some(id)));
    }
    clicked
}

fn paint(
    ui: &Ui,
    cx: &Cx<'_>,
    rect: Rect,
    columns: &Columns,
    row: Row,
    entry: &Entry,
    is_shown: bool,
) {
    let theme = cx.theme;
    let left = rect.left() + INSET;
    let line_y = |n: usize| rect.top() + PADDING + (n as f32 + 0.5) * LINE;
    let (title_width, field_at, values_at, values_width, first_value) = match columns {
        Columns::Beside([title, field, values]) => {
            let field_x = left + title + GAP;
            let values_x = field_x + field + GAP;
            (*title, (field_x, 0, *field), values_x, *values, 0)
        }
        Columns::Stacked(width) => (
            *width,
            (left + 22.0, 1, *width - 22.0),
            left + 22.0,
            *width - 22.0,
            2,
        ),
    };
    let categories = cx.state.dataset.categories();
    let category_idx = cx.state.dataset.category_idx(row);
    let color = theme.category(categories, category_idx);
    let (color, title_color) = if is_shown {
        (color, theme.text)
    } else {
        (color.gamma_multiply(0.5), theme.secondary)
    };
    Symbol::of(categories, category_idx).paint(
        ui.painter(),
        pos2(left + 7.0, line_y(0)),
        5.5,
        color,
    );
    let font = medium(size::BODY);
    text(
        ui,
        (left + 22.0, line_y(0)),
        &entry.title,
        font,
        title_color,
        title_width - 22.0,
    );
    if matches!(columns, Columns::Beside(_)) {
        let below = if is_shown {
            entry.when.clone()
        } else {
            format!("{}, left out by filter or window", entry.when)
        };
        let font = regular(size::SMALL + 1.0);
        text(
            ui,
            (left + 22.0, line_y(1)),
            &below,
            font,
            theme.secondary,
            title_width - 22.0,
        );
    }
    let (x, line, width) = field_at;
    let field = crate::ui::top_bar::sentence_case(&entry.field);
    let beside = matches!(columns, Columns::Beside(_));
    let field = match (entry.may_all_hold, beside) {
        (true, false) => format!("{field} (both may hold)"),
        _ => field,
    };
    text(
        ui,
        (x, line_y(line)),
        &field,
        regular(size::BODY),
        theme.text,
        width,
    );
    if entry.may_all_hold && beside {
        let font = regular(size::SMALL + 1.0);
        text(
            ui,
            (x, line_y(1)),
            "both may hold",
            font,
            theme.secondary,
            width,
        );
    }
    for (n, value) in entry.values.iter().enumerate() {
        paint_value(
            ui,
            cx,
            (values_at, line_y(first_value + n)),
            value,
            values_width,
        );
    }
}

/// The value at the left, what backs it at the right.
fn paint_value(ui: &Ui, cx: &Cx<'_>, (x, y): (f32, f32), value: &Value, width: f32) {
    let theme = cx.theme;
    let backing = if value.adopted {
        format!("adopted · {}", value.backing)
    } else {
        value.backing.clone()
    };
    let galley = widgets::elided(
        ui,
        &visual_ltr(&backing),
        regular(size::SMALL + 1.0),
        theme.secondary,
        width * 0.5,
    );
    let backing_width = galley.size().x;
    let at = pos2(x + width - backing_width, y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, theme.secondary);
    let room = width - backing_width - 10.0;
    text(
        ui,
        (x, y),
        &value.words,
        medium(size::BODY),
        theme.text,
        room,
    );
}

fn text(ui: &Ui, (x, y): (f32, f32), words: &str, font: FontId, color: Color32, width: f32) {
    let galley = widgets::elided(ui, &visual_ltr(words), font, color, width);
    let at = pos2(x, y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, color);
}
