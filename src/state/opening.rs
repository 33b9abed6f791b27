//! The view that a collection opens with, and the view that a scene makes of another.

use std::sync::Arc;

use crate::model::briefing::Scene;
use crate::model::filter::Filter;
use crate::model::place::Bounds;
use crate::model::source::SourceId;
use crate::model::time::{Timestamp, Window, window_of};
use crate::model::view::{AXIS_MS_MAX, AXIS_MS_MIN, Camera, View, WINDOW_MS_MIN, WindowMode};
use crate::state::Settings;
use crate::store::Dataset;

/// The scene that a collection opens with: its first, if it has any.
pub fn opening_scene(dataset: &Dataset) -> Option<(usize, &Scene)> {
    dataset.collection().scenes.iter().enumerate().next()
}

/// The first view of a collection: its first scene, else everything; from the camera it was left with, if remembered.
pub fn opening_view(dataset: &Arc<Dataset>, settings: &Settings, map_size: (f32, f32)) -> View {
    let everything = everything_view(dataset, map_size);
    let mut view = match opening_scene(dataset) {
        Some((_, scene)) => enter_scene(dataset, scene, &everything),
        None => everything,
    };
    if let Some(camera) = remembered_camera(dataset, settings) {
        view.camera = camera;
    }
    view
}

/// Everything, unfiltered, in all of time.
pub fn everything_view(dataset: &Dataset, map_size: (f32, f32)) -> View {
    let window = extent_or_a_day(dataset);
    View {
        filter: Filter::default(),
        window,
        mode: WindowMode::Moving,
        clock: dataset.clock(),
        camera: fit_camera(dataset.narrowest_bounds(), map_size),
        axis: padded_axis(window),
        selection: None,
    }
}

/// The stretch of time to run through; any day where nothing is dated, since a window needs ends.
pub fn extent_or_a_day(dataset: &Dataset) -> Window {
    dataset.extent().unwrap_or(Window {
        from: Timestamp(0),
        to: Timestamp(Timestamp::DAY_MS),
    })
}

/// The camera that shows a box; the whole world for none.
pub fn fit_camera(bounds: Option<Bounds>, map_size: (f32, f32)) -> Camera {
    bounds.map_or(Camera::WORLD, |bounds| {
        Camera::fitting(bounds, map_size.0.into(), map_size.1.into())
    })
}

/// What a scene makes of the current view: it changes what it says, and clears filter and selection otherwise.
pub fn enter_scene(dataset: &Arc<Dataset>, scene: &Scene, current: &View) -> View {
    let mut view = View {
        filter: Filter::default(),
        selection: scene
            .selection
            .clone()
            .filter(|id| dataset.row(id).is_some()),
        camera: scene.camera.unwrap_or(current.camera).clamped(),
        ..current.clone()
    };
    if let Some(filter) = &scene.filter {
        view.filter = Filter {
            categories: filter.categories.clone(),
            actors: filter.actors.clone(),
            sources: filter.sources.iter().cloned().map(SourceId).collect(),
            tags: filter.tags.clone(),
            precisions: filter.precisions.clone(),
            reliabilities: filter.reliabilities.clone(),
            measures: filter.measures.clone(),
            bounds: filter.bounds,
            lasso: filter.lasso.clone(),
            text: filter.text.clone().unwrap_or_default(),
            certainty: filter.certainty,
        };
    }
    if let Some(written) = &scene.window {
        let mode = written.mode.unwrap_or(WindowMode::Moving);
        view.mode = mode;
        if let Ok(window) = window_of(
            written.from.as_deref(),
            written.to.as_deref(),
            dataset.zone(),
        ) {
            view.clock = written.clock.unwrap_or_default();
            let dataset = dataset.on(view.clock);
            view.clock = dataset.clock();
            view.window = finite_window(window, &dataset);
            view.axis = axis_holding(view.axis, view.window);
        }
    }
    view
}

/// The window with its infinite ends replaced by those of the collection.
pub fn finite_window(window: Window, dataset: &Dataset) -> Window {
    let extent = extent_or_a_day(dataset);
    let from = if window.from.is_finite() {
        window.from
    } else {
        extent.from.min(window.to.plus_ms(-WINDOW_MS_MIN))
    };
    let to = if window.to.is_finite() {
        window.to
    } else {
        extent.to.max(from)
    };
    let from = Timestamp(from.0.clamp(-FAR_MS, FAR_MS));
    let to = Timestamp(to.0.clamp(-FAR_MS, FAR_MS));
    Window {
        from,
        to: to.max(from.plus_ms(WINDOW_MS_MIN)),
    }
}

/// An axis around a window, with room at both sides, inside the axis's limits.
pub fn padded_axis(window: Window) -> Window {
    const PAD_SHARE: i64 = 8;
    let pad_ms = (window.length_ms() / PAD_SHARE).max(AXIS_MS_MIN / 2);
    clamped_axis(Window {
        from: window.from.plus_ms(-pad_ms),
        to: window.to.plus_ms(pad_ms),
    })
}

/// The axis as it is if it shows the window well; else one around the window, with as much again at both sides.
pub fn axis_holding(axis: Window, window: Window) -> Window {
    let holds = axis.from <= window.from && window.to <= axis.to;
    let wide_enough = window.length_ms().saturating_mul(5) >= axis.length_ms();
    if holds && wide_enough {
        return axis;
    }
    let pad_ms = window.length_ms().max(Timestamp::HOUR_MS);
    clamped_axis(Window {
        from: window.from.plus_ms(-pad_ms),
        to: window.to.plus_ms(pad_ms),
    })
}

/// The farthest instants that an axis or window reaches, in milliseconds: some 250,000 years, inside the calendar's range.
const FAR_MS: i64 = 8_000_000_000_000_000;

/// The axis with a length that can be shown, around the same middle.
pub fn clamped_axis(axis: Window) -> Window {
    let from = axis.from.0.clamp(-FAR_MS, FAR_MS);
    let to = axis.to.0.clamp(-FAR_MS, FAR_MS);
    let length_ms = (to - from).clamp(AXIS_MS_MIN, AXIS_MS_MAX);
    if length_ms == to - from {
        return Window {
            from: Timestamp(from),
            to: Timestamp(to),
        };
    }
    let start = from + (to - from) / 2 - length_ms / 2;
    Window {
        from: Timestamp(start),
        to: Timestamp(start + length_ms),
    }
}

/// The key under which a collection's camera is remembered.
pub fn camera_key(dataset: &Dataset) -> String {
    dataset.origin().path.as_ref().map_or_else(
        || format!("bundled:{}", dataset.origin().file_name),
        |path| path.to_string_lossy().into_owned(),
    )
}

fn remembered_camera(dataset: &Dataset, settings: &Settings) -> Option<Camera> {
    let key = camera_key(dataset);
    settings
        .cameras
        .iter()
        .rev()
        .find(|(of, _)| *of == key)
        .map(|(_, camera)| camera.clamped())
}
