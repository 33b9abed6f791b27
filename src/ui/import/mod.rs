//! The import dialog: how a table is read, its columns' roles, its first rows, and what reading them would give.
//!
//! It lies over the window while the state asks about a table; what is open stays open behind it. Everything is chosen
//! in a copy of the way of reading, which goes back as an action; the first rows are then read again off this thread.

pub(in crate::ui) mod choice;
mod sample;
mod settings;
mod verdict;

use std::path::Path;

use eframe::egui::{
    Align, Frame, Id, Key, Layout, Margin, Modal, Modifiers, RichText, Spinner, Stroke, Ui, vec2,
};

use crate::model::remembered::{COLUMNS_REMEMBERED_MAX, RememberedHeader};
use crate::state::action::Action;
use crate::state::importing::{ImportAction, Importing};
use crate::ui::theme::{regular, semibold, size, space};
use crate::ui::{Cx, widgets};

/// Widest and highest that the dialog gets, in points.
const SIZE_MAX: [f32; 2] = [1080.0, 720.0];
/// From the window's edges.
const MARGIN: f32 = 24.0;
/// Within the dialog's edges.
const PADDING: i8 = 20;

pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let id = Id::unique("import dialog");
    let state = cx.state;
    let Some(importing) = &state.importing else {
        ui.data_mut(|data| data.remove::<String>(id));
        return;
    };
    // The Import button has the focus when the dialog opens, and not again after that.
    let file = importing.path.to_string_lossy().into_owned();
    let is_new = ui.data(|data| data.get_temp::<String>(id)) != Some(file.clone());
    let window = ui.ctx().content_rect().size();
    let frame = Frame::window(ui.style()).inner_margin(Margin::same(PADDING));
    let outside = 2.0 * (MARGIN + f32::from(PADDING));
    let [width, height] = SIZE_MAX;
    let size = vec2(
        width.min(window.x - outside),
        height.min(window.y - outside),
    );
    let modal = Modal::new(id).frame(frame).show(ui.ctx(), |ui| {
        ui.set_width(size.x);
        ui.set_height(size.y);
        ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
        content(ui, cx, importing, is_new)
    });
    let is_free = modal.is_top_modal && !modal.any_popup_open;
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    let has_focus = ui.memory(|memory| memory.focused().is_some());
    let enter = is_free
        && (pressed(Modifiers::COMMAND, Key::Enter)
            || !has_focus && pressed(Modifiers::NONE, Key::Enter));
    if modal.inner.shown {
        ui.data_mut(|data| data.insert_temp(id, file));
    }
    if is_free && pressed(Modifiers::NONE, Key::Escape) || modal.inner.cancelled {
        cx.push(Action::Import(ImportAction::Cancel));
    } else if (enter || modal.inner.taken) && importing.is_ready() {
        cx.push(Action::Import(ImportAction::Take));
    }
}

/// What was done in the dialog.
#[derive(Default)]
struct Done {
    taken: bool,
    cancelled: bool,
    /// The Import button was there to be given the focus.
    shown: bool,
}

fn content(ui: &mut Ui, cx: &mut Cx<'_>, importing: &Importing, is_new: bool) -> Done {
    /// Room for what reading would give, in points.
    const VERDICT: f32 = 84.0;
    heading(ui, cx, importing);
    if let Some(spec) = &importing.spec {
        let preview = importing.preview.as_deref();
        let mut chosen = settings::show(ui, cx.theme, spec, preview);
        ui.add_space(6.0);
        let below = VERDICT + space::BUTTON + 3.0 * ui.spacing().item_spacing.y + 8.0;
        let room = vec2(
            ui.available_width(),
            (ui.available_height() - below).max(60.0),
        );
        let role = sample::show(ui, cx.theme, room, spec, preview);
        if let Some((idx, role)) = role {
            chosen = Some(spec.clone().with_role(idx, role));
        }
        if let Some(chosen) = chosen {
            cx.push(Action::Import(ImportAction::Choose(Box::new(chosen))));
        }
        ui.add_space(2.0);
        let room = vec2(ui.available_width(), VERDICT);
        verdict::show(ui, cx.theme, room, importing);
    } else if importing.obstacle.is_some() {
        let room = vec2(ui.available_width(), VERDICT);
        verdict::show(ui, cx.theme, room, importing);
    }
    ui.with_layout(Layout::bottom_up(Align::LEFT), |ui| {
        buttons(ui, cx, importing, is_new)
    })
    .inner
}

/// Which file it is, and where.
fn heading(ui: &mut Ui, cx: &Cx<'_>, importing: &Importing) {
    let theme = cx.theme;
    ui.horizontal(|ui| {
        let words = format!("Import {}", importing.file);
        let width = ui.available_width() * 0.6;
        widgets::elided_label(ui, &words, semibold(size::HEADING - 2.0), theme.text, width);
        let folder = importing.path.parent().map(Path::to_string_lossy);
        if let Some(folder) = folder.filter(|folder| !folder.is_empty()) {
            let width = ui.available_width();
            widgets::elided_label(ui, &folder, regular(size::BODY), theme.faint, width);
        }
    });
    ui.add_space(4.0);
}

fn buttons(ui: &mut Ui, cx: &Cx<'_>, importing: &Importing, is_new: bool) -> Done {
    let theme = cx.theme;
    let mut done = Done::default();
    ui.horizontal(|ui| {
        ui.set_height(space::BUTTON);
        let import = widgets::button(ui, theme, "Import", true, importing.is_ready());
        if is_new && import.enabled() {
            import.request_focus();
        }
        done.shown = import.enabled();
        if import.has_focus() {
            // A ring in the accent would not show on the accent.
            let ring = Stroke::new(1.5, theme.text);
            let corner = f32::from(space::RADIUS) + 2.0;
            ui.painter().rect_stroke(
                import.rect.expand(2.0),
                corner,
                ring,
                eframe::egui::StrokeKind::Outside,
            );
        }
        done.taken = import
            .on_hover_text("Import the whole file (Enter)")
            .on_disabled_hover_text("Not before what stands above is mended")
            .clicked();
        ui.add_space(2.0);
        let cancel = widgets::button(ui, theme, "Cancel", false, true);
        done.cancelled = cancel.on_hover_text("Keep what is open (Esc)").clicked();
        ui.add_space(8.0);
        if importing.waits {
            ui.add(Spinner::new().size(13.0).color(theme.accent));
            ui.label(RichText::new("Reading the first rows…").color(theme.secondary));
        } else if let Some(words) = remembered_words(importing) {
            let width = ui.available_width();
            widgets::elided_label(ui, words, regular(size::BODY), theme.faint, width);
        }
    });
    done
}

/// Whether the choice is kept for the next file.
fn remembered_words(importing: &Importing) -> Option<&'static str> {
    let spec = importing.spec.as_ref()?;
    let preview = importing.preview.as_ref()?;
    let key = preview.header.clone()?;
    Some(if !spec.has_header {
        "Without a header the next such file is asked about again"
    } else if spec.columns.len() > COLUMNS_REMEMBERED_MAX {
        "With so many columns the next such file is asked about again"
    } else {
        // A known data set that nobody corrects is known the next time, too.
        RememberedHeader::of(key, &preview.guessed, spec)?;
        "The next file with this header is read alike"
    })
}
