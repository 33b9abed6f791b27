//! What the user is told, as strips between the top bar and the panels, until dismissed: they make room for themselves,
//! so nothing is covered.

use eframe::egui::{
    Align, Color32, Frame, Layout, Margin, Panel, Rect, Role, Stroke, Ui, WidgetInfo, vec2,
};

use crate::model::number::grouped;
use crate::state::action::Action;
use crate::state::importing::ImportAction;
use crate::state::{Notice, NoticeKind, Offer};
use crate::ui::theme::{Theme, medium, regular, size, space};
use crate::ui::{Cx, Dialog, widgets};

/// Strips that are shown; the rest wait until these are dismissed.
const SHOWN_MAX: usize = 2;
const HEIGHT: f32 = 32.0;

pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let state = cx.state;
    if let Some(reason) = state.dataset.trouble() {
        band("notice of the file").show(ui, |ui| unreadable(ui, cx, reason));
    }
    let n_waiting = state.notices.len().saturating_sub(SHOWN_MAX);
    // The newest first: it is about what was just done.
    let newest = state.notices.iter().enumerate().rev().take(SHOWN_MAX);
    for (place, (idx, notice)) in newest.enumerate() {
        let is_last = place + 1 == state.notices.len().min(SHOWN_MAX);
        let waiting = if is_last { n_waiting } else { 0 };
        band(&format!("notice {place}")).show(ui, |ui| strip(ui, cx, idx, notice, waiting));
    }
}

fn band(id: &str) -> Panel {
    Panel::top(id.to_owned())
        .exact_size(HEIGHT)
        .frame(Frame::new().inner_margin(Margin::symmetric(space::PANEL, 0)))
}

/// Rows of the open table can no longer be read; what is known of their time and place is still shown.
fn unreadable(ui: &mut Ui, cx: &mut Cx<'_>, reason: &str) {
    let theme = cx.theme;
    edge(ui, theme, theme.error);
    let text = format!("Some rows can no longer be read: {reason}");
    let shown = ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if let Some(path) = &cx.state.dataset.origin().path
            && widgets::link(ui, theme, "Open again").clicked()
        {
            cx.push(Action::Open(path.clone()));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 10.0;
            widgets::elided_label(ui, "Error", medium(size::SMALL + 1.0), theme.error, 80.0);
            let room = ui.available_width();
            widgets::elided_label(ui, &text, regular(size::BODY), theme.text, room);
        });
    });
    let response = shown.response;
    let words = format!("Error: {text}");
    response.widget_info(|| WidgetInfo::labeled(Role::Alert, true, &words));
}

/// The colored edge and the hairline below.
fn edge(ui: &Ui, theme: &Theme, color: Color32) {
    let whole = ui.max_rect();
    let corner = whole.min - vec2(f32::from(space::PANEL), 0.0);
    let edge = Rect::from_min_size(corner, vec2(3.0, whole.height()));
    ui.painter().rect_filled(edge, 0.0, color);
    let hairline = Stroke::new(1.0, theme.hairline);
    let width = ui.ctx().content_rect().x_range();
    ui.painter().hline(width, whole.bottom() - 0.5, hairline);
}

fn strip(ui: &mut Ui, cx: &mut Cx<'_>, idx: usize, notice: &Notice, n_waiting: usize) {
    let theme = cx.theme;
    let (word, color) = match notice.kind {
        NoticeKind::Info => ("Note", theme.secondary),
        NoticeKind::Warning => ("Warning", theme.warning),
        NoticeKind::Error => ("Error", theme.error),
    };
    edge(ui, theme, color);
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

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::model::collection::Collection;
    use crate::model::event::{Event, EventId};
    use crate::state::{Settings, State};
    use crate::store::builder::Builder;
    use crate::store::records::Records;
    use crate::store::{Dataset, Origin};
    use crate::ui::fixture;

    /// Records of a file that was written into.
    #[derive(Debug)]
    struct Lost;

    impl Records for Lost {
        fn len(&self) -> usize {
            0
        }

        fn event(&self, _idx: u32) -> Event {
            Event::new(self.id(0), String::new())
        }

        fn id(&self, _idx: u32) -> EventId {
            EventId(String::from("row-1"))
        }

        fn holds_words(&self, _idx: u32, _words: &[String]) -> bool {
            false
        }

        fn trouble(&self) -> Option<&str> {
            Some("the file has been changed since it was opened")
        }
    }

    #[test]
    fn rows_that_can_no_longer_be_read_are_told_of_with_a_way_to_open_the_file_again() {
        let path = PathBuf::from("rows.csv");
        let origin = Origin {
            path: Some(path.clone()),
            ..Origin::default()
        };
        let header = Collection::default();
        let dataset = Dataset::from_records(header, Arc::new(Lost), Builder::default(), origin);
        assert!(dataset.all_readable().is_err());
        let state = State::new(Arc::new(dataset), Settings::default());
        let mut harness = fixture::harness(state, show);
        harness.run_steps(2);
        harness.get_by_label(
            "Error: Some rows can no longer be read: the file has been changed since it was opened",
        );
        harness.get_by_label("Open again").click();
        harness.run_steps(2);
        let actions = &harness.state().actions;
        let opens = |action: &Action| matches!(action, Action::Open(opened) if *opened == path);
        assert!(actions.iter().any(opens), "{actions:?}");
    }
}
