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
use crate::state::action::Action;
use crate::state::update::update;
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
    let dataset = Arc::new(dataset);
    for (name, surface) in [("map", Surface::Map), ("window", Surface::Window)] {
        let request = PictureRequest {
            center: crate::ui::Center::Map,
            width: 1_600,
            height: 900,
            scale: 1.0,
            surface,
        };
        let mut shooting = Shooting {
            name,
            film: studio.film(request)?,
            state: State::new(Arc::clone(&dataset), Settings::default()),
        };
        shooting.change(window(0, SPAN_S));
        shooting.shoot("pan_all", &|share| {
            let mut camera = CAMERA;
            camera.center.lon += share * 2.0 - 1.0;
            Action::SetCamera(camera)
        })?;
        shooting.change(Action::SetCamera(CAMERA));
        for (op, days) in [("scrub_30d", 30), ("scrub_1y", 365)] {
            shooting.shoot(op, &|share| {
                let from = (share * f64::from(SPAN_S - days * DAY_S)) as i32;
                window(from, from + days * DAY_S)
            })?;
        }
    }
    Ok(())
}

fn window(from_s: i32, to_s: i32) -> Action {
    Action::SetWindow(Window {
        from: instant(from_s),
        to: instant(to_s),
    })
}

/// A film of one surface, and what it shows.
struct Shooting<'a> {
    name: &'static str,
    film: Film<'a>,
    state: State,
}

impl Shooting<'_> {
    fn change(&mut self, action: Action) {
        let effects = update(&mut self.state, action);
        debug_assert!(effects.is_empty(), "nothing here needs the outside world");
    }

    /// Draws frame after frame, each after a change that is told how far the film is, from 0 to 1.
    fn shoot(&mut self, op: &str, change: &dyn Fn(f64) -> Action) -> anyhow::Result<()> {
        self.change(change(0.0));
        self.film.frame(&self.state)?;
        let (mut whole, mut ours) = (Vec::new(), Vec::new());
        let start = Instant::now();
        for idx in 1..=N_FRAMES {
            let frame = Instant::now();
            self.change(change(idx as f64 / N_FRAMES as f64));
            self.film.frame(&self.state)?;
            whole.push(elapsed_ms(frame));
            if start.elapsed() > TIME_MAX && idx >= N_FRAMES_MIN {
                break;
            }
        }
        let start = Instant::now();
        for idx in 0..N_FRAMES {
            let frame = Instant::now();
            self.change(change((idx as f64 + 0.5) / N_FRAMES as f64));
            drop(self.film.lay_out(&self.state));
            ours.push(elapsed_ms(frame));
            if start.elapsed() > TIME_MAX && idx >= N_FRAMES_MIN {
                break;
            }
        }
        let n = self.state.dataset.len();
        Report::of(n, &format!("{}_{op}", self.name), &whole).print()?;
        Report::of(n, &format!("{}_{op}_ours", self.name), &ours).print()
    }
}
