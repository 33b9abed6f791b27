//! A briefing of fifty scenes over a hundred thousand events: seconds a scene, and the most memory that it takes.
//!
//! `cargo bench --bench brief` makes the collection in a temporary folder, runs `strabo brief` on it, and prints a line of
//! JSON for each document. The collection is the same every time.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const N_EVENTS: usize = 100_000;
const N_SCENES: usize = 50;
const N_SOURCES: usize = 200;

fn main() -> std::io::Result<()> {
    let folder = tempfile::tempdir()?;
    let collection = folder.path().join("briefing.geojson");
    std::fs::File::create(&collection)?.write_all(collection_text().as_bytes())?;
    for out in ["pictures", "briefing.pdf"] {
        measure(&collection, &folder.path().join(out), out)?;
    }
    Ok(())
}

fn measure(collection: &Path, out: &Path, what: &str) -> std::io::Result<()> {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_strabo"))
        .arg("brief")
        .arg(collection)
        .arg("-o")
        .arg(out)
        .stderr(Stdio::null())
        .spawn()?;
    let mut peak_kb = 0;
    while child.try_wait()?.is_none() {
        peak_kb = peak_kb.max(resident_kb(child.id()));
        std::thread::sleep(Duration::from_millis(20));
    }
    let seconds = start.elapsed().as_secs_f64();
    let status = child.wait()?;
    let bytes: u64 = if out.is_dir() {
        let files = std::fs::read_dir(out)?;
        files
            .map(|file| {
                file.and_then(|file| file.metadata())
                    .map_or(0, |data| data.len())
            })
            .sum()
    } else {
        out.metadata()?.len()
    };
    let mut stdout = std::io::stdout().lock();
    writeln!(
        stdout,
        "{{\"document\": \"{what}\", \"ok\": {}, \"scenes\": {N_SCENES}, \"events\": {N_EVENTS}, \"s\": {seconds:.1}, \
         \"s_per_scene\": {:.2}, \"peak_mb\": {}, \"file_mb\": {:.1}}}",
        status.success(),
        seconds / N_SCENES as f64,
        peak_kb / 1024,
        bytes as f64 / 1e6,
    )
}

/// The most memory that a process has had, as Linux counts it; 0 elsewhere.
fn resident_kb(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Numbers that look random and are the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

fn collection_text() -> String {
    let mut numbers = Numbers(7);
    let mut text = String::from(
        r##"{"type": "FeatureCollection", "strabo": {"version": 1, "title": "Fifty scenes", "zone": "Asia/Damascus",
"handling": {"text": "UNCLASSIFIED", "color": "#1d6b3a"},
"categories": [{"id": "c0", "label": "Air strike"}, {"id": "c1", "label": "Ground attack"}, {"id": "c2", "label": "Seizure"},
{"id": "c3", "label": "Withdrawal"}, {"id": "c4", "label": "Statement"}],
"sources": ["##,
    );
    for n in 0..N_SOURCES {
        let comma = if n == 0 { "" } else { "," };
        write!(
            text,
            r#"{comma}{{"id": "s{n}", "title": "Report number {n} on what happened", "publisher": "Agency {}", "published": "2016-12-{:02}", "reliability": "C"}}"#,
            n % 17,
            n % 28 + 1
        )
        .ok();
    }
    text.push_str("], \"scenes\": [");
    for n in 0..N_SCENES {
        let comma = if n == 0 { "" } else { "," };
        let (month, zoom) = (n % 12 + 1, 6.5 + (n % 5) as f64 / 2.0);
        write!(
            text,
            r#"{comma}{{"heading": "Scene {n}: what happened in month {month}", "narration": "In this month **much happened**, as the sources tell, and much of it in one place. {}",
"camera": {{"lat": {:.2}, "lon": {:.2}, "zoom": {zoom}}}, "window": {{"from": "2016-{month:02}-01", "to": "2016-{month:02}-28", "mode": "moving"}}, "selection": "e{}"}}"#,
            "A sentence on what follows from it. ".repeat(n % 7),
            33.5 + (n % 5) as f64 / 2.0,
            36.5 + (n % 7) as f64 / 2.0,
            n * 12 + n % 12,
        )
        .ok();
    }
    text.push_str("]}, \"features\": [");
    for n in 0..N_EVENTS {
        let comma = if n == 0 { "" } else { ",\n" };
        let lat = 33.0 + numbers.below(40_000) as f64 / 1e4;
        let lon = 36.0 + numbers.below(50_000) as f64 / 1e4;
        let (day, source) = (numbers.below(28) + 1, numbers.below(N_SOURCES as u64));
        write!(
            text,
            r#"{comma}{{"type": "Feature", "id": "e{n}", "geometry": {{"type": "Point", "coordinates": [{lon:.4}, {lat:.4}]}}, "properties": {{"title": "Event {n} near a town",
"category": "c{}", "when": {{"edtf": "2016-{:02}-{day:02}", "cites": ["q{n}"]}}, "where": {{"name": "Town {}", "precision_m": {}}},
"quotes": [{{"id": "q{n}", "source": "s{source}", "text": "Witnesses said that it happened near the town at daybreak, number {n}.", "speaker": "A witness", "credibility": 3}}]}}}}"#,
            numbers.below(5),
            n % 12 + 1,
            n % 300,
            [200, 1_000, 5_000, 15_000][n % 4],
        )
        .ok();
    }
    text.push_str("]}\n");
    text
}
