//! What the search for places costs: reading the table, and every letter as names are typed.
//!
//! `cargo bench --bench places` prints a line of JSON for each name with the slowest of its letters.

use std::hint::black_box;
use std::time::Instant;

use strabo::model::place::LatLon;
use strabo::query::places::{Question, places};

/// Times each letter is measured; the fastest counts.
const N_RUNS: usize = 5;
const NAMES: [&str; 10] = [
    "Palmyra",
    "Deir ez-Zor",
    "ar-Raqqah",
    "tripoli lebanon",
    "San Francisco California",
    "vicinity of Tiyas Military Airfield",
    "التيفور",
    "Damascsu",
    "a b c d e f g h",
    "qxzjqxzj",
];

fn main() {
    let begun = Instant::now();
    let gazetteer = match strabo::io::gazetteer::read() {
        Ok(gazetteer) => gazetteer,
        Err(error) => {
            log::error!("{error}");
            std::process::exit(1);
        }
    };
    say(&format!(
        "{{\"case\": \"read\", \"places\": {}, \"ms\": {:.1}}}",
        gazetteer.len(),
        begun.elapsed().as_secs_f64() * 1e3
    ));
    let near = LatLon::new(34.9, 38.2);
    for name in NAMES {
        let ends = name
            .char_indices()
            .map(|(at, letter)| at + letter.len_utf8());
        let slowest = ends
            .map(|end| {
                let question = Question {
                    text: &name[..end],
                    near,
                    own: &[],
                    n_max: 30,
                };
                let run = |_| {
                    let begun = Instant::now();
                    black_box(places(&gazetteer, &question));
                    begun.elapsed().as_secs_f64() * 1e3
                };
                (0..N_RUNS).map(run).fold(f64::INFINITY, f64::min)
            })
            .fold(0.0, f64::max);
        say(&format!(
            "{{\"case\": \"type\", \"name\": \"{name}\", \"ms_slowest_letter\": {slowest:.2}}}"
        ));
    }
}

fn say(line: &str) {
    use std::io::Write as _;
    writeln!(std::io::stdout(), "{line}").ok();
}
