//! The layering of the rooms, as `ARCHITECTURE.md` draws it: what each room must not know.

use std::fs;
use std::path::{Path, PathBuf};

/// A room, and what must not occur in its files.
const RULES: [(&str, &[&str]); 10] = [
    ("assets", &["use crate::"]),
    (
        "model",
        &[
            "crate::store",
            "crate::query",
            "crate::state",
            "crate::io",
            "crate::ui",
            "crate::brief",
            "crate::cli",
        ],
    ),
    (
        "store",
        &[
            "crate::query",
            "crate::state",
            "crate::io",
            "crate::ui",
            "crate::brief",
            "crate::cli",
        ],
    ),
    (
        "query",
        &[
            "crate::state",
            "crate::io",
            "crate::ui",
            "crate::brief",
            "crate::cli",
        ],
    ),
    (
        "state",
        &["crate::io", "crate::ui", "crate::brief", "crate::cli"],
    ),
    (
        "io",
        &[
            "crate::query",
            "crate::ui",
            "crate::brief",
            "crate::cli",
            "egui",
            "walkers",
        ],
    ),
    (
        "ui",
        &[
            "crate::io",
            "crate::brief",
            "crate::cli",
            "crate::app",
            "&mut State",
            "std::fs",
        ],
    ),
    ("brief", &["crate::cli", "crate::app"]),
    ("cli", &["crate::ui::map", "crate::ui::timeline"]),
    // The core cannot block, and cannot fail on the outside world.
    (
        "core",
        &[
            "egui",
            "walkers",
            "wgpu",
            "std::fs",
            "std::net",
            "std::thread",
            "SystemTime",
            "Instant::now",
            "Utc::now",
            "Local::now",
            "log::",
            "rand::",
        ],
    ),
];

/// The rooms of the pure core.
const CORE: [&str; 4] = ["model", "store", "query", "state"];

/// What only the map may do within `ui`: decode tiles.
const THREADS: [&str; 2] = ["std::thread", "mpsc"];

/// What opens connections.
const CONNECTIONS: [&str; 6] = [
    "ureq::",
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "std::net",
    "ToSocketAddrs",
];

/// The files that may.
const THREADED: [&str; 1] = ["map/basemap/worker.rs"];

#[test]
fn rooms_know_only_the_rooms_below_them() {
    let mut offenses = Vec::new();
    for (room, forbidden) in RULES {
        let rooms: Vec<&str> = if room == "core" {
            CORE.to_vec()
        } else {
            vec![room]
        };
        for file in rooms
            .iter()
            .flat_map(|room| rust_files(&source().join(room)))
        {
            // Its threads end within the call.
            if room != "core" || !file.ends_with("store/parallel.rs") {
                find_all(&file, forbidden, &mut offenses);
            }
        }
    }
    assert!(offenses.is_empty(), "\n{}", offenses.join("\n"));
}

#[test]
fn only_tiles_are_made_on_threads_within_the_ui() {
    let mut offenses = Vec::new();
    for file in rust_files(&source().join("ui")) {
        if !THREADED.iter().any(|name| file.ends_with(name)) {
            find_all(&file, &THREADS, &mut offenses);
        }
    }
    assert!(offenses.is_empty(), "\n{}", offenses.join("\n"));
}

#[test]
fn only_one_room_opens_connections() {
    let mut offenses = Vec::new();
    for file in rust_files(&source()) {
        if !file.starts_with(source().join("io/net")) {
            find_all(&file, &CONNECTIONS, &mut offenses);
        }
    }
    assert!(offenses.is_empty(), "\n{}", offenses.join("\n"));
    // What would reach out by itself is not among the dependencies.
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let manifest = fs::read_to_string(manifest).expect("the manifest");
    for name in [
        "reqwest",
        "hyper",
        "curl",
        "attohttpc",
        "tokio ",
        "isahc",
        "minreq",
    ] {
        let is_there = manifest.lines().any(|line| line.starts_with(name));
        assert!(!is_there, "{name}");
    }
}

#[test]
fn only_update_changes_the_state() {
    let mut offenses = Vec::new();
    for file in rust_files(&source()) {
        // `render` prepares a state of its own, which no window shows.
        let may_change = ["state/update.rs", "app.rs", "cli/render.rs"]
            .iter()
            .any(|name| file.ends_with(name))
            || file
                .parent()
                .is_some_and(|folder| folder.ends_with("state/update"));
        if !may_change {
            find_all(&file, &["&mut State,", "&mut State)"], &mut offenses);
        }
    }
    assert!(offenses.is_empty(), "\n{}", offenses.join("\n"));
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return files;
    };
    for entry in entries.map(|entry| entry.expect("a folder entry").path()) {
        if entry.is_dir() {
            files.extend(rust_files(&entry));
        } else if is_product_code(&entry) {
            files.push(entry);
        }
    }
    files.sort();
    files
}

/// Rust, and not a module of tests: those may read the sample from anywhere.
fn is_product_code(file: &Path) -> bool {
    let is_test = ["tests.rs", "fixture.rs"]
        .iter()
        .any(|name| file.ends_with(name));
    file.extension().is_some_and(|ext| ext == "rs") && !is_test
}

/// Adds a line for each occurrence outside of comments.
fn find_all(file: &Path, forbidden: &[&str], offenses: &mut Vec<String>) {
    let text = fs::read_to_string(file).expect("a source file");
    for (idx, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        for word in forbidden.iter().filter(|word| code.contains(**word)) {
            offenses.push(format!("{}:{}: {word}", file.display(), idx + 1));
        }
    }
}
