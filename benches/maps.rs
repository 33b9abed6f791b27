//! What a large map file costs: opening one of a gigabyte, reading its tiles, and panning over it in the window.
//!
//! `cargo bench --bench maps` makes the file in a temporary folder (a PMTiles archive of zoom 9, all the world, 262,144
//! pictures), and prints a line of JSON for each case. `ui` is what a frame costs the UI thread; tiles are read and
//! decoded beside it.

#[path = "../tests/common/archive.rs"]
mod archive;
#[path = "../tests/common/program.rs"]
mod program;

use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use archive::{directory, header};
use strabo::app::App;
use strabo::io::dataset::sample;
use strabo::io::jobs::Jobs;
use strabo::io::tiles::TileFiles;
use strabo::model::ground::{TileAt, TileService as _, TileSource};
use strabo::model::place::LatLon;
use strabo::model::view::Camera;
use strabo::state::Settings;
use strabo::state::action::{Action, GroundAction};

const ZOOM: u8 = 9;
/// Tiles in one leaf directory.
const LEAF: u64 = 4_096;
const LEAVES: u64 = 64;
/// Bytes of a tile, so that all of them are a gigabyte.
const TILE_BYTES: usize = 4_064;
/// Different pictures.
const N_PICTURES: u32 = 64;
const N_TILES_READ: u32 = 512;
const N_FRAMES: usize = 600;
/// Points that the map moves from frame to frame: a fast hand.
const STEP: f64 = 24.0;
/// Time of a frame at 60 a second.
const FRAME: Duration = Duration::from_micros(16_667);

fn main() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("gigabyte.pmtiles");
    write_gigabyte(&path)?;
    read(&path)?;
    pan(&path)
}

/// Opening, and reading a row of tiles round the world.
fn read(path: &Path) -> anyhow::Result<()> {
    let files = TileFiles::default();
    let source = TileSource::Archive(path.to_owned());
    let (sender, answers) = channel();
    let start = Instant::now();
    let told = sender.clone();
    files.open(
        &source,
        Box::new(move |answer| {
            told.send(answer.is_ok()).ok();
        }),
    );
    anyhow::ensure!(answers.recv()?, "the file cannot be opened");
    let opened = elapsed_ms(start);
    let mut times = Vec::new();
    for x in 0..N_TILES_READ {
        let start = Instant::now();
        let told = sender.clone();
        let at = TileAt {
            zoom: ZOOM,
            x,
            y: 200,
        };
        files.ask(
            &source,
            at,
            Box::new(move |answer| {
                told.send(answer.is_ok()).ok();
            }),
        );
        anyhow::ensure!(answers.recv()?, "tile {x} is missing");
        times.push(elapsed_ms(start));
    }
    let bytes = std::fs::metadata(path)?.len();
    say(&serde_json::json!({ "case": "open", "bytes": bytes, "ms": rounded(opened) }))?;
    say(&figures("tile", &mut times))
}

/// Panning over it in the window as fast as a hand moves, sixty frames a second.
fn pan(path: &Path) -> anyhow::Result<()> {
    let jobs = Jobs::new(Arc::new(|| {}), None);
    let app = App::new(sample()?, Settings::default(), jobs);
    let mut harness = program::in_window(app, [1_600.0, 1_000.0]);
    for layer in [None, Some(TileSource::Archive(path.to_owned()))] {
        let case = if layer.is_some() {
            "pan over the file"
        } else {
            "pan over the built-in map"
        };
        if let Some(source) = layer {
            harness
                .state_mut()
                .push(Action::Ground(GroundAction::Add(source)));
        }
        let mut camera = Camera {
            center: LatLon {
                lat: 35.0,
                lon: 30.0,
            },
            zoom: f64::from(ZOOM),
        };
        harness.state_mut().push(Action::SetCamera(camera));
        for _ in 0..60 {
            harness.step();
            std::thread::sleep(FRAME);
        }
        let degrees = STEP / (256.0 * f64::from(ZOOM).exp2()) * 360.0;
        let mut times = Vec::new();
        for _ in 0..N_FRAMES {
            camera.center.lon += degrees;
            harness.state_mut().push(Action::SetCamera(camera));
            let start = Instant::now();
            harness.step();
            times.push(elapsed_ms(start));
            std::thread::sleep(FRAME.saturating_sub(start.elapsed()));
        }
        say(&figures(case, &mut times))?;
    }
    Ok(())
}

// --- the file -----------------------------------------------------------------------------------

/// A PMTiles archive of the pictures in turn, written from its beginning to its end.
fn write_gigabyte(path: &Path) -> anyhow::Result<()> {
    let pictures: Vec<Vec<u8>> = (0..N_PICTURES).map(picture).collect::<Result<_, _>>()?;
    let first_id: u64 = (0..u32::from(ZOOM)).map(|zoom| 4u64.pow(zoom)).sum();
    let (mut root, mut leaves) = (Vec::new(), Vec::new());
    for leaf in 0..LEAVES {
        let entry = |n: u64| (first_id + n, 1, TILE_BYTES as u64, n * TILE_BYTES as u64);
        let bytes = directory(
            &(leaf * LEAF..(leaf + 1) * LEAF)
                .map(entry)
                .collect::<Vec<_>>(),
        );
        root.push((
            first_id + leaf * LEAF,
            0,
            bytes.len() as u64,
            leaves.len() as u64,
        ));
        leaves.extend(bytes);
    }
    let root = directory(&root);
    let n_tiles = LEAF * LEAVES;
    let begin = 127 + root.len() as u64;
    let sections = [
        127,
        root.len() as u64,
        begin,
        2,
        begin + 2,
        leaves.len() as u64,
        begin + 2 + leaves.len() as u64,
        n_tiles * TILE_BYTES as u64,
    ];
    let header = header(sections, n_tiles, [1, 2, ZOOM]);
    let mut file = BufWriter::with_capacity(1 << 20, std::fs::File::create(path)?);
    for part in [&header[..], &root, b"{}", &leaves] {
        file.write_all(part)?;
    }
    for n in 0..n_tiles {
        file.write_all(&pictures[(n % u64::from(N_PICTURES)) as usize])?;
    }
    Ok(file.into_inner()?.sync_all()?)
}

/// A picture with some fields in it, filled up to the length that all have: readers stop where it ends.
fn picture(seed: u32) -> anyhow::Result<Vec<u8>> {
    let shade = |x: u32, y: u32| ((x / 16 * 7 + y / 16 * 13 + seed * 29) % 97) as u8;
    let pixels = image::RgbImage::from_fn(256, 256, |x, y| {
        let shade = shade(x, y);
        image::Rgb([90 + shade, 110 + shade / 2, 80 + shade / 3])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, image::ImageFormat::Png)?;
    let mut bytes = bytes.into_inner();
    anyhow::ensure!(
        bytes.len() <= TILE_BYTES,
        "a picture of {} bytes",
        bytes.len()
    );
    bytes.resize(TILE_BYTES, 0);
    Ok(bytes)
}

// --- figures ------------------------------------------------------------------------------------

fn figures(case: &str, times: &mut [f64]) -> serde_json::Value {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| rounded(times[((times.len() - 1) as f64 * share) as usize]);
    serde_json::json!({
        "case": case,
        "n": times.len(),
        "ms_med": at(0.5),
        "ms_p95": at(0.95),
        "ms_max": at(1.0),
    })
}

fn rounded(ms: f64) -> f64 {
    (ms * 100.0).round() / 100.0
}

fn elapsed_ms(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}

fn say(line: &serde_json::Value) -> anyhow::Result<()> {
    Ok(writeln!(std::io::stdout(), "{line}")?)
}
