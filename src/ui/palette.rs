//! The command palette: one field that finds every command, scene, saved view, value to filter by, and event.
//!
//! The keyboard stays in the field: arrows choose, Enter does it, Escape closes.

mod entries;
mod fuzzy;

use eframe::egui::{
    Align, Align2, CornerRadius, Id, Key, Modal, Modifiers, Rect, RichText, Role, ScrollArea,
    Sense, Stroke, TextEdit, Ui, WidgetInfo, pos2, vec2,
};

use self::entries::{Entry, Target, TitleScan};
use self::fuzzy::Query;
use crate::ui::command::Command;
use crate::ui::theme::{medium, regular, size, space};
use crate::ui::{Cx, dialogs, keyboard, widgets};

/// Letters that are taken; more than any name has.
const TYPED_MAX: usize = 200;
/// Width in points, where the window has the room.
const WIDTH: f32 = 600.0;
/// From the top of the window, so that the list grows downwards.
const TOP: f32 = 64.0;
const ROW: f32 = 28.0;
/// Rows that Page Up and Page Down go over.
const PAGE: usize = 10;

/// The open palette.
#[derive(Debug, Default)]
pub struct Palette {
    typed: String,
    /// The entry that Enter takes.
    chosen: usize,
    titles: TitleScan,
    /// The list shall be scrolled to what is chosen.
    reveal: bool,
}

pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(mut palette) = cx.memory.palette.take() else {
        return;
    };
    let window = ui.ctx().content_rect();
    let id = Id::unique("command palette");
    let area = Modal::default_area(id).anchor(
        Align2::CENTER_TOP,
        vec2(0.0, TOP.min(window.height() * 0.1)),
    );
    let modal = Modal::new(id).area(area).show(ui.ctx(), |ui| {
        ui.set_width(WIDTH.min(window.width() - 48.0));
        content(ui, cx, &mut palette, window.height())
    });
    if let Some(target) = modal.inner {
        take(cx, target);
    } else if !modal.backdrop_response.clicked() && !escaped(ui) {
        cx.memory.palette = Some(palette);
    }
}

fn escaped(ui: &Ui) -> bool {
    ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
}

/// Does what an entry says.
fn take(cx: &mut Cx<'_>, target: Target) {
    match target {
        Target::Command(command) => keyboard::run(cx, command),
        Target::Action(action) => cx.push(*action),
    }
}

/// Draws field and list; returns what was taken.
fn content(ui: &mut Ui, cx: &mut Cx<'_>, palette: &mut Palette, height: f32) -> Option<Target> {
    let moved = moves(ui);
    let enter = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
    field(ui, cx, palette);
    let query = Query::new(&palette.typed);
    if palette.titles.advance(&cx.state.dataset, &query) {
        // The next part in the next frame.
        ui.ctx().request_repaint();
    }
    let entries = entries::entries(cx, &query, &palette.titles);
    let last = entries.len().saturating_sub(1);
    if moved != 0 {
        palette.chosen = palette.chosen.saturating_add_signed(moved);
        palette.reveal = true;
    }
    palette.chosen = palette.chosen.min(last);
    let mut taken = None;
    ScrollArea::vertical()
        .max_height((height - 190.0).clamp(100.0, 470.0))
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            if entries.is_empty() {
                ui.label(RichText::new("Nothing is called so").color(cx.theme.secondary));
            }
            let mut group = "";
            for (idx, entry) in entries.iter().enumerate() {
                if entry.group != group {
                    group = entry.group;
                    ui.add_space(if idx == 0 { 6.0 } else { 10.0 });
                    ui.horizontal(|ui| {
                        ui.add_space(8.0);
                        widgets::section_label(ui, cx.theme, group);
                    });
                    ui.add_space(2.0);
                }
                if row(ui, cx, palette, idx, entry) {
                    taken = Some(idx);
                }
            }
        });
    footer(ui, cx, palette);
    if enter {
        taken = Some(palette.chosen);
    }
    taken
        .and_then(|idx| entries.into_iter().nth(idx))
        .filter(|entry| entry.enabled)
        .map(|entry| entry.target)
}

/// How far the keys move the choice; taken before the field, which would move its cursor.
fn moves(ui: &Ui) -> isize {
    let page = PAGE as isize;
    [
        (Key::ArrowDown, 1),
        (Key::ArrowUp, -1),
        (Key::PageDown, page),
        (Key::PageUp, -page),
    ]
    .into_iter()
    .map(|(key, by)| {
        let n = ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
        n as isize * by
    })
    .sum()
}

fn field(ui: &mut Ui, cx: &Cx<'_>, palette: &mut Palette) {
    let hint = "A command, scene, view, category, actor, source, tag or event";
    let field = TextEdit::singleline(&mut palette.typed)
        .id(Id::unique("palette field"))
        .char_limit(TYPED_MAX)
        .hint_text(RichText::new(hint).color(cx.theme.faint))
        .font(regular(size::QUOTE))
        .desired_width(f32::INFINITY)
        .min_size(vec2(0.0, 34.0))
        .align(Align2::LEFT_CENTER)
        .margin(eframe::egui::Margin::symmetric(10, 6));
    let response = ui.add(field).accessible_name("Command palette");
    response.request_focus();
    if response.changed() {
        palette.chosen = 0;
        palette.reveal = true;
    }
}

/// An entry: its name, more about it, and its keys at the right; whether it was clicked.
fn row(ui: &mut Ui, cx: &Cx<'_>, palette: &mut Palette, idx: usize, entry: &Entry) -> bool {
    const INSET: f32 = 8.0;
    let theme = cx.theme;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let pointer_moves = ui.input(|input| input.pointer.is_moving());
    if response.hovered() && pointer_moves {
        palette.chosen = idx;
    }
    let chosen = palette.chosen == idx;
    let keys = keys_of(ui, entry);
    response.widget_info(|| {
        let parts = [entry.label.as_str(), &entry.detail, &keys];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        WidgetInfo::selected(Role::ListBoxOption, entry.enabled, chosen, parts.join(", "))
    });
    if chosen {
        let ground = theme.accent.gamma_multiply(0.16);
        ui.painter()
            .rect_filled(rect, CornerRadius::same(space::RADIUS - 1), ground);
        if std::mem::take(&mut palette.reveal) {
            ui.scroll_to_rect(rect.expand2(vec2(0.0, 30.0)), None);
        }
    }
    let color = if entry.enabled {
        theme.text
    } else {
        theme.faint
    };
    let right = rect.right() - INSET;
    let painted = ui.painter().text(
        pos2(right, rect.center().y),
        Align2::RIGHT_CENTER,
        &keys,
        medium(size::BODY),
        theme.secondary,
    );
    let room = Rect::from_min_max(
        rect.min + vec2(INSET, 0.0),
        pos2(painted.left().min(right) - 12.0, rect.bottom()),
    );
    let detail = widgets::elided(
        ui,
        &entry.detail,
        regular(size::SMALL + 1.0),
        theme.secondary,
        room.width() * 0.4,
    );
    let label_width = room.width() - detail.size().x - 12.0;
    let label = widgets::elided(ui, &entry.label, regular(size::BODY), color, label_width);
    let middle = |height: f32| rect.center().y - height / 2.0;
    let at = pos2(room.right() - detail.size().x, middle(detail.size().y));
    ui.painter().galley(at, detail, theme.secondary);
    let at = pos2(room.left(), middle(label.size().y));
    ui.painter().galley(at, label, color);
    response.clicked()
}

fn keys_of(ui: &Ui, entry: &Entry) -> String {
    let Target::Command(command) = &entry.target else {
        return String::new();
    };
    let shortcut = command.shortcuts().first();
    shortcut.map_or_else(String::new, |keys| dialogs::keys_text(ui.ctx(), *keys))
}

/// What the keys do, and what was not looked through.
fn footer(ui: &mut Ui, cx: &Cx<'_>, palette: &Palette) {
    let theme = cx.theme;
    ui.add_space(6.0);
    let line = ui.available_rect_before_wrap();
    ui.painter()
        .hline(line.x_range(), line.top(), Stroke::new(1.0, theme.hairline));
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        let faint = |words: &str| {
            RichText::new(words)
                .font(regular(size::SMALL + 0.5))
                .color(theme.faint)
        };
        ui.add_space(8.0);
        ui.label(faint("↑ ↓ choose, Enter takes, Esc closes"));
        if let Some(remark) = palette.titles.remark(&cx.state.dataset) {
            ui.with_layout(eframe::egui::Layout::right_to_left(Align::Center), |ui| {
                ui.add_space(8.0);
                ui.label(faint(&remark));
            });
        }
    });
}

/// Whether a command belongs on the palette: it does not list itself.
pub(super) fn lists(command: Command) -> bool {
    command != Command::Palette
}

#[cfg(test)]
mod tests {
    use eframe::egui::Key;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::state::action::Action;
    use crate::ui::fixture;

    fn open(typed: &str) -> egui_kittest::Harness<'static, fixture::Panel> {
        let mut harness = fixture::harness(fixture::state(), show);
        harness.run();
        harness.state_mut().memory.palette = Some(Palette::default());
        harness.run();
        harness.get_by_label("Command palette").type_text(typed);
        harness.run();
        harness
    }

    #[test]
    fn every_command_is_on_it_with_its_keys() {
        let harness = open("");
        for command in Command::ALL.into_iter().filter(|command| lists(*command)) {
            let found = harness.query_all_by_label_contains(command.label()).next();
            assert!(found.is_some(), "{command:?}");
        }
        assert!(harness.query_by_label("Search, Ctrl+F").is_some());
    }

    #[test]
    fn enter_takes_the_best_and_arrows_choose_another() {
        let mut harness = open("fitsel");
        harness.key_press(Key::Enter);
        harness.run();
        assert!(
            harness.state().memory.palette.is_some(),
            "nothing is selected to fit"
        );
        let mut harness = open("everything since");
        harness.key_press(Key::Enter);
        harness.run();
        assert!(harness.state().memory.palette.is_none());
        let asked = &harness.state().actions;
        assert!(
            matches!(asked.as_slice(), [Action::SetMode(_)]),
            "{asked:?}"
        );
        let mut harness = open("zoom");
        harness.key_press(Key::ArrowDown);
        harness.run();
        harness.key_press(Key::Enter);
        harness.run();
        let zoom = harness.state().state.view.camera.zoom;
        let asked = &harness.state().actions;
        assert!(
            matches!(asked.as_slice(), [Action::SetCamera(camera)] if camera.zoom < zoom),
            "{asked:?}"
        );
    }

    #[test]
    fn an_event_is_selected_by_its_title_and_a_value_is_filtered_by() {
        let mut harness = open("recapt palm");
        harness.key_press(Key::Enter);
        harness.run();
        let asked = &harness.state().actions;
        assert!(
            matches!(asked.as_slice(), [Action::Select(Some(id))] if id.0 == "loss"),
            "{asked:?}"
        );
        let mut harness = open("isis");
        harness.get_by_label("Only ISIS, 2 events").click();
        harness.run();
        let asked = &harness.state().actions;
        assert!(
            matches!(asked.as_slice(), [Action::SetFilter(filter)] if filter.actors.contains("ISIS")),
            "{asked:?}"
        );
    }

    #[test]
    fn escape_closes_it_and_nothing_else() {
        let mut harness = open("tank");
        harness.key_press(Key::Escape);
        harness.run();
        assert!(harness.state().memory.palette.is_none());
        assert!(harness.state().actions.is_empty());
    }

    #[test]
    fn what_nothing_is_called_can_still_be_searched_for() {
        let mut harness = open("qqq zzz");
        harness.key_press(Key::Enter);
        harness.run();
        let asked = &harness.state().actions;
        assert!(
            matches!(asked.as_slice(), [Action::SetFilter(filter)] if filter.text == "qqq zzz"),
            "{asked:?}"
        );
    }
}
