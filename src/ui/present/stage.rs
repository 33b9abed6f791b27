//! A further view of the open collection, drawn beside the program's own: the audience's screen while it is held, and
//! the small maps in the presenter's window.

use std::sync::Arc;

use eframe::egui::{Rect, Ui, UiBuilder};

use crate::model::ground::Tiles;
use crate::model::view::{Camera, View};
use crate::query::derived::Derived;
use crate::state::State;
use crate::state::presenting::Page;
use crate::store::Dataset;
use crate::ui::theme::Theme;
use crate::ui::{Cx, Memory, Surface, map};

pub(super) struct Stage {
    state: State,
    derived: Derived,
    memory: Memory,
}

impl Stage {
    /// Of the collection that is open.
    pub(super) fn new(state: &State, tiles: Option<Tiles>) -> Self {
        let mut memory = Memory::new(false);
        memory.map.serve(tiles);
        Self {
            state: State::new(Arc::clone(&state.base), state.settings.clone()),
            derived: Derived::default(),
            memory,
        }
    }

    pub(super) fn is_of(&self, dataset: &Arc<Dataset>) -> bool {
        Arc::ptr_eq(&self.state.base, dataset)
    }

    /// Looks at the collection as a view does.
    pub(super) fn look(&mut self, program: &State, view: &View, scene_idx: Option<usize>) {
        if !self.is_of(&program.base) {
            *self = Self::new(program, self.memory.map.tiles());
        }
        self.state.settings.theme = program.settings.theme;
        self.state.settings.ground.clone_from(program.ground());
        self.state.dataset = self.state.base.on(view.clock);
        self.state.view = view.clone();
        // Scenes as they are now, with what is drawn on them.
        self.state.briefing = program.briefing.clone();
        self.state.scene_idx = scene_idx;
    }

    /// Draws what the audience sees; the program's state says which page.
    pub(super) fn audience(&mut self, ui: &mut Ui, program: &State) {
        let Some(presenting) = &program.presenting else {
            return;
        };
        let mut presenting = presenting.clone();
        presenting.note = None;
        // The sources would be those of the scene that is held; the page can be turned to.
        if presenting.page == Page::Keys {
            presenting.page = Page::Map;
        }
        let mut actions = Vec::new();
        let mut cx = Cx {
            theme: Theme::of(self.state.settings.theme),
            state: &self.state,
            derived: &mut self.derived,
            memory: &mut self.memory,
            actions: &mut actions,
        };
        super::audience(ui, &mut cx, &presenting);
    }

    /// Draws the map alone into a rectangle, showing the ground that a map `width` points wide would.
    pub(super) fn map(&mut self, ui: &mut Ui, rect: Rect, width: f32) {
        let by = f64::from(rect.width() / width.max(1.0)).log2();
        let camera = self.state.view.camera;
        self.state.view.camera = Camera {
            zoom: camera.zoom + by,
            ..camera
        }
        .clamped();
        // Wishes of a picture go nowhere.
        let mut actions = Vec::new();
        let mut cx = Cx {
            theme: Theme::of(self.state.settings.theme),
            state: &self.state,
            derived: &mut self.derived,
            memory: &mut self.memory,
            actions: &mut actions,
        };
        cx.memory.surface = Surface::Preview;
        let mut child = ui.new_child(UiBuilder::new().max_rect(rect));
        child.set_clip_rect(rect.intersect(ui.clip_rect()));
        map::show(&mut child, &mut cx);
        self.state.view.camera = camera;
    }
}
