//! The command palette: one field that finds every command, scene, saved view, value to filter by, and event.
//!
//! The keyboard stays in the field: arrows choose, Enter does it, Escape closes.

mod entries;
mod fuzzy;

use eframe::egui::{Align2, Rect, RichText, Ui, pos2, vec2};

use self::entries::{Entry, Target, TitleScan};
use self::fuzzy::Query;
use crate::ui::chooser::{self, Chooser, Words};
use crate::ui::command::Command;
use crate::ui::theme::{medium, regular, size};
use crate::ui::{Cx, dialogs, keyboard, widgets};

const ROW: f32 = 28.0;

/// The open palette.
#[derive(Debug, Default)]
pub struct Palette {
    chooser: Chooser,
    titles: TitleScan,
}

pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(mut palette) = cx.memory.palette.take() else {
        return;
    };
    let (taken, closes) = chooser::modal(ui, "command palette", |ui| content(ui, cx, &mut palette));
    match taken {
        Some(target) => take(cx, target),
        None if !closes => cx.memory.palette = Some(palette),
        None => {}
    }
}

/// Does what an entry says.
fn take(cx: &mut Cx<'_>, target: Target) {
    match target {
        Target::Command(command) => keyboard::run(cx, command),
        Target::Action(action) => cx.push(*action),
    }
}

/// Draws field and list; returns what was taken.
fn content(ui: &mut Ui, cx: &mut Cx<'_>, palette: &mut Palette) -> Option<Target> {
    let words = Words {
        id: "palette",
        name: "Command palette",
        hint: "A command, scene, view, category, actor, source, tag or event",
    };
    let asked = palette.chooser.field(ui, cx.theme, &words);
    let query = Query::new(&palette.chooser.typed);
    if palette.titles.advance(&cx.state.dataset, &query) {
        // The next part in the next frame.
        ui.ctx().request_repaint();
    }
    let entries = entries::entries(cx, &query, &palette.titles);
    let chooser = &mut palette.chooser;
    let taken = chooser.list(ui, &asked, entries.len(), |ui, chooser| {
        if entries.is_empty() {
            ui.label(RichText::new("Nothing is called so").color(cx.theme.secondary));
        }
        let mut clicked = None;
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
            if row(ui, cx, chooser, idx, entry) {
                clicked = Some(idx);
            }
        }
        clicked
    });
    let remark = palette.titles.remark(&cx.state.dataset);
    let keys = "↑ ↓ choose, Enter takes, Esc closes";
    chooser::footer(ui, cx.theme, keys, remark.as_deref());
    taken
        .and_then(|idx| entries.into_iter().nth(idx))
        .filter(|entry| entry.enabled)
        .map(|entry| entry.target)
}

/// An entry: its name, more about it, and its keys at the right; whether it was clicked.
fn row(ui: &mut Ui, cx: &Cx<'_>, chooser: &mut Chooser, idx: usize, entry: &Entry) -> bool {
    const INSET: f32 = 8.0;
    let theme = cx.theme;
    let keys = keys_of(ui, entry);
    let parts = [entry.label.as_str(), &entry.detail, &keys];
    let (rect, response) = chooser.row(ui, theme, idx, ROW, entry.enabled, &parts);
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
        for command in Command::all().filter(|command| lists(*command)) {
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
