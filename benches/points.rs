//! What drawing many events costs: discs and density into memory, and whole frames onto a target off screen.
//!
//! `cargo bench --bench points -- 1000000 10000000` prints a line of JSON for each case; the checks (events drawn or
//! counted) are the same on every machine.

use std::time::Instant;

use eframe::egui::{self, Color32, Pos2, Rect, Vec2};
use eframe::egui_wgpu::{
    RenderState, RendererOptions, ScreenDescriptor, WgpuConfiguration, WgpuSetup,
    WgpuSetupCreateNew,
};
use eframe::wgpu;
use strabo::cli::bench::generate;
use strabo::model::mercator::project;
use strabo::model::place::LatLon;
use strabo::model::view::Camera;
use strabo::state::ThemeChoice;
use strabo::store::parallel;
use strabo::store::row_set::RowSet;
use strabo::ui::map::camera::Viewport;
use strabo::ui::map::points::density::{Grid, Ramp};
use strabo::ui::map::points::frame::Frame;
use strabo::ui::map::points::layer::{PointLayer, Version};
use strabo::ui::map::points::raster::{DiscPainter, Raster};
use strabo::ui::map::points::{Points, pick};
use strabo::ui::theme::Theme;

/// Times each case is measured.
const N_RUNS: usize = 11;
/// Pixels, as the peers draw.
const SIZE: (u32, u32) = (1600, 900);
/// The peers' zoom 6 of tiles twice as large.
const ZOOM: f64 = 7.0;
const CENTER: LatLon = LatLon {
    lat: 34.5,
    lon: 40.5,
};

fn main() {
    let numbers: Vec<usize> = std::env::args()
        .filter_map(|arg| arg.parse().ok())
        .collect();
    let screen = Screen::new();
    screen.measure_bare();
    for n in if numbers.is_empty() {
        vec![1_000_000]
    } else {
        numbers
    } {
        let data = Data::new(n);
        data.measure_memory();
        data.measure_frames(&screen);
    }
}

/// Columns, and sets of rows to draw.
struct Data {
    n: usize,
    lon: Vec<i32>,
    y: Vec<u32>,
    category: Vec<u16>,
    sets: [(&'static str, RowSet); 3],
    none: RowSet,
}

impl Data {
    fn new(n: usize) -> Self {
        let made = generate::columns(n, generate::SEED);
        let fixed = |degrees: &f32| (f64::from(*degrees) * 1e7).round() as i32;
        let y = |lat: &f32| {
            let at = project(LatLon {
                lat: f64::from(*lat),
                lon: 0.0,
            });
            (at.y * f64::from(u32::MAX)).round() as u32
        };
        let half = generate::SPAN_S / 2;
        let window = |days: i32| {
            let at = |t: i32| made.t.partition_point(|row| *row < t);
            let mut set = RowSet::empty(n);
            set.insert_range(at(half)..at(half + days * 86_400));
            set
        };
        Self {
            n,
            lon: made.lon.iter().map(fixed).collect(),
            y: made.lat.iter().map(y).collect(),
            category: made.category.iter().copied().map(u16::from).collect(),
            sets: [
                ("all", RowSet::full(n)),
                ("1y", window(365)),
                ("30d", window(30)),
            ],
            none: RowSet::empty(n),
        }
    }

    fn points<'a>(&'a self, certain: &'a RowSet) -> Points<'a> {
        Points {
            lon: &self.lon,
            y: &self.y,
            category: &self.category,
            certain,
            possible: &self.none,
            vague: &self.none,
        }
    }

    /// Into memory, on one thread and on all.
    fn measure_memory(&self) {
        let world = 256.0 * ZOOM.exp2();
        let middle = project(CENTER);
        let corner = |world: f64, size: (u32, u32)| {
            (
                middle.x * world - f64::from(size.0) / 2.0,
                middle.y * world - f64::from(size.1) / 2.0,
            )
        };
        let theme = Theme::of(ThemeChoice::Dark);
        let colors = theme.category_palette.map(|it| [it.r(), it.g(), it.b()]);
        let ramp = Ramp::new(&theme.density.map(|it| [it.r(), it.g(), it.b()]), 0.9);
        let frame = Frame::new(world, corner(world, SIZE), SIZE, DiscPainter::margin(1.0));
        let cells = (SIZE.0 / 3, SIZE.1 / 3);
        let grid_frame = Frame::new(world / 3.0, corner(world / 3.0, cells), cells, 0);
        for (window, set) in &self.sets {
            let points = self.points(set);
            for n_threads in [1, parallel::n_threads()] {
                let (mut painter, mut raster) = (DiscPainter::default(), Raster::default());
                self.say(&format!("discs_{window}"), n_threads, || {
                    let drawn = painter.draw(&points, &frame, 1.0, &colors, n_threads, &mut raster);
                    drawn.certain
                });
                let mut grid = Grid::default();
                self.say(&format!("density_{window}"), n_threads, || {
                    grid.count(&points, &grid_frame, n_threads);
                    grid.draw(&ramp, n_threads, &mut raster);
                    grid.total
                });
            }
            self.say(&format!("nearest_{window}"), 1, || {
                pick::nearest(&points, world, middle, 8).map_or(0, |row| u64::from(row.0))
            });
        }
    }

    /// Whole frames: panning with everything shown, and a window that moves.
    fn measure_frames(&self, screen: &Screen) {
        let mut layer = PointLayer::default();
        let mut version = Version::default();
        for (window, set) in &self.sets {
            let points = self.points(set);
            for (what, pans, scrubs) in [("pan", 1.0, 0), ("scrub", 0.0, 1), ("idle", 0.0, 0)] {
                let mut step = 0.0;
                self.say(
                    &format!("frame_{what}_{window}"),
                    parallel::n_threads(),
                    || {
                        step += pans;
                        version.matching += scrubs;
                        let mut in_sight = 0;
                        screen.frame(|ui, theme| {
                            let world = 256.0 * ZOOM.exp2();
                            let center = LatLon {
                                lon: CENTER.lon + step * 360.0 / world,
                                ..CENTER
                            };
                            let camera = Camera { center, zoom: ZOOM };
                            let viewport = Viewport::new(ui.max_rect(), camera);
                            let colors = &theme.category_palette;
                            in_sight = layer
                                .draw(ui.painter(), &viewport, &points, version, theme, colors)
                                .in_sight;
                        });
                        in_sight
                    },
                );
            }
        }
    }

    fn say(&self, op: &str, n_threads: usize, work: impl FnMut() -> u64) {
        say(self.n, op, n_threads, work);
    }
}

/// A target that nobody sees.
struct Screen {
    ctx: egui::Context,
    render_state: RenderState,
    view: wgpu::TextureView,
}

impl Screen {
    fn new() -> Self {
        let mut setup = WgpuSetupCreateNew::without_display_handle();
        setup.instance_descriptor.backends = wgpu::Backends::PRIMARY;
        let setup = WgpuSetup::CreateNew(setup);
        let instance = pollster::block_on(setup.new_instance());
        let config = WgpuConfiguration {
            wgpu_setup: setup,
            ..WgpuConfiguration::default()
        };
        let create = RenderState::create(&config, &instance, None, RendererOptions::PREDICTABLE);
        let render_state = pollster::block_on(create).expect("a graphics adapter");
        strabo::ui::install_renderer(&render_state);
        let info = render_state.adapter.get_info();
        line(&format!(
            "{{\"test\":\"points\",\"adapter\":\"{}\",\"kind\":\"{:?}\",\"backend\":\"{:?}\"}}",
            info.name, info.device_type, info.backend
        ));
        let texture = render_state
            .device
            .create_texture(&wgpu::TextureDescriptor {
                label: None,
                size: wgpu::Extent3d {
                    width: SIZE.0,
                    height: SIZE.1,
                    depth_or_array_layers: 1,
                },
                mip_level_count: 1,
                sample_count: 1,
                dimension: wgpu::TextureDimension::D2,
                format: render_state.target_format,
                usage: wgpu::TextureUsages::RENDER_ATTACHMENT,
                view_formats: &[],
            });
        Self {
            ctx: egui::Context::default(),
            view: texture.create_view(&wgpu::TextureViewDescriptor::default()),
            render_state,
        }
    }

    /// What a frame costs without any event, and with a picture drawn egui's way.
    fn measure_bare(&self) {
        say(0, "frame_empty", 1, || {
            self.frame(|_, _| {});
            0
        });
        say(0, "frame_filled", 1, || {
            self.frame(|ui, theme| {
                let fill = strabo::ui::map::gpu::fill(ui.max_rect(), theme.land);
                ui.painter().add(fill);
            });
            0
        });
        let size = [SIZE.0 as usize, SIZE.1 as usize];
        let image = egui::ColorImage::filled(size, Color32::from_black_alpha(100));
        let texture = self
            .ctx
            .load_texture("egui", image, egui::TextureOptions::NEAREST);
        say(0, "frame_textured_by_egui", 1, || {
            self.frame(|ui, _| {
                let uv = Rect::from_min_max(Pos2::ZERO, Pos2::new(1.0, 1.0));
                ui.painter()
                    .image(texture.id(), ui.max_rect(), uv, Color32::WHITE);
            });
            0
        });
    }

    /// Draws, and waits until the adapter is done.
    fn frame(&self, mut draw: impl FnMut(&mut egui::Ui, &'static Theme)) {
        let size = Vec2::new(SIZE.0 as f32, SIZE.1 as f32);
        let input = egui::RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, size)),
            ..egui::RawInput::default()
        };
        let mut output = self
            .ctx
            .run_ui(input, |ui| draw(ui, Theme::of(ThemeChoice::Dark)));
        let RenderState {
            device,
            queue,
            renderer,
            ..
        } = &self.render_state;
        let mut renderer = renderer.write();
        #[expect(
            clippy::iter_over_hash_type,
            reason = "they do not depend on each other"
        )]
        for (id, deltas) in output.textures_delta.set.drain() {
            for delta in deltas {
                renderer.update_texture(device, queue, id, &delta);
            }
        }
        output.textures_delta.free.clear();
        let jobs = self.ctx.tessellate(output.shapes, 1.0);
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let descriptor = ScreenDescriptor {
            size_in_pixels: [SIZE.0, SIZE.1],
            pixels_per_point: 1.0,
        };
        let buffers = renderer.update_buffers(device, queue, &mut encoder, &jobs, &descriptor);
        let pass = wgpu::RenderPassDescriptor {
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: &self.view,
                resolve_target: None,
                ops: wgpu::Operations {
                    load: wgpu::LoadOp::Clear(wgpu::Color::BLACK),
                    store: wgpu::StoreOp::Store,
                },
                depth_slice: None,
            })],
            ..wgpu::RenderPassDescriptor::default()
        };
        renderer.render(
            &mut encoder.begin_render_pass(&pass).forget_lifetime(),
            &jobs,
            &descriptor,
        );
        queue.submit(buffers.into_iter().chain([encoder.finish()]));
        let wait = wgpu::PollType::Wait {
            submission_index: None,
            timeout: None,
        };
        device.poll(wait).expect("the adapter's answer");
    }
}

/// Measures a case and prints it.
fn say(n: usize, op: &str, n_threads: usize, mut work: impl FnMut() -> u64) {
    let mut check = 0;
    let mut times: Vec<f64> = (0..N_RUNS)
        .map(|_| {
            let start = Instant::now();
            check = work();
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let (min, med, p95) = (times[0], times[N_RUNS / 2], times[N_RUNS * 19 / 20]);
    line(&format!(
        "{{\"test\":\"points\",\"n\":{n},\"op\":\"{op}\",\"threads\":{n_threads},\"ms_med\":{med:.3},\
         \"ms_min\":{min:.3},\"ms_p95\":{p95:.3},\"check\":{check}}}"
    ));
}

#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn line(text: &str) {
    println!("{text}");
}
