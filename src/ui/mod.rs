//! The window's content: reads the state, asks the derived answers, pushes actions.
//!
//! [`show`] is the one way anything is drawn: window, command line and exports call it alike.
//! Nothing here changes the state, reads files or starts threads (decoding of map tiles is the one exception).

pub mod asking;
pub mod banner;
pub mod captures;
mod chooser;
pub mod citation;
pub mod command;
pub mod contradictions;
pub mod detail;
pub mod dialogs;
pub mod export;
pub mod facets;
pub mod finder;
#[cfg(test)]
mod fixture;
pub mod ground_menu;
pub mod import;
pub mod keyboard;
mod list_keys;
pub mod map;
pub mod media;
pub mod network;
pub mod notices;
pub mod palette;
pub mod present;
pub mod prose;
pub mod reader;
pub mod report;
pub mod scenes;
pub mod software;
pub mod status;
pub mod symbols;
pub mod table;
pub mod text;
pub mod theme;
pub mod tile_server;
pub mod timeline;
pub mod top_bar;
pub mod views;
pub mod widgets;

use std::sync::Arc;

use eframe::egui::{self, Frame, Margin, Panel, Ui};

use crate::model::event::EventId;
use crate::model::place::LatLon;
use crate::query::derived::Derived;
use crate::query::facets::Facets;
use crate::query::matching::Matching;
use crate::state::State;
use crate::state::action::Action;
use crate::ui::theme::Theme;

/// What a panel works with: what is known, what is remembered, and where its wishes go.
pub struct Cx<'a> {
    pub state: &'a State,
    pub theme: &'static Theme,
    pub derived: &'a mut Derived,
    pub memory: &'a mut Memory,
    pub actions: &'a mut Vec<Action>,
}

impl Cx<'_> {
    /// What matches now.
    pub fn matching(&mut self) -> Arc<Matching> {
        let State { dataset, view, .. } = self.state;
        self.derived
            .matching(dataset, &view.filter, self.state.window())
    }

    /// Facet values and their counts now.
    pub fn facets(&mut self) -> Arc<Facets> {
        let State { dataset, view, .. } = self.state;
        self.derived
            .facets(dataset, &view.filter, self.state.window())
    }

    pub fn push(&mut self, action: Action) {
        self.actions.push(action);
    }

    /// Whether an event is the selected one.
    pub fn is_selected(&self, id: &EventId) -> bool {
        self.state.view.selection.as_ref() == Some(id)
    }

    /// Whether the pointer was over an event, anywhere, in the last frame.
    pub fn is_hovered(&self, id: &EventId) -> bool {
        self.memory.hover.as_ref() == Some(id)
    }

    /// Says that the pointer is over an event: its dot, bar, row and card light up together.
    pub fn hover(&mut self, id: &EventId) {
        self.memory.next_hover = Some(id.clone());
    }
}

/// What part of the window is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Surface {
    /// Everything, with controls.
    #[default]
    Window,
    /// The map alone, with its legend and counts.
    Map,
    /// The timeline alone.
    Timeline,
    /// What the audience sees.
    Presenting,
    /// What the presenter sees.
    Presenter,
    /// A small map, with nothing around it.
    Preview,
}

/// What stands in the middle of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Center {
    #[default]
    Map,
    /// The matching events as a table.
    Table,
    /// All contradictions of the collection.
    Contradictions,
}

/// Something that lies over the window and wants an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    Shortcuts,
    /// Shows an address before it is opened.
    ConfirmLink(String),
    /// All lines of a notice.
    NoticeDetails(usize),
    /// What came of reading the file.
    ImportReport,
    /// Words and entrance of a scene.
    EditScene(usize),
    /// What is exported, and how.
    Export,
    /// The ledger, the allowed hosts, the tiles on disk.
    Network,
    /// An area of a server's map as a file.
    PrepareOffline,
    /// A server of tiles is described.
    AddServer,
}

/// Cosmetic state: what is hovered, half typed, or open for now. Losing it loses nothing.
pub struct Memory {
    pub surface: Surface,
    /// A still picture is drawn: nothing moves, and tiles are decoded at once.
    pub still: bool,
    /// The event under the pointer, as of the last frame.
    pub hover: Option<EventId>,
    next_hover: Option<EventId>,
    /// The position under the pointer, where it is over the map.
    pub pointer: Option<LatLon>,
    /// The stack on the map that is open, by its position.
    pub open_stack: Option<LatLon>,
    pub dialog: Option<Dialog>,
    /// The command palette, while it is open.
    pub palette: Option<palette::Palette>,
    /// The search for places, while it is open.
    pub finder: Option<finder::Finder>,
    /// What stands in the middle.
    pub center: Center,
    /// Focuses the search field in the next frame.
    pub focus_search: bool,
    /// The left panel shows the scenes instead of the facets.
    pub left_shows_scenes: bool,
    pub map: map::MapMemory,
    pub timeline: timeline::TimelineMemory,
    pub table: table::TableMemory,
    pub contradictions: contradictions::ContradictionsMemory,
    pub facets: facets::FacetMemory,
    pub reader: reader::ReaderMemory,
    pub media: media::MediaMemory,
    /// The page of the detail panel whose sources were last looked at.
    pub checked_page: Option<detail::Page>,
    /// The name that is being typed for a saved view.
    pub naming: views::Naming,
    pub present: present::PresentMemory,
    pub scenes: scenes::SceneMemory,
    pub export: export::ExportMemory,
    /// What was typed of a server of tiles.
    pub tile_server: tile_server::Form,
    pub network: network::NetworkMemory,
    /// The theme that egui's style was made for.
    applied: Option<crate::state::ThemeChoice>,
}

impl Memory {
    /// For a window, or for pictures if `still`.
    pub fn new(still: bool) -> Self {
        Self {
            surface: Surface::Window,
            still,
            hover: None,
            next_hover: None,
            pointer: None,
            open_stack: None,
            dialog: None,
            palette: None,
            finder: None,
            center: Center::Map,
            focus_search: false,
            left_shows_scenes: false,
            map: map::MapMemory::new(still),
            timeline: timeline::TimelineMemory::default(),
            table: table::TableMemory::default(),
            contradictions: contradictions::ContradictionsMemory::default(),
            facets: facets::FacetMemory::default(),
            reader: reader::ReaderMemory::default(),
            media: media::MediaMemory::default(),
            checked_page: None,
            naming: views::Naming::default(),
            present: present::PresentMemory::default(),
            scenes: scenes::SceneMemory::default(),
            export: export::ExportMemory::default(),
            tile_server: tile_server::Form::default(),
            network: network::NetworkMemory::default(),
            applied: None,
        }
    }
}

impl Memory {
    /// Takes a tool for drawing on the map into the hand, or puts it back.
    pub fn draw(&mut self, tool: map::lasso::Tool) {
        self.center = Center::Map;
        self.table.forget();
        self.open_stack = None;
        self.map.annotate.put_back();
        self.map.measuring.stop();
        if self.map.drawing.tool() == Some(tool) {
            self.map.drawing.cancel();
        } else {
            self.map.drawing.start(tool);
        }
    }

    /// Takes the measuring tape into the hand, or puts it back.
    pub fn measure(&mut self) {
        self.center = Center::Map;
        self.table.forget();
        self.open_stack = None;
        self.map.annotate.put_back();
        self.map.drawing.cancel();
        self.map.measuring.toggle();
    }

    /// Opens the bar for drawing on the map of the current scene, or closes it.
    pub fn annotate(&mut self) {
        let is_seen = self.center == Center::Map;
        self.center = Center::Map;
        self.table.forget();
        self.open_stack = None;
        self.map.drawing.cancel();
        self.map.measuring.stop();
        if self.map.annotate.is_open() && is_seen {
            self.map.annotate.close();
        } else {
            self.map.annotate.open();
        }
    }
}

/// The colour that the window or picture is cleared to before [`show`] draws on it.
pub fn background(theme: crate::state::ThemeChoice) -> egui::Color32 {
    Theme::of(theme).panel
}

/// Makes ready what draws on the adapter itself, once for each adapter; without it the map has no ground.
pub fn install_renderer(render_state: &eframe::egui_wgpu::RenderState) {
    walkers::install_renderer(Some(render_state));
    map::gpu::install(render_state);
}

/// Makes ready what draws many points; the first frame of a window need not wait for it.
pub fn install_points(render_state: &eframe::egui_wgpu::RenderState) {
    map::gpu::install_points(render_state);
}

/// Reads the tables that the first picture needs; takes some milliseconds, and may be done on any thread.
pub fn warm_up(theme: crate::state::ThemeChoice) {
    map::basemap::warm_up(theme);
    map::gazetteer::names();
}

/// Draws everything into `ui`, which is as large as the window or the picture, and cleared to [`background`].
pub fn show(
    ui: &mut Ui,
    state: &State,
    derived: &mut Derived,
    memory: &mut Memory,
    actions: &mut Vec<Action>,
) {
    let theme = Theme::of(state.settings.theme);
    if memory.applied != Some(theme.choice) {
        theme::apply(ui.ctx(), theme);
        memory.applied = Some(theme.choice);
    }
    let mut cx = Cx {
        state,
        theme,
        derived,
        memory,
        actions,
    };
    match cx.memory.surface {
        Surface::Window | Surface::Presenting if state.presenting.is_some() => {
            present::show(ui, &mut cx);
        }
        Surface::Presenter => present::presenter::show(ui, &mut cx),
        surface => {
            banner::show(ui, &cx);
            match surface {
                Surface::Timeline => timeline::show(ui, &mut cx),
                Surface::Window => window_ui(ui, &mut cx),
                _ => map::show(ui, &mut cx),
            }
        }
    }
    let hover = cx.memory.next_hover.take();
    if cx.memory.hover != hover {
        cx.memory.hover = hover;
        ui.ctx().request_repaint();
    }
}

/// Any key or press that asks for nothing else stops what a scene plays as it is entered.
fn interrupt(ui: &Ui, cx: &mut Cx<'_>) {
    if cx.state.run.is_none() || !cx.actions.is_empty() {
        return;
    }
    let is_pressed = ui.input(|input| {
        let is_key = |event: &egui::Event| matches!(event, egui::Event::Key { pressed: true, .. });
        input.pointer.any_pressed() || input.events.iter().any(is_key)
    });
    if is_pressed {
        cx.push(Action::Interrupt);
    }
}

fn window_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    keyboard::handle(ui, cx);
    // No panel is filled: whoever draws the window has cleared it to `background`, which costs nothing,
    // where every filled pixel is dear without a GPU.
    let panel = Frame::new();
    let layout = cx.state.settings.layout;
    let mut sizes = layout;

    Panel::top("top bar")
        .exact_size(theme::space::TOP_BAR)
        .frame(panel.inner_margin(Margin::symmetric(theme::space::PANEL, 0)))
        .show(ui, |ui| top_bar::show(ui, cx));
    Panel::bottom("status line")
        .exact_size(theme::space::STATUS)
        .frame(panel.inner_margin(Margin::symmetric(12, 0)))
        .show(ui, |ui| status::show(ui, cx));
    notices::show(ui, cx);
    network::strip::show(ui, cx);
    if layout.left_open {
        let shown = Panel::left("left panel")
            .resizable(true)
            .default_size(layout.left_width)
            .size_range(180.0..=420.0)
            .frame(panel)
            .show(ui, |ui| {
                if cx.memory.left_shows_scenes {
                    scenes::show(ui, cx);
                } else {
                    facets::show(ui, cx);
                }
            });
        sizes.left_width = shown.response.rect.width();
    }
    if layout.right_open {
        let shown = Panel::right("right panel")
            .resizable(true)
            .default_size(layout.right_width)
            .size_range(260.0..=640.0)
            .frame(panel)
            .show(ui, |ui| detail::show(ui, cx));
        sizes.right_width = shown.response.rect.width();
    } else {
        // Shown anew, its sources are looked at again.
        cx.memory.checked_page = None;
    }
    if layout.bottom_open {
        let shown = Panel::bottom("timeline panel")
            .resizable(true)
            .default_size(layout.bottom_height)
            .size_range(130.0..=520.0)
            .frame(panel)
            .show(ui, |ui| timeline::show(ui, cx));
        sizes.bottom_height = shown.response.rect.height();
    }
    egui::CentralPanel::default()
        .frame(Frame::new())
        .show(ui, |ui| match cx.memory.center {
            Center::Map => map::show(ui, cx),
            Center::Table => table::show(ui, cx),
            Center::Contradictions => contradictions::show(ui, cx),
        });
    reader::show(ui, cx);
    media::show_full(ui, cx);
    dialogs::show(ui, cx);
    import::show(ui, cx);
    palette::show(ui, cx);
    finder::show(ui, cx);
    asking::show(ui, cx);
    network::consent::show(ui, cx);
    interrupt(ui, cx);
    if sizes != layout {
        cx.push(Action::SetLayout(sizes));
    }
}
