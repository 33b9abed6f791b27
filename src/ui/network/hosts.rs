//! The hosts that were allowed, each with a way to take it back.

use std::path::Path;

use eframe::egui::{Align, Layout, RichText, Role, ScrollArea, Ui, WidgetInfo, vec2};

use crate::model::consent::Scope;
use crate::model::web_host::WebHost;
use crate::state::action::Action;
use crate::state::network::NetworkAction;
use crate::ui::theme::{medium, regular, size, space};
use crate::ui::{Cx, prose, widgets};

pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, height: f32) {
    let theme = cx.theme;
    if let Some(who) = cx.state.network_rules().forbidding() {
        prose::paragraph(ui, who.words(), regular(size::BODY), theme.warning);
        ui.add_space(6.0);
    }
    let consent = &cx.state.settings.network.consent;
    let entries: Vec<(WebHost, Scope)> = consent
        .entries()
        .map(|(host, scope)| (host.clone(), scope))
        .collect();
    if entries.is_empty() {
        let words = "No host is allowed. When you choose a map that comes from a server, Strabo asks you first.";
        prose::paragraph(ui, words, regular(size::BODY), theme.secondary);
        return;
    }
    ScrollArea::vertical()
        .max_height(height)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            for (host, scope) in entries {
                entry(ui, cx, &host, &scope);
            }
        });
}

fn entry(ui: &mut Ui, cx: &mut Cx<'_>, host: &WebHost, scope: &Scope) {
    let theme = cx.theme;
    let whole = vec2(ui.available_width(), space::BUTTON + 4.0);
    ui.allocate_ui_with_layout(whole, Layout::right_to_left(Align::Center), |ui| {
        let revoke = widgets::button(ui, theme, "Revoke", false, true);
        let scope_words = scope_words(scope);
        let label = format!("Revoke {host}, {scope_words}");
        revoke.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
        if revoke.clicked() {
            let action = NetworkAction::Revoke(host.clone(), scope.clone());
            cx.push(Action::Network(action));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.label(
                RichText::new(host.to_string())
                    .font(medium(size::BODY))
                    .color(theme.text),
            );
            if !host.is_encrypted() {
                widgets::chip(ui, theme, "not encrypted", theme.warning);
            }
            let width = ui.available_width();
            let font = regular(size::BODY);
            let label = widgets::elided_label(ui, &scope_words, font, theme.secondary, width);
            if let Scope::Collection(key) = scope {
                label.on_hover_text(key);
            }
        });
    });
}

/// For what it is allowed: a collection by the name of its file.
fn scope_words(scope: &Scope) -> String {
    match scope {
        Scope::Always => String::from("always"),
        Scope::Collection(key) => {
            let name = Path::new(key).file_name();
            let name = name.map(|name| name.to_string_lossy().into_owned());
            let name = name.as_deref().unwrap_or(key);
            let name = name.strip_prefix("bundled:").unwrap_or(name);
            format!("for {name}")
        }
    }
}
