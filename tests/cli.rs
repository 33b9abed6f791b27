//! The command line as a program: exit codes, JSON shapes, what goes to which stream. `docs/cli.md` states the same.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/palmyra-2016.geojson");

/// Four events: a day, a second within it, the month around it, and one without a date.
const FOUR: &str = r#"{"type": "FeatureCollection",
"strabo": {"version": 1, "title": "Four", "zone": "UTC", "categories": [{"id": "fire", "label": "Fire"}],
  "sources": [{"id": "s1", "title": "One"}]},
"features": [
{"type": "Feature", "id": "day", "geometry": {"type": "Point", "coordinates": [10, 50]},
  "properties": {"title": "Day", "category": "fire", "when": "2020-06-15",
    "quotes": [{"id": "q1", "source": "s1", "text": "It burned all day."}]}},
{"type": "Feature", "id": "second", "geometry": {"type": "Point", "coordinates": [179, -10]},
  "properties": {"title": "Second", "category": "fire", "when": "2020-06-15T14:00:00Z", "where": {"name": "Sea", "precision_m": 100}}},
{"type": "Feature", "id": "month", "geometry": null, "properties": {"title": "Month", "when": "2020-06"}},
{"type": "Feature", "id": "undated", "geometry": {"type": "Point", "coordinates": [-179, -10]},
  "properties": {"title": "Undated", "tags": ["Old"], "actors": [{"name": "ISIS"}]}}]}"#;

fn strabo(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_strabo"))
        .args(args)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .env_remove("RUST_LOG")
        .output()
        .unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The JSON that a command prints, which must be all that it prints there.
fn json_of(args: &[&str]) -> Value {
    let output = strabo(args);
    assert_eq!(code(&output), 0, "{args:?}: {}", stderr(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn counts(file: &str, flags: &[&str]) -> Value {
    json_of(&[&["query", file, "--format", "count"], flags].concat())
}

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

/// A folder with `four.geojson` in it.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("four.geojson", FOUR);
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    #[expect(clippy::disallowed_methods, reason = "a fixture may be half written")]
    fn write(&self, name: &str, text: &str) -> String {
        fs::write(self.path(name), text).unwrap();
        self.text(name)
    }

    fn four(&self) -> String {
        self.text("four.geojson")
    }
}

#[test]
fn info_says_what_is_in_the_sample() {
    let info = json_of(&["info", SAMPLE, "--format", "json"]);
    let text = fs::read_to_string(SAMPLE).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    let features = file["features"].as_array().unwrap();
    let n_quotes: usize = features
        .iter()
        .map(|feature| {
            feature["properties"]["quotes"]
                .as_array()
                .map_or(0, Vec::len)
        })
        .sum();
    let n_dated = features
        .iter()
        .filter(|feature| !feature["properties"]["when"].is_null())
        .count();
    assert_eq!(info["title"], file["strabo"]["title"]);
    assert_eq!(info["events"], features.len());
    assert_eq!(info["dated"], n_dated);
    assert_eq!(info["undated"], features.len() - n_dated);
    assert_eq!(info["quotes"], n_quotes);
    assert_eq!(info["sources"], 1);
    assert_eq!(
        info["scenes"],
        file["strabo"]["scenes"].as_array().unwrap().len()
    );
    // Midnight in Damascus, in summer time.
    assert_eq!(info["from"], "2015-04-30T21:00:00Z");
    assert_eq!(info["to"], "2016-12-17T22:00:00Z");
    let per_category: u64 = info["categories"]
        .as_object()
        .unwrap()
        .values()
        .map(|n| n.as_u64().unwrap())
        .sum();
    assert_eq!(per_category, features.len() as u64);
}

#[test]
fn info_has_exactly_the_documented_shape() {
    let folder = Folder::new();
    let info = json_of(&["info", &folder.four(), "--format", "json"]);
    assert_eq!(
        info,
        json!({
            "title": "Four", "events": 4, "located": 3, "unlocated": 1, "dated": 3, "undated": 1,
            "sources": 1, "quotes": 1, "scenes": 0, "contradictions": 0, "bounds": [-179.0, -10.0, 179.0, 50.0],
            "from": "2020-06-01T00:00:00Z", "to": "2020-07-01T00:00:00Z", "categories": {"fire": 2},
        })
    );
}

#[test]
fn info_of_nothing_has_nulls() {
    let folder = Folder::new();
    let file = folder.write(
        "empty.geojson",
        r#"{"type": "FeatureCollection", "features": []}"#,
    );
    let info = json_of(&["info", &file, "--format", "json"]);
    assert_eq!(
        (&info["bounds"], &info["from"], &info["to"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(info["title"], "empty.geojson");
    assert_eq!(info["categories"], json!({}));
}

#[test]
fn info_of_several_files_is_a_list() {
    let folder = Folder::new();
    let infos = json_of(&["info", SAMPLE, &folder.four(), "--format", "json"]);
    let titles: Vec<&Value> = infos
        .as_array()
        .unwrap()
        .iter()
        .map(|info| &info["title"])
        .collect();
    assert_eq!(titles, ["Palmyra, December 2016", "Four"]);
}

#[test]
fn the_sample_counts_by_the_rule_of_certain_and_possible() {
    let five_days = counts(SAMPLE, &["--from", "2016-12-11", "--to", "2016-12-15"]);
    assert_eq!(
        five_days,
        json!({"total": 19, "matching": 12, "certain": 6, "possible": 6, "undated": 6, "unlocated": 8})
    );
    let all = counts(SAMPLE, &[]);
    assert_eq!(all["matching"], 13);
    assert_eq!(all["undated"], 6);
}

#[test]
fn a_day_is_included_whole_and_an_instant_is_that_instant() {
    let folder = Folder::new();
    let check = |from: Option<&str>, to: Option<&str>, certain: u64, possible: u64| {
        let mut flags = Vec::new();
        flags.extend(from.map(|from| ["--from", from]).into_iter().flatten());
        flags.extend(to.map(|to| ["--to", to]).into_iter().flatten());
        let found = counts(&folder.four(), &flags);
        let expected = json!({"total": 4, "matching": certain + possible, "certain": certain,
            "possible": possible, "undated": 1, "unlocated": u64::from(certain + possible > 0)});
        assert_eq!(found, expected, "{from:?} {to:?}");
    };
    check(None, None, 3, 0);
    check(Some("2020-06-15"), Some("2020-06-15"), 2, 1);
    check(Some("2020-06"), Some("2020-06"), 3, 0);
    check(Some("2020"), None, 3, 0);
    check(None, Some("2020-06-15"), 2, 1);
    check(
        Some("2020-06-15T14:00:00Z"),
        Some("2020-06-15T14:00:01Z"),
        1,
        2,
    );
    // The second begins at that instant, so a window that ends there does not hold it; likewise at its end.
    check(None, Some("2020-06-15T14:00:00Z"), 0, 2);
    check(Some("2020-06-15T14:00:01Z"), None, 0, 2);
    check(Some("2020-06-15T16:00:01+02:00"), None, 0, 2);
    check(Some("2021"), None, 0, 0);
}

#[test]
fn certainty_picks_one_kind_and_still_counts_both() {
    let folder = Folder::new();
    let day = ["--from", "2020-06-15", "--to", "2020-06-15", "--certainty"];
    for (certainty, matching) in [("certain", 2), ("possible", 1)] {
        let found = counts(&folder.four(), &[&day[..], &[certainty]].concat());
        assert_eq!(
            (&found["matching"], &found["certain"], &found["possible"]),
            (&json!(matching), &json!(2), &json!(1))
        );
    }
    let answer = json_of(&[&["query", folder.four().as_str()], &day[..], &["possible"]].concat());
    assert_eq!(answer["events"][0]["id"], "month");
    assert_eq!(answer["events"].as_array().unwrap().len(), 1);
}

#[test]
fn every_flag_narrows() {
    let folder = Folder::new();
    let ids = |flags: &[&str]| -> Vec<String> {
        let answer = json_of(&[&["query", folder.four().as_str()], flags].concat());
        let lists = ["events", "undated"].map(|list| answer[list].as_array().unwrap().clone());
        lists
            .concat()
            .iter()
            .map(|event| event["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(ids(&[]), ["month", "day", "second", "undated"]);
    assert_eq!(ids(&["--category", "fire"]), ["day", "second"]);
    assert_eq!(ids(&["--source", "s1"]), ["day"]);
    assert_eq!(ids(&["--text", "BURNED day"]), ["day"]);
    assert_eq!(
        ids(&["--text", "burned", "--text", "nothing"]),
        Vec::<String>::new()
    );
    assert_eq!(ids(&["--tag", "old"]), ["undated"]);
    assert_eq!(ids(&["--actor", "isis"]), ["undated"]);
    assert_eq!(
        ids(&["--precision", "exact", "--precision", "unlocated"]),
        ["month", "second"]
    );
    assert_eq!(ids(&["--bbox", "-10,40,20,60"]), ["day"]);
    // Across the antimeridian; a negative number is no flag.
    assert_eq!(ids(&["--bbox", "170,-20,-170,0"]), ["second", "undated"]);
    assert_eq!(ids(&["--bbox=-180,-20,-170,0"]), ["undated"]);
}

#[test]
fn a_query_has_exactly_the_documented_shape() {
    let folder = Folder::new();
    let answer = json_of(&[
        "query",
        &folder.four(),
        "--from",
        "2020-06-15",
        "--to",
        "2020-06-15",
        "--category",
        "fire",
    ]);
    assert_eq!(keys(&answer), ["counts", "events", "filter", "undated"]);
    assert_eq!(answer["filter"], "Fire, 15 Jun 2020 (UTC)");
    assert_eq!(answer["undated"], json!([]));
    assert_eq!(
        answer["events"][0],
        json!({
            "id": "day", "title": "Day", "category": "fire", "membership": "certain", "when": "2020-06-15",
            "start_min": "2020-06-15T00:00:00Z", "start_max": "2020-06-16T00:00:00Z",
            "end_min": "2020-06-15T00:00:00Z", "end_max": "2020-06-16T00:00:00Z",
            "place": null, "lat": 50.0, "lon": 10.0, "precision_m": null, "quotes": 1, "sources": ["s1"],
        })
    );
    let undated = &json_of(&["query", &folder.four()])["undated"][0];
    assert_eq!(keys(undated), keys(&answer["events"][0]));
    for name in ["membership", "when", "start_min", "end_max"] {
        assert_eq!(undated[name], Value::Null);
    }
}

#[test]
fn undated_events_are_written_unless_the_question_is_about_time() {
    let folder = Folder::new();
    let rows = |flags: &[&str]| {
        let output =
            strabo(&[&["query", folder.four().as_str(), "--format", "csv"], flags].concat());
        assert_eq!(code(&output), 0);
        (stdout(&output).lines().count() - 1, stderr(&output))
    };
    let (n, said) = rows(&[]);
    assert_eq!(n, 4);
    assert!(
        said.contains("4 of 4 events written, 1 of them undated"),
        "{said}"
    );
    let (n, said) = rows(&["--from", "2020"]);
    assert_eq!(n, 3);
    assert!(
        said.contains("1 left out that match but for the time"),
        "{said}"
    );
}

#[test]
fn geojson_of_a_query_is_a_collection_again() {
    let folder = Folder::new();
    let output = strabo(&[
        "query",
        &folder.four(),
        "--category",
        "fire",
        "--format",
        "geojson",
    ]);
    let part = folder.write("part.geojson", &stdout(&output));
    assert_eq!(
        stdout(&strabo(&["check", &part])),
        "no problems in 1 file\n"
    );
    assert_eq!(counts(&part, &[])["total"], 2);
}

#[test]
fn several_files_are_asked_as_one() {
    let folder = Folder::new();
    let found = json_of(&["query", SAMPLE, &folder.four(), "--format", "count"]);
    assert_eq!(
        (&found["total"], &found["matching"], &found["undated"]),
        (&json!(23), &json!(16), &json!(7))
    );
    let plain = r#"{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": null, "properties": {}}]}"#;
    let (one, two) = (
        folder.write("one.geojson", plain),
        folder.write("two.geojson", plain),
    );
    let answer = json_of(&["query", &one, &two]);
    let ids: Vec<&Value> = answer["undated"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| &event["id"])
        .collect();
    assert_eq!(ids, ["one.geojson:feature-1", "two.geojson:feature-1"]);
}

#[test]
fn an_id_that_may_mean_two_things_is_refused() {
    let folder = Folder::new();
    let copy = folder.write("copy.geojson", FOUR);
    let output = strabo(&["query", &folder.four(), &copy]);
    assert_eq!((code(&output), stdout(&output).as_str()), (2, ""));
    assert!(
        stderr(&output).contains("have the event “day”"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn check_finds_nothing_in_the_sample() {
    let report = json_of(&["check", SAMPLE, "--format", "json"]);
    assert_eq!(report, json!({"problems": []}));
}

#[test]
fn check_says_where_what_and_how_to_mend_it() {
    let folder = Folder::new();
    let file = folder.write(
        "bad.geojson",
        &FOUR.replace("\"2020-06-15\"", "\"2020-02-30\""),
    );
    let output = strabo(&["check", &file, "--format", "json"]);
    assert_eq!(code(&output), 1);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let problem = &report["problems"][0];
    assert_eq!(
        keys(problem),
        ["code", "column", "file", "hint", "line", "message", "path"]
    );
    assert_eq!(
        (&problem["code"], &problem["line"]),
        (&json!("bad-time"), &json!(6))
    );
    assert_eq!(problem["file"], file);
    assert_eq!(problem["path"], "features[0].properties.when");

    let output = strabo(&["check", &file]);
    assert_eq!(code(&output), 1);
    assert!(
        stdout(&output).starts_with(&format!("{file}:6:")),
        "{}",
        stdout(&output)
    );
    assert!(stdout(&output).contains("problem"), "{}", stdout(&output));
}

#[test]
fn a_file_that_cannot_be_read_is_exit_2_and_one_problem() {
    let folder = Folder::new();
    let missing = folder.text("missing.geojson");
    let broken = folder.write("broken.geojson", "{\"type\": \n oops}");
    for (file, kind, line) in [
        (&missing, "unreadable", Value::Null),
        (&broken, "syntax", json!(2)),
    ] {
        let output = strabo(&["check", file, "--format", "json"]);
        assert_eq!(code(&output), 2);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["problems"].as_array().unwrap().len(), 1);
        assert_eq!(report["problems"][0]["code"], kind);
        assert_eq!(report["problems"][0]["line"], line);
        let out = folder.text("out.csv");
        for args in [
            vec!["info", file, "--format", "json"],
            vec!["query", SAMPLE, file],
            vec!["convert", file, "-o", &out],
        ] {
            let output = strabo(&args);
            assert_eq!(
                (code(&output), stdout(&output).as_str()),
                (2, ""),
                "{args:?}"
            );
            assert!(
                stderr(&output).contains(file.as_str()),
                "{}",
                stderr(&output)
            );
        }
        assert!(!folder.path("out.csv").exists());
    }
}

#[test]
fn a_bad_feature_is_said_and_the_rest_is_used() {
    let folder = Folder::new();
    let file = folder.write("bad.geojson", &FOUR.replace("[10, 50]", "[4239, 50]"));
    let out = folder.text("out.csv");
    for args in [
        vec!["info", &file, "--format", "json"],
        vec!["query", &file],
        vec!["convert", &file, "-o", &out],
    ] {
        let output = strabo(&args);
        assert_eq!(code(&output), 1, "{args:?}");
        assert!(
            stderr(&output).contains("1 of 4 features rejected"),
            "{}",
            stderr(&output)
        );
    }
    assert_eq!(fs::read_to_string(&out).unwrap().lines().count(), 4);
}

#[test]
fn convert_writes_by_extension_and_nothing_is_lost() {
    let folder = Folder::new();
    let whole = folder.text("whole.geojson");
    let output = strabo(&["convert", SAMPLE, "-o", &whole]);
    assert_eq!((code(&output), stdout(&output).as_str()), (0, ""));
    let read =
        |path: &str| -> Value { serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap() };
    assert_eq!(read(&whole), read(SAMPLE));

    let table = folder.text("table.CSV");
    assert_eq!(code(&strabo(&["convert", SAMPLE, "-o", &table])), 0);
    let table = fs::read_to_string(table).unwrap();
    assert!(table.starts_with("id,title,category,when,"));
}

#[test]
fn convert_writes_the_cited_sources() {
    let folder = Folder::new();
    let bib = folder.text("sources.bib");
    let output = strabo(&["convert", SAMPLE, "-o", &bib, "--category", "airstrike"]);
    let said = stderr(&output);
    assert!(
        said.contains("1 source written, which 1 of 19 events cite"),
        "{said}"
    );
    let text = fs::read_to_string(&bib).unwrap();
    assert!(text.starts_with("@article{ara-news,\n"), "{text}");
    assert!(text.contains("date = {2016-12-16~}"), "{text}");

    let csl = folder.text("sources.csl.json");
    assert_eq!(code(&strabo(&["convert", SAMPLE, "-o", &csl])), 0);
    let items: Value = serde_json::from_str(&fs::read_to_string(&csl).unwrap()).unwrap();
    assert_eq!(items[0]["id"], "ara-news");
    assert_eq!(items[0]["issued"]["circa"], true);
}

#[test]
fn convert_says_what_a_part_no_longer_leads_to() {
    let folder = Folder::new();
    let part = folder.text("part.geojson");
    let output = strabo(&["convert", SAMPLE, "-o", &part, "--category", "airstrike"]);
    let said = stderr(&output);
    assert!(said.contains("1 of 19 events written"), "{said}");
    assert!(said.contains("scenes left out"), "{said}");
    assert!(said.contains("that lead to events left out"), "{said}");
}

#[test]
fn nothing_is_written_over_a_file_that_is_read() {
    let folder = Folder::new();
    let link = folder.path("link.geojson");
    std::os::unix::fs::symlink(folder.path("four.geojson"), &link).unwrap();
    for out in [folder.four(), link.to_str().unwrap().to_owned()] {
        let output = strabo(&["convert", &folder.four(), "-o", &out, "--category", "fire"]);
        assert_eq!(code(&output), 2);
        assert!(
            stderr(&output).contains("one of the files that are read"),
            "{}",
            stderr(&output)
        );
    }
    assert_eq!(
        fs::read_to_string(folder.path("four.geojson")).unwrap(),
        FOUR
    );
}

#[test]
fn wrong_usage_is_exit_2_and_says_what_would_be_right() {
    let folder = Folder::new();
    let four = folder.four();
    let (csv, png) = (folder.text("o.csv"), folder.text("o.png"));
    let render = ["render", four.as_str(), "-o", png.as_str()];
    let query = ["query", four.as_str()];
    let cases: &[(&[&str], &[&str], &str)] = &[
        (&query, &["--from", "yesterday"], "EDTF"),
        (&query, &["--from", "2020-02-30"], "--from"),
        (&query, &["--from", "2020/2021"], "not an interval"),
        (
            &query,
            &["--from", "2021", "--to", "2020"],
            "ends before it begins",
        ),
        (&query, &["--bbox", "1,2,3"], "W,S,E,N"),
        (&query, &["--bbox", "0,50,10,40"], "order is W,S,E,N"),
        (&query, &["--bbox", "0,0,190,10"], "±180"),
        (&query, &["--category", "flood"], "known: fire"),
        (&query, &["--source", "s2"], "known: s1"),
        (&query, &["--certainty", "maybe"], "possible values"),
        (&query, &["--format", "xml"], "possible values"),
        (&["query"], &[], "FILE"),
        (&["convert", &four], &[], "--out"),
        (&["convert", &four, "-o", "x.xyz"], &[], ".csv"),
        (
            &["convert", &four, "-o", &csv],
            &["--tag", "nope"],
            "known: Old",
        ),
        (&render, &["--size", "0x10"], "1600x1000"),
        (&render, &["--size", "9000x10"], "8192"),
        (&render, &["--size", "8000x10", "--scale", "2"], "8192"),
        (&render, &["--scale", "9"], "0.5 to 4"),
        (&render, &["--scale", "nan"], "0.5 to 4"),
        (&render, &["--scene", "1"], "no scenes"),
        (&render, &["--camera", "91,0,3"], "LAT"),
        (&render, &["--select", "nobody"], "no event “nobody”"),
        (&["render", &four, "-o", &csv], &[], ".png"),
        (
            &["render", SAMPLE, "-o", &png],
            &["--scene", "99"],
            "has scenes 1 to",
        ),
        (&["chek", &four], &[], "no such subcommand"),
    ];
    for (start, flags, expected) in cases {
        let args = [*start, *flags].concat();
        let output = strabo(&args);
        assert_eq!(
            (code(&output), stdout(&output).as_str()),
            (2, ""),
            "{args:?}"
        );
        let said = stderr(&output);
        assert!(said.contains(expected), "{args:?} says: {said}");
        assert!(!said.contains("panicked"), "{said}");
    }
    assert!(!Path::new(&png).exists() && !Path::new(&csv).exists());
}

#[test]
fn without_a_display_the_window_says_so() {
    let output = strabo(&[SAMPLE]);
    assert_eq!(code(&output), 2);
    assert!(
        stderr(&output).contains("no display"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_place_is_told_in_every_form_of_coordinates() {
    let found = json_of(&["places", "ar-Raqqah", "--format", "json", "--limit", "3"]);
    let first = &found[0];
    assert!(found.as_array().unwrap().len() <= 3);
    let members = [
        "country", "dms", "kind", "lat", "lon", "mgrs", "name", "name_ar", "utm",
    ];
    let mut names = keys(first);
    names.sort_unstable();
    assert_eq!(names, members);
    assert_eq!(
        (
            &first["name"],
            &first["name_ar"],
            &first["kind"],
            &first["country"]
        ),
        (
            &json!("Raqqa"),
            &json!("الرقة"),
            &json!("town"),
            &json!("SY")
        )
    );
    let mgrs = first["mgrs"].as_str().unwrap().to_owned();
    assert!(mgrs.starts_with("37SEV"), "{mgrs}");
    for text in [
        mgrs.as_str(),
        first["utm"].as_str().unwrap(),
        first["dms"].as_str().unwrap(),
    ] {
        let same = json_of(&["places", text, "--format", "json"]);
        assert_eq!(same[0]["kind"], "coordinate", "{text}");
        for axis in ["lat", "lon"] {
            let off = same[0][axis].as_f64().unwrap() - first[axis].as_f64().unwrap();
            assert!(off.abs() < 1e-5, "{text}: {off}");
        }
    }
    let near = json_of(&["places", "tripoli", "--near", "34.5,36", "--format", "json"]);
    assert_eq!(near[0]["country"], "LB");
}

#[test]
fn a_position_with_a_minus_is_a_position() {
    let output = strabo(&["places", "-33.86", "151.21"]);
    assert_eq!(code(&output), 0);
    let text = stdout(&output);
    assert!(text.contains("56H ") && text.contains("nearest"), "{text}");
}

#[test]
fn what_is_no_place_is_told_of() {
    let output = strabo(&["places", "qxzjqxzj", "--format", "json"]);
    assert_eq!((code(&output), stdout(&output).trim()), (0, "[]"));
    assert!(stderr(&output).contains("qxzjqxzj"));
    let output = strabo(&["places", "37S", "DU", "163", "25"]);
    assert_eq!((code(&output), stdout(&output).as_str()), (2, ""));
    assert!(stderr(&output).contains("digits"), "{}", stderr(&output));
    for wrong in [
        &["places"][..],
        &["places", "Homs", "--near", "Homs"],
        &["places", "Homs", "--limit", "0"],
    ] {
        assert_eq!(code(&strabo(wrong)), 2, "{wrong:?}");
    }
}

#[test]
fn help_is_there_for_everything() {
    for subcommand in [
        "check",
        "info",
        "query",
        "convert",
        "render",
        "places",
        "completions",
        "man",
    ] {
        for flag in ["--help", "-h"] {
            let output = strabo(&[subcommand, flag]);
            assert_eq!(code(&output), 0);
            assert!(stdout(&output).contains("Usage: strabo"), "{subcommand}");
        }
        assert!(stdout(&strabo(&["--help"])).contains(subcommand));
    }
    assert!(stdout(&strabo(&["--version"])).starts_with("strabo "));
}

#[test]
fn the_examples_of_the_documentation_are_true() {
    let documentation =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/cli.md")).unwrap();
    let mut n_examples = 0;
    for part in documentation.split("```sh\nstrabo ").skip(1) {
        let (command, rest) = part.split_once("\n```\n").unwrap();
        let Some(shown) = rest.trim_start().strip_prefix("```json\n") else {
            continue;
        };
        let (shown, _) = shown.split_once("\n```").unwrap();
        let args: Vec<&str> = command.split(' ').collect();
        assert_eq!(
            json_of(&args),
            serde_json::from_str::<Value>(shown).unwrap(),
            "{command}"
        );
        n_examples += 1;
    }
    assert_eq!(n_examples, 3);
}

#[test]
fn every_problem_code_is_documented() {
    let documentation =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/cli.md")).unwrap();
    let codes = include_str!("../src/model/problem.rs")
        .split("=> \"")
        .skip(1);
    let codes: Vec<&str> = codes.filter_map(|rest| rest.split('"').next()).collect();
    assert!(codes.len() > 20);
    for code in codes {
        assert!(documentation.contains(&format!("| `{code}` |")), "{code}");
    }
}

#[test]
fn completions_and_manual_pages_come_from_the_same_definition() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(
            stdout(&strabo(&["completions", shell])).contains("render"),
            "{shell}"
        );
    }
    assert!(stdout(&strabo(&["man"])).contains(".TH strabo"));
    let folder = Folder::new();
    assert_eq!(code(&strabo(&["man", "-o", &folder.text("man")])), 0);
    let page = fs::read_to_string(folder.path("man/strabo-query.1")).unwrap();
    assert!(page.contains("EDTF"));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_strabo"))
        .args(["query", SAMPLE])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((code(&output), stderr(&output).as_str()), (0, ""));
}

#[test]
fn what_cannot_be_printed_is_exit_2() {
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_strabo"))
        .args(["query", SAMPLE])
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("could not write to standard output"));
}

#[test]
fn a_picture_has_the_size_that_was_asked_for_and_the_same_bytes_twice() {
    let folder = Folder::new();
    let draw = |name: &str, flags: &[&str]| {
        let out = folder.text(name);
        let output =
            strabo(&[&["render", SAMPLE, "-o", &out, "--size", "640x400"], flags].concat());
        assert_eq!(
            (code(&output), stdout(&output).as_str()),
            (0, ""),
            "{}",
            stderr(&output)
        );
        (fs::read(out).unwrap(), stderr(&output))
    };
    let flags = [
        "--scale",
        "0.5",
        "--theme",
        "light",
        "--from",
        "2016-12-11",
        "--to",
        "2016-12-15",
    ];
    let (first, said) = draw("1.png", &flags);
    let (second, _) = draw("2.png", &flags);
    assert!(first == second);
    assert!(said.contains("320×200 pixels"), "{said}");
    assert!(
        said.contains("12 of 19 shown: 6 certain, 6 possible; 6 undated, 8 unlocated"),
        "{said}"
    );
    let picture = image::load_from_memory(&first).unwrap();
    assert_eq!((picture.width(), picture.height()), (320, 200));

    let (map, _) = draw("map.png", &["--only", "map", "--camera", "-34.5,-58.4,5"]);
    let (scene, _) = draw(
        "scene.png",
        &[
            "--scene",
            "6",
            "--category",
            "airstrike",
            "--select",
            "tiyas-seizure",
        ],
    );
    assert!(map != scene && scene != first);
}

#[test]
fn a_part_says_in_its_file_what_it_is_a_part_of() {
    let folder = Folder::new();
    let write = |name: &str| {
        let out = folder.text(name);
        let flags = [
            "--category",
            "fire",
            "--from",
            "2020-06-15",
            "--to",
            "2020-06-15",
        ];
        let output = strabo(&[&["convert", &folder.four(), "-o", &out], &flags[..]].concat());
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        fs::read_to_string(out).unwrap()
    };
    let sentence = "Fire, 15 Jun 2020 (UTC)";
    let counts = "2 of 4 shown: 2 certain, 0 possible; 0 undated, 0 unlocated";
    let geojson: Value = serde_json::from_str(&write("part.geojson")).unwrap();
    assert_eq!(geojson["strabo"]["export"]["filter"], sentence);
    assert_eq!(geojson["strabo"]["export"]["counts"], counts);
    let csv = write("part.csv");
    let header = csv.lines().next().unwrap();
    assert!(
        header.contains(sentence) && header.contains(counts),
        "{header}"
    );
    let kml = write("part.kml");
    for words in [
        sentence,
        counts,
        "<when>2020-06-15T14:00:00Z</when>",
        "It burned all day.",
        "<begin>2020-06-15T00:00:00Z</begin>",
    ] {
        assert!(kml.contains(words), "{words} in\n{kml}");
    }
    // What is read again is the same part, and keeps what it says of itself.
    for name in ["part.geojson", "part.csv"] {
        let path = folder.text(name);
        assert_eq!(counts_of(&path), 2, "{name}");
    }
}

fn counts_of(file: &str) -> u64 {
    counts(file, &[])["total"].as_u64().unwrap()
}

#[test]
fn placemarks_are_sound_whatever_the_words() {
    let folder = Folder::new();
    folder.write(
        "odd.geojson",
        r#"{"type": "FeatureCollection", "strabo": {"version": 1, "title": "A & B <i>\u0007"}, "features": [
        {"type": "Feature", "id": "a", "geometry": {"type": "Polygon", "coordinates": [[[0,0],[1,0],[1,1],[0,0]],[[0.2,0.1],[0.3,0.1],[0.3,0.2],[0.2,0.1]]]},
         "properties": {"title": "x ]]> y \u0000", "when": "2020/.."}},
        {"type": "Feature", "id": "b", "geometry": {"type": "Point", "coordinates": [179.99, 10]},
         "properties": {"title": "Near the line", "where": {"precision_m": 5000}}}]}"#,
    );
    let out = folder.text("odd.kml");
    let output = strabo(&["convert", &folder.text("odd.geojson"), "-o", &out]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let text = fs::read_to_string(out).unwrap();
    let mut reader = quick_xml::Reader::from_str(&text);
    let mut depth = 0;
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(_) => depth += 1,
            quick_xml::events::Event::End(_) => depth -= 1,
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    assert!(text.contains("A &amp; B &lt;i&gt;</name>"), "{text}");
    assert!(
        text.contains("<innerBoundaryIs>") && text.contains("<begin>2020-01-01T00:00:00Z</begin>")
    );
    assert!(
        text.contains("-179.9"),
        "the circle goes on beyond the line"
    );
}
