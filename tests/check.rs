//! `check` finds every kind of problem, and says where: a file with one fault for each.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::path::{Path, PathBuf};

use strabo::io::check::check;
use strabo::io::evidence::hash::capture_states;
use strabo::model::problem::{Location, Problem};
use strabo::model::source::CaptureState;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/check")
        .join(name)
}

/// Code, line, column and path of every problem.
fn problems_of(name: &str) -> Vec<String> {
    let (_, problems) = check(&file(name));
    problems.iter().map(told).collect()
}

fn told(problem: &Problem) -> String {
    assert!(!problem.message.is_empty());
    assert!(!problem.file.is_empty());
    let Location { line, column } = problem.location.unwrap();
    let rejects = if problem.rejects { " rejects" } else { "" };
    format!(
        "{}{rejects} {line}:{column} {}",
        problem.code.id(),
        problem.path
    )
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is one table")]
fn every_kind_of_problem_is_found_in_its_place() {
    let expected = [
        (
            "annotation_kind",
            "bad-value 7:17 strabo.scenes[0].annotations[1].kind",
        ),
        (
            "annotation_label",
            "bad-value 7:73 strabo.scenes[0].annotations[1].label",
        ),
        (
            "annotation_place_out_of_range",
            "bad-coordinate 7:54 strabo.scenes[0].annotations[1].to",
        ),
        (
            "annotation_radius",
            "bad-value 7:59 strabo.scenes[0].annotations[1].radius_m",
        ),
        (
            "annotation_ring",
            "bad-geometry 7:36 strabo.scenes[0].annotations[1].ring",
        ),
        (
            "annotation_tone",
            "bad-value 7:72 strabo.scenes[0].annotations[1].tone",
        ),
        (
            "annotation_tone",
            "bad-value 7:89 strabo.scenes[0].annotations[1].line",
        ),
        (
            "annotation_without_place",
            "missing-member 7:7 strabo.scenes[0].annotations[1]",
        ),
        (
            "annotation_without_words",
            "missing-member 7:7 strabo.scenes[0].annotations[1]",
        ),
        (
            "bad_bound",
            "bad-time rejects 10:45 features[0].properties.when.latest",
        ),
        ("bad_grades", "bad-value 7:49 strabo.sources[0].reliability"),
        (
            "bad_grades",
            "bad-value 13:89 features[0].properties.quotes[0].credibility",
        ),
        ("bad_network", "bad-value 6:16 strabo.network"),
        ("bad_zone", "bad-zone 6:13 strabo.zone"),
        (
            "capture_differs",
            "capture-differs 7:79 strabo.sources[0].captures[0].sha256",
        ),
        (
            "capture_missing",
            "capture-missing 7:57 strabo.sources[0].captures[0].file",
        ),
        (
            "claimed_place_out_of_range",
            "bad-coordinate rejects 10:91 features[0].properties.where[0].geometry.coordinates[1]",
        ),
        (
            "dangling_cite",
            "dangling-reference 10:45 features[0].properties.when.cites[0]",
        ),
        (
            "dangling_link",
            "dangling-reference 10:27 features[0].properties.links[0].to",
        ),
        (
            "dangling_origin",
            "dangling-reference 7:44 strabo.sources[0].origin",
        ),
        (
            "dangling_selection",
            "dangling-reference 6:47 strabo.scenes[0].selection",
        ),
        (
            "dangling_source",
            "dangling-reference 10:43 features[0].properties.quotes[0].source",
        ),
        (
            "duplicate_category_id",
            "duplicate-id 5:48 strabo.categories[1].id",
        ),
        (
            "duplicate_feature_id",
            "duplicate-id rejects 10:32 features[1].id",
        ),
        (
            "duplicate_member",
            "duplicate-member 10:27 features[0].properties.summary",
        ),
        (
            "duplicate_quote_id",
            "duplicate-id 16:28 features[1].properties.quotes[0].id",
        ),
        (
            "duplicate_scene_id",
            "duplicate-id 6:55 strabo.scenes[1].id",
        ),
        (
            "duplicate_source_id",
            "duplicate-id 8:15 strabo.sources[1].id",
        ),
        (
            "impossible_day",
            "bad-time rejects 10:32 features[0].properties.when[1]",
        ),
        (
            "latitude_out_of_range",
            "bad-coordinate rejects 8:91 features[0].geometry.coordinates[1]",
        ),
        (
            "link_to_rejected",
            "bad-time rejects 10:17 features[0].properties.when",
        ),
        (
            "link_to_rejected",
            "dangling-reference 13:27 features[1].properties.links[0].to",
        ),
        (
            "longitude_out_of_range",
            "bad-coordinate rejects 8:100 features[0].geometry.coordinates[1][0]",
        ),
        (
            "media_differs",
            "capture-differs 10:51 features[0].properties.media[0].sha256",
        ),
        (
            "media_missing",
            "media-missing 10:29 features[0].properties.media[0].file",
        ),
        ("newer_version", "unsupported-version 4:16 strabo.version"),
        ("no_features", "missing-member 1:1 "),
        ("no_version", "missing-member 3:13 strabo"),
        ("not_geojson", "not-geojson 1:1 "),
        ("not_json", "syntax 3:21 "),
        (
            "path_absolute",
            "path-leaves-folder 7:57 strabo.sources[0].captures[0].file",
        ),
        (
            "path_drive",
            "path-leaves-folder 10:29 features[0].properties.media[0].file",
        ),
        (
            "path_steps_out",
            "path-leaves-folder 7:57 strabo.sources[0].captures[0].file",
        ),
        (
            "plain_bad_time",
            "bad-time 2:79 features[0].properties.date",
        ),
        (
            "quote_not_between",
            "quote-not-in-capture 13:56 features[0].properties.quotes[0].text",
        ),
        (
            "quote_not_in_capture",
            "quote-not-in-capture 13:56 features[0].properties.quotes[0].text",
        ),
        (
            "quote_without_source",
            "quote-without-source 10:20 features[0].properties.quotes[0]",
        ),
        (
            "ring_not_closed",
            "bad-geometry rejects 8:86 features[0].geometry.coordinates[0]",
        ),
        (
            "unknown_category",
            "unknown-category 10:21 features[0].properties.category",
        ),
        (
            "unreadable_edtf",
            "bad-time rejects 10:17 features[0].properties.when",
        ),
    ];
    let mut names: Vec<&str> = expected.iter().map(|(name, _)| *name).collect();
    names.dedup();
    for name in names {
        let of_name = expected.iter().filter(|(of, _)| *of == name);
        let of_name: Vec<&str> = of_name.map(|(_, told)| *told).collect();
        assert_eq!(problems_of(&format!("{name}.geojson")), of_name, "{name}");
    }
}

#[test]
fn a_sound_collection_has_no_problems() {
    assert_eq!(problems_of("sound.geojson"), [""; 0]);
}

#[test]
fn a_bad_annotation_costs_nothing_but_itself() {
    for (name, n_read) in [
        ("annotation_kind", 1),
        ("annotation_place_out_of_range", 1),
        ("annotation_ring", 1),
        ("annotation_tone", 2),
        ("annotation_without_words", 2),
    ] {
        let (loaded, _) = check(&file(&format!("{name}.geojson")));
        let scene = &loaded.unwrap().collection.scenes[0];
        assert_eq!(scene.annotations.len(), n_read, "{name}");
        assert_eq!(scene.unread_annotations.len(), 2 - n_read, "{name}");
    }
}

#[test]
fn every_problem_has_a_hint_or_says_all_in_its_message() {
    let (_, problems) = check(&file("quote_not_in_capture.geojson"));
    let text = problems[0].to_string();
    assert!(
        text.contains("quote_not_in_capture.geojson:13:56: "),
        "{text}"
    );
    assert!(text.contains("hint: "), "{text}");
}

#[test]
fn a_missing_file_is_an_error_that_names_it() {
    let (loaded, problems) = check(Path::new("nowhere.geojson"));
    assert!(loaded.is_none());
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].code.id(), "unreadable");
    assert_eq!(problems[0].file, "nowhere.geojson");
}

#[test]
fn a_folder_is_an_error_that_names_it() {
    let (loaded, problems) = check(&file(""));
    assert!(loaded.is_none());
    assert_eq!(problems[0].code.id(), "unreadable");
}

#[test]
fn what_is_rejected_is_counted_and_the_rest_is_there() {
    let (loaded, _) = check(&file("link_to_rejected.geojson"));
    let loaded = loaded.unwrap();
    assert_eq!((loaded.features, loaded.rejected), (2, 1));
    assert_eq!(loaded.collection.events[0].id.0, "b");
}

#[test]
fn every_stored_copy_has_a_state() {
    for (name, copy, state) in [
        ("sound", "copy.txt", "matches"),
        ("sound", "page.html", "no hash"),
        ("capture_differs", "copy.txt", "differs"),
        ("capture_missing", "nowhere.txt", "missing"),
        ("path_steps_out", "../check/copy.txt", "unreadable"),
    ] {
        let path = file(&format!("{name}.geojson"));
        let (loaded, _) = check(&path);
        let states = capture_states(&path, &loaded.unwrap().collection);
        let found = states.iter().find(|(key, _)| key.file == copy).unwrap();
        let told = match found.1 {
            CaptureState::Matches => "matches",
            CaptureState::Differs { .. } => "differs",
            CaptureState::NoHash { .. } => "no hash",
            CaptureState::Missing => "missing",
            CaptureState::Unreadable(_) => "unreadable",
        };
        assert_eq!(told, state, "{name}: {copy}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_is_a_problem_and_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let collection = folder.path().join("c.geojson");
    std::fs::copy(file("capture_differs.geojson"), &collection).unwrap();
    std::os::unix::fs::symlink(file("copy.txt"), folder.path().join("copy.txt")).unwrap();
    let (_, problems) = check(&collection);
    let told: Vec<String> = problems.iter().map(told).collect();
    assert_eq!(
        told,
        ["path-leaves-folder 7:57 strabo.sources[0].captures[0].file"]
    );
}
