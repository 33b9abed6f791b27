//! The pictures of a document's pages, drawn one at a time, when they are asked for.
//!
//! Each is drawn from its own view alone, so that it is the same whether its scene is exported alone or among others, and
//! no more than one is ever held. Every picture carries legend, filter, counts and handling banner, also when it is
//! cut out of its document.

use std::sync::Arc;

use image::RgbaImage;

use crate::brief::BriefError;
use crate::brief::document::{Contents, Page};
use crate::brief::picture::{PictureRequest, Studio};
use crate::model::view::Camera;
use crate::state::briefing::Scenes;
use crate::state::presenting::{Presenting, Standing};
use crate::state::{Settings, State};
use crate::store::Dataset;
use crate::ui::{Center, Surface};

/// How a page is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    pub kind: LookKind,
    /// Size in points.
    pub width: u32,
    pub height: u32,
    /// Pixels per point.
    pub scale: f32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookKind {
    /// As the audience sees it: with heading, narration and the line of time. For a picture that stands alone.
    Slide,
    /// The map with legend, filter and counts, showing at least the ground that the audience sees. For a picture beside
    /// its words.
    Map,
}

/// The map that an audience sees a scene on, in points; see [`LookKind::Map`].
const AUDIENCE: (f32, f32) = (1_066.0, 600.0);

impl Look {
    /// A slide of a common screen.
    pub const SLIDE: Self = Self {
        kind: LookKind::Slide,
        width: 1920,
        height: 1080,
        scale: 1.0,
    };
}

/// Draws pages on demand.
pub trait PagePictures {
    fn picture(&mut self, page: &Page, look: Look) -> Result<RgbaImage, BriefError>;
}

/// The pictures of a document, by the graphics adapter.
pub struct Pictures {
    studio: Studio,
    dataset: Arc<Dataset>,
    scenes: Scenes,
    settings: Settings,
}

impl Pictures {
    pub fn of(contents: &Contents) -> Result<Self, BriefError> {
        Ok(Self {
            studio: Studio::new()?.with_tiles(contents.tiles.0.clone()),
            dataset: Arc::clone(&contents.dataset),
            scenes: Arc::clone(&contents.scenes),
            settings: contents.settings.clone(),
        })
    }

    /// The state that a page shows, as the window has it once the scene is entered.
    pub fn state(&self, page: &Page) -> State {
        let mut state = State::new(Arc::clone(&self.dataset), self.settings.clone());
        state.dataset = self.dataset.on(page.view.clock);
        state.briefing.scenes = Arc::clone(&self.scenes);
        state.scene_idx = page.scene_idx;
        state.view = page.view.clone();
        state
    }

    pub fn studio(&self) -> &Studio {
        &self.studio
    }
}

impl PagePictures for Pictures {
    fn picture(&mut self, page: &Page, look: Look) -> Result<RgbaImage, BriefError> {
        let mut state = self.state(page);
        let surface = match look.kind {
            LookKind::Map => {
                let (width, height) = (look.width as f32, look.height as f32);
                let by = (width / AUDIENCE.0).min(height / AUDIENCE.1);
                let camera = state.view.camera;
                state.view.camera = Camera {
                    zoom: camera.zoom + f64::from(by.max(0.01)).log2(),
                    ..camera
                }
                .clamped();
                Surface::Map
            }
            LookKind::Slide => {
                let standing = Standing::of(&state);
                let mut presenting = Presenting::new(standing, self.scenes.len());
                // A picture has nobody to tell that there are no scenes.
                presenting.note = None;
                state.presenting = Some(presenting);
                Surface::Presenting
            }
        };
        let request = PictureRequest {
            width: look.width,
            height: look.height,
            scale: look.scale,
            surface,
            center: Center::Map,
        };
        Ok(self.studio.draw(&state, &request)?)
    }
}
