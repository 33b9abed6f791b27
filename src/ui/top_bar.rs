//! The bar at the top: what is open, the search, the filter as a sentence, and the commands for the whole window.
//!
//! On a narrow window the least important goes first: the file's name, then the length of the sentence.

use eframe::egui::{
    Align, Button, Id, Key, Layout, Popup, RichText, Role, TextEdit, Ui, WidgetInfo, vec2,
};

use crate::model::filter::CertaintyFilter;
use crate::query::sentence::filter_sentence;
use crate::state::ThemeChoice;
use crate::state::action::Action;
use crate::ui::command::Command;
use crate::ui::theme::{medium, regular, semibold, size, space};
use crate::ui::{Cx, dialogs, ground_menu, keyboard, widgets};

/// Narrower than this, the file's name is left out.
const FILE_NAME_FROM: f32 = 1200.0;
/// Narrower than this, the field for searching is shorter.
const WIDE_SEARCH_FROM: f32 = 1450.0;

/// The narrowest that the field for searching gets.
const SEARCH_MIN: f32 = 110.0;
/// Between it and the commands, with room to clear it.
const SEARCH_MARGIN: f32 = 30.0;

pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let bar_width = ui.available_width();
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        commands(ui, cx);
        ui.add_space(6.0);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            heading(ui, cx, bar_width);
            search(ui, cx, bar_width);
            filter_chips(ui, cx);
        });
    });
}

/// From the right: shortcuts, scenes, present, export, theme, map, open, redo, undo.
fn commands(ui: &mut Ui, cx: &mut Cx<'_>) {
    let theme = cx.theme;
    let shortcuts = widgets::button(ui, theme, "?", false, true);
    shortcuts.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Keyboard shortcuts"));
    if shortcuts.on_hover_text("Keyboard shortcuts").clicked() {
        keyboard::run(cx, Command::Shortcuts);
    }
    let n_scenes = cx.state.scenes().len();
    if n_scenes > 0 {
        let on = cx.state.settings.layout.left_open && cx.memory.left_shows_scenes;
        let words = format!("Scenes ({n_scenes})");
        let scenes = widgets::toggle_button(ui, theme, &words, on);
        if tip(scenes, Command::ToggleScenes).clicked() {
            keyboard::run(cx, Command::ToggleScenes);
        }
    }
    let present = widgets::button(ui, theme, "Present", true, true);
    if tip(present, Command::Present).clicked() {
        keyboard::run(cx, Command::Present);
    }
    let export = widgets::button(ui, theme, "Export…", false, true);
    if tip(export, Command::Export).clicked() {
        keyboard::run(cx, Command::Export);
    }
    let words = match cx.state.settings.theme {
        ThemeChoice::Dark => "Light",
        ThemeChoice::Light => "Dark",
    };
    let other = widgets::button(ui, theme, words, false, true);
    if tip(other, Command::ToggleTheme).clicked() {
        keyboard::run(cx, Command::ToggleTheme);
    }
    ground_menu::button(ui, cx);
    let open = widgets::button(ui, theme, "Open…", false, true);
    if tip(open, Command::Open).clicked() {
        keyboard::run(cx, Command::Open);
    }
    for (words, command) in [("Redo", Command::Redo), ("Undo", Command::Undo)] {
        let enabled = command.is_enabled(cx.state);
        let response = widgets::quiet_button(ui, theme, words, enabled);
        if tip(response, command).clicked() {
            keyboard::run(cx, command);
        }
    }
}

/// Says what a button does, and by which key.
fn tip(response: eframe::egui::Response, command: Command) -> eframe::egui::Response {
    let keys = command
        .shortcuts()
        .first()
        .map(|shortcut| dialogs::keys_text(&response.ctx, *shortcut))
        .unwrap_or_default();
    let words = format!("{} ({keys})", command.label());
    response
        .on_hover_text(&words)
        .on_disabled_hover_text(format!("Nothing to {}", command.label().to_lowercase()))
}

fn heading(ui: &mut Ui, cx: &Cx<'_>, bar_width: f32) {
    /// A longer title is cut off, so that the search stays usable.
    const TITLE_SHARE: f32 = 0.2;
    let theme = cx.theme;
    let dataset = &cx.state.dataset;
    let width = (bar_width * TITLE_SHARE).max(120.0);
    let is_changed = cx.state.briefing.is_changed();
    let words = if is_changed {
        format!("• {}", dataset.title())
    } else {
        dataset.title().to_owned()
    };
    let title = widgets::elided_label(ui, &words, semibold(size::QUOTE), theme.text, width);
    let title = if is_changed {
        let accessible = format!("{}, unsaved changes", dataset.title());
        title.widget_info(|| WidgetInfo::labeled(Role::Label, true, &accessible));
        title.on_hover_text("Unsaved changes")
    } else {
        title
    };
    let file_name = &dataset.origin().file_name;
    if file_name.is_empty() || file_name == dataset.title() {
        return;
    }
    if bar_width >= FILE_NAME_FROM {
        widgets::elided_label(ui, file_name, regular(size::BODY), theme.secondary, width);
    } else {
        title.on_hover_text(file_name);
    }
    ui.add_space(6.0);
}

fn search(ui: &mut Ui, cx: &mut Cx<'_>, bar_width: f32) {
    let theme = cx.theme;
    let width: f32 = if bar_width >= WIDE_SEARCH_FROM {
        280.0
    } else {
        190.0
    };
    // The narrowest window has the commands whole, and the field what is left.
    let width = width
        .min(ui.available_width() - SEARCH_MARGIN)
        .max(SEARCH_MIN);
    let id = Id::unique("search");
    let mut filter = cx.state.view.filter.clone();
    let searching = cx.state.searching.as_ref();
    let shown = searching.map_or(&filter.text, |asked| &asked.text).clone();
    filter.text.clone_from(&shown);
    let field = TextEdit::singleline(&mut filter.text)
        .id(id)
        .hint_text(RichText::new("Search events, quotes, places…").color(theme.faint))
        .desired_width(width)
        .min_size(vec2(width, space::BUTTON))
        .align(eframe::egui::Align2::LEFT_CENTER)
        .margin(eframe::egui::Margin::symmetric(10, 4));
    // Before the field is shown, so that it gets what was typed in this very frame.
    if std::mem::take(&mut cx.memory.focus_search) {
        ui.memory_mut(|memory| memory.request_focus(id));
    }
    let response = ui.add(field).accessible_name("Search");
    if response.has_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
        response.surrender_focus();
    }
    if !filter.text.is_empty() {
        let clear = widgets::quiet_button(ui, theme, "×", true);
        clear.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Clear search"));
        if clear.on_hover_text("Clear search").clicked() {
            filter.text.clear();
        }
    }
    if filter.text == shown {
        return;
    }
    // Back to what the filter says: what is looked for is not wanted any more.
    cx.push(Action::CancelSearch);
    cx.push(Action::SetFilter(filter));
}

/// The question in words, and the certainty that it asks for, which is a menu.
///
/// Where both do not fit, the sentence goes first; certainty can be chosen at the left too.
fn filter_chips(ui: &mut Ui, cx: &mut Cx<'_>) {
    /// With less room than this for the sentence, it gets all of it.
    const SENTENCE_WIDTH: f32 = 190.0;
    /// A shorter piece of the sentence says nothing.
    const SENTENCE_WIDTH_MIN: f32 = 60.0;
    let dataset = std::sync::Arc::clone(&cx.state.dataset);
    let font = regular(size::SMALL + 0.5);
    let mut filter = cx.state.view.filter.clone();
    let menu_width = widgets::text_width(ui, filter.certainty.label(), font.clone()) + 19.0;
    let whole = filter_sentence(
        &dataset,
        &filter,
        cx.state.window_in_words(),
        cx.state.zone(),
    );
    filter.certainty = CertaintyFilter::Both;
    let without = filter_sentence(
        &dataset,
        &filter,
        cx.state.window_in_words(),
        cx.state.zone(),
    );
    let room = ui.available_width();
    let wanted = (widgets::text_width(ui, &without, font) + 20.0).min(SENTENCE_WIDTH);
    let has_menu = room - menu_width - 8.0 >= wanted;
    let (sentence, left) = if has_menu {
        (without, room - menu_width - 8.0)
    } else {
        (whole.clone(), room)
    };
    if left >= SENTENCE_WIDTH_MIN {
        let color = cx.theme.text;
        widgets::chip_within(ui, cx.theme, &sentence, color, left).on_hover_text(&whole);
    }
    if has_menu {
        certainty_menu(ui, cx, menu_width);
    }
}

fn certainty_menu(ui: &mut Ui, cx: &mut Cx<'_>, width: f32) {
    let current = cx.state.view.filter.certainty;
    let chip = widgets::chip_button(ui, cx.theme, current.label(), width);
    let accessible = format!("Certainty, {}", current.label());
    chip.widget_info(|| WidgetInfo::labeled(Role::Button, true, &accessible));
    let mut chosen = current;
    Popup::menu(&chip).show(|ui| {
        for choice in CertaintyFilter::ALL {
            let words = RichText::new(sentence_case(choice.label())).font(medium(size::BODY));
            let item = ui.add(
                Button::selectable(choice == current, words).min_size(vec2(180.0, space::BUTTON)),
            );
            if item.clicked() {
                chosen = choice;
            }
        }
    });
    if chosen != current {
        let filter = crate::model::filter::Filter {
            certainty: chosen,
            ..cx.state.view.filter.clone()
        };
        cx.push(Action::SetFilter(filter));
    }
}

/// `certain only` → `Certain only`.
pub fn sentence_case(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::ui::fixture;

    #[test]
    fn typing_in_the_search_asks_another_question() {
        let mut harness = fixture::harness(fixture::state(), show);
        harness.run();
        harness.get_by_label("Search").focus();
        harness.run();
        harness.get_by_label("Search").type_text("tank");
        harness.run();
        let asked = harness
            .state()
            .actions
            .iter()
            .any(|action| matches!(action, Action::SetFilter(filter) if filter.text == "tank"));
        assert!(asked, "{:?}", harness.state().actions);
    }

    #[test]
    fn certainty_is_chosen_from_a_menu() {
        let mut harness = fixture::harness(fixture::state(), show);
        harness.run();
        harness
            .get_by_label("Certainty, certain and possible")
            .click();
        harness.run();
        harness.get_by_label("Certain only").click();
        harness.run();
        assert!(harness.state().actions.iter().any(|action| matches!(
            action,
            Action::SetFilter(filter) if filter.certainty == CertaintyFilter::CertainOnly
        )));
    }
}
