//! Opens the files of public test suites: each loads, or is refused with a reason and a place, and none crashes.
//!
//! The suites lie in `$STRABO_SHARED/suites`; without that variable there is nothing to open, and the test says so.

#![expect(clippy::print_stdout, reason = "the counts are what one runs this for")]
#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use strabo::io::export::geojson::write_collection;
use strabo::io::import::{load, read_collection};
use strabo::model::problem::ProblemCode;

/// No file of the suites is large; one that takes this long hangs.
const OPENING_MAX: Duration = Duration::from_secs(10);

fn suite(name: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("STRABO_SHARED");
    if shared.is_none() {
        println!("skipped: STRABO_SHARED is not set, so there is no {name} to open");
    }
    Some(PathBuf::from(shared?).join("suites").join(name))
}

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// Opens every file; gives how many loaded and how many were refused.
fn open_all(files: &[PathBuf]) -> (usize, usize) {
    let mut loaded = 0;
    let mut refused = 0;
    for path in files {
        let begun = Instant::now();
        match load(path) {
            Ok(file) => {
                loaded += 1;
                let text = write_collection(&file.collection);
                let again = read_collection(text.as_bytes(), "again").unwrap();
                assert_eq!(again.collection.events.len(), file.collection.events.len());
            }
            Err(problem) => {
                refused += 1;
                assert!(!problem.message.is_empty(), "{}", path.display());
                assert!(problem.location.is_some(), "{problem}");
            }
        }
        assert!(
            begun.elapsed() < OPENING_MAX,
            "{} takes too long",
            path.display()
        );
    }
    (loaded, refused)
}

#[test]
fn every_file_of_the_json_test_suite_is_read_or_refused() {
    let Some(suite) = suite("JSONTestSuite") else {
        return;
    };
    for part in ["test_parsing", "test_transform"] {
        let files = files_under(&suite.join(part));
        assert!(!files.is_empty(), "{part} is empty");
        let (loaded, refused) = open_all(&files);
        println!(
            "JSONTestSuite/{part}: {} files, {loaded} loaded, {refused} refused",
            files.len()
        );
    }
}

/// `y_` is JSON and `n_` is not, whatever else it may be; `i_` is up to the reader.
#[test]
fn what_is_json_is_never_refused_for_its_syntax() {
    let Some(suite) = suite("JSONTestSuite/test_parsing") else {
        return;
    };
    let (mut valid, mut invalid) = (0, 0);
    for path in files_under(&suite) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let code = load(&path).map_or_else(|problem| Some(problem.code), |_| None);
        let is_syntax_error = matches!(code, Some(ProblemCode::Syntax | ProblemCode::TooLarge));
        if name.starts_with("y_") {
            valid += 1;
            assert!(!is_syntax_error, "{name}: {code:?}");
        } else if name.starts_with("n_") {
            invalid += 1;
            assert!(is_syntax_error, "{name}: {code:?}");
        }
    }
    println!(
        "JSONTestSuite/test_parsing: {valid} valid files and {invalid} invalid ones told apart"
    );
}

#[test]
fn every_file_of_the_geojson_suite_loads() {
    let Some(suite) = suite("georust-geojson") else {
        return;
    };
    let mut files = files_under(&suite);
    files.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "geojson")
    });
    assert!(!files.is_empty(), "the suite is empty");
    let mut events = 0;
    for path in &files {
        let file = load(path).unwrap();
        assert_eq!(file.rejected, 0, "{:?}", file.problems);
        events += file.collection.events.len();
    }
    println!(
        "georust-geojson: {} files, all loaded, {events} events",
        files.len()
    );
}
