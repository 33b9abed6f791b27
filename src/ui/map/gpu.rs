//! What the map draws with pipelines of its own.
//!
//! egui's fragment shader samples a texture and mends gamma for every pixel, some 60 ns each without a GPU;
//! a large area of one colour is filled by a shader that does nothing at all.

use eframe::egui::{Color32, PaintCallback, PaintCallbackInfo, Rect};
use eframe::egui_wgpu::{Callback, CallbackResources, CallbackTrait, RenderState};
use eframe::wgpu;

use crate::ui::map::points::paint::RasterPipeline;

/// The shader draws one triangle over the whole viewport, which is the callback's rectangle.
/// Its colour is the blend constant.
const FILL_SHADER: &str = "
@vertex
fn vertex(@builtin(vertex_index) idx: u32) -> @builtin(position) vec4f {
    let at = vec2f(f32((idx << 1u) & 2u), f32(idx & 2u));
    return vec4f(at * 2.0 - 1.0, 0.0, 1.0);
}

@fragment
fn fragment() -> @location(0) vec4f {
    return vec4f(1.0);
}
";

/// Makes the pipelines for an adapter, once.
pub fn install(render_state: &RenderState) {
    let fill = FillPipeline::new(&render_state.device, render_state.target_format);
    let mut renderer = render_state.renderer.write();
    renderer.callback_resources.insert(fill);
}

/// Makes the pipeline for many points, once; until then there are none to see. May be done on any thread.
pub fn install_points(render_state: &RenderState) {
    let raster = RasterPipeline::new(&render_state.device, render_state.target_format);
    let mut renderer = render_state.renderer.write();
    renderer.callback_resources.insert(raster);
}

/// `rect` in one opaque colour.
pub fn fill(rect: Rect, color: Color32) -> PaintCallback {
    Callback::new_paint_callback(rect, Fill(color))
}

struct FillPipeline {
    pipeline: wgpu::RenderPipeline,
    is_srgb: bool,
}

impl FillPipeline {
    fn new(device: &wgpu::Device, format: wgpu::TextureFormat) -> Self {
        let shader = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("fill"),
            source: wgpu::ShaderSource::Wgsl(FILL_SHADER.into()),
        });
        let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("fill"),
            bind_group_layouts: &[],
            immediate_size: 0,
        });
        let constant = wgpu::BlendComponent {
            src_factor: wgpu::BlendFactor::Constant,
            dst_factor: wgpu::BlendFactor::Zero,
            operation: wgpu::BlendOperation::Add,
        };
        let pipeline = device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some("fill"),
            layout: Some(&layout),
            vertex: wgpu::VertexState {
                module: &shader,
                entry_point: Some("vertex"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                buffers: &[],
            },
            fragment: Some(wgpu::FragmentState {
                module: &shader,
                entry_point: Some("fragment"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                targets: &[Some(wgpu::ColorTargetState {
                    format,
                    blend: Some(wgpu::BlendState {
                        color: constant,
                        alpha: constant,
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
        Self {
            pipeline,
            is_srgb: format.is_srgb(),
        }
    }
}

struct Fill(Color32);

impl CallbackTrait for Fill {
    fn paint(
        &self,
        _info: PaintCallbackInfo,
        render_pass: &mut wgpu::RenderPass<'static>,
        resources: &CallbackResources,
    ) {
        let Some(FillPipeline { pipeline, is_srgb }) = resources.get() else {
            return;
        };
        // A target that mends gamma itself is given linear light.
        let [r, g, b, a] = if *is_srgb {
            eframe::egui::Rgba::from(self.0).to_array()
        } else {
            self.0.to_normalized_gamma_f32()
        }
        .map(f64::from);
        render_pass.set_pipeline(pipeline);
        render_pass.set_blend_constant(wgpu::Color { r, g, b, a });
        render_pass.draw(0..3, 0..1);
    }
}
