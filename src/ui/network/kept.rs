//! The tiles on disk: whether there are any, how much room they may take, and what they take.

use eframe::egui::{Role, Ui, WidgetInfo};

use crate::model::number::{bytes_in_words, grouped};
use crate::state::action::Action;
use crate::state::network::{KEPT_MB, NetworkAction};
use crate::ui::theme::{regular, size};
use crate::ui::widgets::{Marker, Row};
use crate::ui::{Cx, prose, widgets};

pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let theme = cx.theme;
    let settings = &cx.state.settings.network;
    let (keeps, max) = (settings.keeps_tiles, settings.kept_mb_max);
    let words = "What has been fetched is kept on this computer, so that no server is asked twice for the same tile, \
                 and the map is there when the network is not. The file does not tell which places were looked at.";
    prose::paragraph(ui, words, regular(size::BODY), theme.secondary);
    ui.add_space(6.0);
    let switch = Row {
        marker: Marker::CheckBox,
        text: "Keep no tiles on disk, and delete those that are there",
        count: None,
        selected: !keeps,
        dimmed: false,
        accessible: "Keep no tiles on disk",
        role: Role::CheckBox,
    };
    if widgets::row(ui, theme, &switch).clicked() {
        cx.push(Action::Network(NetworkAction::SetKeepsTiles(!keeps)));
    }
    ui.add_space(8.0);
    widgets::section_label(ui, theme, "Room for them");
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.add_enabled_ui(keeps, |ui| {
            for megabytes in KEPT_MB {
                let words = bytes_in_words(u64::from(megabytes) * 1_000_000);
                let on = megabytes == max;
                let button = widgets::toggle_button(ui, theme, &words, on);
                let label = format!("Room for tiles, {words}");
                button.widget_info(|| WidgetInfo::selected(Role::Button, keeps, on, &label));
                if button.clicked() {
                    cx.push(Action::Network(NetworkAction::SetKeptMax(megabytes)));
                }
            }
        });
    });
    ui.add_space(8.0);
    let words = match cx.state.network.kept {
        None => String::from("Looking how many there are…"),
        Some(kept) if kept.n_tiles == 0 => String::from("There are none."),
        Some(kept) => format!(
            "There are {} tiles, {}.",
            grouped(kept.n_tiles),
            bytes_in_words(kept.n_bytes)
        ),
    };
    prose::paragraph(ui, &words, regular(size::BODY), theme.text);
}
