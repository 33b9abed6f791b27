//! Preparing for offline: which server's map, which area, which zooms; how many tiles that is, and whether its provider
//! wants it. Where to is asked by the system's own dialog, and the tiles are fetched off this thread.

use eframe::egui::{Align, Layout, Ui};

use crate::model::ground::{TileServer, TileSource};
use crate::model::number::{bytes_in_words, grouped};
use crate::model::place::Bounds;
use crate::model::provider::bulk_refusal;
use crate::model::tile_area::{TILES_MAX, TileArea};
use crate::state::State;
use crate::state::action::Action;
use crate::state::network::{NetworkAction, PrepareOrder, Question};
use crate::ui::command::in_sight;
use crate::ui::import::choice::{Field, Item, choice};
use crate::ui::theme::{medium, regular, size};
use crate::ui::{Cx, dialogs, prose, widgets};

/// Of the dialog, in points.
pub const WIDTH: f32 = 560.0;
const GAP: f32 = 12.0;
/// A tile of imagery has about this many bytes, where nothing else is known.
const TILE_BYTES_USUALLY: u64 = 18_000;
/// Zooms beyond the view's own that are proposed: enough to look closer at any part of it.
const DEEPER: u8 = 3;

/// Which area.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Area {
    #[default]
    InSight,
    /// The box of the filter.
    Box,
    /// All events of the collection.
    Events,
}

impl Area {
    const ALL: [Self; 3] = [Self::InSight, Self::Box, Self::Events];

    fn label(self) -> &'static str {
        match self {
            Self::InSight => "What is in sight",
            Self::Box => "The box of the filter",
            Self::Events => "All events of the collection",
        }
    }

    fn bounds(self, state: &State) -> Option<Bounds> {
        match self {
            Self::InSight => Some(in_sight(state)),
            Self::Box => state.view.filter.bounds,
            Self::Events => state.dataset.narrowest_bounds(),
        }
    }
}

/// What is chosen, kept while the window is open.
#[derive(Debug, Default)]
pub struct PrepareMemory {
    server_idx: usize,
    area: Area,
    /// `None`: as suits the view.
    zooms: Option<(u8, u8)>,
}

/// The servers that there are, shown or hidden.
pub fn servers(state: &State) -> Vec<&TileServer> {
    let layers = state.ground().layers.iter();
    layers
        .filter_map(|layer| match &layer.source {
            TileSource::Server(server) => Some(server),
            TileSource::Embedded | TileSource::Archive(_) => None,
        })
        .collect()
}

/// Draws the dialog; whether it is to be closed.
pub(in crate::ui) fn show(ui: &mut Ui, cx: &mut Cx<'_>, is_new: bool) -> bool {
    let theme = cx.theme;
    dialogs::heading(ui, theme, "Prepare for offline");
    let state = cx.state;
    let servers = servers(state);
    let idx = cx.memory.network.prepare.server_idx;
    let Some(server) = servers.get(idx).or_else(|| servers.first()) else {
        let words = "No map of a server is among the layers. Add one in the menu “Map” first.";
        prose::paragraph(ui, words, regular(size::BODY), theme.secondary);
        return close_button(ui, cx, is_new);
    };
    let words = "An area of a server’s map is fetched once and kept as an MBTiles file, which is shown without any network.";
    prose::paragraph(ui, words, regular(size::BODY), theme.secondary);
    ui.add_space(4.0);
    let area = fields(ui, cx, &servers, server);
    ui.add_space(4.0);
    let plan = plan(state, server, area);
    match &plan {
        Ok(words) => prose::paragraph(ui, words, medium(size::BODY), theme.text),
        Err(Flaw::NotAllowed(_)) => {
            let words = "This server may not be asked yet.";
            prose::paragraph(ui, words, medium(size::BODY), theme.warning)
        }
        Err(Flaw::Other(words)) => prose::paragraph(ui, words, medium(size::BODY), theme.error),
    };
    let words = "Look up whether its provider allows this: Strabo knows only a few that do not. \
                 It asks two tiles at a time and ten a second at most; every request stands in the ledger.";
    prose::paragraph(ui, words, regular(size::SMALL + 1.0), theme.secondary);
    let mut closes = false;
    let mut order = None;
    dialogs::buttons(ui, |ui| {
        if let Err(Flaw::NotAllowed(question)) = &plan {
            if widgets::button(ui, theme, "Allow…", true, true).clicked() {
                cx.actions
                    .push(Action::Network(NetworkAction::Ask(question.clone())));
            }
        } else {
            let fetch = widgets::button(ui, theme, "Fetch to…", true, plan.is_ok());
            if fetch.clicked() {
                order = area.map(|area| PrepareOrder {
                    server: (*server).clone(),
                    area,
                    name: file_name(server),
                    folder: None,
                });
            }
        }
        let close = widgets::button(ui, theme, "Cancel", false, true);
        if is_new {
            close.request_focus();
        }
        closes = close.clicked();
        closes
    });
    if let Some(order) = order {
        let prepare = NetworkAction::Prepare(Box::new(order));
        cx.push(Action::Network(prepare));
        closes = true;
    }
    closes
}

fn close_button(ui: &mut Ui, cx: &Cx<'_>, is_new: bool) -> bool {
    dialogs::buttons(ui, |ui| {
        let close = widgets::button(ui, cx.theme, "Close", false, true);
        if is_new {
            close.request_focus();
        }
        close.clicked()
    })
}

/// The fields; what they say. `None`: an area that there is none of.
fn fields(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    servers: &[&TileServer],
    server: &TileServer,
) -> Option<TileArea> {
    let state = cx.state;
    let theme = cx.theme;
    let memory = &mut cx.memory.network.prepare;
    let half = (ui.available_width() - GAP) / 2.0;
    let quarter = (half - GAP) / 2.0;
    let usual = usual_zooms(state, server);
    let (mut from, mut to) = memory.zooms.unwrap_or(usual);
    (from, to) = (from.max(server.zoom_min), to.min(server.zoom_max));
    let before = (from, to);
    let zooms = || server.zoom_min..=server.zoom_max;
    let pick = |ui: &mut Ui,
                name: &str,
                width: f32,
                value: &str,
                items: Vec<Item<usize>>,
                chosen: usize| {
        let mut taken = None;
        ui.with_layout(Layout::top_down(Align::LEFT), |ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = 4.0;
            widgets::section_label(ui, theme, name);
            let field = Field {
                name,
                value,
                width,
                quiet: false,
            };
            taken = choice(ui, theme, &field, &chosen, || items);
        });
        taken
    };
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        let all = servers.iter().enumerate();
        let items = all.map(|(idx, it)| Item::new(idx, it.name.clone()));
        let chosen = servers.iter().position(|it| *it == server).unwrap_or(0);
        if let Some(idx) = pick(ui, "Map", half, &server.name, items.collect(), chosen) {
            memory.server_idx = idx;
            memory.zooms = None;
        }
    });
    ui.add_space(4.0);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        let offered = Area::ALL.into_iter().enumerate();
        let items = offered
            .filter(|(_, area)| area.bounds(state).is_some())
            .map(|(idx, area)| Item::new(idx, area.label()));
        let chosen = Area::ALL.iter().position(|it| *it == memory.area);
        let label = memory.area.label();
        if let Some(idx) = pick(
            ui,
            "Area",
            half,
            label,
            items.collect(),
            chosen.unwrap_or(0),
        ) {
            memory.area = Area::ALL[idx];
        }
        let items = |range: std::ops::RangeInclusive<u8>| {
            range
                .map(|zoom| Item::new(usize::from(zoom), zoom.to_string()))
                .collect()
        };
        let words = from.to_string();
        let all = items(zooms());
        if let Some(zoom) = pick(ui, "From zoom", quarter, &words, all, usize::from(from)) {
            from = zoom as u8;
            to = to.max(from);
        }
        let words = to.to_string();
        let all = items(zooms());
        if let Some(zoom) = pick(ui, "To zoom", quarter, &words, all, usize::from(to)) {
            to = zoom as u8;
            from = from.min(to);
        }
    });
    if (from, to) != before {
        memory.zooms = Some((from, to));
    }
    if memory.area.bounds(state).is_none() {
        memory.area = Area::InSight;
    }
    memory.area.bounds(state).map(|bounds| TileArea {
        bounds,
        zoom_min: from,
        zoom_max: to,
    })
}

/// The zooms that are proposed: from the view's own to some deeper.
fn usual_zooms(state: &State, server: &TileServer) -> (u8, u8) {
    let most = server.zoom_max.max(server.zoom_min);
    let zoom = state.view.camera.zoom.round().clamp(0.0, 30.0) as u8;
    let from = zoom.clamp(server.zoom_min, most);
    (from, (from + DEEPER).min(most))
}

enum Flaw {
    NotAllowed(Question),
    Other(String),
}

/// How much it is; or why it cannot be.
fn plan(state: &State, server: &TileServer, area: Option<TileArea>) -> Result<String, Flaw> {
    let other = |words: String| Err(Flaw::Other(words));
    let Some(area) = area else {
        return other(String::from("There is no such area."));
    };
    let host = match server.host() {
        Ok(host) => host,
        Err(error) => return other(format!("This map cannot be fetched: {error}.")),
    };
    if let Some(reason) = bulk_refusal(&host) {
        return other(format!("This map is not fetched as a whole: {reason}."));
    }
    if let Some(who) = state.network_rules().forbidding() {
        return other(who.words().to_owned());
    }
    if state.network.preparing.is_some() {
        return other(String::from("Another area is being fetched already."));
    }
    let n_tiles = area.n_tiles();
    let count = grouped(n_tiles);
    if n_tiles > TILES_MAX {
        let most = grouped(TILES_MAX);
        return other(format!(
            "{count} tiles are too many for one file: {most} at most. Take a smaller area, or fewer zooms."
        ));
    }
    if !state.network_rules().allows(&host) {
        let source = server.name.clone();
        return Err(Flaw::NotAllowed(Question { host, source }));
    }
    let known = state.network.ledger.mean_tile_bytes(&host);
    let size = bytes_in_words(n_tiles * known.unwrap_or(TILE_BYTES_USUALLY));
    let plural = if n_tiles == 1 { "" } else { "s" };
    let minutes = n_tiles.div_ceil(10 * 60);
    let time = if minutes <= 1 {
        String::from("a minute")
    } else {
        format!("{minutes} minutes")
    };
    Ok(format!(
        "{count} tile{plural}, about {size}; it takes {time} or more."
    ))
}

fn file_name(server: &TileServer) -> String {
    let name: String = server
        .name
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '-' })
        .take(40)
        .collect();
    let name = name.trim_matches('-').to_lowercase();
    let name = if name.is_empty() { "map" } else { &name };
    format!("{name}.mbtiles")
}
