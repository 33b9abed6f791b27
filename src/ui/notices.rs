//! What the user is told, as strips between the top bar and the panels, until dismissed: they make room for themselves,
//! so nothing is covered.

use eframe::egui::{Align, Frame, Layout, Margin, Panel, Rect, Role, Stroke, Ui, WidgetInfo, vec2};

use crate::model::number::grouped;
use crate::state::action::Action;
use crate::state::importing::ImportAction;
use crate::state::{Notice, NoticeKind, Offer};
use crate::ui::theme::{medium, regular, size, space};
use crate::ui::{Cx, Dialog, widgets};

/// Strips that are shown; the rest wait until these are dismissed.
const SHOWN_MAX: usize = 2;
const HEIGHT: f32 = 32.0;

pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let state = cx.state;
    let n_waiting = state.notices.len().saturating_sub(SHOWN_MAX);
    // The newest first: it is about what was just done.
    let newest = state.notices.iter().enumerate().rev().take(SHOWN_MAX);
    for (place, (idx, notice)) in newest.enumerate() {
        let is_last = place + 1 == state.notices.len().min(SHOWN_MAX);
        let waiting = if is_last { n_waiting } else { 0 };
        Panel::top(format!("notice {place}"))
            .exact_size(HEIGHT)
            .frame(Frame::new().inner_margin(Margin::symmetric(space::PANEL, 0)))
            .show(ui, |ui| strip(ui, cx, idx, notice, waiting));
    }
}

fn strip(ui: &mut Ui, cx: &mut Cx<'_>, idx: usize, notice: &Notice, n_waiting: usize) {
    let theme = cx.theme;
    let (word, color) = match notice.kind {
        NoticeKind::Info => ("Note", theme.secondary),
        NoticeKind::Warning => ("Warning", theme.warning),
        NoticeKind::Error => ("Error", theme.error),
    };
    let whole = ui.max_rect();
    let edge = Rect::from_min_size(
        whole.min - vec2(f32::from(space::PANEL), 0.0),
        vec2(3.0, whole.height()),
    );
    ui.painter().rect_filled(edge, 0.0, color);
    let mut was_elided = false;
    let shown = ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 16.0;
        if widgets::link(ui, theme, "Dismiss").clicked() {
            cx.push(Action::DismissNotice(idx));
        }
        let id = ui.scope_id().with(("elided", idx));
        let is_cut = ui.data(|data| data.get_temp(id).unwrap_or(false));
        let has_more = is_cut || !notice.details.is_empty();
        if has_more && widgets::link(ui, theme, "Details").clicked() {
            cx.memory.dialog = Some(Dialog::NoticeDetails(idx));
        }
        for offer in notice.offers.iter().rev() {
            offer_link(ui, cx, *offer);
        }
        if n_waiting > 0 {
            let words = format!("and {} more", grouped(n_waiting as u64));
            let font = regular(size::SMALL + 1.0);
            widgets::elided_label(ui, &words, font, theme.faint, 80.0);
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 10.0;
            let font = medium(size::SMALL + 1.0);
            widgets::elided_label(ui, word, font, color, 80.0);
            let font = regular(size::BODY);
            let room = ui.available_width();
            was_elided = widgets::text_width(ui, &notice.text, font.clone()) > room;
            widgets::elided_label(ui, &notice.text, font, theme.text, room);
        });
        ui.data_mut(|data| data.insert_temp(id, was_elided));
    });
    let hairline = Stroke::new(1.0, theme.hairline);
    ui.painter().hline(
        ui.ctx().content_rect().x_range(),
        whole.bottom() - 0.5,
        hairline,
    );
    let words = format!("{word}: {}", notice.text);
    shown
        .response
        .widget_info(|| WidgetInfo::labeled(Role::Alert, true, &words));
}

fn offer_link(ui: &mut Ui, cx: &mut Cx<'_>, offer: Offer) {
    match offer {
        Offer::ImportReport => {
            if widgets::link(ui, cx.theme, "Report").clicked() {
                cx.memory.dialog = Some(Dialog::ImportReport);
            }
        }
        Offer::ChangeImport => {
            if widgets::link(ui, cx.theme, "Change…").clicked() {
                cx.push(Action::Import(ImportAction::Change));
            }
        }
    }
}
