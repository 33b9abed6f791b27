//! The window: one loop of inbox, update, jobs and drawing.
//!
//! [`App::advance`] and [`App::show`] are plain methods, so a test drives the real program without a window.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use eframe::egui::{self, Ui, ViewportBuilder};

use crate::brief::{order, picture};
use crate::io;
use crate::io::jobs::{Jobs, Wake};
use crate::io::net::{self, Network};
use crate::io::settings::Damage;
use crate::io::tiles::{TileFiles, is_map_file};
use crate::model::ground::{TileSource, Tiles};
use crate::query::derived::Derived;
use crate::state::action::{Action, GroundAction};
use crate::state::briefing::FileAction;
use crate::state::effect::Effect;
use crate::state::network::NetworkEffect;
use crate::state::presenting::PresentAction;
use crate::state::update::{find_scenes, update};
use crate::state::{Notice, Settings, State, ThemeChoice};
use crate::store::Dataset;
use crate::ui::software::SoftwarePainter;
use crate::ui::{self, Memory};

/// Size of the first window, in points.
const WINDOW_SIZE: (f32, f32) = (1_600.0, 1_000.0);
/// Below this the panels no longer fit beside each other.
const WINDOW_SIZE_MIN: (f32, f32) = (900.0, 560.0);

/// Whether servers are asked in this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NetworkUse {
    /// Those that the user has allowed, or allows.
    AsAllowed,
    /// None, whatever was allowed.
    Forbidden,
}

/// The whole program, but for the window around it.
pub struct App {
    pub state: State,
    derived: Derived,
    memory: Memory,
    jobs: Jobs,
    actions: Vec<Action>,
    was_presented: bool,
    /// What the window is called.
    title: String,
}

impl App {
    pub fn new(dataset: Arc<Dataset>, settings: Settings, jobs: Jobs) -> Self {
        let tiles: Tiles = Arc::new(TileFiles::with_network(jobs.network().clone()));
        let mut jobs = jobs
            .with_exporter(order::exporter(Arc::clone(&tiles)))
            .with_tiles(Arc::clone(&tiles));
        let mut state = State::new(dataset, settings);
        jobs.start(find_scenes(&state));
        state.network.proxy = jobs.network().proxy();
        let kept = &state.settings.network;
        let kept = kept.keeps_tiles.then_some(kept.kept_mb_max);
        jobs.start(Effect::Network(NetworkEffect::Keep(kept)));
        let mut memory = Memory::new(false);
        memory.map.serve(Some(tiles));
        Self {
            state,
            derived: Derived::default(),
            memory,
            jobs,
            actions: Vec::new(),
            was_presented: false,
            title: String::new(),
        }
    }

    /// The program in a window that is just being made, showing the bundled sample.
    pub fn in_window(
        creation: &eframe::CreationContext<'_>,
        settings: Settings,
        settings_path: Option<PathBuf>,
    ) -> anyhow::Result<Self> {
        let render_state = creation
            .wgpu_render_state
            .as_ref()
            .context("no graphics adapter was found")?;
        ui::install_renderer(render_state);
        let painter = SoftwarePainter::for_adapter(render_state);
        let unseen = painter.as_ref().map(SoftwarePainter::unseen);
        let shared = render_state.clone();
        beside("compile shaders", move || {
            picture::compile_shaders(shared.clone(), unseen);
            ui::install_points(&shared);
        });
        if let Some(painter) = painter {
            creation.egui_ctx.add_plugin(painter);
        }
        ui::theme::install_fonts(&creation.egui_ctx);
        let sample = io::dataset::sample().context("the bundled sample could not be read")?;
        let ctx = creation.egui_ctx.clone();
        let wake: Wake = Arc::new(move || ctx.request_repaint());
        let network = Network::new(net::Options {
            cache: net::cache::default_path(),
            ..net::Options::patient(Arc::clone(&wake))
        });
        let jobs = Jobs::new(wake, settings_path).with_network(network);
        let mut app = Self::new(sample, settings, jobs);
        app.memory.map.draw_points_with(render_state);
        Ok(app)
    }

    /// Takes in what has happened, and changes the state; draws nothing.
    pub fn advance(&mut self, ctx: &egui::Context) {
        let mut actions = self.jobs.finished();
        actions.append(&mut self.actions);
        let dt = f64::from(ctx.input(|input| input.stable_dt));
        actions.push(Action::Tick(dt));
        for action in actions {
            for effect in update(&mut self.state, action) {
                self.jobs.start(effect);
            }
        }
        if self.state.closing {
            ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        }
        if self.state.is_moving() {
            ctx.request_repaint();
        }
    }

    /// Draws the window's content, and collects what the user wants.
    pub fn show(&mut self, ui: &mut Ui) {
        let Self {
            state,
            derived,
            memory,
            actions,
            ..
        } = self;
        take_dropped_files(ui.ctx(), actions);
        ui::show(ui, state, derived, memory, actions);
        if !self.actions.is_empty() {
            ui.ctx().request_repaint();
        }
    }

    /// What presenting needs of the system: all of the screen, the time of day, and a second screen if there is one.
    fn present(&mut self, ctx: &egui::Context, frame: &eframe::Frame) {
        ui::present::fit_window(ctx, &self.state, &mut self.memory);
        let is_presented = self.state.presenting.is_some();
        if is_presented && !self.was_presented {
            let window = frame.winit_window();
            let n_screens = window.map_or(1, |window| window.available_monitors().count());
            if n_screens > 1 {
                self.push(Action::Present(PresentAction::ShowPresenter));
            }
        }
        self.was_presented = is_presented;
        if is_presented {
            let now = chrono::Local::now().time();
            self.memory.present.set_clock(now);
        }
    }

    /// Asks before the window is closed over unsaved changes.
    fn guard_close(&mut self, ctx: &egui::Context) {
        if !ctx.input(|input| input.viewport().close_requested()) || self.state.closing {
            return;
        }
        if self.state.briefing.is_changed() {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.actions.push(Action::File(FileAction::Close));
            ctx.request_repaint();
        }
    }

    /// The window is called by what is open, and whether it is saved.
    fn name_window(&mut self, ctx: &egui::Context) {
        let mark = if self.state.briefing.is_changed() {
            "• "
        } else {
            ""
        };
        let title = format!("{mark}{} – Strabo", self.state.dataset.title());
        if title != self.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    /// Asks for a change from outside the window's content.
    pub fn push(&mut self, action: Action) {
        self.actions.push(action);
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.guard_close(ctx);
        self.name_window(ctx);
        self.advance(ctx);
        let size = ctx.content_rect().size();
        let is_presented = self.state.presenting.is_some();
        if !is_presented && self.state.settings.window_size != Some(size.into()) {
            update(&mut self.state, Action::WindowResized(size.x, size.y));
        }
    }

    fn raw_input_hook(&mut self, _ctx: &egui::Context, input: &mut egui::RawInput) {
        if self.state.presenting.is_some() && input.viewport_id == egui::ViewportId::ROOT {
            ui::present::enlarge(input, &mut self.memory);
        }
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        self.present(ui.ctx(), frame);
        self.show(ui);
    }

    fn on_exit(&mut self) {
        self.jobs.save_now(&self.state.settings);
        self.jobs.stop_export();
    }

    fn clear_color(&self, _visuals: &egui::Visuals) -> [f32; 4] {
        ui::background(self.state.settings.theme).to_normalized_gamma_f32()
    }
}

/// Reads what the first frame needs while the adapter is being made ready, which keeps one core busy for longer.
/// Whoever comes first reads; the other waits or finds it done.
pub fn warm_up(theme: ThemeChoice) {
    let work = move || {
        // A damaged sample is reported where it is shown.
        io::dataset::sample().ok();
        ui::warm_up(theme);
    };
    beside("read ahead", work);
}

/// Does something that only makes the start faster on a second core.
fn beside(name: &str, work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().name(name.to_owned());
    if let Err(error) = thread.spawn(work) {
        log::warn!("Could not start a thread to {name}: {error}");
    }
}

/// Opens the window on the given files, or on the bundled sample, and returns when it is closed.
pub fn run_window(paths: &[PathBuf], maps: &[PathBuf], network: NetworkUse) -> anyhow::Result<()> {
    let settings_path = io::settings::default_path();
    let paths = paths.to_vec();
    let maps = maps.to_vec();
    let (settings, damage) = settings_path
        .as_deref()
        .map(io::settings::load)
        .unwrap_or_default();
    warm_up(settings.theme);
    eframe::run_native(
        "strabo",
        window_options(settings.window_size),
        Box::new(move |creation| {
            let mut app = App::in_window(creation, settings, settings_path)?;
            app.state.network.is_offline = network == NetworkUse::Forbidden;
            if let Some(damage) = damage {
                app.push(Action::Notify(damaged_settings_notice(damage)));
            }
            if let Some(path) = paths.first() {
                // Where the program was started is forgotten by the time that the file is offered again.
                let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
                app.push(Action::Open(path));
            }
            for path in maps {
                let path = std::path::absolute(&path).unwrap_or(path);
                let source = TileSource::Archive(path);
                app.push(Action::Ground(GroundAction::Add(source)));
            }
            for path in paths.iter().skip(1) {
                app.push(Action::Notify(one_at_a_time_notice(path)));
            }
            Ok(Box::new(app))
        }),
    )
    .map_err(|error| anyhow::anyhow!("could not open a window: {error}"))
}

/// The window that the program asks the system for.
pub fn window_options(size: Option<(f32, f32)>) -> eframe::NativeOptions {
    let (width, height) = size.unwrap_or(WINDOW_SIZE);
    eframe::NativeOptions {
        viewport: ViewportBuilder::default()
            .with_title("Strabo")
            .with_app_id("strabo")
            .with_inner_size([width, height])
            .with_min_inner_size([WINDOW_SIZE_MIN.0, WINDOW_SIZE_MIN.1])
            .with_drag_and_drop(true),
        renderer: eframe::Renderer::Wgpu,
        // Nothing here is a gradient wide enough to show bands, and every pixel counts without a GPU.
        dithering: false,
        ..eframe::NativeOptions::default()
    }
}

fn damaged_settings_notice(damage: Damage) -> Notice {
    let (text, details) = match damage {
        Damage::File(reason) => (
            String::from(
                "The window's settings could not be read, so it starts with the usual ones",
            ),
            vec![reason],
        ),
        Damage::Views(reasons) => {
            let text = match reasons.len() {
                1 => String::from("A saved view could not be read, and was left out"),
                n => format!("{n} saved views could not be read, and were left out"),
            };
            (text, reasons)
        }
    };
    Notice::warning(text, details)
}

fn one_at_a_time_notice(path: &Path) -> Notice {
    Notice::info(format!(
        "{} was not opened: one collection is shown at a time",
        path.display()
    ))
}

/// A collection is opened; a file of tiles becomes a layer of the map.
fn open_or_add(path: PathBuf) -> Action {
    if is_map_file(&path) {
        Action::Ground(GroundAction::Add(TileSource::Archive(path)))
    } else {
        Action::Open(path)
    }
}

/// Files dropped on the window are opened; the last collection stays.
fn take_dropped_files(ctx: &egui::Context, actions: &mut Vec<Action>) {
    let dropped = ctx.input(|input| input.raw.dropped_files.clone());
    actions.extend(
        dropped
            .iter()
            .map(|file| open_or_add(file.path().to_owned())),
    );
}
