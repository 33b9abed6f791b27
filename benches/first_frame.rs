//! Time from process start to the first frame: Strabo on its sample, and a bare window with an empty map.
//!
//! `cargo bench --bench first_frame` needs a display (`xvfb-run` will do).
//! It starts itself once for each sample, the two kinds in turn, and prints the medians and their ratio.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use eframe::egui;
use strabo::app::{App, warm_up};
use strabo::state::Settings;

/// Starts of each kind.
const N_STARTS: usize = 21;

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("bare") => show(|_| Ok(Box::new(Bare::default()))),
        Some("strabo") => {
            warm_up(Settings::default().theme);
            show(|creation| {
                let app = App::in_window(creation, Settings::default(), None)?;
                Ok(Box::new(app))
            });
        }
        _ => compare(),
    }
}

/// Starts both kinds in turn, and prints how long each took.
fn compare() {
    let program = std::env::current_exe().expect("the path of this program");
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..N_STARTS {
        for (kind, times) in ["bare", "strabo"].into_iter().zip(&mut times) {
            times.push(time_to_first_frame(&program, kind));
        }
    }
    let [bare, strabo] = times.map(median);
    say(&format!("bare window with an empty map: {bare:.0?}"));
    say(&format!("strabo on its sample: {strabo:.0?}"));
    say(&format!(
        "ratio: {:.2}",
        strabo.as_secs_f64() / bare.as_secs_f64()
    ));
}

/// From the start of the process until it says that its first frame is on the screen.
fn time_to_first_frame(program: &Path, kind: &str) -> Duration {
    let start = Instant::now();
    let mut child = Command::new(program)
        .arg(kind)
        .stdout(Stdio::piped())
        .spawn()
        .expect("a process");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("its output"))
        .read_line(&mut line)
        .expect("a line");
    let time = start.elapsed();
    let status = child.wait().expect("an end");
    assert!(
        status.success() && line.trim() == DRAWN,
        "{kind} failed; is there a display?"
    );
    time
}

/// What a started window says once its first frame is on the screen.
const DRAWN: &str = "drawn";

#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn say(line: &str) {
    println!("{line}");
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

type Create = fn(&eframe::CreationContext<'_>) -> anyhow::Result<Box<dyn eframe::App>>;

/// Opens a window of Strabo's size, and closes it after its first frame.
fn show(create: Create) {
    eframe::run_native(
        "first frame",
        strabo::app::window_options(None),
        Box::new(move |creation| {
            Ok(Box::new(OneFrame {
                inner: create(creation)?,
                n_frames: 0,
            }))
        }),
    )
    .expect("a window");
}

/// Closes the window once its first frame was drawn.
struct OneFrame {
    inner: Box<dyn eframe::App>,
    n_frames: usize,
}

impl eframe::App for OneFrame {
    fn logic(&mut self, ctx: &egui::Context, frame: &mut eframe::Frame) {
        // The frame before this one has been handed to the screen.
        if self.n_frames == 1 {
            say(DRAWN);
            ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        }
        self.inner.logic(ctx, frame);
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        self.n_frames += 1;
        self.inner.ui(ui, frame);
        ui.ctx().request_repaint();
    }
}

/// A map without tiles, and nothing else.
#[derive(Default)]
struct Bare {
    memory: walkers::MapMemory,
}

impl eframe::App for Bare {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        ui.add(walkers::Map::new(
            None,
            &mut self.memory,
            walkers::lat_lon(34.56, 38.28),
        ));
    }
}
