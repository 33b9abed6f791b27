//! The saved views at the left, above the scenes: go to one, save the view as it is now, rename, replace, delete.

use eframe::egui::{
    Align, Align2, Button, CursorIcon, Id, Key, Layout, Margin, Popup, RichText, Role, Sense,
    TextEdit, Ui, WidgetInfo, pos2, vec2,
};

use crate::query::sentence::filter_sentence;
use crate::state::action::Action;
use crate::state::views::{NAME_LETTERS_MAX, SavedView};
use crate::ui::text::visual;
use crate::ui::theme::{medium, regular, size, space};
use crate::ui::{Cx, widgets};

/// A name that is being typed.
#[derive(Debug, Default)]
pub struct Naming {
    open: Option<Name>,
}

#[derive(Debug)]
struct Name {
    /// The view that is renamed; `None`: a new one.
    of: Option<usize>,
    text: String,
    is_new: bool,
}

impl Naming {
    /// Opens the field for a new view, with words to start from.
    pub fn start(&mut self, words: String) {
        self.open = Some(Name {
            of: None,
            text: words,
            is_new: true,
        });
    }
}

/// What a view could be called: what it asks.
pub fn suggested_name(cx: &Cx<'_>) -> String {
    let state = cx.state;
    // A name is kept, so it is in the collection's zone, and needs none named.
    let zone = state.dataset.zone();
    let words = filter_sentence(&state.dataset, &state.view.filter, state.window(), zone);
    let zone = format!(" ({})", zone.spoken_name());
    words.replacen(&zone, "", 1)
}

pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let theme = cx.theme;
    let views = cx.state.saved_views();
    let mut naming = std::mem::take(&mut cx.memory.naming);
    ui.add_space(14.0);
    ui.horizontal(|ui| {
        ui.add_space(6.0);
        widgets::section_label(ui, theme, "Saved views");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(6.0);
            let save = widgets::link(ui, theme, "Save this view");
            if save.on_hover_text("Save this view (V)").clicked() {
                naming.start(suggested_name(cx));
            }
        });
    });
    ui.add_space(4.0);
    if naming.open.as_ref().is_some_and(|name| name.of.is_none()) {
        name_field(ui, cx, &mut naming);
    }
    if views.is_empty() && naming.open.is_none() {
        ui.horizontal(|ui| {
            ui.add_space(6.0);
            ui.label(RichText::new("None yet").color(theme.faint));
        });
    }
    for (idx, view) in views.iter().enumerate() {
        if naming
            .open
            .as_ref()
            .is_some_and(|name| name.of == Some(idx))
        {
            name_field(ui, cx, &mut naming);
        } else {
            row(ui, cx, idx, view, &mut naming);
        }
    }
    cx.memory.naming = naming;
}

/// The field in which a name is typed: Enter keeps it, Escape does not.
fn name_field(ui: &mut Ui, cx: &mut Cx<'_>, naming: &mut Naming) {
    let Some(name) = &mut naming.open else {
        return;
    };
    let id = Id::unique("name of a view");
    let escaped = ui.input(|input| input.key_pressed(Key::Escape));
    let entered = ui.input(|input| input.key_pressed(Key::Enter));
    let response = ui
        .horizontal(|ui| {
            ui.add_space(6.0);
            let field = TextEdit::singleline(&mut name.text)
                .id(id)
                .char_limit(NAME_LETTERS_MAX)
                .hint_text(RichText::new("Name of this view").color(cx.theme.faint))
                .desired_width(ui.available_width() - 12.0)
                .min_size(vec2(0.0, 24.0))
                .align(Align2::LEFT_CENTER)
                .margin(Margin::symmetric(8, 2));
            ui.add(field).accessible_name("Name of this view")
        })
        .inner;
    if std::mem::take(&mut name.is_new) {
        response.request_focus();
        select_all(ui, id, &name.text);
        response.scroll_to_me(None);
        return;
    }
    if entered && response.lost_focus() {
        let text = std::mem::take(&mut name.text);
        cx.push(match name.of {
            Some(idx) => Action::RenameView(idx, text),
            None => Action::SaveView(text),
        });
        naming.open = None;
    } else if escaped || response.lost_focus() {
        naming.open = None;
    }
}

/// Selects what stands in a field, so that typing replaces it.
fn select_all(ui: &Ui, id: Id, text: &str) {
    use eframe::egui::text::{CCursor, CCursorRange};
    let mut state = TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    let end = CCursor::new(text.chars().count());
    let all = CCursorRange::two(CCursor::new(0), end);
    state.cursor.set_char_range(Some(all));
    TextEdit::store_state(ui.ctx(), id, state);
}

/// A saved view: a click goes there, `Edit` opens a menu.
fn row(ui: &mut Ui, cx: &mut Cx<'_>, idx: usize, view: &SavedView, naming: &mut Naming) {
    const INSET: f32 = 6.0;
    let theme = cx.theme;
    let now = &cx.state.view;
    let is_current =
        now.filter == view.filter && now.window == view.window && now.mode == view.mode;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let edit_width = widgets::text_width(ui, "Edit", regular(size::SMALL + 1.0)) + 8.0;
        let row = vec2(ui.available_width() - edit_width - INSET, space::ROW);
        let (rect, response) = ui.allocate_exact_size(row, Sense::click());
        response.widget_info(|| {
            let label = format!("View {}", view.name);
            WidgetInfo::selected(Role::Button, ui.is_enabled(), is_current, label)
        });
        let painter = ui.painter();
        if is_current {
            painter.rect_filled(rect, 5.0, theme.accent.gamma_multiply(0.14));
        }
        if response.hovered() || response.has_focus() {
            painter.rect_filled(rect, 5.0, theme.text.gamma_multiply(0.06));
        }
        let width = rect.width() - 2.0 * INSET;
        let galley = widgets::elided(ui, &view.name, regular(size::BODY), theme.text, width);
        let at = pos2(rect.left() + INSET, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, theme.text);
        let asks = filter_sentence(
            &cx.state.dataset,
            &view.filter,
            view.window,
            cx.state.zone(),
        );
        let words = format!("{}\n{}", visual(&view.name), visual(&asks));
        let response = response.on_hover_cursor(CursorIcon::PointingHand);
        if response.on_hover_text(words).clicked() {
            cx.push(Action::GoToView(idx));
        }
        ui.add_space(8.0);
        let edit = widgets::link(ui, theme, "Edit");
        edit.widget_info(|| {
            WidgetInfo::labeled(Role::Button, true, format!("Edit the view {}", view.name))
        });
        Popup::menu(&edit).show(|ui| menu(ui, cx, idx, view, naming));
    });
}

fn menu(ui: &mut Ui, cx: &mut Cx<'_>, idx: usize, view: &SavedView, naming: &mut Naming) {
    let item = |ui: &mut Ui, words: &str| {
        let words = RichText::new(words).font(medium(size::BODY));
        let button = Button::selectable(false, words).min_size(vec2(210.0, space::BUTTON));
        ui.add(button).clicked()
    };
    if item(ui, "Rename…") {
        naming.open = Some(Name {
            of: Some(idx),
            text: view.name.clone(),
            is_new: true,
        });
    }
    if item(ui, "Replace with the view as it is now") {
        cx.push(Action::ReplaceView(idx));
    }
    if item(ui, "Delete") {
        cx.push(Action::DeleteView(idx));
    }
}
