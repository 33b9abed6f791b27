//! `strabo render`: the window's picture, with no window.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{anyhow, bail};
use clap::{Args, ValueEnum};

use crate::brief::picture::{PictureRequest, SCALE_RANGE, SIDE_MAX, Studio, encode_png};
use crate::cli::Outcome;
use crate::cli::filter::FilterArgs;
use crate::cli::ground::GroundArgs;
use crate::cli::input::Input;
use crate::cli::output::{refuse_input, say, write_file};
use crate::cli::values::{self, Size};
use crate::io::media;
use crate::io::tiles::TileFiles;
use crate::model::clock::Clock;
use crate::model::event::EventId;
use crate::model::view::{Camera, View, WindowMode};
use crate::query::matching::matching;
use crate::query::sentence::counts_sentence;
use crate::state::action::{Action, FitTarget};
use crate::state::effect::Effect;
use crate::state::media::{MediaAction, MediaEffect};
use crate::state::opening::{
    axis_holding, enter_scene, everything_view, finite_window, opening_view,
};
use crate::state::places::{Coordinates, Grid};
use crate::state::presenting::{Presenting, Standing};
use crate::state::update::update;
use crate::state::{Layout, Settings, State, ThemeChoice};
use crate::store::Dataset;
use crate::ui::theme::space;
use crate::ui::{Center, Surface};

const EXAMPLES: &str = "\
Examples:
  strabo render events.geojson -o events.png
  strabo render events.geojson -o slide.png --scene 3 --theme light --size 1920x1080 --scale 2
  strabo render events.geojson -o map.png --only map --camera 34.56,38.05,9 --from 2016-12-11";

/// Draw the picture that the window would show, as a PNG; needs no display
///
/// Without further options that is the view that the collection opens with: its first scene, else all of it.
/// A filter without --scene starts from everything, and the map shows what matches.
/// With --scene, filter flags replace what the scene says of the same kind.
/// The same files and options give the same bytes on the same machine.
#[derive(Args, Clone, Debug)]
#[command(
    after_help = crate::cli::EXIT_CODES,
    after_long_help = format!("{EXAMPLES}\n\n{}", crate::cli::EXIT_CODES),
)]
pub struct RenderArgs {
    /// Collection or table to draw (GeoJSON, CSV, TSV); several are drawn as one
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,

    /// Picture to write: .png
    #[arg(short, long, value_name = "OUT.png")]
    pub out: PathBuf,

    /// Size in points, as a window counts; the picture has this many pixels times the scale
    #[arg(long, value_name = "WxH", default_value = "1600x1000", value_parser = values::size)]
    pub size: Size,

    /// Pixels for each point, 0.5 to 4; 2 is right for print and for dense displays
    #[arg(long, default_value = "1")]
    pub scale: f32,

    /// Colours of the picture
    #[arg(long, value_enum, default_value_t)]
    pub theme: ThemeArg,

    /// Lines of a coordinate grid over the map
    #[arg(long, value_enum, default_value_t)]
    pub grid: GridArg,

    /// Centre and zoom of the map
    #[arg(long, value_name = "LAT,LON,ZOOM", value_parser = values::camera, allow_hyphen_values = true)]
    pub camera: Option<Camera>,

    /// Scene to draw, counted from 1
    #[arg(long, value_name = "N")]
    pub scene: Option<usize>,

    /// Event to select
    #[arg(long, value_name = "ID")]
    pub select: Option<String>,

    /// What to draw
    #[arg(long, value_enum, default_value_t)]
    pub only: OnlyArg,

    /// What stands in the middle of the whole window
    #[arg(long, value_enum, default_value_t)]
    pub middle: MiddleArg,

    #[command(flatten)]
    pub ground: GroundArgs,

    #[command(flatten)]
    pub filter: FilterArgs,
}

/// A coordinate grid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum GridArg {
    #[default]
    None,
    /// Meridians and parallels
    Graticule,
    /// Zones, squares and kilometres of MGRS and UTM
    Mgrs,
}

impl From<GridArg> for Grid {
    fn from(arg: GridArg) -> Self {
        match arg {
            GridArg::None => Self::None,
            GridArg::Graticule => Self::Graticule,
            GridArg::Mgrs => Self::Mgrs,
        }
    }
}

/// The two themes of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ThemeArg {
    #[default]
    Dark,
    Light,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum OnlyArg {
    /// The map alone, with its legend
    Map,
    /// The timeline alone
    Timeline,
    /// What an audience sees when the scene is presented
    Presenting,
    /// What the presenter sees beside it
    Presenter,
    /// The whole window
    #[default]
    All,
}

/// What stands in the middle of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum MiddleArg {
    #[default]
    Map,
    /// The matching events as a table
    Table,
    /// The list of contradictions
    Contradictions,
}

pub fn run(args: &RenderArgs) -> anyhow::Result<Outcome> {
    let request = request(args)?;
    check_extension(&args.out)?;
    refuse_input(&args.out, &args.files)?;
    let input = Input::read(&args.files)?;
    let outcome = input.outcome();
    let (state, studio) = std::thread::scope(|scope| {
        // Making an adapter ready takes a tenth of a second without a GPU, on a core that has nothing to do now.
        let studio = scope.spawn(Studio::new);
        let state = input.with_captures().into_one();
        let state = state.and_then(|dataset| state_of(args, &Arc::new(dataset)));
        (state, studio.join())
    });
    let state = with_media(state?);
    let picture = studio
        .map_err(|_panic| anyhow!("could not make an adapter ready"))?
        .map(|studio| studio.with_tiles(Some(Arc::new(TileFiles::default()))))
        .and_then(|studio| studio.draw(&state, &request))
        .map_err(|error| anyhow!("could not draw the picture: {error}"))?;
    let png = encode_png(&picture)?;
    write_file(&args.out, &png)?;
    let counts = matching(&state.dataset, &state.view.filter, state.window()).counts;
    say(format_args!(
        "{}: {}×{} pixels; {}",
        args.out.display(),
        picture.width(),
        picture.height(),
        counts_sentence(counts)
    ));
    Ok(outcome)
}

fn request(args: &RenderArgs) -> anyhow::Result<PictureRequest> {
    let RenderArgs { size, scale, .. } = *args;
    if !SCALE_RANGE.contains(&scale) {
        let (min, max) = (SCALE_RANGE.start(), SCALE_RANGE.end());
        bail!("--scale is within {min} to {max}, not {scale}");
    }
    for side in [size.width, size.height] {
        let pixels = f64::from(side) * f64::from(scale);
        if pixels.round() > f64::from(SIDE_MAX) || pixels.round() < 1.0 {
            bail!(
                "a side has 1 to {SIDE_MAX} pixels, not {pixels:.0} (--size {}x{} times --scale {scale})",
                size.width,
                size.height,
            );
        }
    }
    Ok(PictureRequest {
        width: size.width,
        height: size.height,
        scale,
        surface: match args.only {
            OnlyArg::All => Surface::Window,
            OnlyArg::Map => Surface::Map,
            OnlyArg::Timeline => Surface::Timeline,
            OnlyArg::Presenting => Surface::Presenting,
            OnlyArg::Presenter => Surface::Presenter,
        },
        center: match args.middle {
            MiddleArg::Map => Center::Map,
            MiddleArg::Table => Center::Table,
            MiddleArg::Contradictions => Center::Contradictions,
        },
    })
}

fn check_extension(out: &Path) -> anyhow::Result<()> {
    if out
        .extension()
        .is_some_and(|text| text.eq_ignore_ascii_case("png"))
    {
        return Ok(());
    }
    bail!(
        "OUT is a picture, and its name ends in .png\npath: {}",
        out.display()
    )
}

/// The state that is drawn. It is made as a state to begin with: the picture of it has nothing to undo.
fn state_of(args: &RenderArgs, dataset: &Arc<Dataset>) -> anyhow::Result<State> {
    let settings = Settings {
        theme: match args.theme {
            ThemeArg::Dark => ThemeChoice::Dark,
            ThemeArg::Light => ThemeChoice::Light,
        },
        zone_shown: args.filter.zone.into(),
        ground: args.ground.ground()?,
        coordinates: Coordinates {
            grid: args.grid.into(),
            ..Coordinates::default()
        },
        ..Settings::default()
    };
    let map_size = map_size(args, dataset, settings.layout);
    let mut state = State::new(Arc::clone(dataset), settings);
    state.map_size = map_size;
    let scene_idx = args.scene.map(|n| scene_idx(dataset, n)).transpose()?;
    let is_free = scene_idx.is_none() && !args.filter.is_empty();
    state.view = match scene_idx {
        Some(idx) => scene_view(dataset, idx, map_size),
        None if is_free => everything_view(dataset, map_size),
        None => opening_view(dataset, &state.settings, map_size),
    };
    if scene_idx.is_some() || is_free {
        state.scene_idx = scene_idx;
    }
    apply_filter(args, dataset, &mut state.view)?;
    state.dataset = dataset.on(state.view.clock);
    match args.camera {
        Some(camera) => state.view.camera = camera,
        None if is_free => state = fitted_to_matching(state),
        None => {}
    }
    if let Some(id) = &args.select {
        let id = EventId(id.clone());
        if dataset.row(&id).is_none() {
            bail!("there is no event “{}” to select", id.0);
        }
        state.view.selection = Some(id);
    }
    if matches!(args.only, OnlyArg::Presenting | OnlyArg::Presenter) {
        let standing = Standing::of(&state);
        state.presenting = Some(Presenting::new(standing, state.scenes().len()));
    }
    Ok(state)
}

/// The state with the media of the selected event read, as the window reads them; what is graphic is not.
fn with_media(mut state: State) -> State {
    let show = Action::Media(MediaAction::Show(state.view.selection.clone()));
    for effect in update(&mut state, show) {
        let Effect::Media(MediaEffect::Read {
            request,
            path,
            items,
        }) = effect
        else {
            continue;
        };
        for (idx, wanted) in items {
            if let Some(sight) = media::read(path.as_deref(), &wanted, &|| true) {
                let answer = MediaAction::WasRead {
                    request,
                    idx,
                    sight: Box::new(sight),
                };
                update(&mut state, Action::Media(answer));
            }
        }
    }
    state
}

fn scene_idx(dataset: &Dataset, n: usize) -> anyhow::Result<usize> {
    let n_scenes = dataset.collection().scenes.len();
    match n.checked_sub(1) {
        Some(idx) if idx < n_scenes => Ok(idx),
        _ if n_scenes == 0 => bail!("there is no scene {n}: the collection has no scenes"),
        _ => bail!("there is no scene {n}: the collection has scenes 1 to {n_scenes}"),
    }
}

fn scene_view(dataset: &Arc<Dataset>, idx: usize, map_size: (f32, f32)) -> View {
    let everything = everything_view(dataset, map_size);
    match dataset.collection().scenes.get(idx) {
        Some(scene) => enter_scene(dataset, scene, &everything),
        None => everything,
    }
}

/// Puts the filter flags over the view's own filter and window.
fn apply_filter(args: &RenderArgs, base: &Arc<Dataset>, view: &mut View) -> anyhow::Result<()> {
    let dataset = &match args.filter.clock {
        Some(_) => args.filter.on_clock(base)?,
        None => base.on(view.clock),
    };
    if dataset.clock() != view.clock {
        // What was known in the end, unless a window is asked for.
        let everything = everything_view(dataset, (1.0, 1.0));
        view.clock = dataset.clock();
        view.window = everything.window;
        view.axis = everything.axis;
        view.mode = match view.clock {
            Clock::Happened => WindowMode::Moving,
            Clock::Reported | Clock::Captured => WindowMode::Cumulative,
        };
    }
    view.filter = args.filter.over(dataset, view.filter.clone())?;
    let window = args.filter.window(dataset)?;
    if args.filter.has_window() {
        view.window = finite_window(window, dataset);
        let is_known_then = view.clock != Clock::Happened && args.filter.from.is_none();
        view.mode = if is_known_then {
            WindowMode::Cumulative
        } else {
            WindowMode::Moving
        };
        view.axis = axis_holding(view.axis, view.window);
    }
    Ok(())
}

/// The state once its camera has flown to what matches, as the window would have it fly.
fn fitted_to_matching(mut state: State) -> State {
    /// Longer than any flight.
    const ARRIVED_S: f64 = 60.0;
    for action in [Action::Fit(FitTarget::Matching), Action::Tick(ARRIVED_S)] {
        // Neither asks for work outside.
        update(&mut state, action);
    }
    state
}

/// The size that the map will have in the picture, in points.
fn map_size(args: &RenderArgs, dataset: &Dataset, layout: Layout) -> (f32, f32) {
    /// A map smaller than this shows nothing; fitting to it would divide by next to nothing.
    const SIDE_MIN: f32 = 64.0;
    let (mut width, mut height) = (args.size.width as f32, args.size.height as f32);
    if args.only == OnlyArg::All {
        width -= layout.left_width + layout.right_width;
        height -= space::TOP_BAR + space::STATUS + layout.bottom_height;
    }
    if args.only == OnlyArg::Presenting {
        let screen = eframe::egui::vec2(width, height);
        let zoom = crate::ui::present::zoom_for(screen);
        (width, height) = (width / zoom, height / zoom);
    }
    if dataset.collection().handling.is_some() {
        height -= 2.0 * crate::ui::banner::HEIGHT;
    }
    (width.max(SIDE_MIN), height.max(SIDE_MIN))
}
