//! Undo and redo of everything that changes what is shown: filter (with box and lasso), window and mode, selection,
//! scenes with their words, the list of saved views, and what lies under the events.
//!
//! Pan and zoom are not undone by themselves; going back and forth there is a gesture anyway.
//! Where a change took the camera elsewhere, as a scene does, undoing it takes the camera back.

use crate::model::clock::Clock;
use crate::model::event::EventId;
use crate::model::filter::Filter;
use crate::model::ground::Ground;
use crate::model::time::Window;
use crate::model::view::{Camera, WindowMode};
use crate::state::State;
use crate::state::briefing::Scenes;
use crate::state::views::Views;

/// What one undo brings back.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub filter: Filter,
    pub window: Window,
    pub mode: WindowMode,
    pub clock: Clock,
    pub selection: Option<EventId>,
    pub scene_idx: Option<usize>,
    pub scenes: Scenes,
    pub views: Views,
    pub ground: Ground,
    /// `None`: the camera stays where it is.
    pub camera: Option<Camera>,
}

impl Step {
    /// How things are now.
    pub fn of(state: &State) -> Self {
        let view = &state.view;
        Self {
            filter: view.filter.clone(),
            window: view.window,
            mode: view.mode,
            clock: view.clock,
            selection: view.selection.clone(),
            scene_idx: state.scene_idx,
            scenes: std::sync::Arc::clone(&state.briefing.scenes),
            views: state.saved_views(),
            ground: state.ground().clone(),
            camera: Some(view.camera),
        }
    }

    /// Without a camera, where the change that goes with it does not move it.
    fn with_camera_if(self, moves: bool) -> Self {
        Self {
            camera: self.camera.filter(|_| moves),
            ..self
        }
    }
}

/// Steps kept; an afternoon's work, in a few kilobytes.
const UNDOS_MAX: usize = 200;
/// Changes of one kind closer together than this are one gesture.
const GESTURE_S: f64 = 0.6;

/// What a change belongs to: consecutive changes of one kind within a gesture are undone together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// A value is chosen, or an area drawn.
    Filter,
    /// Words are typed, or a range is dragged.
    FilterByHand,
    Window,
    Mode,
    Clock,
    Selection,
    Scene,
    Playback,
    /// A saved view is gone to.
    SavedView,
    /// The list of saved views is changed.
    ListOfViews,
    /// The ground is drawn otherwise.
    Ground,
    /// The opacity of a layer of the ground is dragged.
    GroundByHand(usize),
    /// Scenes are added, moved, deleted, or show another view.
    ListOfScenes,
    /// Words of a scene are typed.
    SceneWords(usize),
    /// An annotation of a scene is moved or resized by keys.
    AnnotationByKeys(usize, usize),
    /// Words of an annotation are typed.
    AnnotationWords(usize, usize),
}

impl ChangeKind {
    /// Whether each is a decision of its own, however quickly they follow each other.
    fn is_single(self) -> bool {
        matches!(
            self,
            Self::Filter
                | Self::Clock
                | Self::Selection
                | Self::SavedView
                | Self::ListOfViews
                | Self::ListOfScenes
                | Self::Ground
        )
    }

    fn moves_camera(self) -> bool {
        matches!(self, Self::Scene | Self::SavedView)
    }
}

#[derive(Clone, Debug, Default)]
pub struct History {
    past: Vec<Step>,
    future: Vec<Step>,
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
    pub fn record(&mut self, before: Step, kind: ChangeKind) {
        let same_gesture = self
            .last
            .is_some_and(|(last, at_s)| last == kind && self.now_s - at_s < GESTURE_S)
            && !kind.is_single();
        self.last = Some((kind, self.now_s));
        self.future.clear();
        let before = before.with_camera_if(kind.moves_camera());
        if same_gesture || self.past.last() == Some(&before) {
            return;
        }
        if self.past.len() == UNDOS_MAX {
            self.past.remove(0);
        }
        self.past.push(before);
    }

    /// What to go back to from how things are now.
    pub fn undo(&mut self, now: Step) -> Option<Step> {
        let previous = self.past.pop()?;
        self.future
            .push(now.with_camera_if(previous.camera.is_some()));
        self.last = None;
        Some(previous)
    }

    /// What was undone last, from how things are now.
    pub fn redo(&mut self, now: Step) -> Option<Step> {
        let next = self.future.pop()?;
        self.past.push(now.with_camera_if(next.camera.is_some()));
        self.last = None;
        Some(next)
    }
}
