//! Map files under the events, through the real program: added, drawn, refused, and taken away again.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

#[path = "common/program.rs"]
mod program;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use program::in_window;
use strabo::app::App;
use strabo::io::dataset::sample;
use strabo::io::jobs::Jobs;
use strabo::model::ground::TileSource;
use strabo::state::Settings;

/// The embedded archive is a PMTiles file like any other.
struct GoodFile(tempfile::TempDir);

impl GoodFile {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let archive = strabo::assets::basemap().unwrap().read_all().unwrap();
        let path = folder.path().join("basemap.pmtiles");
        strabo::io::atomic::write_atomically(&path, &archive).unwrap();
        Self(folder)
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("basemap.pmtiles")
    }
}

fn window() -> Harness<'static, App> {
    let jobs = Jobs::new(Arc::new(|| {}), None);
    let app = App::new(sample().unwrap(), Settings::default(), jobs);
    in_window(app, [1400.0, 900.0])
}

fn layers(harness: &Harness<'_, App>) -> Vec<String> {
    let ground = harness.state().state.ground();
    let layers = ground.layers.iter();
    layers.map(|layer| layer.source.name()).collect()
}

/// Runs frames until something holds.
fn wait_for(harness: &mut Harness<'_, App>, holds: impl Fn(&App) -> bool) {
    for _ in 0..600 {
        harness.step();
        if holds(harness.state()) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    panic!("it never came to that");
}

fn add(harness: &mut Harness<'_, App>, path: &Path) {
    use strabo::state::action::{Action, GroundAction};
    let source = TileSource::Archive(path.to_owned());
    let action = Action::Ground(GroundAction::Add(source));
    harness.state_mut().push(action);
}

#[test]
fn a_map_file_becomes_a_layer_and_is_taken_away_in_the_menu() {
    let mut harness = window();
    let file = GoodFile::new();
    add(&mut harness, &file.path());
    wait_for(&mut harness, |app| app.state.ground().layers.len() == 2);
    assert_eq!(layers(&harness), ["Built-in map", "basemap.pmtiles"]);
    harness.run_steps(4);
    harness.get_by_label("Map style and layers").click();
    harness.run_steps(4);
    harness.get_by_label("Show Built-in map");
    harness.get_by_label("Lower Strabo basemap").click();
    harness.run_steps(4);
    assert_eq!(layers(&harness), ["basemap.pmtiles", "Built-in map"]);
    harness.get_by_label("Remove Strabo basemap").click();
    harness.run_steps(4);
    assert_eq!(layers(&harness), ["Built-in map"]);
    harness.get_by_label("Add basemap.pmtiles");
}

#[test]
fn a_broken_map_file_costs_one_message_and_no_layer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("broken.mbtiles");
    strabo::io::atomic::write_atomically(&path, b"PMTiles\x03 and no more").unwrap();
    let mut harness = window();
    add(&mut harness, &path);
    wait_for(&mut harness, |app| !app.state.notices.is_empty());
    harness.run_steps(10);
    assert_eq!(layers(&harness), ["Built-in map"]);
    let notices = &harness.state().state.notices;
    assert_eq!(notices.len(), 1);
    assert!(notices[0].text.contains("broken.mbtiles"), "{notices:?}");
}

#[test]
fn a_map_file_of_the_settings_that_is_gone_costs_one_message() {
    use strabo::model::ground::{Ground, TileKind};
    let mut ground = Ground::default();
    let gone = TileSource::Archive(PathBuf::from("/nowhere/gone.pmtiles"));
    assert!(ground.add(gone, TileKind::Raster));
    let settings = Settings {
        ground,
        ..Settings::default()
    };
    let jobs = Jobs::new(Arc::new(|| {}), None);
    let app = App::new(sample().unwrap(), settings, jobs);
    let mut harness = in_window(app, [1400.0, 900.0]);
    wait_for(&mut harness, |app| !app.state.notices.is_empty());
    harness.run_steps(20);
    let notices = &harness.state().state.notices;
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert_eq!(layers(&harness), ["gone.pmtiles", "Built-in map"]);
}

fn render(map: &Path) -> std::process::Output {
    let folder = tempfile::tempdir().unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/palmyra-2016.geojson");
    Command::new(env!("CARGO_BIN_EXE_strabo"))
        .args(["render", "--only", "map", "--size", "400x300", "--map"])
        .arg(map)
        .arg(sample)
        .arg("-o")
        .arg(folder.path().join("map.png"))
        .output()
        .unwrap()
}

#[test]
fn a_picture_is_drawn_with_a_map_file_and_not_with_a_broken_one() {
    let drawn = render(&GoodFile::new().path());
    let words = String::from_utf8_lossy(&drawn.stderr).into_owned();
    assert_eq!(drawn.status.code(), Some(0), "{words}");
    let refused = render(Path::new("/nowhere/gone.pmtiles"));
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(2), "{words}");
    assert!(
        words.contains("not there") && words.contains("gone.pmtiles"),
        "{words}"
    );
}
