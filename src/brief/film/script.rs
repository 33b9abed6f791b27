//! What happens in a film, frame after frame: a state that is moved by the actions that move the window's.
//!
//! Three stories, by what is wanted: a view whose time is played from the beginning to the end of what there is; a scene
//! whose window opens from its start to its end; several scenes, each entered from the one before as it says.
//! The first and the last frame show the ends exactly, to the millisecond.

use std::collections::VecDeque;
use std::sync::Arc;

use chrono::{TimeDelta, Timelike as _};

use crate::brief::document::{Contents, Document, Page};
use crate::brief::film::{LENGTH_S, STAY_S};
use crate::model::briefing::Entrance;
use crate::model::time::{Timestamp, Window};
use crate::model::view::WindowMode;
use crate::state::State;
use crate::state::action::Action;
use crate::state::opening::padded_axis;
use crate::state::playback::Direction;
use crate::state::presenting::{Presenting, Standing};
use crate::state::update::update;

/// A film, at one of its frames.
pub struct Script {
    state: State,
    parts: VecDeque<Part>,
    /// Seconds of a frame.
    frame_s: f64,
    /// The window that time has come to; what is shown of it is without odd seconds.
    exact: Window,
    /// The axis stands still while time runs on it.
    axis: Option<Window>,
    /// What a frame passes is counted in these; milliseconds.
    unit_ms: i64,
    pages: Vec<Page>,
    page_idx: usize,
}

/// A stretch of the film after the frame that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// So many more frames of the same.
    Stay(usize),
    /// So many frames in which time passes.
    Play(usize),
    /// The page of this index is entered, in as many frames as that takes.
    Enter(usize),
    /// Until nothing moves any more.
    Arrive,
}

/// Time ends within the last frame that plays, not by rounding a frame later: it runs faster by this part of a frame.
const SLACK_FRAMES: f64 = 1e-3;

/// What a clock is read in, the largest first; milliseconds.
const UNITS_MS: [i64; 5] = [
    Timestamp::DAY_MS,
    Timestamp::HOUR_MS,
    600_000,
    60_000,
    1_000,
];

impl Script {
    pub fn new(contents: &Contents, document: &Document, rate: u32, length_s: Option<f64>) -> Self {
        let mut script = Self {
            state: state_of(contents, document.pages.first()),
            parts: VecDeque::new(),
            frame_s: 1.0 / f64::from(rate.max(1)),
            exact: Window::ALL,
            axis: None,
            unit_ms: 1,
            pages: document.pages.clone(),
            page_idx: 0,
        };
        if script.pages.len() > 1 {
            script.tell_scenes(length_s.unwrap_or(STAY_S));
        } else {
            script.play_time(length_s.unwrap_or(LENGTH_S));
        }
        script
    }

    /// What the frame shows.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What the frame is of.
    pub fn heading(&self) -> &str {
        self.pages
            .get(self.page_idx)
            .map_or("", |page| page.heading.as_str())
    }

    /// Goes on to the next frame; whether there is one.
    pub fn advance(&mut self) -> bool {
        loop {
            let Some(part) = self.parts.front_mut() else {
                return false;
            };
            match part {
                Part::Stay(0) | Part::Play(0) => {
                    self.parts.pop_front();
                }
                Part::Stay(n) => {
                    *n -= 1;
                    return true;
                }
                Part::Play(n) => {
                    *n -= 1;
                    let is_last = *n == 0;
                    self.state.view.window = self.exact;
                    self.pass_a_frame();
                    self.exact = self.state.view.window;
                    if !is_last {
                        self.state.view.window = self.plain_window();
                    }
                    if let Some(axis) = self.axis {
                        self.state.view.axis = axis;
                    }
                    return true;
                }
                Part::Enter(idx) => {
                    let idx = *idx;
                    self.parts.pop_front();
                    self.enter(idx);
                    self.parts.push_front(Part::Arrive);
                    return true;
                }
                Part::Arrive if self.state.is_moving() => {
                    self.pass_a_frame();
                    return true;
                }
                Part::Arrive => {
                    self.parts.pop_front();
                    // As on its page, whichever scene was shown before it.
                    if let Some(page) = self.pages.get(self.page_idx) {
                        self.state.dataset = self.state.base.on(page.view.clock);
                        self.state.view = page.view.clone();
                    }
                }
            }
        }
    }

    /// How many frames there are from this one on.
    pub fn count_frames(mut self) -> usize {
        let mut n_frames = 1;
        while self.advance() {
            n_frames += 1;
        }
        n_frames
    }

    fn frames(&self, seconds: f64) -> usize {
        (seconds / self.frame_s).round() as usize
    }

    /// From scene to scene.
    fn tell_scenes(&mut self, stay_s: f64) {
        let stay = self.frames(stay_s).max(1);
        self.parts.push_back(Part::Stay(stay - 1));
        for idx in 1..self.pages.len() {
            self.parts
                .extend([Part::Enter(idx), Part::Stay(stay.saturating_sub(1))]);
        }
    }

    /// Time, from beginning to end; both stay for a moment, so that a film that loops can be followed.
    fn play_time(&mut self, length_s: f64) {
        const FIRST_STAYS_S: f64 = 0.5;
        const LAST_STAYS_S: f64 = 1.5;
        let total = self.frames(length_s).max(2);
        let share = |seconds: f64, part: f64| self.frames(seconds.min(length_s * part));
        let first = share(FIRST_STAYS_S, 0.05).max(1);
        let last = share(LAST_STAYS_S, 0.15);
        let playing = total.saturating_sub(first + last).max(1);
        let seconds = (playing as f64 - SLACK_FRAMES) * self.frame_s;
        match self.state.scene_idx {
            Some(idx) => self.begin_scene(idx, seconds),
            None => self.begin_playback(seconds),
        }
        self.exact = self.state.view.window;
        let step_ms = self.way_ms() / playing as i64;
        let is_within = |unit: &&i64| **unit <= step_ms;
        self.unit_ms = UNITS_MS.iter().find(is_within).copied().unwrap_or(1);
        let stays = Part::Stay(first - 1);
        self.parts
            .extend([stays, Part::Play(playing), Part::Stay(last)]);
    }

    /// The scene is entered by playing through its window, whatever it says itself.
    fn begin_scene(&mut self, idx: usize, seconds: f64) {
        let mut scenes = self.state.briefing.scenes.to_vec();
        if let Some(scene) = scenes.get_mut(idx) {
            scene.enter_by(Entrance::Play(seconds));
        }
        self.state.briefing.scenes = Arc::new(scenes);
        // The axis as it will be in the end, with room for the window.
        self.act(Action::SetWindow(self.state.view.window));
        let axis = self.state.view.axis;
        self.act(Action::GoToScene(idx));
        self.state.view.axis = axis;
        self.axis = Some(axis);
    }

    /// All of time, from the view's window at its beginning to its end: what the play button does, from the start.
    fn begin_playback(&mut self, seconds: f64) {
        let extent = self.state.time_extent();
        let view = &mut self.state.view;
        let Window { from, to } = view.window;
        let is_opening = view.mode == WindowMode::Cumulative;
        if !is_opening && from <= extent.from && extent.to <= to {
            // A window on all of time has nowhere to move, so it opens.
            view.mode = WindowMode::Cumulative;
            view.window = extent;
        }
        let all = Window {
            from: view.window.from.min(extent.from),
            to: extent.to,
        };
        view.axis = padded_axis(all);
        let axis = view.axis;
        self.act(Action::JumpTo(Direction::Forward));
        let end = self.state.view.window;
        self.act(Action::JumpTo(Direction::Backward));
        let way_ms = end.to.0.saturating_sub(self.state.view.window.to.0);
        if way_ms > 0 {
            self.act(Action::SetSpeed(way_ms as f64 / 1_000.0 / seconds));
            self.act(Action::TogglePlay);
        }
        self.state.view.axis = axis;
        self.axis = Some(axis);
    }

    /// How far the window's end moves in all.
    fn way_ms(&self) -> i64 {
        let end = match &self.state.run {
            Some(run) => run.window.to,
            None => self.state.time_extent().to,
        };
        end.0.saturating_sub(self.state.view.window.to.0).max(0)
    }

    /// The exact window brought back to whole days, hours and so on of the clock that is read, as a hand would set it.
    fn plain_window(&self) -> Window {
        let Window { from, to } = self.exact;
        let zone = self.state.zone();
        let whole = zone.local(to).map(|local| {
            let day_ms = i64::from(local.num_seconds_from_midnight()) * 1_000
                + i64::from(local.nanosecond() / 1_000_000);
            let beyond_ms = day_ms % self.unit_ms;
            zone.first_instant(local - TimeDelta::milliseconds(beyond_ms))
        });
        // Never back, also in the hour that a clock strikes twice, and never to nothing.
        let back_ms = whole.map_or(0, |whole| to.0 - whole.0);
        if !(0..=self.unit_ms).contains(&back_ms) {
            return self.exact;
        }
        if self.state.view.mode == WindowMode::Cumulative || self.state.run.is_some() {
            let to = to.plus_ms(-back_ms).max(from.plus_ms(1));
            return Window { from, to };
        }
        self.exact.shifted_ms(-back_ms)
    }

    fn enter(&mut self, idx: usize) {
        self.page_idx = idx;
        if let Some(scene_idx) = self.pages.get(idx).and_then(|page| page.scene_idx) {
            self.act(Action::GoToScene(scene_idx));
        }
    }

    /// A frame's time, in ticks that are short enough to count in full.
    fn pass_a_frame(&mut self) {
        const TICK_S_MAX: f64 = 0.25;
        let n_ticks = (self.frame_s / TICK_S_MAX).ceil().max(1.0);
        for _ in 0..n_ticks as usize {
            self.act(Action::Tick(self.frame_s / n_ticks));
        }
    }

    fn act(&mut self, action: Action) {
        // Nothing here is kept: a film is made of a state of its own.
        drop(update(&mut self.state, action));
    }
}

/// The state that a page shows, as the audience has it.
fn state_of(contents: &Contents, page: Option<&Page>) -> State {
    let mut state = State::new(Arc::clone(&contents.dataset), contents.settings.clone());
    state.briefing.scenes = Arc::clone(&contents.scenes);
    if let Some(page) = page {
        state.dataset = contents.dataset.on(page.view.clock);
        state.scene_idx = page.scene_idx;
        state.view = page.view.clone();
    }
    let mut presenting = Presenting::new(Standing::of(&state), contents.scenes.len());
    presenting.note = None;
    state.presenting = Some(presenting);
    state
}
