//! The network as the user sees it: the page with the ledger, the hosts and the tiles on disk; the question before a
//! host is asked for the first time; the strip that says why a map is not shown; and preparing an area for offline.

pub mod consent;
mod hosts;
mod kept;
pub mod prepare;
mod requests;
pub mod status;
pub mod strip;

use std::collections::BTreeSet;

use eframe::egui::{Stroke, Ui};

use crate::model::web_host::WebHost;
use crate::state::action::Action;
use crate::state::network::NetworkAction;
use crate::ui::{Cx, dialogs, widgets};

/// A page of the dialog.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Page {
    /// The ledger.
    #[default]
    Requests,
    Hosts,
    /// Tiles on disk.
    Kept,
}

impl Page {
    const ALL: [Self; 3] = [Self::Requests, Self::Hosts, Self::Kept];

    fn label(self) -> &'static str {
        match self {
            Self::Requests => "Requests",
            Self::Hosts => "Allowed hosts",
            Self::Kept => "Tiles on disk",
        }
    }
}

/// What is open, half typed, or not to be seen any more.
#[derive(Debug, Default)]
pub struct NetworkMemory {
    pub page: Page,
    requests: requests::RequestsMemory,
    pub prepare: prepare::PrepareMemory,
    /// Hosts whose strip was dismissed.
    dismissed: BTreeSet<WebHost>,
}

/// The page; returns whether it is to be closed.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, window_height: f32, is_new: bool) -> bool {
    let theme = cx.theme;
    if is_new {
        cx.push(Action::Network(NetworkAction::Measure));
    }
    dialogs::heading(ui, theme, "Network");
    let tabs = ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 18.0;
        for page in Page::ALL {
            if widgets::tab(ui, theme, page.label(), cx.memory.network.page == page).clicked() {
                cx.memory.network.page = page;
            }
        }
    });
    let line = Stroke::new(1.0, theme.hairline);
    let y = tabs.response.rect.bottom() - 0.5;
    ui.painter().hline(ui.max_rect().x_range(), y, line);
    ui.add_space(8.0);
    let height = (window_height - 280.0).clamp(140.0, 460.0);
    let top = ui.cursor().top();
    match cx.memory.network.page {
        Page::Requests => requests::show(ui, cx, height),
        Page::Hosts => hosts::show(ui, cx, height),
        Page::Kept => kept::show(ui, cx),
    }
    // Every page is as high as the others, so that tabs and buttons stay where they are.
    ui.add_space((height - (ui.cursor().top() - top)).max(0.0));
    dialogs::buttons(ui, |ui| {
        let close = widgets::button(ui, theme, "Close", false, true);
        if is_new {
            close.request_focus();
        }
        match cx.memory.network.page {
            Page::Requests => {
                let has_any = !cx.state.network.ledger.is_empty();
                if widgets::button(ui, theme, "Save the ledger…", false, has_any).clicked() {
                    cx.push(Action::Network(NetworkAction::SaveLedger));
                }
            }
            Page::Kept => {
                let has_any = cx.state.network.kept.is_some_and(|kept| kept.n_tiles > 0);
                if widgets::button(ui, theme, "Delete all of them", false, has_any).clicked() {
                    cx.push(Action::Network(NetworkAction::EmptyKept));
                }
            }
            Page::Hosts => {}
        }
        close.clicked()
    })
}
