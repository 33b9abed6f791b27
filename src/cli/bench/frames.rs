//! Frames drawn off screen: the map moves, or a window on time slides over ten years.
//!
//! `map_…` draws the map alone, with its ground, names and legend, at 1600×900; `window_…` the whole window.
//! `…_ours` is the part of a frame before the adapter has anything to do: what blocks the UI thread.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::brief::picture::{Film, PictureRequest, Studio};
use crate::cli::bench::generate::SPAN_S;
use crate::cli::bench::synthetic::instant;
use crate::cli::bench::{Report, elapsed_ms, print_line};
use crate::model::place::LatLon;
use crate::model::time::Window;
use crate::model::view::Camera;
use crate::state::{Settings, State};
use crate::store::Dataset;
use crate::ui::Surface;

/// Frames of each kind at most, and for how long at most; but three at the least.
const N_FRAMES: usize = 200;
const N_FRAMES_MIN: usize = 3;
const TIME_MAX: Duration = Duration::from_secs(5);

const DAY_S: i32 = 86_400;
/// Where the other programs look: zoom 6 of tiles that are 512 points wide.
const CAMERA: Camera = Camera {
    center: LatLon {
        lat: 34.5,
        lon: 40.5,
    },
    zoom: 7.0,
};

pub(super) fn run(dataset: Dataset) -> anyhow::Result<()> {
    let studio = Studio::new()?;
    let n = dataset.len();
    print_line(&serde_json::json!({ "n": n, "op": "adapter", "name": studio.adapter() }))?;
    let mut state = State::new(Arc::new(dataset), Settings::default());
    for (name, surface) in [("map", Surface::Map), ("window", Surface::Window)] {
        let request = PictureRequest {
            width: 1_600,
            height: 900,
            scale: 1.0,
            surface,
        };
        let mut film = studio.film(request)?;
        let mut shoot = |op: &str, state: &mut State, change: &mut dyn FnMut(&mut State, f64)| {
            let op = format!("{name}_{op}");
            shoot(&mut film, n, &op, state, change)
        };
        set_window(&mut state, 0, SPAN_S);
        shoot("pan_all", &mut state, &mut |state, share| {
            state.view.camera = CAMERA;
            state.view.camera.center.lon += share * 2.0 - 1.0;
        })?;
        state.view.camera = CAMERA;
        for (op, days) in [("scrub_30d", 30), ("scrub_1y", 365)] {
            shoot(op, &mut state, &mut |state, share| {
                let from = (share * f64::from(SPAN_S - days * DAY_S)) as i32;
                set_window(state, from, from + days * DAY_S);
            })?;
        }
    }
    Ok(())
}

fn set_window(state: &mut State, from_s: i32, to_s: i32) {
    state.view.window = Window {
        from: instant(from_s),
        to: instant(to_s),
    };
}

/// Draws frame after frame, each after a change that is given how far the film is, from 0 to 1.
fn shoot(
    film: &mut Film<'_>,
    n: usize,
    op: &str,
    state: &mut State,
    change: &mut dyn FnMut(&mut State, f64),
) -> anyhow::Result<()> {
    change(state, 0.0);
    film.frame(state)?;
    let (mut whole, mut ours) = (Vec::new(), Vec::new());
    let start = Instant::now();
    for idx in 1..=N_FRAMES {
        change(state, idx as f64 / N_FRAMES as f64);
        let frame = Instant::now();
        film.frame(state)?;
        whole.push(elapsed_ms(frame));
        if start.elapsed() > TIME_MAX && idx >= N_FRAMES_MIN {
            break;
        }
    }
    let start = Instant::now();
    for idx in 0..N_FRAMES {
        change(state, (idx as f64 + 0.5) / N_FRAMES as f64);
        let frame = Instant::now();
        drop(film.lay_out(state));
        ours.push(elapsed_ms(frame));
        if start.elapsed() > TIME_MAX && idx >= N_FRAMES_MIN {
            break;
        }
    }
    Report::of(n, op, &whole).print()?;
    Report::of(n, &format!("{op}_ours"), &ours).print()
}
