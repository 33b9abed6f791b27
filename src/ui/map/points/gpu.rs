//! Points drawn by the adapter: the columns are sent to it once, the sets of rows when they change.
//!
//! Discs are the raster's: the same place, size, colour, opacity and order. Counts of a grid come back to memory,
//! where they are drawn and asked as if they had been counted there.

use std::ops::Range;
use std::time::Duration;

use eframe::egui::{PaintCallbackInfo, Rect, Shape};
use eframe::egui_wgpu::{Callback, CallbackResources, CallbackTrait, RenderState};
use eframe::wgpu::util::{BufferInitDescriptor, DeviceExt as _};
use eframe::wgpu::{self, BufferUsages};

use crate::store::row_set::WORD_ROWS;
use crate::ui::map::points::Points;
use crate::ui::map::points::frame::{Frame, STEPS};
use crate::ui::map::points::layer::Version;
use crate::ui::map::points::paint::blended_pipeline;
use crate::ui::map::points::stamp::{
    ALPHA, FADED_POSSIBLE, FADES_FROM, RING_INSIDE, RING_WIDTH, radius_px,
};

const SHADER: &str = include_str!("shader.wgsl");

/// Invocations of a group, and groups in a row of groups, as the shader has them.
const GROUP: usize = 256;
const GROUPS_MAX: usize = 65_535;

/// An adapter that has not counted by then has failed.
const WAIT_MAX: Duration = Duration::from_secs(10);

/// Buffers of rows that a shader reads at a time.
const N_BUFFERS: u32 = 8;

/// Points on one adapter.
#[derive(Debug)]
pub struct Gpu {
    device: wgpu::Device,
    queue: wgpu::Queue,
    discs: wgpu::RenderPipeline,
    count: wgpu::ComputePipeline,
    columns_layout: wgpu::BindGroupLayout,
    counts_layout: wgpu::BindGroupLayout,
    /// What the adapter has, and of which version.
    columns: Option<(u64, [wgpu::Buffer; 4])>,
    sets: Option<(Version, [wgpu::Buffer; 2])>,
}

/// Discs ready to be drawn.
#[derive(Clone, Debug)]
pub struct Discs {
    pipeline: wgpu::RenderPipeline,
    bind_group: wgpu::BindGroup,
    n_rows: u32,
}

/// The shader's `Params`.
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
struct Params {
    units: [u32; 4],
    scales: [f32; 4],
    size: [f32; 2],
    margin: f32,
    steps: f32,
    radius: f32,
    inner: f32,
    alpha: f32,
    inside: f32,
    first_row: u32,
    n_rows: u32,
    cell: u32,
    columns: u32,
    n_colors: u32,
    fades_from: f32,
    faded_possible: f32,
    padding: u32,
}

impl Gpu {
    /// `None` where the adapter is missing something that the shader needs.
    pub fn new(render_state: &RenderState) -> Option<Self> {
        let RenderState {
            device,
            queue,
            target_format,
            adapter,
            ..
        } = render_state;
        let needed = wgpu::DownlevelFlags::COMPUTE_SHADERS | wgpu::DownlevelFlags::VERTEX_STORAGE;
        let can = adapter.get_downlevel_capabilities().flags.contains(needed)
            && device.limits().max_storage_buffers_per_shader_stage >= N_BUFFERS;
        can.then(|| Self::install(device, queue, *target_format))
    }

    fn install(device: &wgpu::Device, queue: &wgpu::Queue, format: wgpu::TextureFormat) -> Self {
        let both = wgpu::ShaderStages::VERTEX_FRAGMENT | wgpu::ShaderStages::COMPUTE;
        let rows = wgpu::ShaderStages::VERTEX | wgpu::ShaderStages::COMPUTE;
        let uniform = entry(0, both, wgpu::BufferBindingType::Uniform);
        let read = wgpu::BufferBindingType::Storage { read_only: true };
        let write = wgpu::BufferBindingType::Storage { read_only: false };
        let mut entries = vec![uniform];
        entries.extend((1..N_BUFFERS).map(|binding| entry(binding, rows, read)));
        let columns_layout = bind_group_layout(device, "columns", &entries);
        let counts = [entry(0, wgpu::ShaderStages::COMPUTE, write)];
        let counts_layout = bind_group_layout(device, "counts", &counts);
        let shader = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("points"),
            source: wgpu::ShaderSource::Wgsl(SHADER.into()),
        });
        let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("counts"),
            bind_group_layouts: &[Some(&columns_layout), Some(&counts_layout)],
            immediate_size: 0,
        });
        let count = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some("counts"),
            layout: Some(&layout),
            module: &shader,
            entry_point: Some("count"),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            cache: None,
        });
        let topology = wgpu::PrimitiveTopology::TriangleStrip;
        Self {
            device: device.clone(),
            queue: queue.clone(),
            discs: blended_pipeline(device, format, "discs", &shader, &columns_layout, topology),
            count,
            columns_layout,
            counts_layout,
            columns: None,
            sets: None,
        }
    }

    /// Whether so many rows fit into the buffers that the adapter allows.
    pub fn holds(&self, n_rows: usize) -> bool {
        let limits = self.device.limits();
        let bytes = n_rows as u64 * 4;
        bytes <= limits.max_storage_buffer_binding_size && bytes <= limits.max_buffer_size
    }

    /// Sends what the adapter does not have yet.
    pub fn upload(&mut self, points: &Points<'_>, version: Version) {
        let data = version.data;
        if self.columns.as_ref().is_none_or(|(has, _)| *has != data) {
            let columns = [
                self.buffer("longitudes", bytemuck::cast_slice(points.lon)),
                self.buffer("latitudes", bytemuck::cast_slice(points.y)),
                self.buffer("categories", bytemuck::cast_slice(points.category)),
                self.buffer("vague rows", bytemuck::cast_slice(points.vague.words())),
            ];
            self.columns = Some((data, columns));
        }
        if self.sets.as_ref().is_none_or(|(has, _)| *has != version) {
            let sets = [points.certain, points.possible];
            let sets = sets.map(|set| self.buffer("rows", bytemuck::cast_slice(set.words())));
            self.sets = Some((version, sets));
        }
    }

    /// Discs of what was uploaded, in a frame with a margin; `colors` are by category.
    pub fn discs(
        &self,
        points: &Points<'_>,
        frame: &Frame,
        pixels_per_point: f32,
        colors: &[[u8; 3]],
    ) -> Option<Discs> {
        let radius = radius_px(pixels_per_point);
        let rows = rows_of(points);
        let params = Params {
            radius,
            inner: radius - RING_WIDTH * pixels_per_point,
            n_colors: colors.len() as u32,
            ..Params::new(frame, &rows, 1)
        };
        Some(Discs {
            pipeline: self.discs.clone(),
            bind_group: self.bind_columns(&params, colors)?,
            n_rows: if frame.is_empty() { 0 } else { params.n_rows },
        })
    }

    /// Counts what was uploaded by cells of so many pixels of the frame, row by row; waits for the answer.
    /// `None` if the adapter fails.
    pub fn count(&self, points: &Points<'_>, frame: &Frame, cell: u32) -> Option<Vec<u32>> {
        let rows = rows_of(points);
        let params = Params::new(frame, &rows, cell);
        let n_cells = params.columns as usize * frame.height.div_ceil(cell) as usize;
        let n_groups = rows.len().div_ceil(GROUP);
        if n_groups == 0 || n_cells == 0 || frame.is_empty() {
            return Some(vec![0; n_cells]);
        }
        let counts = self.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("counts"),
            size: n_cells as u64 * 4,
            usage: BufferUsages::STORAGE | BufferUsages::COPY_SRC,
            mapped_at_creation: false,
        });
        let answer = self.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("counts"),
            size: counts.size(),
            usage: BufferUsages::MAP_READ | BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let columns = self.bind_columns(&params, &[[0; 3]])?;
        let bound = bind_group(&self.device, &self.counts_layout, &[&counts]);
        let mut encoder = self
            .device
            .create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            pass.set_pipeline(&self.count);
            pass.set_bind_group(0, &columns, &[]);
            pass.set_bind_group(1, &bound, &[]);
            let n_rows_of_groups = n_groups.div_ceil(GROUPS_MAX);
            pass.dispatch_workgroups(n_groups.min(GROUPS_MAX) as u32, n_rows_of_groups as u32, 1);
        }
        encoder.copy_buffer_to_buffer(&counts, 0, &answer, 0, counts.size());
        let submitted = self.queue.submit([encoder.finish()]);
        // Whether it worked is seen from the mapped range.
        answer.slice(..).map_async(wgpu::MapMode::Read, |_| {});
        let wait = wgpu::PollType::Wait {
            submission_index: Some(submitted),
            timeout: Some(WAIT_MAX),
        };
        self.device.poll(wait).ok()?;
        let mapped = answer.slice(..).get_mapped_range().ok()?;
        Some(bytemuck::pod_collect_to_vec(&mapped))
    }

    fn bind_columns(&self, params: &Params, colors: &[[u8; 3]]) -> Option<wgpu::BindGroup> {
        let (_, [lon, y, category, vague]) = self.columns.as_ref()?;
        let (_, [certain, possible]) = self.sets.as_ref()?;
        let colors: Vec<[u8; 4]> = colors.iter().map(|[r, g, b]| [*r, *g, *b, 255]).collect();
        let params = self.device.create_buffer_init(&BufferInitDescriptor {
            label: Some("points"),
            contents: bytemuck::bytes_of(params),
            usage: BufferUsages::UNIFORM,
        });
        let colors = self.buffer("colors", colors.as_flattened());
        let buffers = [&params, lon, y, certain, possible, category, &colors, vague];
        Some(bind_group(&self.device, &self.columns_layout, &buffers))
    }

    /// A buffer for the shader to read; filled up to whole words, and never empty.
    fn buffer(&self, label: &str, bytes: &[u8]) -> wgpu::Buffer {
        let whole = bytes.len() / 4 * 4;
        let buffer = self.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some(label),
            size: bytes.len().next_multiple_of(4).max(4) as u64,
            usage: BufferUsages::STORAGE | BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let (words, rest) = bytes.split_at(whole);
        self.queue.write_buffer(&buffer, 0, words);
        if !rest.is_empty() {
            let mut last = [0; 4];
            last[..rest.len()].copy_from_slice(rest);
            self.queue.write_buffer(&buffer, whole as u64, &last);
        }
        buffer
    }
}

impl Params {
    fn new(frame: &Frame, rows: &Range<usize>, cell: u32) -> Self {
        let (units, scales) = frame.for_shader();
        Self {
            units,
            scales,
            size: [frame.width as f32, frame.height as f32],
            margin: frame.margin as f32,
            steps: STEPS as f32,
            radius: 0.0,
            inner: 0.0,
            alpha: ALPHA,
            inside: RING_INSIDE,
            first_row: rows.start as u32,
            n_rows: rows.len() as u32,
            cell,
            columns: frame.width.div_ceil(cell),
            n_colors: 0,
            fades_from: FADES_FROM,
            faded_possible: FADED_POSSIBLE,
            padding: 0,
        }
    }
}

/// The rows from the first that is shown to the last.
fn rows_of(points: &Points<'_>) -> Range<usize> {
    let words = points.filled_words();
    words.start * WORD_ROWS..(words.end * WORD_ROWS).min(points.lon.len())
}

fn entry(
    binding: u32,
    visibility: wgpu::ShaderStages,
    ty: wgpu::BufferBindingType,
) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility,
        ty: wgpu::BindingType::Buffer {
            ty,
            has_dynamic_offset: false,
            min_binding_size: None,
        },
        count: None,
    }
}

fn bind_group_layout(
    device: &wgpu::Device,
    label: &str,
    entries: &[wgpu::BindGroupLayoutEntry],
) -> wgpu::BindGroupLayout {
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some(label),
        entries,
    })
}

/// Buffers bound in order from 0.
fn bind_group(
    device: &wgpu::Device,
    layout: &wgpu::BindGroupLayout,
    buffers: &[&wgpu::Buffer],
) -> wgpu::BindGroup {
    let entries: Vec<wgpu::BindGroupEntry<'_>> = (0..)
        .zip(buffers)
        .map(|(binding, buffer)| wgpu::BindGroupEntry {
            binding,
            resource: buffer.as_entire_binding(),
        })
        .collect();
    device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some("points"),
        layout,
        entries: &entries,
    })
}

/// Discs as a shape that covers `rect`.
pub fn shape(rect: Rect, discs: Discs) -> Shape {
    Shape::Callback(Callback::new_paint_callback(rect, discs))
}

impl CallbackTrait for Discs {
    fn paint(
        &self,
        _info: PaintCallbackInfo,
        render_pass: &mut wgpu::RenderPass<'static>,
        _resources: &CallbackResources,
    ) {
        if self.n_rows > 0 {
            render_pass.set_pipeline(&self.pipeline);
            render_pass.set_bind_group(0, &self.bind_group, &[]);
            render_pass.draw(0..4, 0..self.n_rows);
        }
    }
}
