//! A raster on the screen, pixel for pixel.
//!
//! egui's own textured mesh filters and mends gamma, some 60 ns a pixel without a GPU; this only loads and blends.

use std::sync::Arc;

use eframe::egui::{Rect, Shape};
use eframe::egui_wgpu::{Callback, CallbackResources, CallbackTrait, ScreenDescriptor};
use eframe::{egui, wgpu};

use crate::ui::map::points::raster::Raster;

const SHADER: &str = "
struct Placed {
    // The raster's pixel at the corner of the viewport, and pixels of the raster in the viewport.
    first: vec2f,
    size: vec2f,
}

struct Varyings {
    @builtin(position) position: vec4f,
    // In pixels of the raster.
    @location(0) @interpolate(linear) at: vec2f,
}

@group(0) @binding(0) var<uniform> placed: Placed;
@group(0) @binding(1) var raster: texture_2d<f32>;

// One triangle over the whole viewport.
@vertex
fn vertex(@builtin(vertex_index) idx: u32) -> Varyings {
    let corner = vec2f(f32((idx << 1u) & 2u), f32(idx & 2u));
    var out: Varyings;
    out.position = vec4f(corner.x * 2.0 - 1.0, 1.0 - corner.y * 2.0, 0.0, 1.0);
    out.at = placed.first + corner * placed.size;
    return out;
}

@fragment
fn fragment(in: Varyings) -> @location(0) vec4f {
    return textureLoad(raster, vec2i(in.at), 0);
}

// For a target that mends gamma itself, and is given linear light.
@fragment
fn fragment_linear(in: Varyings) -> @location(0) vec4f {
    let color = textureLoad(raster, vec2i(in.at), 0);
    let low = color.rgb / 12.92;
    let high = pow((color.rgb + 0.055) / 1.055, vec3f(2.4));
    return vec4f(select(high, low, color.rgb <= vec3f(0.04045)), color.a);
}
";

/// Bytes of the shader's `Placed`.
const PLACED_LEN: u64 = 16;

/// A raster and where it lies.
#[derive(Clone, Debug)]
pub struct Picture {
    pub raster: Arc<Raster>,
    /// Different for each raster that was ever drawn.
    pub serial: u64,
    /// Pixels a side that each of its pixels takes on the screen.
    pub cell: u32,
    /// Where its corner lies, in pixels from the corner of `rect`: at most 0.
    pub corner: (i32, i32),
}

/// A picture as a shape that covers `rect`.
pub fn shape(rect: Rect, pixels_per_point: f32, picture: Picture) -> Shape {
    let size = egui::vec2(
        (rect.right() * pixels_per_point).round() - (rect.left() * pixels_per_point).round(),
        (rect.bottom() * pixels_per_point).round() - (rect.top() * pixels_per_point).round(),
    );
    Shape::Callback(Callback::new_paint_callback(rect, Paint { picture, size }))
}

/// What draws rasters on one adapter; keeps the last one there.
pub struct RasterPipeline {
    pipeline: wgpu::RenderPipeline,
    layout: wgpu::BindGroupLayout,
    placed: wgpu::Buffer,
    uploaded: Option<Uploaded>,
}

/// The raster that the adapter has.
struct Uploaded {
    serial: u64,
    texture: wgpu::Texture,
    bind_group: wgpu::BindGroup,
}

impl RasterPipeline {
    pub fn new(device: &wgpu::Device, format: wgpu::TextureFormat) -> Self {
        let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("raster"),
            entries: &[
                wgpu::BindGroupLayoutEntry {
                    binding: 0,
                    visibility: wgpu::ShaderStages::VERTEX,
                    ty: wgpu::BindingType::Buffer {
                        ty: wgpu::BufferBindingType::Uniform,
                        has_dynamic_offset: false,
                        min_binding_size: None,
                    },
                    count: None,
                },
                wgpu::BindGroupLayoutEntry {
                    binding: 1,
                    visibility: wgpu::ShaderStages::FRAGMENT,
                    ty: wgpu::BindingType::Texture {
                        sample_type: wgpu::TextureSampleType::Float { filterable: false },
                        view_dimension: wgpu::TextureViewDimension::D2,
                        multisampled: false,
                    },
                    count: None,
                },
            ],
        });
        let placed = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("raster"),
            size: PLACED_LEN,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let shader = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("raster"),
            source: wgpu::ShaderSource::Wgsl(SHADER.into()),
        });
        let topology = wgpu::PrimitiveTopology::TriangleList;
        Self {
            pipeline: blended_pipeline(device, format, "raster", &shader, &layout, topology),
            layout,
            placed,
            uploaded: None,
        }
    }

    fn upload(&mut self, device: &wgpu::Device, queue: &wgpu::Queue, paint: &Paint) {
        let Picture {
            raster,
            serial,
            cell,
            corner: (left, top),
        } = &paint.picture;
        if raster.width == 0 || raster.height == 0 {
            return;
        }
        let size = wgpu::Extent3d {
            width: raster.width,
            height: raster.height,
            depth_or_array_layers: 1,
        };
        if self
            .uploaded
            .as_ref()
            .is_none_or(|it| it.texture.size() != size)
        {
            self.uploaded = Some(self.new_texture(device, size));
        }
        let Some(uploaded) = &mut self.uploaded else {
            return;
        };
        let cell = *cell as f32;
        let placed = [
            -*left as f32 / cell,
            -*top as f32 / cell,
            paint.size.x / cell,
            paint.size.y / cell,
        ];
        let placed = placed.map(f32::to_le_bytes);
        queue.write_buffer(&self.placed, 0, placed.as_flattened());
        if uploaded.serial == *serial {
            return;
        }
        uploaded.serial = *serial;
        let layout = wgpu::TexelCopyBufferLayout {
            offset: raster.first as u64,
            bytes_per_row: Some(raster.row_bytes as u32),
            rows_per_image: None,
        };
        queue.write_texture(
            uploaded.texture.as_image_copy(),
            &raster.bytes,
            layout,
            size,
        );
    }

    fn new_texture(&self, device: &wgpu::Device, size: wgpu::Extent3d) -> Uploaded {
        let texture = device.create_texture(&wgpu::TextureDescriptor {
            label: Some("raster"),
            size,
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: wgpu::TextureFormat::Rgba8Unorm,
            usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
            view_formats: &[],
        });
        let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
        let bind_group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("raster"),
            layout: &self.layout,
            entries: &[
                wgpu::BindGroupEntry {
                    binding: 0,
                    resource: self.placed.as_entire_binding(),
                },
                wgpu::BindGroupEntry {
                    binding: 1,
                    resource: wgpu::BindingResource::TextureView(&view),
                },
            ],
        });
        Uploaded {
            // No raster has this one.
            serial: u64::MAX,
            texture,
            bind_group,
        }
    }
}

/// A pipeline whose `fragment` (or `fragment_linear`) gives premultiplied colours for the triangles of `vertex`.
pub(super) fn blended_pipeline(
    device: &wgpu::Device,
    format: wgpu::TextureFormat,
    label: &str,
    shader: &wgpu::ShaderModule,
    layout: &wgpu::BindGroupLayout,
    topology: wgpu::PrimitiveTopology,
) -> wgpu::RenderPipeline {
    let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some(label),
        bind_group_layouts: &[Some(layout)],
        immediate_size: 0,
    });
    device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some(label),
        layout: Some(&layout),
        vertex: wgpu::VertexState {
            module: shader,
            entry_point: Some("vertex"),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            buffers: &[],
        },
        fragment: Some(wgpu::FragmentState {
            module: shader,
            entry_point: Some(if format.is_srgb() {
                "fragment_linear"
            } else {
                "fragment"
            }),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            targets: &[Some(wgpu::ColorTargetState {
                format,
                blend: Some(wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING),
                write_mask: wgpu::ColorWrites::ALL,
            })],
        }),
        primitive: wgpu::PrimitiveState {
            topology,
            ..wgpu::PrimitiveState::default()
        },
        depth_stencil: None,
        multisample: wgpu::MultisampleState::default(),
        multiview_mask: None,
        cache: None,
    })
}

struct Paint {
    picture: Picture,
    /// Of the rectangle, in pixels.
    size: egui::Vec2,
}

impl CallbackTrait for Paint {
    fn prepare(
        &self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        _screen: &ScreenDescriptor,
        _encoder: &mut wgpu::CommandEncoder,
        resources: &mut CallbackResources,
    ) -> Vec<wgpu::CommandBuffer> {
        if let Some(pipeline) = resources.get_mut::<RasterPipeline>() {
            pipeline.upload(device, queue, self);
        }
        Vec::new()
    }

    fn paint(
        &self,
        _info: egui::PaintCallbackInfo,
        render_pass: &mut wgpu::RenderPass<'static>,
        resources: &CallbackResources,
    ) {
        let Some(RasterPipeline {
            pipeline,
            uploaded: Some(uploaded),
            ..
        }) = resources.get()
        else {
            return;
        };
        render_pass.set_pipeline(pipeline);
        render_pass.set_bind_group(0, &uploaded.bind_group, &[]);
        render_pass.draw(0..3, 0..1);
    }
}
