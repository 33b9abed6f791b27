//! The network as the user meets it: asked before a host is, allowed by a button, told in the ledger, revoked again;
//! in the whole program, against a server on loopback.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

#[path = "common/program.rs"]
mod program;
#[expect(dead_code, reason = "other tests need more of it")]
#[path = "common/tile_server.rs"]
mod tile_server;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use strabo::app::App;
use strabo::io::dataset;
use strabo::io::dialogs::Answer;
use strabo::io::import::table::Watch;
use strabo::io::jobs::Jobs;
use strabo::io::net::{Network, Options};
use strabo::model::ground::TileSource;
use strabo::state::Settings;
use strabo::state::action::{Action, GroundAction};

use crate::tile_server::Server;

/// The program on a file, whose dialogs answer with a path.
fn program(file: Option<&Path>, saved: PathBuf) -> Harness<'static, App> {
    let dataset = match file {
        None => dataset::sample().unwrap(),
        Some(path) => Arc::new(dataset::open_dataset(path, &Watch::default()).unwrap()),
    };
    let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(|| {});
    let network = Network::new(Options {
        proxies: false,
        overall: Duration::from_mins(2),
        ..Options::patient(Arc::clone(&wake))
    });
    let jobs = Jobs::new(wake, None)
        .with_network(network)
        .with_dialogs(Arc::new(move |_| Answer::Path(saved.clone())));
    let app = App::new(dataset, Settings::default(), jobs);
    program::in_window(app, [1400.0, 900.0])
}

fn run_until(harness: &mut Harness<'_, App>, what: &str, is_there: impl Fn(&App) -> bool) {
    let began = Instant::now();
    while !is_there(harness.state()) {
        assert!(began.elapsed() < Duration::from_mins(2), "{what}");
        harness.run_steps(1);
        std::thread::sleep(Duration::from_millis(5));
    }
    harness.run_steps(3);
}

fn add_server(harness: &mut Harness<'_, App>, server: &Server) {
    let source = TileSource::Server(server.tiles());
    let add = Action::Ground(GroundAction::Add(source));
    harness.state_mut().push(add);
    harness.run_steps(4);
}

fn press(harness: &mut Harness<'_, App>, label: &str) {
    harness.get_by_label(label).click();
    harness.run_steps(4);
}

/// Steps enough for a request that should not be made to be made.
fn wait_a_little(harness: &mut Harness<'_, App>) {
    for _ in 0..30 {
        harness.run_steps(1);
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn n_requests(app: &App) -> usize {
    app.state.network.ledger.len()
}

#[test]
fn a_host_is_asked_after_the_user_has_allowed_it_and_not_before() {
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("ledger.csv");
    let server = Server::of_tiles();
    let host = server.host().to_string();
    let mut harness = program(None, saved.clone());
    harness.get_by_label("Network: Offline");
    add_server(&mut harness, &server);
    harness.get_by_label("Ask this server for its map?");
    wait_a_little(&mut harness);
    press(&mut harness, "Not now");
    assert!(
        harness
            .query_by_label("Ask this server for its map?")
            .is_none()
    );
    wait_a_little(&mut harness);
    assert_eq!(server.n_requests(), 0);
    harness.get_by_label("Network: Offline");

    // The strip offers it again.
    press(&mut harness, "Allow…");
    press(&mut harness, "Allow for this collection");
    run_until(&mut harness, "tiles come", |app| n_requests(app) > 3);
    assert!(server.n_requests() > 3);
    harness.get_by_label(&format!("Network: {host}"));

    // Every request is in the ledger, and in its file; the key is in neither.
    press(&mut harness, &format!("Network: {host}"));
    assert!(
        harness
            .query_by_label("No request has been made.")
            .is_none()
    );
    press(&mut harness, "Save the ledger…");
    run_until(&mut harness, "the ledger is saved", |app| {
        app.state
            .notices
            .iter()
            .any(|notice| notice.text.contains("ledger was saved"))
    });
    let text = std::fs::read_to_string(&saved).unwrap();
    assert!(text.lines().count() > 3, "{text}");
    assert!(!text.contains("s3cret") && text.contains("127.0.0.1"));

    press(&mut harness, "Allowed hosts");
    press(
        &mut harness,
        &format!("Revoke {host}, for palmyra-2016.geojson"),
    );
    harness.get_by_label("Network: Offline");
    wait_a_little(&mut harness);
    let before = server.n_requests();
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    harness.key_press(Key::Plus);
    wait_a_little(&mut harness);
    assert_eq!(server.n_requests(), before);
}

#[test]
fn escape_is_a_no_and_the_safe_answer_has_the_focus() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::of_tiles();
    let mut harness = program(None, folder.path().join("x.csv"));
    add_server(&mut harness, &server);
    assert!(harness.get_by_label("Not now").is_focused());
    harness.key_press(Key::Escape);
    harness.run_steps(4);
    assert!(harness.query_by_label("Not now").is_none());
    add_again(&mut harness, &server);
    harness.key_press(Key::Enter);
    harness.run_steps(4);
    wait_a_little(&mut harness);
    assert!(harness.query_by_label("Not now").is_none());
    assert_eq!(server.n_requests(), 0);
    assert_eq!(
        harness
            .state()
            .state
            .settings
            .network
            .consent
            .entries()
            .count(),
        0
    );
}

/// Hides the layer and shows it again.
fn add_again(harness: &mut Harness<'_, App>, server: &Server) {
    let layers = &harness.state().state.ground().layers;
    let idx = layers
        .iter()
        .position(|layer| layer.source == TileSource::Server(server.tiles()))
        .unwrap();
    for visible in [false, true] {
        let action = Action::Ground(GroundAction::SetVisible(idx, visible));
        harness.state_mut().push(action);
        harness.run_steps(4);
    }
    harness.get_by_label("Not now");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a small file that nobody misses")]
fn a_collection_that_forbids_all_network_cannot_be_overridden() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("closed.geojson");
    let text = r#"{"type": "FeatureCollection", "strabo": {"version": 1, "network": "forbidden"}, "features": []}"#;
    std::fs::write(&path, text).unwrap();
    let server = Server::of_tiles();
    let mut harness = program(Some(&path), folder.path().join("x.csv"));
    add_server(&mut harness, &server);
    harness.get_by_label("No server is asked");
    assert!(harness.query_by_label("Allow always").is_none());
    press(&mut harness, "Close");
    harness.get_by_label("Why…");
    wait_a_little(&mut harness);
    assert_eq!(server.n_requests(), 0);
    harness.get_by_label("Network: Offline");
}

#[test]
fn frames_go_on_while_a_server_says_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (release, wait) = std::sync::mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let server = Server::start(move |_, _| {
        // Until the test lets go of the other end.
        wait.lock().unwrap().recv().ok();
        Ok(())
    });
    let mut harness = program(None, folder.path().join("x.csv"));
    add_server(&mut harness, &server);
    press(&mut harness, "Allow always");
    run_until(&mut harness, "it is asked", |_| server.n_requests() > 0);
    for _ in 0..60 {
        harness.run_steps(1);
    }
    // Sixty frames were drawn, and no answer has come.
    assert_eq!(n_requests(harness.state()), 0);
    assert!(!harness.state().state.network.pulse.asking.is_empty());
    drop(release);
    run_until(&mut harness, "the ledger tells", |app| n_requests(app) > 0);
}

#[test]
fn an_area_is_counted_and_fetched_into_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("homs.mbtiles");
    let server = Server::of_tiles();
    let mut harness = program(None, saved.clone());
    add_server(&mut harness, &server);
    press(&mut harness, "Allow always");
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    harness.run_steps(4);
    harness.get_by_label("Prepare for offline");
    // Few enough to be fetched at the pace that is kept.
    harness
        .get_by_role_and_label(Role::ComboBox, "To zoom")
        .click();
    harness.run_steps(4);
    let from = harness.state().state.view.camera.zoom.round();
    harness
        .get_by_role_and_label(Role::Button, &from.to_string())
        .click();
    harness.run_steps(4);
    harness.get_by_label_contains(" tiles, about ");
    press(&mut harness, "Fetch to…");
    run_until(&mut harness, "the area is there", |app| {
        app.state
            .notices
            .iter()
            .any(|notice| notice.text.contains("homs.mbtiles"))
    });
    assert!(saved.exists());
    let state = &harness.state().state;
    assert!(state.network.preparing.is_none());
    // The menu of the map offers it.
    let offered = &state.settings.map_sources;
    assert!(offered.contains(&TileSource::Archive(saved.clone())));
}
