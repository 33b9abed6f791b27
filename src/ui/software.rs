//! Faster frames without a GPU: egui's meshes are filled by a shader that does only what this window needs.
//!
//! egui's own fragment shader computes two ways of sampling, and dithering, for every pixel, and picks afterwards.
//! A GPU does not notice; on a processor that is most of a frame, some 60 ns a pixel.
//! Here a pixel is its colour times one sample of the font's texture, which gives the same picture.
//! Meshes with another texture (media) are left to egui.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use bytemuck::{Pod, Zeroable};
use eframe::egui::epaint::{ClippedShape, Mesh, Primitive};
use eframe::egui::{
    Color32, Context, FullOutput, PaintCallback, PaintCallbackInfo, Plugin, Pos2, Rect, Shape,
    TextureId, Vec2,
};
use eframe::egui_wgpu::{
    Callback, CallbackResources, CallbackTrait, RenderState, ScreenDescriptor,
};
use eframe::wgpu::{self, util::DeviceExt as _};

const FONT_TEXTURE: TextureId = TextureId::Managed(0);

/// Positions come in the screen's own coordinates, colours premultiplied, as egui has them.
const SHADER: &str = "
struct Corner {
    @builtin(position) at: vec4f,
    @location(0) on_texture: vec2f,
    @location(1) color: vec4f,
}

@group(0) @binding(0) var glyphs: texture_2d<f32>;
@group(0) @binding(1) var linear: sampler;

@vertex
fn vertex(
    @location(0) at: vec2f,
    @location(1) on_texture: vec2f,
    @location(2) color: vec4f,
) -> Corner {
    return Corner(vec4f(at, 0.0, 1.0), on_texture, color);
}

@fragment
fn fragment(corner: Corner) -> @location(0) vec4f {
    return corner.color * textureSample(glyphs, linear, corner.on_texture);
}
";

/// Draws a window's frames; one for all windows of a context.
pub struct SoftwarePainter {
    render_state: RenderState,
    pipeline: Pipeline,
    /// The font's texture, and how the shader gets at it; both change when the font's glyphs no longer fit.
    glyphs: Option<(wgpu::Texture, wgpu::BindGroup)>,
}

impl SoftwarePainter {
    /// None where there is a GPU, or where the adapter mends gamma in a way that the shader does not know.
    pub fn for_adapter(render_state: &RenderState) -> Option<Self> {
        let is_software = render_state.adapter.get_info().device_type == wgpu::DeviceType::Cpu;
        let is_plain = !render_state.target_format.is_srgb();
        (is_software && is_plain).then(|| Self {
            render_state: render_state.clone(),
            pipeline: Pipeline::new(&render_state.device, render_state.target_format),
            glyphs: None,
        })
    }

    /// A few pixels drawn with this painter, and nothing that anybody sees, so that the driver compiles its shader.
    pub fn unseen(&self) -> PaintCallback {
        let rect = Rect::from_min_size(Pos2::ZERO, Vec2::splat(8.0));
        let texture = one_pixel(&self.render_state.device);
        let glyphs = self.pipeline.bind(&self.render_state.device, &texture);
        let mut frame = Frame::new(&self.pipeline, &glyphs);
        let mut mesh = Mesh::default();
        mesh.add_colored_rect(rect, Color32::BLACK);
        let range = frame.append(&mesh);
        let frame = Arc::new(frame);
        Callback::new_paint_callback(rect, DrawRange { frame, range })
    }

    /// Brings the font's texture up to date, ahead of egui's renderer, which would do the same a moment later.
    fn update_glyphs(&mut self, output: &mut FullOutput) {
        let RenderState {
            device,
            queue,
            renderer,
            ..
        } = &self.render_state;
        let mut renderer = renderer.write();
        for delta in output
            .textures_delta
            .set
            .remove(&FONT_TEXTURE)
            .unwrap_or_default()
        {
            renderer.update_texture(device, queue, FONT_TEXTURE, &delta);
        }
        let texture = renderer
            .texture(&FONT_TEXTURE)
            .and_then(|texture| texture.texture.as_ref());
        if self.glyphs.as_ref().map(|(texture, _)| texture) != texture {
            self.glyphs = texture.map(|texture| {
                let group = self.pipeline.bind(device, texture);
                (texture.clone(), group)
            });
        }
    }
}

impl Plugin for SoftwarePainter {
    fn debug_name(&self) -> &'static str {
        "software painter"
    }

    fn output_hook(&mut self, ctx: &Context, output: &mut FullOutput) {
        self.update_glyphs(output);
        let Some((_, glyphs)) = &self.glyphs else {
            return;
        };
        let shapes = std::mem::take(&mut output.shapes);
        let primitives = ctx.tessellate(shapes, output.pixels_per_point);
        let mut frame = Frame::new(&self.pipeline, glyphs);
        // What is drawn by this painter stands where its range is known; the rest is handed back as it was.
        let parts: Vec<_> = primitives
            .into_iter()
            .map(|primitive| {
                let part = match primitive.primitive {
                    Primitive::Mesh(mesh) if mesh.texture_id == FONT_TEXTURE => {
                        Part::Ours(frame.append(&mesh))
                    }
                    Primitive::Mesh(mesh) => Part::Egui(mesh.into()),
                    Primitive::Callback(callback) => Part::Egui(callback.into()),
                };
                (primitive.clip_rect, part)
            })
            .collect();
        let frame = Arc::new(frame);
        output.shapes = parts
            .into_iter()
            .map(|(clip_rect, part)| match part {
                Part::Egui(shape) => ClippedShape::new(clip_rect, shape),
                Part::Ours(range) => {
                    let frame = Arc::clone(&frame);
                    let draw = DrawRange { frame, range };
                    let callback = Callback::new_paint_callback(clip_rect, draw);
                    ClippedShape::new(clip_rect, callback)
                }
            })
            .collect();
    }
}

/// A piece of a frame, in the order of drawing.
enum Part {
    /// Drawn by egui's renderer.
    Egui(Shape),
    /// A range of the frame's indices.
    Ours(Range<u32>),
}

/// A corner of a triangle; `at` is in points until it is uploaded, then in the screen's own coordinates.
#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Corner {
    at: [f32; 2],
    on_texture: [f32; 2],
    color: [u8; 4],
}

/// All that one frame draws with this painter.
struct Frame {
    pipeline: wgpu::RenderPipeline,
    glyphs: wgpu::BindGroup,
    /// Positions in points.
    corners: Vec<Corner>,
    indices: Vec<u32>,
    /// Made when the frame's size is known.
    buffers: OnceLock<(wgpu::Buffer, wgpu::Buffer)>,
}

impl Frame {
    fn new(pipeline: &Pipeline, glyphs: &wgpu::BindGroup) -> Self {
        Self {
            pipeline: pipeline.pipeline.clone(),
            glyphs: glyphs.clone(),
            corners: Vec::new(),
            indices: Vec::new(),
            buffers: OnceLock::new(),
        }
    }

    /// Adds a mesh, and answers the range of its indices.
    fn append(&mut self, mesh: &Mesh) -> Range<u32> {
        let (first_corner, first_index) = (self.corners.len() as u32, self.indices.len() as u32);
        self.corners
            .extend(mesh.vertices.iter().map(|vertex| Corner {
                at: vertex.pos.into(),
                on_texture: vertex.uv.into(),
                color: vertex.color.to_array(),
            }));
        let indices = mesh.indices.iter().map(|index| first_corner + index);
        self.indices.extend(indices);
        first_index..self.indices.len() as u32
    }

    fn upload(&self, device: &wgpu::Device, screen: &ScreenDescriptor) {
        self.buffers.get_or_init(|| {
            let [width, height] = screen
                .size_in_pixels
                .map(|side| side as f32 / screen.pixels_per_point);
            let corners: Vec<_> = self
                .corners
                .iter()
                .map(|corner| Corner {
                    at: [
                        2.0 * corner.at[0] / width - 1.0,
                        1.0 - 2.0 * corner.at[1] / height,
                    ],
                    ..*corner
                })
                .collect();
            let buffer = |contents: &[u8], usage| {
                device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
                    label: Some("software painter"),
                    contents,
                    usage,
                })
            };
            (
                buffer(bytemuck::cast_slice(&corners), wgpu::BufferUsages::VERTEX),
                buffer(
                    bytemuck::cast_slice(&self.indices),
                    wgpu::BufferUsages::INDEX,
                ),
            )
        });
    }
}

struct DrawRange {
    frame: Arc<Frame>,
    range: Range<u32>,
}

impl CallbackTrait for DrawRange {
    fn prepare(
        &self,
        device: &wgpu::Device,
        _queue: &wgpu::Queue,
        screen: &ScreenDescriptor,
        _encoder: &mut wgpu::CommandEncoder,
        _resources: &mut CallbackResources,
    ) -> Vec<wgpu::CommandBuffer> {
        self.frame.upload(device, screen);
        Vec::new()
    }

    fn paint(
        &self,
        info: PaintCallbackInfo,
        pass: &mut wgpu::RenderPass<'static>,
        _resources: &CallbackResources,
    ) {
        let Some((corners, indices)) = self.frame.buffers.get() else {
            return;
        };
        let [width, height] = info.screen_size_px.map(|side| side as f32);
        pass.set_viewport(0.0, 0.0, width, height, 0.0, 1.0);
        pass.set_pipeline(&self.frame.pipeline);
        pass.set_bind_group(0, &self.frame.glyphs, &[]);
        pass.set_vertex_buffer(0, corners.slice(..));
        pass.set_index_buffer(indices.slice(..), wgpu::IndexFormat::Uint32);
        pass.draw_indexed(self.range.clone(), 0, 0..1);
    }
}

struct Pipeline {
    pipeline: wgpu::RenderPipeline,
    sampler: wgpu::Sampler,
}

impl Pipeline {
    fn new(device: &wgpu::Device, format: wgpu::TextureFormat) -> Self {
        let shader = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("software painter"),
            source: wgpu::ShaderSource::Wgsl(SHADER.into()),
        });
        let add = |src_factor, dst_factor| wgpu::BlendComponent {
            src_factor,
            dst_factor,
            operation: wgpu::BlendOperation::Add,
        };
        let pipeline = device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some("software painter"),
            layout: None,
            vertex: wgpu::VertexState {
                module: &shader,
                entry_point: Some("vertex"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                buffers: &[Some(wgpu::VertexBufferLayout {
                    array_stride: size_of::<Corner>() as u64,
                    step_mode: wgpu::VertexStepMode::Vertex,
                    attributes: &wgpu::vertex_attr_array![
                        0 => Float32x2, 1 => Float32x2, 2 => Unorm8x4
                    ],
                })],
            },
            fragment: Some(wgpu::FragmentState {
                module: &shader,
                entry_point: Some("fragment"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                targets: &[Some(wgpu::ColorTargetState {
                    format,
                    // As egui blends.
                    blend: Some(wgpu::BlendState {
                        color: add(wgpu::BlendFactor::One, wgpu::BlendFactor::OneMinusSrcAlpha),
                        alpha: add(wgpu::BlendFactor::OneMinusDstAlpha, wgpu::BlendFactor::One),
                    }),
                    write_mask: wgpu::ColorWrites::ALL,
                })],
            }),
            primitive: wgpu::PrimitiveState::default(),
            depth_stencil: None,
            multisample: wgpu::MultisampleState::default(),
            multiview_mask: None,
            cache: None,
        });
        let sampler = device.create_sampler(&wgpu::SamplerDescriptor {
            label: Some("software painter"),
            mag_filter: wgpu::FilterMode::Linear,
            min_filter: wgpu::FilterMode::Linear,
            ..wgpu::SamplerDescriptor::default()
        });
        Self { pipeline, sampler }
    }

    fn bind(&self, device: &wgpu::Device, texture: &wgpu::Texture) -> wgpu::BindGroup {
        let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
        device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("software painter"),
            layout: &self.pipeline.get_bind_group_layout(0),
            entries: &[
                wgpu::BindGroupEntry {
                    binding: 0,
                    resource: wgpu::BindingResource::TextureView(&view),
                },
                wgpu::BindGroupEntry {
                    binding: 1,
                    resource: wgpu::BindingResource::Sampler(&self.sampler),
                },
            ],
        })
    }
}

/// A texture like the font's, of one pixel, for what nobody sees.
pub fn one_pixel(device: &wgpu::Device) -> wgpu::Texture {
    device.create_texture(&wgpu::TextureDescriptor {
        label: Some("unseen"),
        size: wgpu::Extent3d::default(),
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: wgpu::TextureFormat::Rgba8Unorm,
        usage: wgpu::TextureUsages::TEXTURE_BINDING,
        view_formats: &[],
    })
}
