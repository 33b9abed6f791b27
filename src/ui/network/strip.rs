//! A strip under the notices that says why the map of a server is not shown, or not whole, and what can be done.

use eframe::egui::{Align, Frame, Layout, Margin, Panel, Role, Stroke, Ui, WidgetInfo};

use crate::model::time::Timestamp;
use crate::model::web_host::WebHost;
use crate::state::State;
use crate::state::action::Action;
use crate::state::network::{NetworkAction, Question, Trouble};
use crate::ui::theme::{medium, regular, size, space};
use crate::ui::{Cx, Dialog, widgets};

const HEIGHT: f32 = 32.0;
/// Waits shorter than this are over before they are read.
const WAIT_S_MIN: u64 = 5;

/// What is wrong, the gravest first.
enum Fault {
    /// The host may not be asked.
    NotAllowed(Question),
    Trouble(Trouble),
}

impl Fault {
    fn host(&self) -> &WebHost {
        match self {
            Self::NotAllowed(question) => &question.host,
            Self::Trouble(trouble) => &trouble.host,
        }
    }
}

pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let mut faults = faults(cx.state);
    faults.retain(|fault| !cx.memory.network.dismissed.contains(fault.host()));
    let n_more = faults.len().saturating_sub(1);
    let Some(fault) = faults.into_iter().next() else {
        return;
    };
    Panel::top("network strip")
        .exact_size(HEIGHT)
        .frame(Frame::new().inner_margin(Margin::symmetric(space::PANEL, 0)))
        .show(ui, |ui| strip(ui, cx, &fault, n_more));
}

fn faults(state: &State) -> Vec<Fault> {
    let rules = state.network_rules();
    let mut faults = Vec::new();
    let mut hosts = Vec::new();
    for server in state.servers_shown() {
        let Ok(host) = server.host() else { continue };
        if hosts.contains(&host) {
            continue;
        }
        hosts.push(host.clone());
        if !rules.allows(&host) {
            let source = server.name.clone();
            faults.push(Fault::NotAllowed(Question { host, source }));
        }
    }
    let troubles = state.network.pulse.troubles.iter().filter(|trouble| {
        let is_long = trouble.wait_s.is_none_or(|wait_s| wait_s >= WAIT_S_MIN);
        is_long && hosts.contains(&trouble.host)
    });
    faults.extend(troubles.cloned().map(Fault::Trouble));
    faults
}

fn strip(ui: &mut Ui, cx: &mut Cx<'_>, fault: &Fault, n_more: usize) {
    let theme = cx.theme;
    let whole = ui.max_rect();
    let words = words(cx.state, fault);
    let shown = ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 16.0;
        if widgets::link(ui, theme, "Dismiss").clicked() {
            cx.memory.network.dismissed.insert(fault.host().clone());
        }
        if widgets::link(ui, theme, "Network").clicked() {
            cx.memory.dialog = Some(Dialog::Network);
        }
        match fault {
            Fault::NotAllowed(question) => {
                let is_forbidden = cx.state.network_rules().forbidding().is_some();
                let name = if is_forbidden { "Why…" } else { "Allow…" };
                if widgets::link(ui, theme, name).clicked() {
                    let ask = NetworkAction::Ask(question.clone());
                    cx.push(Action::Network(ask));
                }
            }
            Fault::Trouble(trouble) if trouble.may_try => {
                if widgets::link(ui, theme, "Try again").clicked() {
                    let again = NetworkAction::TryAgain(trouble.host.clone());
                    cx.push(Action::Network(again));
                }
            }
            Fault::Trouble(_) => {}
        }
        if n_more > 0 {
            let more = format!("and {n_more} more");
            let font = regular(size::SMALL + 1.0);
            widgets::elided_label(ui, &more, font, theme.faint, 80.0);
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 10.0;
            let font = medium(size::SMALL + 1.0);
            widgets::elided_label(ui, "Map", font, theme.secondary, 80.0);
            let width = ui.available_width();
            let font = regular(size::BODY);
            widgets::elided_label(ui, &words, font, theme.text, width);
        });
    });
    let hairline = Stroke::new(1.0, theme.hairline);
    let x_range = ui.ctx().content_rect().x_range();
    ui.painter().hline(x_range, whole.bottom() - 0.5, hairline);
    shown
        .response
        .widget_info(|| WidgetInfo::labeled(Role::Alert, true, &words));
}

fn words(state: &State, fault: &Fault) -> String {
    match fault {
        Fault::NotAllowed(Question { host, source }) => match state.network_rules().forbidding() {
            None => format!("“{source}” is not fetched: {host} is not allowed"),
            Some(_) => format!("“{source}” is not fetched from {host}: all network is forbidden"),
        },
        Fault::Trouble(Trouble { words, until, .. }) => match until {
            None => format!("{words}; it is not asked any more"),
            Some(until) => format!("{words}; it is left alone until {}", clock_words(*until)),
        },
    }
}

/// The time of day to the second: `22:51:04 UTC`.
fn clock_words(at: Timestamp) -> String {
    let text = at.to_rfc3339().unwrap_or_default();
    let clock = text.split('T').nth(1).and_then(|clock| clock.get(..8));
    format!("{} UTC", clock.unwrap_or(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_wait_is_told_as_a_time_of_day() {
        let at = Timestamp::parse_rfc3339("2026-11-22T22:51:04.120Z").unwrap();
        assert_eq!(clock_words(at), "22:51:04 UTC");
    }
}
