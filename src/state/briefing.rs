//! The briefing while it is written: the scenes as they are now and as they are saved, what may be done to them, and what
//! a scene makes of the view that it is captured from.
//!
//! The scenes of the open collection's snapshot are those of its file when it was read; everything that shows, enters or
//! exports scenes takes them from here.

use std::path::PathBuf;
use std::sync::Arc;

use crate::model::annotation::{Annotation, Figure, Style};
use crate::model::briefing::{Entrance, Scene, SceneFilter, SceneWindow};
use crate::model::claim::Extra;
use crate::model::clock::Clock;
use crate::model::time::{Timestamp, Window, Zone};
use crate::model::view::View;
use crate::state::action::Action;
use crate::state::{Notice, State};
use crate::store::Dataset;

/// Scenes of one briefing; nobody sits through more.
pub const SCENES_MAX: usize = 1_000;
/// Letters of a narration or of notes; a hundred pages.
pub const WORDS_MAX: usize = 200_000;

/// An ordered list of scenes, shared with the history of changes.
pub type Scenes = Arc<Vec<Scene>>;

/// The scenes of the open collection.
#[derive(Clone, Debug, Default)]
pub struct Briefing {
    /// As they are now.
    pub scenes: Scenes,
    /// As they stand in the file.
    pub(super) saved: Scenes,
    /// SHA-256 of the file as it was read or saved last.
    pub sha256: String,
}

impl Briefing {
    /// The briefing that a collection comes with.
    pub fn of(dataset: &Dataset) -> Self {
        let scenes = Arc::new(dataset.collection().scenes.clone());
        Self {
            saved: Arc::clone(&scenes),
            scenes,
            sha256: dataset.origin().sha256.clone(),
        }
    }

    /// Whether there is something that is not in the file.
    pub fn is_changed(&self) -> bool {
        !Arc::ptr_eq(&self.scenes, &self.saved) && self.scenes != self.saved
    }
}

/// What may be done to the list of scenes. All of it can be undone.
#[derive(Clone, Debug, PartialEq)]
pub enum SceneAction {
    /// Keeps the view as it is now as a scene, after the one that was entered last.
    Capture,
    /// Puts a scene to another place, counted after it has been taken out.
    Move {
        from: usize,
        to: usize,
    },
    Rename(usize, String),
    Duplicate(usize),
    Delete(usize),
    /// Puts the view as it is now in the place of a scene's.
    Update(usize),
    /// Markdown; empty for none.
    Narrate(usize, String),
    /// For the presenter alone; empty for none.
    Note(usize, String),
    Enter(usize, Entrance),
    /// Changes what is drawn on the map of a scene.
    Annotate(usize, AnnotationAction),
}

/// What may be done to the annotations of a scene; they are counted from 0 in the order in which they are drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum AnnotationAction {
    /// Draws one more, above the others.
    Add(Box<Annotation>),
    /// Moved or reshaped by hand, once it is let go.
    Reshape(usize, Box<Figure>),
    /// Moved or reshaped by a key, which may be held down.
    Nudge(usize, Box<Figure>),
    /// Words as they are typed; empty for none.
    Label(usize, String),
    Restyle(usize, Style),
    Delete(usize),
}

/// Keeping the scenes: saving, and what asks for an answer before work would be lost.
#[derive(Clone, Debug)]
pub enum FileAction {
    Save,
    /// Asks where to, and saves a collection of its own there.
    SaveAs,
    /// The scenes are in the file.
    Saved(Box<Saved>),
    /// They are not; nothing was lost.
    NotSaved(Option<Notice>),
    /// The file is not the one that was read.
    FoundChanged,
    /// Unsaved scenes of an earlier run were found for a collection.
    Recovered(Box<Recovery>),
    /// The window is to be closed.
    Close,
    Answer(Answer),
}

/// A collection that was saved.
#[derive(Clone, Debug)]
pub struct Saved {
    pub path: PathBuf,
    /// SHA-256 of the file as it is now.
    pub sha256: String,
    /// What was saved; more may have been changed since.
    pub scenes: Scenes,
    /// Whether it is another file than the one that is open.
    pub is_new: bool,
    pub notice: Option<Notice>,
}

/// Scenes that were kept while they were not saved.
#[derive(Clone, Debug, PartialEq)]
pub struct Recovery {
    /// The key of the collection that they belong to.
    pub collection: String,
    pub scenes: Vec<Scene>,
    /// When they were kept, RFC 3339 in UTC.
    pub at: String,
    /// Whether the collection's file has changed since.
    pub file_changed: bool,
}

/// What is asked before something would be lost.
#[derive(Clone, Debug)]
pub enum Asking {
    /// There are unsaved changes, and the collection is to be left by this action.
    Unsaved(Box<Action>),
    /// The file was changed by somebody else.
    ChangedOnDisk,
    /// Unsaved scenes of an earlier run are there.
    Recovery(Box<Recovery>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Save, and then do what was to be done; or save over the changed file.
    Save,
    SaveAs,
    /// Go on without the changes.
    Discard,
    /// Take the kept scenes.
    Restore,
    /// As if nothing had been asked.
    Cancel,
}

/// The window opening from its start to its end, as a scene is entered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run {
    /// The scene's window.
    pub window: Window,
    seconds: f64,
    elapsed_s: f64,
}

impl Run {
    pub(super) fn new(window: Window, seconds: f64) -> Self {
        Self {
            window,
            seconds,
            elapsed_s: 0.0,
        }
    }

    /// The window at the beginning.
    pub(super) fn beginning(&self) -> Window {
        Window {
            from: self.window.from,
            to: self.window.from.plus_ms(1),
        }
    }

    /// The window after another `dt` seconds, and whether the end is reached: then it is the scene's to the millisecond.
    pub(super) fn advance(&mut self, dt: f64) -> (Window, bool) {
        /// A longer frame counts as this long: time must not leap.
        const TICK_S_MAX: f64 = 0.25;
        self.elapsed_s += dt.clamp(0.0, TICK_S_MAX);
        let share = self.elapsed_s / self.seconds;
        if share >= 1.0 {
            return (self.window, true);
        }
        let length_ms = (self.window.length_ms() as f64 * share) as i64;
        let to = self.window.from.plus_ms(length_ms.max(1));
        (Window { to, ..self.window }, false)
    }
}

impl State {
    /// The scenes as they are now.
    pub fn scenes(&self) -> &[Scene] {
        &self.briefing.scenes
    }

    /// Whether saving puts the scenes into the open file; otherwise it makes a new one.
    pub fn saves_in_place(&self) -> bool {
        let base = &self.base;
        base.collection().own_format && !base.has_records() && base.origin().path.is_some()
    }
}

/// Puts a view into a scene; what the scene says beside stays.
pub fn capture(scene: &mut Scene, view: &View, zone: Zone) {
    let window = view.window;
    let (from, to) = written_window(window, zone);
    let old_window = scene.window.take().unwrap_or_default();
    let old_filter = scene.filter.take().unwrap_or_default();
    scene.camera = Some(view.camera);
    scene.window = Some(SceneWindow {
        from,
        to,
        mode: Some(view.mode),
        clock: (view.clock != Clock::default()).then_some(view.clock),
        extra: without(old_window.extra, &["from", "to", "mode", "clock"]),
    });
    let filter = &view.filter;
    let extra = without(old_filter.extra, &FILTER_NAMES);
    scene.filter = (!filter.is_empty() || !extra.is_empty()).then(|| SceneFilter {
        categories: filter.categories.clone(),
        actors: filter.actors.clone(),
        sources: filter.sources.iter().map(|id| id.0.clone()).collect(),
        tags: filter.tags.clone(),
        precisions: filter.precisions.clone(),
        reliabilities: filter.reliabilities.clone(),
        measures: filter.measures.clone(),
        bounds: filter.bounds,
        lasso: filter.lasso.clone(),
        text: (!filter.text.is_empty()).then(|| filter.text.clone()),
        certainty: filter.certainty,
        extra,
    });
    scene.selection.clone_from(&view.selection);
    forget(scene, &["camera", "window", "filter", "selection"]);
}

const FILTER_NAMES: [&str; 11] = [
    "categories",
    "actors",
    "sources",
    "tags",
    "precisions",
    "reliabilities",
    "measures",
    "bounds",
    "lasso",
    "text",
    "certainty",
];

/// What could not be read of a part that is now said anew is no longer kept beside it.
pub(super) fn forget(scene: &mut Scene, names: &[&str]) {
    scene.extra = without(std::mem::take(&mut scene.extra), names);
}

pub(super) fn without(extra: Extra, names: &[&str]) -> Extra {
    let kept = extra.into_iter();
    kept.filter(|(name, _)| !names.contains(&name.as_str()))
        .collect()
}

/// The ends of a window as they are written: days where they are whole days of the zone, else seconds in UTC.
///
/// A window that begins or ends within a second is written a little longer, to whole seconds. An end before the year 0 or
/// after 9999 is left open.
fn written_window(window: Window, zone: Zone) -> (Option<String>, Option<String>) {
    let second = Timestamp::SECOND_MS;
    let from = Timestamp(window.from.0.div_euclid(second) * second);
    // The last second that is in it.
    let last = Timestamp((window.to.0 - 1).div_euclid(second) * second);
    let days = day_of(from, zone).filter(|day| day.from == from);
    let days = days.and_then(|first| {
        let last = day_of(last, zone).filter(|day| day.to.0 - second == last.0)?;
        Some((first.name, last.name))
    });
    days.unwrap_or_else(|| {
        // An instant is that instant, not the second that it begins.
        let after = Timestamp(last.0 + second);
        (written_second(from), written_second(after))
    })
}

struct Day {
    from: Timestamp,
    to: Timestamp,
    name: Option<String>,
}

/// The day of a zone in which an instant lies.
fn day_of(at: Timestamp, zone: Zone) -> Option<Day> {
    let date = zone.local(at)?.date();
    let midnight = date.and_hms_opt(0, 0, 0)?;
    let next = date.succ_opt()?.and_hms_opt(0, 0, 0)?;
    Some(Day {
        from: zone.first_instant(midnight),
        to: zone.last_instant(next),
        name: is_plain_year(chrono::Datelike::year(&date))
            .then(|| date.format("%Y-%m-%d").to_string()),
    })
}

fn written_second(at: Timestamp) -> Option<String> {
    let moment = at.to_utc()?;
    is_plain_year(chrono::Datelike::year(&moment))
        .then(|| moment.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// Whether EDTF writes a year with four digits.
fn is_plain_year(year: i32) -> bool {
    (0..=9999).contains(&year)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::window_of;

    fn check(from: &str, to: &str, zone: &str, written: (&str, &str)) {
        let zone = Zone::from_name(zone).unwrap();
        let at = |text| Timestamp::parse_rfc3339(text).unwrap();
        let window = Window {
            from: at(from),
            to: at(to),
        };
        let (from, to) = written_window(window, zone);
        assert_eq!(
            (from.as_deref(), to.as_deref()),
            (Some(written.0), Some(written.1))
        );
        let read = window_of(from.as_deref(), to.as_deref(), zone).unwrap();
        assert_eq!(read, window);
    }

    #[test]
    fn whole_days_are_written_as_days_of_the_zone() {
        let days = ("2016-12-11", "2016-12-13");
        check("2016-12-11T00:00:00Z", "2016-12-14T00:00:00Z", "UTC", days);
        let (from, to) = ("2016-12-10T22:00:00Z", "2016-12-13T22:00:00Z");
        check(from, to, "Asia/Damascus", days);
        // The night of 27 March 2016 is an hour short there.
        let (from, to) = ("2016-03-26T23:00:00Z", "2016-03-27T22:00:00Z");
        check(from, to, "Europe/Paris", ("2016-03-27", "2016-03-27"));
    }

    #[test]
    fn other_ends_are_written_to_the_second() {
        let (from, to) = ("2016-12-11T06:00:00Z", "2016-12-12T18:30:05Z");
        let written = ("2016-12-11T06:00:00Z", "2016-12-12T18:30:05Z");
        check(from, to, "UTC", written);
    }

    #[test]
    fn what_is_written_holds_the_whole_window() {
        let zone = Zone::default();
        for (from, to) in [
            (1_500, 1_501),
            (-1, 1),
            (0, 1),
            (999, 1_000),
            (1_999, 2_001),
        ] {
            let window = Window {
                from: Timestamp(from),
                to: Timestamp(to),
            };
            let (from, to) = written_window(window, zone);
            let read = window_of(from.as_deref(), to.as_deref(), zone).unwrap();
            assert!(read.from <= window.from && window.to <= read.to, "{read:?}");
            assert!(window.from.0 - read.from.0 < 1_000 && read.to.0 - window.to.0 < 1_000);
        }
    }

    #[test]
    fn an_end_beyond_the_calendar_is_open() {
        let window = Window {
            from: Timestamp(-8_000_000_000_000_000),
            to: Timestamp(0),
        };
        let (from, to) = written_window(window, Zone::default());
        assert_eq!(from, None);
        assert_eq!(to.as_deref(), Some("1970-01-01T00:00:00Z"));
    }

    #[test]
    fn a_run_ends_on_the_window_itself() {
        let window = Window {
            from: Timestamp(0),
            to: Timestamp(1_001),
        };
        let mut run = Run::new(window, 1.0);
        assert_eq!(run.beginning().length_ms(), 1);
        let mut last = run.beginning();
        for _ in 0..3 {
            let (now, is_over) = run.advance(0.25);
            assert!(!is_over && last.to < now.to && now.to < window.to);
            last = now;
        }
        assert_eq!(run.advance(0.25), (window, true));
    }
}
