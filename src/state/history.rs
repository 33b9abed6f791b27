//! Undo and redo of what changes the picture's content: filter, window and mode, selection.
//!
//! The camera and the axis are not undone; going back and forth there is a gesture anyway.

use crate::model::event::EventId;
use crate::model::filter::Filter;
use crate::model::time::Window;
use crate::model::view::{View, WindowMode};

/// What one undo brings back.
#[derive(Clone, Debug, PartialEq)]
pub struct Undoable {
    filter: Filter,
    window: Window,
    mode: WindowMode,
    selection: Option<EventId>,
}

impl Undoable {
    pub fn of(view: &View) -> Self {
        Self {
            filter: view.filter.clone(),
            window: view.window,
            mode: view.mode,
            selection: view.selection.clone(),
        }
    }

    fn apply(self, view: &mut View) {
        let Self {
            filter,
            window,
            mode,
            selection,
        } = self;
        view.filter = filter;
        view.window = window;
        view.mode = mode;
        view.selection = selection;
    }
}

/// Steps kept; an afternoon's work, in a few kilobytes.
const UNDOS_MAX: usize = 200;
/// Changes of one kind closer together than this are one gesture.
const GESTURE_S: f64 = 0.6;

/// What a change belongs to: consecutive changes of one kind within a gesture are undone together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    Filter,
    Window,
    Mode,
    Selection,
    Scene,
    Playback,
}

#[derive(Clone, Debug, Default)]
pub struct History {
    past: Vec<Undoable>,
    future: Vec<Undoable>,
    last: Option<(ChangeKind, f64)>,
    /// Seconds of frames seen; the clock of gestures.
    now_s: f64,
}

impl History {
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    pub fn tick(&mut self, dt: f64) {
        self.now_s += dt;
    }

    /// Remembers how things were before a change of some kind.
    pub fn record(&mut self, before: Undoable, kind: ChangeKind) {
        let same_gesture = self
            .last
            .is_some_and(|(last, at_s)| last == kind && self.now_s - at_s < GESTURE_S)
            && kind != ChangeKind::Selection;
        self.last = Some((kind, self.now_s));
        self.future.clear();
        if same_gesture || self.past.last() == Some(&before) {
            return;
        }
        if self.past.len() == UNDOS_MAX {
            self.past.remove(0);
        }
        self.past.push(before);
    }

    pub fn undo(&mut self, view: &mut View) {
        if let Some(previous) = self.past.pop() {
            self.future.push(Undoable::of(view));
            previous.apply(view);
            self.last = None;
        }
    }

    pub fn redo(&mut self, view: &mut View) {
        if let Some(next) = self.future.pop() {
            self.past.push(Undoable::of(view));
            next.apply(view);
            self.last = None;
        }
    }
}
