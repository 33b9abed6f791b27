//! A picture of a state, drawn off screen at any size, with no display.
//!
//! The picture is what [`ui::show`] draws, so it equals the window of the same size.
//! The same state and request give the same bytes on the same machine.

mod canvas;
mod film;

pub use self::film::Film;

use std::sync::Arc;
use std::time::Duration;

use eframe::egui::epaint::Primitive;
use eframe::egui::{self, ClippedPrimitive, PaintCallback, Pos2, Rect, Vec2};
use eframe::egui_wgpu::{
    RenderState, RendererOptions, WgpuConfiguration, WgpuSetup, WgpuSetupCreateNew,
};
use eframe::wgpu;
use image::RgbaImage;

use crate::model::ground::Tiles;
use crate::state::State;
pub use crate::state::exporting::SIDE_MAX;
use crate::ui::software::one_pixel;
use crate::ui::{self, Center, Surface};

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

    /// Draws `state` as a window of that size would show it.
    pub fn draw(&self, state: &State, request: &PictureRequest) -> Result<RgbaImage, PictureError> {
        self.film(*request)?.still(state)
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
