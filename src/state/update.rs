//! The one function that changes the state.

mod annotations;
mod clock;
mod evidence;
mod exporting;
mod files;
mod ground;
mod import;
mod media;
mod network;
mod places;
mod presenting;
mod saved_views;
mod saving;
mod scenes;
mod search;

use std::sync::Arc;

pub use self::files::find_scenes;
use self::saved_views::set_views;
use crate::model::filter::Filter;
use crate::model::place::{Bounds, Geometry, LatLon, PrecisionClass};
use crate::model::time::{Timestamp, Window};
use crate::model::view::{Camera, View, WINDOW_MS_MIN, WindowMode};
use crate::query::matching::{Matching, matching};
use crate::state::action::{Action, AxisFit, FitTarget};
use crate::state::effect::Effect;
use crate::state::flight::Flight;
use crate::state::history::{ChangeKind, History, Step};
use crate::state::opening::{camera_key, clamped_axis, finite_window, fit_camera, padded_axis};
use crate::state::playback::{Direction, jump_window, step_window};
use crate::state::{CAMERAS_MAX, NOTICES_MAX, Notice, State, ThemeChoice, ZoneChoice};
use crate::store::{Dataset, Row};

/// Applies one action, and says what is to be done outside.
pub fn update(state: &mut State, action: Action) -> Vec<Effect> {
    let base = Arc::clone(&state.base);
    let scenes_before = Arc::clone(&state.briefing.scenes);
    let run = state.run.take();
    if !ends_run(&action) {
        state.run = run;
    } else if run.is_some() && matches!(action, Action::TogglePlay) {
        // The key that pauses pauses this.
        return Vec::new();
    }
    let servers_before = matches!(action, Action::Ground(_)).then(|| network::shown(state));
    let mut effects = apply(state, action);
    if let Some(before) = servers_before {
        network::ask_about_new(state, &before);
    }
    effects.extend(scenes::autosave(state, &base, &scenes_before));
    effects.extend(network::told_rules(state));
    effects
}

/// Whether an action of the user's stops what a scene plays as it is entered; what else happens does not.
fn ends_run(action: &Action) -> bool {
    !matches!(
        action,
        Action::Tick(_)
            | Action::MapResized(..)
            | Action::WindowResized(..)
            | Action::SetTheme(_)
            | Action::SetZone(_)
            | Action::Ground(_)
            | Action::Media(_)
            | Action::Places(_)
            | Action::SetLayout(_)
            | Action::Searched { .. }
            | Action::ReadSoFar { .. }
            | Action::Export(_)
            | Action::Network(_)
            | Action::Notify(_)
            | Action::DismissNotice(_)
            // A key of the presenter's ends it there, and goes to its end.
            | Action::Present(_)
            | Action::Scene(_)
            | Action::File(_)
    )
}

fn apply(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::SetFilter(filter) => return search::set_filter(state, filter),
        Action::Searched { request } => search::searched(state, request),
        Action::CancelSearch => return search::cancel(state),
        Action::SetWindow(window) => {
            record(state, ChangeKind::Window);
            set_window(state, window);
        }
        Action::SetMode(mode) => {
            record(state, ChangeKind::Mode);
            state.view.mode = mode;
        }
        Action::SetClock(clock) => {
            clock::set_clock(state, clock);
            return search::defer(state);
        }
        Action::SetAxis(axis) => state.view.axis = clamped_axis(axis),
        Action::FitAxis(fit) => state.view.axis = fitted_axis(state, fit),
        Action::SetCamera(camera) => {
            state.flight = None;
            set_camera(state, camera);
        }
        Action::FlyTo(camera) => fly_to(state, camera),
        Action::Fit(target) => fit(state, target),
        Action::Select(selection) => {
            record(state, ChangeKind::Selection);
            state.view.selection = selection.filter(|id| state.dataset.row(id).is_some());
        }
        Action::SelectNeighbor(direction) => select_neighbor(state, direction),
        Action::SaveView(name) => return save_if(saved_views::save(state, &name), state),
        Action::GoToView(idx) => {
            saved_views::go_to(state, idx);
            return search::defer(state);
        }
        Action::RenameView(idx, name) => {
            return save_if(saved_views::rename(state, idx, &name), state);
        }
        Action::ReplaceView(idx) => return save_if(saved_views::replace(state, idx), state),
        Action::DeleteView(idx) => return save_if(saved_views::delete(state, idx), state),
        Action::GoToScene(idx) => {
            scenes::go_to(state, idx);
            return search::defer(state);
        }
        Action::StepScene(direction) => {
            scenes::step(state, direction);
            return search::defer(state);
        }
        Action::Present(action) => return presenting::update(state, action),
        Action::Scene(action) => scenes::change(state, action),
        Action::Interrupt => {}
        Action::File(action) => return saving::update_file(state, action),
        Action::TogglePlay => toggle_play(state),
        Action::Step(direction) => step(state, direction),
        Action::SetStepUnit(unit) => state.playback.step = unit,
        Action::SetSpeed(speed) => {
            if speed.is_finite() && speed > 0.0 {
                state.playback.speed = speed;
            }
        }
        Action::SetPlayDirection(direction) => state.playback.direction = direction,
        Action::ToggleLoop => state.playback.looping = !state.playback.looping,
        Action::JumpTo(direction) => {
            record(state, ChangeKind::Window);
            let extent = state.time_extent();
            let window = jump_window(state.view.window, state.view.mode, extent, direction);
            set_window(state, window);
        }
        Action::Tick(dt) => tick(state, dt),
        Action::MapResized(width, height) => state.map_size = (width, height),
        Action::SetTheme(theme) => return set_theme(state, theme),
        Action::SetZone(choice) => return set_zone(state, choice),
        Action::Ground(action) => return ground::update(state, action),
        Action::SetLayout(layout) => state.settings.layout = layout,
        Action::WindowResized(width, height) => state.settings.window_size = Some((width, height)),
        Action::OpenDialog => return vec![Effect::OpenDialog],
        Action::Open(path) => return saving::open(state, &path),
        Action::Opened { request, result } => return files::opened(state, request, result),
        Action::Gone { request, path } => return files::gone(state, request, &path),
        Action::Import(action) => return import::update(state, action),
        Action::ReadSoFar { request, share } => files::read_so_far(state, request, share),
        Action::CancelOpen => return files::cancel_open(state),
        Action::DismissNotice(idx) => {
            if idx < state.notices.len() {
                state.notices.remove(idx);
            }
        }
        Action::Evidence(action) => return evidence::update(state, action),
        Action::Media(action) => return media::update(state, action),
        Action::Places(action) => return places::update(state, action),
        Action::Export(action) => return exporting::update(state, action),
        Action::Network(action) => return network::update(state, action),
        Action::Notify(notice) => notify(state, notice),
        Action::Undo => return travel(state, History::undo),
        Action::Redo => return travel(state, History::redo),
    }
    Vec::new()
}

fn fitted_axis(state: &State, fit: AxisFit) -> Window {
    padded_axis(match fit {
        AxisFit::All => state.time_extent(),
        AxisFit::Window => state.view.window,
    })
}

/// Words are typed and ranges dragged, so many changes are one; a value is chosen by one click.
fn kind_of_change(from: &Filter, to: &Filter) -> ChangeKind {
    let same_choice = Filter {
        text: from.text.clone(),
        measures: from.measures.clone(),
        ..to.clone()
    } == *from;
    if same_choice {
        ChangeKind::FilterByHand
    } else {
        ChangeKind::Filter
    }
}

/// Remembers how things are before a change of some kind.
fn record(state: &mut State, kind: ChangeKind) {
    let before = Step::of(state);
    state.history.record(before, kind);
}

/// Goes back or forth in the history.
fn travel(state: &mut State, step: impl FnOnce(&mut History, Step) -> Option<Step>) -> Vec<Effect> {
    let now = Step::of(state);
    let Some(Step {
        filter,
        window,
        mode,
        clock,
        selection,
        scene_idx,
        scenes,
        views,
        ground,
        camera,
    }) = step(&mut state.history, now)
    else {
        return Vec::new();
    };
    state.playback.playing = false;
    clock::look_by(state, clock);
    let view = &mut state.view;
    view.filter = filter;
    view.window = window;
    view.mode = mode;
    view.selection = selection;
    view.axis = axis_following(view.axis, window);
    state.briefing.scenes = scenes;
    state.scene_idx = scene_idx;
    scenes::keep_current(state);
    if let Some(camera) = camera {
        fly_to(state, camera);
    }
    let settings_differ = views != state.saved_views() || ground != *state.ground();
    set_views(state, views);
    state.settings.ground = ground;
    let mut effects = save_if(settings_differ, state);
    effects.extend(search::defer(state));
    effects
}

/// Settings that a person has made are on the disk at once, so that a crash does not take them.
fn save_if(changed: bool, state: &State) -> Vec<Effect> {
    if changed {
        vec![Effect::SaveSettings(state.settings.clone())]
    } else {
        Vec::new()
    }
}

fn set_window(state: &mut State, window: Window) {
    let window = finite_window(window, &state.dataset);
    state.view.window = Window {
        from: window.from,
        to: window.to.max(window.from.plus_ms(WINDOW_MS_MIN)),
    };
    state.view.axis = axis_following(state.view.axis, state.view.window);
}

/// The axis moved, not stretched, so that the moving end of the window stays in sight.
fn axis_following(axis: Window, window: Window) -> Window {
    let margin_ms = axis.length_ms() / 40;
    if window.length_ms() > axis.length_ms() {
        return axis;
    }
    let beyond_ms = (window.to.0 + margin_ms - axis.to.0).max(0);
    let before_ms = (axis.from.0 + margin_ms - window.from.0).max(0);
    if beyond_ms > 0 && before_ms == 0 {
        axis.shifted_ms(beyond_ms)
    } else if before_ms > 0 && beyond_ms == 0 {
        axis.shifted_ms(-before_ms)
    } else {
        axis
    }
}

fn set_camera(state: &mut State, camera: Camera) {
    state.view.camera = camera.clamped();
    let key = camera_key(&state.dataset);
    let cameras = &mut state.settings.cameras;
    cameras.retain(|(of, _)| *of != key);
    cameras.push((key, state.view.camera));
    if cameras.len() > CAMERAS_MAX {
        cameras.remove(0);
    }
}

/// Moves the camera smoothly.
fn fly_to(state: &mut State, camera: Camera) {
    state.flight = Flight::new(state.view.camera, camera);
}

fn fit(state: &mut State, target: FitTarget) {
    let dataset = &state.dataset;
    let bounds = match target {
        FitTarget::All => dataset.narrowest_bounds(),
        FitTarget::Matching => {
            let found = matching_now(state);
            bounds_of(dataset, found.shown.rows())
        }
        FitTarget::Selection => state
            .view
            .selection
            .as_ref()
            .and_then(|id| dataset.row(id))
            .and_then(|row| bounds_of(dataset, [row])),
    };
    if bounds.is_some() {
        fly_to(state, fit_camera(bounds, state.map_size));
    }
}

/// The box around some events, with the radius within which each is known to lie.
fn bounds_of(dataset: &Dataset, rows: impl IntoIterator<Item = Row>) -> Option<Bounds> {
    Bounds::narrowest(rows.into_iter().flat_map(|row| {
        let mut positions = halo_corners(dataset, row);
        positions.extend(dataset.anchor(row));
        if dataset.columns().precision(row) == PrecisionClass::Shape {
            let event = dataset.event(row);
            positions.extend(event.shape().map(Geometry::positions).unwrap_or_default());
        }
        positions
    }))
}

fn halo_corners(dataset: &Dataset, row: Row) -> Vec<LatLon> {
    const METRES_PER_DEGREE: f64 = 111_195.0;
    let radius_m = dataset.columns().precision_m(row);
    let (Some(at), Some(radius_m)) = (dataset.anchor(row), radius_m) else {
        return Vec::new();
    };
    let d_lat = radius_m / METRES_PER_DEGREE;
    let d_lon = d_lat / at.lat.to_radians().cos().max(0.01);
    [(-1.0, -1.0), (1.0, 1.0)]
        .into_iter()
        .filter_map(|(y, x)| {
            let lon = at.lon + x * d_lon;
            let lon = if lon.abs() > 180.0 && d_lon < 90.0 {
                lon - 360.0 * lon.signum()
            } else {
                lon
            };
            LatLon::new(at.lat + y * d_lat, lon)
        })
        .collect()
}

fn matching_now(state: &State) -> Matching {
    matching(&state.dataset, &state.view.filter, state.window())
}

fn select_neighbor(state: &mut State, direction: Direction) {
    let found = matching_now(state);
    let current = state
        .view
        .selection
        .as_ref()
        .and_then(|id| state.dataset.row(id));
    let next = match (current, direction) {
        (None, Direction::Forward) => found.shown.first(),
        (None, Direction::Backward) => found.shown.last(),
        (Some(current), Direction::Forward) => found.shown.after(current),
        (Some(current), Direction::Backward) => found.shown.before(current),
    };
    if let Some(row) = next {
        let id = state.dataset.id(row);
        record(state, ChangeKind::Selection);
        state.view.selection = Some(id);
    }
}

fn toggle_play(state: &mut State) {
    state.playback.playing = !state.playback.playing;
    if !state.playback.playing {
        return;
    }
    record(state, ChangeKind::Playback);
    // Playing from the end starts again from the beginning.
    let extent = state.time_extent();
    let View { window, mode, .. } = &state.view;
    let (window, mode) = (*window, *mode);
    let at_end = match state.playback.direction {
        Direction::Forward => window.to >= extent.to,
        Direction::Backward => match mode {
            WindowMode::Cumulative => window.to <= window.from.plus_ms(1),
            WindowMode::Moving | WindowMode::Instant => window.from <= extent.from,
        },
    };
    if at_end {
        let back = crate::state::playback::opposite(state.playback.direction);
        set_window(state, jump_window(window, mode, extent, back));
    }
}

fn set_theme(state: &mut State, theme: ThemeChoice) -> Vec<Effect> {
    state.settings.theme = theme;
    vec![Effect::SaveSettings(state.settings.clone())]
}

fn set_zone(state: &mut State, choice: ZoneChoice) -> Vec<Effect> {
    state.settings.zone_shown = choice;
    vec![Effect::SaveSettings(state.settings.clone())]
}

fn step(state: &mut State, direction: Direction) {
    state.playback.playing = false;
    record(state, ChangeKind::Window);
    let found = crate::query::matching::matching(&state.dataset, &state.view.filter, Window::ALL);
    let mut beginnings: Vec<Timestamp> = found
        .rows()
        .filter_map(|(row, _)| state.dataset.time(row))
        .map(|time| time.sort_key())
        .collect();
    beginnings.dedup();
    let window = step_window(
        state.view.window,
        state.view.mode,
        state.playback.step,
        direction,
        // A step of a day is a day of what is seen.
        state.zone(),
        &beginnings,
    );
    set_window(state, window);
}

fn tick(state: &mut State, dt: f64) {
    state.history.tick(dt);
    if state.playback.playing {
        let extent = state.time_extent();
        let window = state
            .playback
            .advance(state.view.window, state.view.mode, extent, dt);
        set_window(state, window);
    }
    if let Some(mut flight) = state.flight.take() {
        let (camera, arrived) = flight.advance(dt);
        set_camera(state, camera);
        state.flight = (!arrived).then_some(flight);
    }
    scenes::tick(state, dt);
}

/// Tells the user something.
fn notify(state: &mut State, notice: Notice) {
    if state.notices.len() == NOTICES_MAX {
        state.notices.remove(0);
    }
    state.notices.push(notice);
}
