//! A picture of a state, drawn off screen at any size, with no display.
//!
//! The picture is what [`ui::show`] draws, so it equals the window of the same size.
//! The same state and request give the same bytes on the same machine.

use std::sync::Arc;
use std::time::Duration;

use eframe::egui::epaint::Primitive;
use eframe::egui::{
    self, ClippedPrimitive, Context, FullOutput, PaintCallback, Pos2, RawInput, Rect, Vec2,
    ViewportId,
};
use eframe::egui_wgpu::{
    RenderState, RendererOptions, ScreenDescriptor, WgpuConfiguration, WgpuSetup,
    WgpuSetupCreateNew,
};
use eframe::wgpu;
use image::RgbaImage;

use crate::model::ground::Tiles;
use crate::query::derived::Derived;
use crate::state::State;
pub use crate::state::exporting::SIDE_MAX;
use crate::ui::software::{SoftwarePainter, one_pixel};
use crate::ui::{self, Center, Memory, Surface};

/// What is to be drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PictureRequest {
    /// Size in points: what a window of that size would show.
    pub width: u32,
    pub height: u32,
    /// Pixels per point.
    pub scale: f32,
    pub surface: Surface,
    /// What stands in the middle of the window.
    pub center: Center,
}

/// Pixels per point, at least and at most.
pub const SCALE_RANGE: std::ops::RangeInclusive<f32> = 0.5..=4.0;

/// Layout needs a few passes to settle: panels learn their sizes in one and use them in the next.
const N_PASSES: usize = 4;
/// A software renderer on a loaded machine is slow, but not this slow.
const WAIT_MAX: Duration = Duration::from_mins(2);

#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    #[error(
        "no graphics adapter was found: {0} (on Debian, `mesa-vulkan-drivers` draws in software)"
    )]
    NoAdapter(String),
    #[error(
        "a picture of {width}×{height} pixels is larger than this adapter can draw ({max} a side)"
    )]
    TooLarge { width: u32, height: u32, max: u32 },
    #[error("the adapter failed while drawing: {0}")]
    Failed(String),
    #[error("could not encode the picture: {0}")]
    Encode(#[from] image::ImageError),
}

/// Draws `state` as a window of that size would show it.
pub fn draw(
    state: &State,
    tiles: Option<Tiles>,
    request: &PictureRequest,
) -> Result<RgbaImage, PictureError> {
    Studio::new()?.with_tiles(tiles).draw(state, request)
}

/// Draws a few pixels that nobody sees, so that the driver compiles the shaders of the first frame now.
/// That takes some ten milliseconds without a GPU, and is done while that frame is laid out.
/// `unseen` is what the window draws with in egui's place, if anything.
pub fn compile_shaders(render_state: RenderState, unseen: Option<PaintCallback>) {
    let studio = Studio {
        render_state,
        tiles: None,
    };
    let rect = Rect::from_min_size(Pos2::ZERO, Vec2::splat(8.0));
    let primitive = |primitive| ClippedPrimitive {
        clip_rect: rect,
        primitive,
    };
    let ground = Primitive::Callback(ui::map::gpu::fill(rect, egui::Color32::BLACK));
    if let Some(callback) = unseen {
        studio.paint_unseen(&[ground, Primitive::Callback(callback)].map(primitive));
        return;
    }
    let texture = studio.unseen_texture();
    let mut mesh = egui::Mesh::with_texture(texture);
    mesh.add_rect_with_uv(rect, rect, egui::Color32::WHITE);
    studio.paint_unseen(&[ground, Primitive::Mesh(mesh)].map(primitive));
    let mut renderer = studio.render_state.renderer.write();
    renderer.free_texture(&texture);
}

/// The picture as the bytes of a PNG file.
pub fn encode_png(picture: &RgbaImage) -> Result<Vec<u8>, PictureError> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png)?;
    Ok(bytes.into_inner())
}

/// A graphics adapter made ready once, for any number of pictures.
pub struct Studio {
    render_state: RenderState,
    tiles: Option<Tiles>,
}

impl Studio {
    pub fn new() -> Result<Self, PictureError> {
        // OpenGL last: it looks for a display, and complains where there is none.
        let render_state = render_state(wgpu::Backends::PRIMARY)
            .or_else(|_| render_state(wgpu::Backends::all()))
            .map_err(PictureError::NoAdapter)?;
        ui::install_renderer(&render_state);
        ui::install_points(&render_state);
        Ok(Self {
            render_state,
            tiles: None,
        })
    }

    /// The same with somebody who gets the tiles of map files.
    #[must_use]
    pub fn with_tiles(self, tiles: Option<Tiles>) -> Self {
        Self { tiles, ..self }
    }

    fn paint_unseen(&self, primitives: &[ClippedPrimitive]) {
        self.paint(primitives, 1.0, [8, 8], egui::Color32::BLACK);
    }

    /// A texture of one pixel.
    fn unseen_texture(&self) -> egui::TextureId {
        let device = &self.render_state.device;
        let texture = one_pixel(device);
        let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
        let mut renderer = self.render_state.renderer.write();
        renderer.register_native_texture(device, &view, wgpu::FilterMode::Linear)
    }

    /// What the pictures are drawn with, in words.
    pub fn adapter(&self) -> String {
        let info = self.render_state.adapter.get_info();
        format!("{} ({:?}, {})", info.name, info.device_type, info.backend)
    }

    pub fn draw(&self, state: &State, request: &PictureRequest) -> Result<RgbaImage, PictureError> {
        self.film(*request)?.still(state)
    }

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

    fn take_textures(&self, output: &mut FullOutput) {
        let mut renderer = self.render_state.renderer.write();
        let RenderState { device, queue, .. } = &self.render_state;
        #[expect(
            clippy::iter_over_hash_type,
            reason = "textures do not depend on each other"
        )]
        for (id, deltas) in output.textures_delta.set.drain() {
            for delta in deltas {
                renderer.update_texture(device, queue, id, &delta);
            }
        }
        // Textures that were dropped are not freed: the studio draws few pictures, and the last frame may still use them.
        output.textures_delta.free.clear();
    }

    /// Draws what was tessellated onto a new texture.
    fn paint(
        &self,
        jobs: &[ClippedPrimitive],
        scale: f32,
        size_in_pixels: [u32; 2],
        ground: egui::Color32,
    ) -> wgpu::Texture {
        let RenderState {
            device,
            queue,
            target_format,
            ..
        } = &self.render_state;
        let [r, g, b, a] = ground.to_normalized_gamma_f32().map(f64::from);
        let screen = ScreenDescriptor {
            size_in_pixels,
            pixels_per_point: scale,
        };
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let mut renderer = self.render_state.renderer.write();
        let user_buffers = renderer.update_buffers(device, queue, &mut encoder, jobs, &screen);
        let texture = device.create_texture(&wgpu::TextureDescriptor {
            label: Some("picture"),
            size: wgpu::Extent3d {
                width: size_in_pixels[0],
                height: size_in_pixels[1],
                depth_or_array_layers: 1,
            },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: *target_format,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC,
            view_formats: &[],
        });
        let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
        {
            let mut pass = encoder
                .begin_render_pass(&wgpu::RenderPassDescriptor {
                    label: Some("picture"),
                    color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                        view: &view,
                        resolve_target: None,
                        ops: wgpu::Operations {
                            load: wgpu::LoadOp::Clear(wgpu::Color { r, g, b, a }),
                            store: wgpu::StoreOp::Store,
                        },
                        depth_slice: None,
                    })],
                    ..wgpu::RenderPassDescriptor::default()
                })
                .forget_lifetime();
            renderer.render(&mut pass, jobs, &screen);
        }
        drop(renderer);
        queue.submit(user_buffers.into_iter().chain([encoder.finish()]));
        texture
    }

    /// Copies the texture into memory.
    fn read_back(
        &self,
        texture: &wgpu::Texture,
        [width, height]: [u32; 2],
    ) -> Result<RgbaImage, PictureError> {
        let RenderState {
            device,
            queue,
            target_format,
            ..
        } = &self.render_state;
        let failed = |error: &dyn std::fmt::Display| PictureError::Failed(error.to_string());
        let row_bytes = width * 4;
        let padded_row_bytes = row_bytes.next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT);
        let buffer = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("picture"),
            size: u64::from(padded_row_bytes) * u64::from(height),
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        encoder.copy_texture_to_buffer(
            texture.as_image_copy(),
            wgpu::TexelCopyBufferInfo {
                buffer: &buffer,
                layout: wgpu::TexelCopyBufferLayout {
                    offset: 0,
                    bytes_per_row: Some(padded_row_bytes),
                    rows_per_image: None,
                },
            },
            texture.size(),
        );
        queue.submit([encoder.finish()]);
        let (sender, receiver) = std::sync::mpsc::sync_channel(1);
        buffer
            .slice(..)
            .map_async(wgpu::MapMode::Read, move |result| {
                sender.send(result).ok();
            });
        device
            .poll(wgpu::PollType::Wait {
                submission_index: None,
                timeout: Some(WAIT_MAX),
            })
            .map_err(|error| failed(&error))?;
        receiver
            .recv()
            .map_err(|error| failed(&error))?
            .map_err(|error| failed(&error))?;
        let mapped = buffer
            .slice(..)
            .get_mapped_range()
            .map_err(|error| failed(&error))?;
        let swaps_red_and_blue = matches!(
            target_format,
            wgpu::TextureFormat::Bgra8Unorm | wgpu::TextureFormat::Bgra8UnormSrgb
        );
        let mut pixels = Vec::with_capacity((row_bytes * height) as usize);
        for row in mapped.chunks_exact(padded_row_bytes as usize) {
            for pixel in row[..row_bytes as usize].chunks_exact(4) {
                let [a, b, c, _] = [pixel[0], pixel[1], pixel[2], pixel[3]];
                let (red, blue) = if swaps_red_and_blue { (c, a) } else { (a, c) };
                // A picture is opaque, whatever blending left in the alpha channel.
                pixels.extend([red, b, blue, u8::MAX]);
            }
        }
        RgbaImage::from_raw(width, height, pixels)
            .ok_or_else(|| PictureError::Failed(String::from("the picture came back incomplete")))
    }
}

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

impl Film<'_> {
    /// The picture once the panels have settled.
    fn still(&mut self, state: &State) -> Result<RgbaImage, PictureError> {
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

/// An adapter of the given kinds, without a display.
fn render_state(backends: wgpu::Backends) -> Result<RenderState, String> {
    let mut setup = WgpuSetupCreateNew::without_display_handle();
    setup.instance_descriptor.backends = backends;
    let usual = Arc::clone(&setup.device_descriptor);
    setup.device_descriptor = Arc::new(move |adapter| wgpu::DeviceDescriptor {
        // Blocks of 64 MiB, which are there for games, are more than all that a picture needs.
        memory_hints: wgpu::MemoryHints::MemoryUsage,
        ..usual(adapter)
    });
    let setup = WgpuSetup::CreateNew(setup);
    let instance = pollster::block_on(setup.new_instance());
    let config = WgpuConfiguration {
        wgpu_setup: setup,
        ..WgpuConfiguration::default()
    };
    let created = RenderState::create(&config, &instance, None, RendererOptions::PREDICTABLE);
    pollster::block_on(created).map_err(|error| error.to_string())
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
    use crate::io::dataset::sample;
    use crate::state::{Settings, ThemeChoice};

    use super::*;

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
