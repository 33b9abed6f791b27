//! The tools below the zoom buttons: box, lasso, the measuring tape, and the table in the map's place.

use eframe::egui::{Align2, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

use crate::ui::command::Command;
use crate::ui::map::furniture::card;
use crate::ui::map::lasso::Tool;
use crate::ui::theme::{medium, size};
use crate::ui::{Cx, dialogs, keyboard};

const AREAS: [(&str, Command); 2] = [("Box", Command::DrawBox), ("Lasso", Command::DrawLasso)];
const TAPE: [(&str, Command); 1] = [("Measure", Command::Measure)];
const TABLE: [(&str, Command); 1] = [("Table", Command::ToggleTable)];

const WIDTH: f32 = 60.0;
const HEIGHT: f32 = 28.0;
/// Between two groups of buttons.
const GAP: f32 = 8.0;

/// Lower maps, in points, have the tools beside the zoom buttons, not below them.
const LOW: f32 = 420.0;

/// The buttons, below or beside the zoom buttons; returns what they cover.
pub fn buttons(ui: &Ui, cx: &mut Cx<'_>, zoom: Rect, map: Rect) -> Rect {
    if map.height() < LOW {
        let all = Rect::from_min_size(
            zoom.right_top() + Vec2::new(GAP, 0.0),
            Vec2::new(WIDTH, zoom.height()),
        );
        let buttons = [AREAS.as_slice(), TAPE.as_slice(), TABLE.as_slice()].concat();
        return group(ui, cx, all, &buttons);
    }
    let top = zoom.left_bottom() + Vec2::new(0.0, GAP);
    let areas = group(
        ui,
        cx,
        Rect::from_min_size(top, Vec2::new(WIDTH, 2.0 * HEIGHT)),
        &AREAS,
    );
    let top = areas.left_bottom() + Vec2::new(0.0, GAP);
    let tape = group(
        ui,
        cx,
        Rect::from_min_size(top, Vec2::new(WIDTH, HEIGHT)),
        &TAPE,
    );
    let top = tape.left_bottom() + Vec2::new(0.0, GAP);
    let table = group(
        ui,
        cx,
        Rect::from_min_size(top, Vec2::new(WIDTH, HEIGHT)),
        &TABLE,
    );
    areas.union(tape).union(table)
}

fn group(ui: &Ui, cx: &mut Cx<'_>, all: Rect, buttons: &[(&str, Command)]) -> Rect {
    card(ui.painter(), all, cx.theme);
    let height = all.height() / buttons.len() as f32;
    for (idx, (word, command)) in buttons.iter().enumerate() {
        let min = all.min + Vec2::new(0.0, idx as f32 * height);
        let rect = Rect::from_min_size(min, Vec2::new(WIDTH, height));
        if idx > 0 {
            let hairline = Stroke::new(1.0, cx.theme.hairline);
            ui.painter().hline(rect.x_range(), rect.top(), hairline);
        }
        if button(ui, cx, rect, word, *command) {
            keyboard::run(cx, *command);
        }
    }
    all
}

fn button(ui: &Ui, cx: &Cx<'_>, rect: Rect, word: &str, command: Command) -> bool {
    let theme = cx.theme;
    let on = match command {
        Command::DrawBox => cx.memory.map.drawing.tool() == Some(Tool::Box),
        Command::DrawLasso => cx.memory.map.drawing.tool() == Some(Tool::Lasso),
        Command::Measure => cx.memory.map.measuring.is_active(),
        _ => false,
    };
    let response = ui.interact(rect, ui.scope_id().with(word), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, command.label()));
    let painter = ui.painter();
    if on {
        let ring = Stroke::new(1.5, theme.accent);
        painter.rect_stroke(rect, 6.0, ring, StrokeKind::Inside);
    } else if response.has_focus() {
        let ring = Stroke::new(1.5, theme.accent);
        painter.rect_stroke(rect.shrink(2.0), 4.0, ring, StrokeKind::Inside);
    }
    let color = if on || response.hovered() || response.has_focus() {
        theme.text
    } else {
        theme.secondary
    };
    let font = medium(size::SMALL + 0.5);
    painter.text(rect.center(), Align2::CENTER_CENTER, word, font, color);
    let keys = command.shortcuts().first();
    let keys = keys.map_or_else(String::new, |keys| dialogs::keys_text(ui.ctx(), *keys));
    let words = match command {
        Command::DrawBox => format!("{} ({keys}), or hold Shift and drag", command.label()),
        _ => format!("{} ({keys})", command.label()),
    };
    response.on_hover_text(words).clicked()
}
