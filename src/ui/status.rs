//! The line at the bottom: how many events are shown and how many are not, the position under the pointer, the network.

use eframe::egui::{
    Align, Button, Layout, Popup, RichText, Role, Sense, Spinner, Ui, WidgetInfo, vec2,
};

use crate::model::coordinate::{self, Form};
use crate::query::matching::Counts;
use crate::query::sentence::{CountsWords, counts_words};
use crate::state::Loading;
use crate::state::action::Action;
use crate::state::exporting::{ExportAction, Exporting};
use crate::state::network::{NetworkAction, Preparing};
use crate::state::places::PlacesAction;
use crate::ui::theme::{medium, regular, size, space};
use crate::ui::{Cx, network, widgets};

/// Between two statements, in points.
const GAP: f32 = 18.0;

pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let theme = cx.theme;
    let counts = cx.matching().counts;
    let font = regular(size::SMALL + 1.0);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        network::status::show(ui, cx);
        pointer(ui, cx);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            if let Some(Loading { file, share }) = &cx.state.loading {
                let words = match share {
                    Some(share) => format!("Reading {file}… {:.0} %", share * 100.0),
                    None => format!("Reading {file}…"),
                };
                work(
                    ui,
                    cx,
                    &words,
                    &format!("Stop reading {file}"),
                    Action::CancelOpen,
                );
            }
            if let Some(words) = cx.state.exporting.as_ref().and_then(Exporting::words) {
                let stop = Action::Export(ExportAction::Cancel);
                work(ui, cx, &words, "Stop exporting", stop);
            }
            if let Some(words) = cx
                .state
                .network
                .preparing
                .as_ref()
                .and_then(Preparing::words)
            {
                let stop = Action::Network(NetworkAction::CancelPrepare);
                work(ui, cx, &words, "Stop fetching the area", stop);
            }
            if let Some(searching) = &cx.state.searching {
                let words = format!("Searching for “{}”…", searching.text.trim());
                work(ui, cx, &words, "Stop searching", Action::CancelSearch);
            }
            for (idx, words) in statements(counts).into_iter().enumerate() {
                let color = if idx == 0 {
                    theme.text
                } else {
                    theme.secondary
                };
                let width = widgets::text_width(ui, &words, font.clone());
                if width <= ui.available_width() {
                    ui.label(RichText::new(words).font(font.clone()).color(color));
                }
            }
        });
    });
}

/// Work that goes on, and a way to stop it.
fn work(ui: &mut Ui, cx: &mut Cx<'_>, words: &str, stop_label: &str, stop_action: Action) {
    let font = regular(size::SMALL + 1.0);
    ui.spacing_mut().item_spacing.x = 8.0;
    ui.add(Spinner::new().size(13.0).color(cx.theme.accent));
    let width = (ui.available_width() * 0.5).max(80.0);
    widgets::elided_label(ui, words, font.clone(), cx.theme.text, width);
    let stop = RichText::new("Stop").font(font).color(cx.theme.accent);
    let stop = ui.add(Button::new(stop).frame(false));
    stop.widget_info(|| WidgetInfo::labeled(Role::Button, true, stop_label));
    if stop.clicked() {
        cx.push(stop_action);
    }
    ui.spacing_mut().item_spacing.x = GAP;
}

/// The coordinate under the pointer, in an area that does not change its width. It is a menu of the forms.
fn pointer(ui: &mut Ui, cx: &mut Cx<'_>) {
    let font = regular(size::SMALL + 1.0);
    let form = cx.state.settings.coordinates.form;
    let widest = match form {
        Form::Decimal => "00.0000° N 000.0000° W",
        Form::Dms => "00°00′00.00″ N 000°00′00.00″ W",
        Form::Utm => "00W 000000 0000000",
        Form::Mgrs => "00W WW 00000 00000",
    };
    let width = widgets::text_width(ui, widest, font.clone());
    let (rect, response) = ui.allocate_exact_size(vec2(width, 20.0), Sense::click());
    let accessible = format!("Form of coordinates, {}", form.label());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &accessible));
    let is_lit = response.hovered() || response.has_focus();
    let color = if is_lit {
        cx.theme.text
    } else {
        cx.theme.secondary
    };
    let words = match (cx.memory.pointer, form) {
        (Some(at), Form::Decimal) => Some(at.to_decimal_text()),
        (Some(at), form) => Some(coordinate::written(at, form)),
        (None, form) => is_lit.then(|| form.label().to_owned()),
    };
    if let Some(words) = words {
        let anchor = eframe::egui::Align2::LEFT_CENTER;
        widgets::paint_text(ui, rect.left_center(), anchor, &words, font, color);
    }
    let response = response.on_hover_text("The form of coordinates");
    Popup::menu(&response).show(|ui| {
        for choice in Form::ALL {
            let words = RichText::new(choice.label()).font(medium(size::BODY));
            let item =
                Button::selectable(choice == form, words).min_size(vec2(200.0, space::BUTTON));
            if ui.add(item).clicked() {
                cx.push(Action::Places(PlacesAction::SetForm(choice)));
            }
        }
    });
}

/// Statement by statement, the most important first.
fn statements(counts: Counts) -> Vec<String> {
    let CountsWords {
        shown,
        not_yet,
        membership,
        undated,
        unlocated,
        off_map,
    } = counts_words(counts);
    let unlocated = format!("{unlocated} not located{off_map}");
    let rest = [membership, undated, unlocated];
    [shown].into_iter().chain(not_yet).chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::state::{Settings, State};
    use crate::ui::fixture;

    #[test]
    fn nothing_is_left_out_silently() {
        let counts = Counts {
            total: 19,
            matching: 9,
            certain: 7,
            possible: 2,
            undated: 7,
            unlocated: 8,
            ..Counts::default()
        };
        assert_eq!(
            statements(counts).join("   "),
            "9 of 19 shown   7 certain, 2 possible   7 undated   8 not located"
        );
    }

    #[test]
    fn what_is_being_read_says_how_far_it_is_and_can_be_stopped() {
        let mut state = State::new(fixture::dataset(), Settings::default());
        state.loading = Some(Loading {
            file: String::from("long.csv"),
            share: Some(0.42),
        });
        let mut harness = fixture::harness(state, show);
        harness.step();
        assert!(harness.query_by_label("Reading long.csv… 42 %").is_some());
        harness.get_by_label("Stop reading long.csv").click();
        harness.run_steps(2);
        let actions = &harness.state().actions;
        assert!(
            actions
                .iter()
                .any(|action| matches!(action, Action::CancelOpen))
        );
    }
}
