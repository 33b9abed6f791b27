//! One picture after the other: a window without a screen, in which nothing happens but what its state says.

use eframe::egui::{self, Context, FullOutput, Pos2, RawInput, Rect, Vec2, ViewportId};
use eframe::wgpu;
use image::RgbaImage;

use super::{PictureError, PictureRequest, Studio, WAIT_MAX};
use crate::query::derived::Derived;
use crate::state::State;
use crate::ui::software::SoftwarePainter;
use crate::ui::{self, Memory, Surface};

/// Layout needs a few passes to settle: panels learn their sizes in one and use them in the next.
const N_PASSES: usize = 4;

/// One picture after the other, with what a window remembers from frame to frame.
pub struct Film<'a> {
    studio: &'a Studio,
    request: PictureRequest,
    size_in_pixels: [u32; 2],
    ctx: Context,
    memory: Memory,
    derived: Derived,
    n_frames: usize,
}

impl Studio {
    /// Makes ready to draw one picture after the other, as a window does.
    pub fn film(&self, request: PictureRequest) -> Result<Film<'_>, PictureError> {
        self.film_by(request, SoftwarePainter::for_adapter(&self.render_state))
    }

    /// A film drawn by `painter` in egui's place, if there is one.
    fn film_by(
        &self,
        request: PictureRequest,
        painter: Option<SoftwarePainter>,
    ) -> Result<Film<'_>, PictureError> {
        let pixels = |points: u32| (points as f32 * request.scale).round() as u32;
        let (width, height) = (pixels(request.width), pixels(request.height));
        let max = self.render_state.device.limits().max_texture_dimension_2d;
        if width > max || height > max {
            return Err(PictureError::TooLarge { width, height, max });
        }
        let ctx = Context::default();
        ui::theme::install_fonts(&ctx);
        if let Some(painter) = painter {
            ctx.add_plugin(painter);
        }
        let mut memory = Memory::new(true);
        memory.surface = request.surface;
        memory.center = request.center;
        memory.map.serve(self.tiles.clone());
        Ok(Film {
            studio: self,
            request,
            size_in_pixels: [width, height],
            ctx,
            memory,
            derived: Derived::default(),
            n_frames: 0,
        })
    }
}

impl Film<'_> {
    /// The picture once the panels have settled.
    pub(super) fn still(&mut self, state: &State) -> Result<RgbaImage, PictureError> {
        for _ in 0..N_PASSES - 1 {
            self.lay_out(state);
        }
        let texture = self.draw(state);
        self.studio.read_back(&texture, self.size_in_pixels)
    }

    /// The next picture of a film, as it comes to rest.
    pub fn picture(&mut self, state: &State) -> Result<RgbaImage, PictureError> {
        if self.n_frames == 0 {
            return self.still(state);
        }
        // Panels have their sizes by now; words that grew push their neighbours once.
        self.lay_out(state);
        let texture = self.draw(state);
        self.studio.read_back(&texture, self.size_in_pixels)
    }

    /// Draws the next frame, and waits until it is done.
    pub fn frame(&mut self, state: &State) -> Result<(), PictureError> {
        self.draw(state);
        let wait = wgpu::PollType::Wait {
            submission_index: None,
            timeout: Some(WAIT_MAX),
        };
        let done = self.studio.render_state.device.poll(wait);
        done.map_err(|error| PictureError::Failed(error.to_string()))?;
        Ok(())
    }

    /// Does all of a frame that is ours, without drawing it.
    pub fn lay_out(&mut self, state: &State) -> FullOutput {
        let Self {
            studio,
            request,
            ctx,
            memory,
            derived,
            n_frames,
            ..
        } = self;
        let max = studio.render_state.device.limits().max_texture_dimension_2d;
        let input = raw_input(request, *n_frames, max as usize);
        *n_frames += 1;
        // The wishes of a still picture's panels go nowhere.
        let mut actions = Vec::new();
        let mut output = ctx.run_ui(input, |ui| {
            ui::show(ui, state, derived, memory, &mut actions);
        });
        studio.take_textures(&mut output);
        output
    }

    fn draw(&mut self, state: &State) -> wgpu::Texture {
        let output = self.lay_out(state);
        let ground = ui::background(state.settings.theme);
        let scale = self.request.scale * zoom(&self.request);
        let jobs = self.ctx.tessellate(output.shapes, scale);
        self.studio.paint(&jobs, scale, self.size_in_pixels, ground)
    }
}

/// How much larger than in a window everything is drawn: for an audience, as for a screen of that size.
fn zoom(request: &PictureRequest) -> f32 {
    match request.surface {
        Surface::Presenting => {
            ui::present::zoom_for(Vec2::new(request.width as f32, request.height as f32))
        }
        _ => 1.0,
    }
}

/// Input of a window in which nothing happens.
fn raw_input(request: &PictureRequest, pass: usize, max_texture_side: usize) -> RawInput {
    let zoom = zoom(request);
    let size = Vec2::new(request.width as f32, request.height as f32) / zoom;
    let mut input = RawInput {
        screen_rect: Some(Rect::from_min_size(Pos2::ZERO, size)),
        max_texture_side: Some(max_texture_side),
        time: Some(pass as f64 / 60.0),
        focused: false,
        ..RawInput::default()
    };
    input
        .viewports
        .entry(ViewportId::ROOT)
        .or_default()
        .native_pixels_per_point = Some(request.scale * zoom);
    input.system_theme = Some(egui::Theme::Dark);
    input
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::dataset::sample;
    use crate::state::{Settings, ThemeChoice};
    use crate::ui::Center;

    /// The two round differently, and a pixel is blended a few times.
    const LEVELS_APART_MAX: u8 = 4;

    #[test]
    fn without_a_gpu_the_picture_is_the_one_that_egui_draws() {
        let studio = Studio::new().expect("an adapter");
        let Some(painter) = SoftwarePainter::for_adapter(&studio.render_state) else {
            eprintln!("skipped: this machine has a GPU, so the painter is not used");
            return;
        };
        let settings = Settings {
            theme: ThemeChoice::Light,
            ..Settings::default()
        };
        let state = State::new(sample().expect("the sample"), settings);
        let request = PictureRequest {
            width: 1_200,
            height: 800,
            scale: 1.0,
            surface: Surface::Window,
            center: Center::Map,
        };
        let draw = |painter| {
            let mut film = studio.film_by(request, painter).expect("a film");
            film.still(&state).expect("a picture")
        };
        let (ours, egui) = (draw(Some(painter)), draw(None));
        let apart = ours.iter().zip(egui.iter()).map(|(a, b)| a.abs_diff(*b));
        assert!(apart.max() <= Some(LEVELS_APART_MAX));
    }
}
