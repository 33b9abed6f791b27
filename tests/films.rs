//! Films: the first and the last frame show the ends of time exactly, counts never fall while a window opens, the same
//! options give the same bytes, and somebody else's program reads what comes out.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use chrono::DateTime;
use strabo::brief::document::{Contents, Document, FileMark, Wanted};
use strabo::brief::film::Script;
use strabo::io::dataset::sample;
use strabo::model::time::{Timestamp, Window};
use strabo::model::view::{View, WindowMode};
use strabo::query::matching::matching;
use strabo::state::opening::everything_view;
use strabo::state::{Settings, State};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/palmyra-2016.geojson");
const AT: &str = "2026-11-22T18:00:00Z";

fn contents(pages: Wanted) -> Contents {
    let dataset = sample().unwrap();
    Contents {
        scenes: Arc::new(dataset.collection().scenes.clone()),
        dataset,
        pages,
        settings: Settings::default(),
        files: vec![FileMark {
            name: None,
            sha256: String::from("e5a7"),
        }],
        exported: DateTime::parse_from_rfc3339(AT).unwrap().to_utc(),
        tiles: strabo::brief::document::MapTiles::default(),
        removed: None,
    }
}

fn view() -> View {
    everything_view(&sample().unwrap(), (1_066.0, 600.0))
}

/// What every frame shows, from the first to the last.
fn frames(pages: Wanted, rate: u32, length_s: f64) -> Vec<(Option<usize>, View)> {
    let contents = contents(pages);
    let document = Document::of(&contents);
    let script = || Script::new(&contents, &document, rate, Some(length_s));
    let mut running = script();
    let shown = |state: &State| (state.scene_idx, state.view.clone());
    let mut all = vec![shown(running.state())];
    while running.advance() {
        all.push(shown(running.state()));
    }
    assert_eq!(script().count_frames(), all.len());
    all
}

fn n_certain(view: &View) -> usize {
    let dataset = sample().unwrap();
    matching(&dataset, &view.filter, view.effective_window())
        .counts
        .certain
}

fn n_matching(view: &View) -> usize {
    let dataset = sample().unwrap();
    matching(&dataset, &view.filter, view.effective_window())
        .counts
        .matching
}

#[test]
fn a_scene_opens_from_the_start_of_its_window_to_its_end_exactly() {
    for (rate, length_s) in [(10, 6.0), (25, 3.0), (3, 5.0), (30, 7.3)] {
        let document = Document::of(&contents(Wanted::Scenes(vec![6])));
        let Window { from, to } = document.pages[0].view.window;
        let all = frames(Wanted::Scenes(vec![6]), rate, length_s);
        assert_eq!(all.len(), (f64::from(rate) * length_s).round() as usize);
        let windows: Vec<Window> = all.iter().map(|(_, view)| view.window).collect();
        assert_eq!(
            windows[0],
            Window {
                from,
                to: from.plus_ms(1)
            }
        );
        assert_eq!(windows[windows.len() - 1], Window { from, to });
        for pair in windows.windows(2) {
            assert_eq!(pair[1].from, from);
            assert!(pair[0].to <= pair[1].to && pair[1].to <= to);
        }
        assert!(
            all.iter()
                .all(|(idx, view)| *idx == Some(6) && view.axis == all[0].1.axis)
        );
    }
}

#[test]
fn what_is_cumulative_never_falls() {
    let all = frames(Wanted::View(Box::new(view())), 10, 8.0);
    let extent = sample().unwrap().extent().unwrap();
    let (first, last) = (&all[0].1, &all[all.len() - 1].1);
    assert_eq!(first.mode, WindowMode::Cumulative);
    assert_eq!(first.window.from, extent.from);
    assert_eq!(first.window.to, extent.from.plus_ms(1));
    assert_eq!(last.window, extent);
    let counts: Vec<usize> = all.iter().map(|(_, view)| n_matching(view)).collect();
    assert!(counts.is_sorted(), "{counts:?}");
    assert!(counts[0] < counts[counts.len() - 1]);
    assert!(all.iter().map(|(_, view)| n_certain(view)).is_sorted());
}

#[test]
fn a_moving_window_keeps_its_length_and_reaches_both_ends() {
    let extent = sample().unwrap().extent().unwrap();
    let week = Window {
        from: Timestamp::parse_rfc3339("2016-12-08T00:00:00+02:00").unwrap(),
        to: Timestamp::parse_rfc3339("2016-12-15T00:00:00+02:00").unwrap(),
    };
    let view = View {
        window: week,
        ..view()
    };
    let all = frames(Wanted::View(Box::new(view)), 12, 5.0);
    let windows: Vec<Window> = all.iter().map(|(_, view)| view.window).collect();
    assert_eq!(windows[0].from, extent.from);
    assert_eq!(windows[windows.len() - 1].to, extent.to);
    assert!(
        windows
            .iter()
            .all(|window| window.length_ms() == week.length_ms())
    );
    assert!(windows.is_sorted_by_key(|window| window.to));
    // In between, days are whole.
    let zone = sample().unwrap().zone();
    let at = zone.local(windows[windows.len() / 2].to).unwrap();
    assert_eq!(at.format("%H:%M:%S%.3f").to_string(), "00:00:00.000");
}

#[test]
fn several_scenes_follow_each_other_and_each_ends_as_on_its_page() {
    let wanted = Wanted::Scenes(vec![0, 2, 3]);
    let pages = Document::of(&contents(wanted.clone())).pages;
    let all = frames(wanted, 10, 2.0);
    let order: Vec<Option<usize>> = all.iter().map(|(idx, _)| *idx).collect();
    assert!(order.is_sorted());
    for page in pages {
        let last = all.iter().rfind(|(idx, _)| *idx == page.scene_idx).unwrap();
        assert_eq!(last.1.window, page.view.window, "{}", page.heading);
        assert_eq!(last.1.camera, page.view.camera, "{}", page.heading);
        assert_eq!(last.1.filter, page.view.filter, "{}", page.heading);
    }
}

fn brief(out: &Path, more: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_strabo"))
        .args(["brief", SAMPLE, "--timestamp", AT, "-o"])
        .arg(out)
        .args(more)
        .output()
        .unwrap()
}

/// Short and small, so that it is drawn in seconds.
const SMALL: [&str; 6] = ["--size", "320x200", "--rate", "4", "--length", "2"];

#[test]
fn a_gif_loops_says_what_it_shows_and_is_the_same_twice() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.gif");
    let output = brief(&path, &SMALL);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let bytes = fs::read(&path).unwrap();
    let holds = |words: &str| {
        bytes
            .windows(words.len())
            .any(|part| part == words.as_bytes())
    };
    assert!(holds("NETSCAPE2.0"));
    assert!(bytes.starts_with(b"GIF89a\x40\x01\xc8\x00"));
    let again = folder.path().join("b.gif");
    brief(&again, &SMALL);
    assert!(bytes == fs::read(&again).unwrap());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn videos_have_their_size_rate_and_length_and_are_the_same_twice() {
    let has = |program: &str| Command::new(program).arg("-version").output().is_ok();
    if !has("ffmpeg") || !has("ffprobe") {
        eprintln!("skipped: ffmpeg is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.mp4", "a.webm"] {
        let path = folder.path().join(name);
        let mut more = SMALL.to_vec();
        more.extend(["--scene", "7"]);
        let output = brief(&path, &more);
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let probe = Command::new("ffprobe")
            .args(["-v", "error", "-count_frames", "-of", "default=nw=1"])
            .args([
                "-show_entries",
                "stream=width,height,pix_fmt,r_frame_rate,nb_read_frames",
            ])
            .args(["-show_entries", "format=duration:format_tags=title,comment"])
            .arg(&path)
            .output()
            .unwrap();
        let told = String::from_utf8(probe.stdout).unwrap();
        for expected in [
            "width=320",
            "height=200",
            "pix_fmt=yuv420p",
            "r_frame_rate=4/1",
            "nb_read_frames=8",
            "duration=2.000000",
            "All events, 15 Dec 2016 (Damascus time)",
            "e5a758e6b6ea5f69ce0a574e9a4f55f35f02acdc52eae5bb4ed5f68991cf2efe",
        ] {
            assert!(told.contains(expected), "{name}: {expected}\n{told}");
        }
        let bytes = fs::read(&path).unwrap();
        if path.extension().unwrap() == "mp4" {
            let place = |name: &[u8]| bytes.windows(4).position(|part| part == name);
            assert!(
                place(b"moov") < place(b"mdat"),
                "it starts before it is loaded"
            );
        }
        brief(&path, &more);
        assert!(bytes == fs::read(&path).unwrap(), "{name}");
    }
}

#[test]
fn what_cannot_be_made_is_said_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let check = |name: &str, more: &[&str], words: &str| {
        let output = brief(&folder.path().join(name), more);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(words), "{said}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    };
    check("a.mp4", &["--size", "321x200"], "even");
    check("a.gif", &["--size", "40x20"], "160");
    check("a.gif", &["--rate", "60"], "50");
    check("a.gif", &["--length", "0"], "1 to 600");
    check("a.pdf", &["--rate", "10"], "films");
    check("a.png", &[], "one scene");
}

#[test]
fn without_ffmpeg_a_gif_remains() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("a.mp4");
    let output = Command::new(env!("CARGO_BIN_EXE_strabo"))
        .args(["brief", SAMPLE, "-o"])
        .arg(&out)
        .env("PATH", folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said.contains("ffmpeg is not on the PATH") && said.contains(".gif"),
        "{said}"
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
