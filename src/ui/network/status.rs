//! The network in the status line: “Offline”, or the hosts in use, with a dot while one owes an answer.

use eframe::egui::{Button, RichText, Role, Sense, Ui, WidgetInfo, vec2};

use crate::ui::theme::{regular, size};
use crate::ui::{Cx, Dialog, widgets};

/// Widest that the names of hosts get, in points.
const WIDTH_MAX: f32 = 240.0;

pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let theme = cx.theme;
    let hosts = cx.state.hosts_in_use();
    let is_asking = !cx.state.network.pulse.asking.is_empty();
    let (words, told) = match hosts.as_slice() {
        [] if is_asking => (
            String::from("Ending…"),
            "A host that is not in use any more owes an answer",
        ),
        [] => (
            String::from("Offline"),
            "No server is asked. Click for the ledger",
        ),
        [host] => (
            host.to_string(),
            "The host that is asked for tiles. Click for the ledger",
        ),
        [host, rest @ ..] => (
            format!("{host} and {} more", rest.len()),
            "The hosts that are asked for tiles. Click for the ledger",
        ),
    };
    let font = regular(size::SMALL + 1.0);
    let galley = widgets::elided(ui, &words, font.clone(), theme.secondary, WIDTH_MAX);
    let shown = if galley.elided { galley.text() } else { &words };
    let text = RichText::new(shown).font(font).color(theme.secondary);
    let button = ui.add(Button::new(text).frame(false).truncate());
    let label = format!("Network: {words}");
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
    if button.on_hover_text(told).clicked() {
        cx.memory.dialog = Some(Dialog::Network);
    }
    if !hosts.is_empty() || is_asking {
        dot(ui, cx, is_asking);
    }
}

/// Filled while a host owes an answer. It takes its room always, so that nothing moves.
fn dot(ui: &mut Ui, cx: &Cx<'_>, is_asking: bool) {
    let (rect, _) = ui.allocate_exact_size(vec2(8.0, 8.0), Sense::hover());
    // The gap to the words is that of statements; the dot belongs to them.
    let center = rect.center() + vec2(10.0, 0.0);
    if is_asking {
        ui.painter().circle_filled(center, 3.5, cx.theme.accent);
    } else {
        ui.painter().circle_filled(center, 2.5, cx.theme.faint);
    }
}
