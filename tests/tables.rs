//! Tables: how they are written is told from the file, the codes of known data sets become bounds and radii,
//! and every row is taken or rejected with its reason.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]
#![expect(clippy::disallowed_methods, reason = "tests write files of their own")]

mod common;

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use strabo::io::dataset::open_dataset;
use strabo::io::import::load;
use strabo::io::import::table::{RawTable, Sink, TableReading, Watch};
use strabo::model::event::{Event, EventId};
use strabo::model::problem::{Location, ProblemCode};
use strabo::model::table::{DayMonth, Encoding, Preset, Role, TableSpec};
use strabo::model::time::Extent;
use strabo::store::builder::{Builder, Facts};
use strabo::store::records::Records as _;

fn raw(text: impl Into<Vec<u8>>) -> RawTable {
    RawTable::new(text.into(), None, "t.csv").unwrap()
}

fn spec(text: impl Into<Vec<u8>>) -> TableSpec {
    raw(text).guess(None).spec
}

fn read(text: impl Into<Vec<u8>> + Clone) -> TableReading<Builder> {
    let spec = spec(text.clone());
    raw(text).read(&spec, &Watch::default()).unwrap()
}

fn events(text: impl Into<Vec<u8>> + Clone) -> Vec<Event> {
    let reading = read(text);
    let n = reading.table.len() as u32;
    (0..n).map(|idx| reading.table.event(idx)).collect()
}

/// The date of the only row, as EDTF or as its bounds.
fn date(written: &str) -> String {
    let text = format!("title|when\nA|{written}\n");
    let reading = read(text.as_str());
    if let Some(problem) = reading.problems.first() {
        return problem.message.clone();
    }
    let event = reading.table.event(0);
    match event.when.first() {
        None => String::from("undated"),
        Some(claim) => claim.value.edtf.clone().unwrap_or_else(|| {
            let bound = |bound: &Option<String>| bound.clone().unwrap();
            format!(
                "{} to {}",
                bound(&claim.value.earliest),
                bound(&claim.value.latest)
            )
        }),
    }
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/tables")
        .join(name)
}

fn preset(name: &str) -> (TableReading<Builder>, Option<Preset>) {
    let bytes = std::fs::read(fixture(name)).unwrap();
    let preset = raw(bytes.clone()).guess(None).spec.preset;
    (read(bytes), preset)
}

#[test]
fn separators_quotes_and_line_ends_are_told_from_the_sample() {
    for (delimiter, end) in [(',', "\n"), (';', "\r\n"), ('\t', "\n"), ('|', "\r")] {
        let d = delimiter;
        let text = format!(
            "title{d}when{d}lat{d}lon{end}\"A {d} \"\"b\"\"\"{d}2016-12-15{d}34.5{d}38.25{end}\"two\nlines\"{d}2016-12-16{d}34{d}38{end}"
        );
        let events = events(text.as_str());
        assert_eq!(spec(text.as_str()).delimiter, delimiter as u8);
        assert_eq!(events[0].title, format!("A {d} \"b\""), "{text}");
        assert_eq!(events[1].title, "two\nlines");
        assert_eq!(events[0].anchor().unwrap().lon, 38.25);
        assert_eq!(events.len(), 2);
    }
}

#[test]
fn a_table_in_an_arabic_or_western_encoding_reads_as_it_was_written() {
    let arabic = "العنوان;التاريخ;خط العرض;خط الطول\nقصف على محيط القرية;2016-12-15;34.5;38.2\n";
    let western =
        "titre;date;latitude;longitude\nAttaque près du marché – « été »;2016-12-15;34.5;38.2\n";
    let check = |text: &str, bytes: Vec<u8>, encoding: Encoding| {
        assert_eq!(spec(bytes.clone()).encoding, encoding);
        let event = events(bytes).remove(0);
        assert_eq!(
            event.title,
            text.lines().nth(1).unwrap().split(';').next().unwrap()
        );
        assert_eq!(event.anchor().unwrap().lat, 34.5);
        assert_eq!(event.when[0].value.edtf.as_deref(), Some("2016-12-15"));
    };
    for text in [arabic, western] {
        check(text, text.into(), Encoding::Utf8);
        check(
            text,
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            Encoding::Utf8,
        );
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(text, [&[0xFF, 0xFE][..], &le].concat(), Encoding::Utf16Le);
        check(text, le, Encoding::Utf16Le);
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(text, be, Encoding::Utf16Be);
    }
    let (bytes, _, _) = encoding_rs::WINDOWS_1256.encode(arabic);
    check(arabic, bytes.into_owned(), Encoding::Windows1256);
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(western);
    check(western, bytes.into_owned(), Encoding::Windows1252);
}

#[test]
fn decimal_commas_are_told_from_the_coordinates() {
    let text = "name;date;lat;lng;killed\nA;15.12.2016;34,5;38,25;1.234\nB;16.12.2016;-1,5;0,5;2\n";
    assert!(spec(text).decimal_comma);
    let events = events(text);
    assert_eq!(events[0].anchor().unwrap().lat, 34.5);
    assert_eq!(events[1].anchor().unwrap().lat, -1.5);
    assert_eq!(events[0].measures[0].value.value, Some(1234.0));
    assert_eq!(events[0].when[0].value.edtf.as_deref(), Some("2016-12-15"));
}

#[test]
fn dates_are_read_in_the_forms_that_tables_have() {
    assert_eq!(date("2016-12-15"), "2016-12-15");
    assert_eq!(date("2016-12"), "2016-12");
    assert_eq!(date("2016"), "2016");
    assert_eq!(date("2016-12-1X~"), "2016-12-1X~");
    assert_eq!(date("[2016-12-10,2016-12-11]"), "[2016-12-10,2016-12-11]");
    assert_eq!(date("20161215"), "2016-12-15");
    assert_eq!(date("2016/12/15"), "2016-12-15");
    assert_eq!(date("15/12/2016"), "2016-12-15");
    assert_eq!(date("12/15/2016"), "2016-12-15");
    assert_eq!(date("15.12.2016"), "2016-12-15");
    assert_eq!(date("15 Dec 2016"), "2016-12-15");
    assert_eq!(date("15 December 2016"), "2016-12-15");
    assert_eq!(date("15-Dec-2016"), "2016-12-15");
    assert_eq!(date("December 15, 2016"), "2016-12-15");
    assert_eq!(date("15 décembre 2016"), "2016-12-15");
    assert_eq!(date("15 de diciembre de 2016"), "2016-12-15");
    assert_eq!(date("15 كانون الأول 2016"), "2016-12-15");
    assert_eq!(date("15 كانون الثاني 2016"), "2016-01-15");
    assert_eq!(date("15 ديسمبر 2016"), "2016-12-15");
    assert_eq!(date("Dec 2016"), "2016-12");
    let afternoon = "2016-12-15T14:30:00Z to 2016-12-15T14:31:00Z";
    assert_eq!(date("2016-12-15 14:30"), afternoon);
    assert_eq!(date("2016-12-15T16:30+02:00"), afternoon);
    assert_eq!(date("15/12/2016 14:30"), afternoon);
    assert_eq!(date("12/15/2016 2:30 PM"), afternoon);
    assert_eq!(date("15 Dec 2016 14:30"), afternoon);
    // A midnight that all rows have is how a program wrote a day.
    assert_eq!(date("2016-12-15 00:00:00"), "2016-12-15");
    assert_eq!(date("NA"), "undated");
}

#[test]
fn a_date_that_cannot_be_is_not_rolled_over_and_not_guessed() {
    assert_eq!(date("2016-02-30"), "“2016-02-30” is no date that can be");
    assert_eq!(date("31/11/2016"), "“31/11/2016” is no date that can be");
    assert_eq!(
        date("15/12/16"),
        "the date “15/12/16” does not say its century"
    );
    assert_eq!(
        date("2016-12-15 25:00"),
        "“2016-12-15 25:00” is no date that can be"
    );
    assert_eq!(date("last week"), "“last week” is no date that can be");
}

#[test]
fn the_order_of_day_and_month_follows_the_evidence_and_its_absence_is_said() {
    let table = |dates: &[&str]| format!("title,date\nA,{}\n", dates.join("\nA,"));
    let guess = raw(table(&["03/04/2016", "03/28/2016"])).guess(None);
    assert_eq!(guess.spec.day_month, DayMonth::MonthFirst);
    assert!(guess.doubts.is_empty());
    let guess = raw(table(&["03/04/2016", "28/04/2016"])).guess(None);
    assert_eq!(guess.spec.day_month, DayMonth::DayFirst);
    assert!(guess.doubts.is_empty());
    let guess = raw(table(&["03/04/2016", "05/06/2016"])).guess(None);
    assert_eq!(guess.spec.day_month, DayMonth::DayFirst);
    assert!(guess.doubts[0].contains("03/04/2016"), "{:?}", guess.doubts);
}

#[test]
fn columns_are_known_by_their_names_and_dates_by_their_looks() {
    let text = "ref,Titre,happened,lat,lng,Acteurs,sources,killed,zzz\n1,A,2016-12-15,1,2,X; Y,https://a.example/1; Radio,3,kept\n2,B,2016-12-16,1,2,X,Radio,4,\n";
    let spec = spec(text);
    let roles: Vec<Role> = spec.columns.iter().map(|column| column.role).collect();
    assert_eq!(
        roles,
        [
            Role::Id,
            Role::Title,
            Role::Time,
            Role::Latitude,
            Role::Longitude,
            Role::Actors,
            Role::Sources,
            Role::Measure,
            Role::Other
        ]
    );
    let event = events(text).remove(0);
    assert_eq!(event.id, EventId(String::from("1")));
    assert_eq!(event.actors[1].value.name, "Y");
    assert_eq!(event.quotes.len(), 2);
    assert_eq!(event.measures[0].value.value, Some(3.0));
    assert_eq!(
        event.extra,
        [(String::from("zzz"), String::from("\"kept\""))]
    );
    let sources = read(text).collection.sources;
    assert_eq!(sources[0].url.as_deref(), Some("https://a.example/1"));
    assert_eq!(sources[1].title, "Radio");
}

#[test]
fn a_beginning_and_an_end_make_an_event_that_went_on() {
    let events = events(
        "title,start,end\nA,2016-12-11,2016-12-13\nB,2016-12-11,2016-12-11\nC,2016-12-11,\n",
    );
    assert_eq!(
        events[0].when[0].value.edtf.as_deref(),
        Some("2016-12-11/2016-12-13")
    );
    assert_eq!(events[0].time().unwrap().extent, Extent::WentOn);
    assert_eq!(events[1].time().unwrap().extent, Extent::Within);
    assert_eq!(events[2].when[0].value.edtf.as_deref(), Some("2016-12-11"));
}

#[test]
fn a_bad_row_is_rejected_with_line_and_column_and_the_rest_loads() {
    let text = "title,when,lat,lon\nA,2016-12-15,34.5,38.2\nB,2016-02-30,34.5,38.2\nC,2016-12-15,34.5,4239\nD,2016-12-15,34.5\nE,,,\nF,2016-12-15,34.5,\n\"G, unclosed\nH,2016-12-15,34.5,38.2\n";
    let reading = read(text);
    let report = &reading.report;
    assert_eq!((report.rows, report.taken, report.rejected), (8, 3, 5));
    assert_eq!((report.undated, report.unlocated), (1, 1));
    let found: Vec<(ProblemCode, Location)> = reading
        .problems
        .iter()
        .map(|problem| (problem.code, problem.location.unwrap()))
        .collect();
    let at = |line, column| Location { line, column };
    assert_eq!(
        found,
        [
            (ProblemCode::BadTime, at(3, 3)),
            (ProblemCode::BadCoordinate, at(4, 19)),
            (ProblemCode::CellCount, at(5, 1)),
            (ProblemCode::BadCoordinate, at(7, 19)),
            (ProblemCode::Syntax, at(8, 1)),
        ]
    );
    assert_eq!(report.rejected_by.values().sum::<usize>(), 5);
    assert_eq!(
        report.sentence(),
        "8 rows read: 3 taken, 5 rejected; 1 undated, 1 not located"
    );
    let rejects = String::from_utf8(reading.rejects().unwrap()).unwrap();
    let lines: Vec<&str> = rejects.lines().collect();
    assert_eq!(lines.len(), 6);
    assert_eq!(lines[0], "rejected_because,title,when,lat,lon");
    assert_eq!(
        lines[1],
        "when: “2016-02-30” is no date that can be,B,2016-02-30,34.5,38.2"
    );
    assert!(lines[5].contains("never closed"), "{rejects}");
}

#[test]
fn ids_that_are_missing_or_used_before_are_made_up_and_said() {
    let reading = read("id,title,when\na,A,2016\na,B,2016\n,C,2016\n");
    let ids: Vec<String> = (0..3).map(|idx| reading.table.id(idx).0).collect();
    assert_eq!(ids, ["a", "row-2", "row-3"]);
    assert_eq!(reading.problems.len(), 1);
    assert_eq!(reading.problems[0].code, ProblemCode::DuplicateId);
    assert_eq!(
        reading.problems[0].location,
        Some(Location { line: 3, column: 1 })
    );
}

#[test]
fn acled_codes_become_bounds_and_radii() {
    let (reading, preset) = preset("acled.csv");
    assert_eq!(preset, Some(Preset::Acled));
    let report = &reading.report;
    assert_eq!((report.rows, report.taken, report.rejected), (7, 5, 2));
    let event = |idx| reading.table.event(idx);
    let edtf = |idx: u32| event(idx).when[0].value.edtf.clone().unwrap();
    assert_eq!(edtf(0), "2031-05-03");
    assert_eq!(edtf(1), "[2031-05-01..2031-05-07]");
    assert_eq!(edtf(2), "2031-06");
    assert!(event(3).when.is_empty() && event(3).anchor().is_none());
    assert_eq!(event(0).precision_m(), Some(5_000.0));
    assert_eq!(event(1).precision_m(), Some(25_000.0));
    assert_eq!(event(2).precision_m(), Some(100_000.0));
    assert_eq!(event(4).precision_m(), None);
    let first = event(0);
    assert_eq!(first.id.0, "XXA1");
    assert_eq!(first.title, "Armed clash, Exampleton");
    assert!(first.summary.as_ref().unwrap().contains("(\"the bridge\")"));
    assert_eq!(first.category.as_ref().unwrap().0, "Battles");
    assert_eq!(
        first.tags,
        [
            "Armed clash",
            "Political violence",
            "crowd size=no report",
            "local"
        ]
    );
    let actors: Vec<(&str, Option<&str>)> = first
        .actors
        .iter()
        .map(|claim| (claim.value.name.as_str(), claim.value.role.as_deref()))
        .collect();
    assert_eq!(
        actors,
        [
            ("Army of Examplia (2030-)", Some("state forces")),
            ("River Front", Some("rebel group")),
            ("Hill Front", Some("associated with actor 2")),
            ("Lake Front", Some("associated with actor 2")),
        ]
    );
    let sources: Vec<&str> = first.quotes.iter().map(|q| q.source.0.as_str()).collect();
    assert_eq!(sources, ["Daily Example", "Example Radio"]);
    assert_eq!(first.when[0].cites.len(), 2);
    assert_eq!(first.measures[0].value.value, Some(3.0));
    assert!(event(4).measures.is_empty(), "“many” is no number");
    assert_eq!(event(1).actors[0].value.role.as_deref(), Some("Protesters"));
}

#[test]
fn a_timemap_sheet_is_known_by_its_associations() {
    let (reading, preset) = preset("timemap.csv");
    assert_eq!(preset, Some(Preset::TimeMap));
    let report = &reading.report;
    assert_eq!((report.taken, report.rejected, report.unlocated), (3, 1, 1));
    let first = reading.table.event(0);
    assert!(first.title.starts_with("A column of vehicles"));
    assert_eq!(first.tags, ["armour", "north front"]);
    assert_eq!(first.category.as_ref().unwrap().0, "Movement");
    let sources: Vec<&str> = first.quotes.iter().map(|q| q.source.0.as_str()).collect();
    assert_eq!(sources, ["SRC0001", "SRC0002"]);
    let when = &first.when[0];
    assert_eq!(when.as_written.as_deref(), Some("03/12/2031 14:30"));
    assert_eq!(
        when.value.earliest.as_deref(),
        Some("2031-03-12T14:30:00Z"),
        "{when:?}"
    );
    assert_eq!(first.places[0].value.name.as_deref(), Some("Exampleton"));
    assert_eq!(first.places[0].value.precision_m, None);
    let kept: Vec<&str> = first.extra.iter().map(|(name, _)| name.as_str()).collect();
    assert!(
        kept.contains(&"time_precision") && kept.contains(&"comments"),
        "{kept:?}"
    );
}

#[test]
fn a_timemap_list_in_json_is_read_as_its_sheet_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.json");
    let text = r#"[
  {"id": "0", "description": "A column,\nfilmed", "date": "03/12/2031", "time": "14:30", "latitude": "12.5",
   "longitude": "-3.25", "location": "Exampleton", "associations": ["armour", {"id": "n1", "title": "North front"}],
   "sources": ["SRC0001", "SRC0002"], "graphic": false},
  {"id": "1", "description": "Nowhere", "date": "04/25/2031",
   "latitude": "north", "longitude": "1", "associations": [], "sources": []}
]"#;
    std::fs::write(&path, text).unwrap();
    let loaded = load(&path).unwrap();
    assert_eq!((loaded.features, loaded.rejected), (2, 1));
    let table = loaded.table.as_ref().unwrap();
    let event = table.records.event(0);
    assert_eq!(event.summary.as_deref(), Some("A column,\nfilmed"));
    assert_eq!(event.tags, ["armour", "North front"]);
    assert_eq!(event.quotes.len(), 2);
    let problem = &loaded.problems[0];
    assert_eq!(problem.path, "[1].latitude");
    assert_eq!(
        problem.location,
        Some(Location {
            line: 6,
            column: 16
        })
    );
    // Any other list is still no collection.
    std::fs::write(&path, r#"[{"a": 1}]"#).unwrap();
    let refused = load(&path).unwrap_err();
    assert_eq!(refused.code, ProblemCode::NotGeoJson);
    std::fs::write(&path, "[1, 2").unwrap();
    assert_eq!(load(&path).unwrap_err().code, ProblemCode::Syntax);
}

#[test]
fn a_timemap_date_that_says_nothing_of_its_order_has_the_month_first() {
    let text = "id,description,date,latitude,longitude,association1\n1,A,03/04/2031,12,3,x\n";
    let events = events(text);
    assert_eq!(events[0].when[0].value.edtf.as_deref(), Some("2031-03-04"));
    // The same columns without what is TimeMap's own are any table.
    let text = text.replace("association1", "remark");
    assert_eq!(spec(text).preset, None);
}

#[test]
fn ucdp_dates_are_bounds_and_its_articles_are_quoted() {
    let (reading, preset) = preset("ucdp.csv");
    assert_eq!(preset, Some(Preset::Ucdp));
    let report = &reading.report;
    assert_eq!((report.rows, report.taken, report.rejected), (3, 2, 1));
    assert_eq!(report.rejected_by[&ProblemCode::BadTime], 1);
    let (first, second) = (reading.table.event(0), reading.table.event(1));
    assert_eq!(first.id.0, "901");
    assert_eq!(first.when[0].value.edtf.as_deref(), Some("2031-05-02"));
    let quotes: Vec<(&str, &str, Option<&str>)> = first
        .quotes
        .iter()
        .map(|quote| {
            (
                quote.source.0.as_str(),
                quote.text.as_str(),
                quote.said.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        quotes,
        [
            (
                "Example Agency",
                "Clash at the bridge; three dead",
                Some("2031-05-02")
            ),
            (
                "Daily, The Example",
                "The bridge is closed",
                Some("2031-05-03")
            ),
        ]
    );
    let deaths = &first.measures[0].value;
    assert_eq!(
        (deaths.low, deaths.value, deaths.high),
        (Some(2.0), Some(3.0), Some(5.0))
    );
    assert_eq!(first.precision_m(), Some(5_000.0));
    assert_eq!(second.precision_m(), Some(500_000.0));
    assert_eq!(
        second.when[0].value.edtf.as_deref(),
        Some("[2031-01-01..2031-12-31]")
    );
    assert_eq!(second.time().unwrap().extent, Extent::Within);
    assert!(second.tags.contains(&String::from("lower event clarity")));
    let labels: Vec<&str> = reading
        .collection
        .categories
        .iter()
        .map(|category| category.label.as_str())
        .collect();
    assert_eq!(labels, ["State-based conflict", "One-sided violence"]);
}

#[test]
fn gdelt_of_both_versions_is_known_without_a_header_and_says_what_it_counts() {
    for name in ["gdelt1_57.csv", "gdelt1.csv", "gdelt2.csv"] {
        let (reading, preset) = preset(name);
        assert_eq!(preset, Some(Preset::Gdelt), "{name}");
        assert_eq!(reading.report.taken, 3, "{name}");
        assert!(
            reading
                .collection
                .summary
                .as_ref()
                .unwrap()
                .contains("counts mentions in news")
        );
        let bytes = std::fs::read(fixture(name)).unwrap();
        assert!(raw(bytes).guess(None).notes[0].contains("not verified events"));
        let event = |idx| reading.table.event(idx);
        assert_eq!(
            event(0).title,
            "Fight: EXAMPLIA – RIVER FRONT, Exampleton, North, Examplia"
        );
        assert_eq!(event(0).category.unwrap().0, "19");
        assert_eq!(event(0).precision_m(), Some(15_000.0));
        assert_eq!(event(1).precision_m(), Some(500_000.0));
        assert_eq!(event(1).category.unwrap().0, "01");
        assert_eq!(event(1).actors[0].value.name, "EXAMPLIA \"ARMY\"");
        assert_eq!(event(2).anchor(), None);
        assert_eq!(event(0).measures[0].value.name, "mentions");
        if name != "gdelt1_57.csv" {
            let quote = &event(0).quotes[0];
            assert_eq!(quote.source.0, "daily.example");
            assert_eq!(
                quote.locator.as_deref(),
                Some("https://www.daily.example/news/bridge?x=1")
            );
            assert_eq!(event(1).quotes[0].source.0, "Example Monitoring");
        }
    }
}

#[test]
fn columns_and_whole_events_say_the_same() {
    for name in ["acled.csv", "ucdp.csv", "gdelt2.csv"] {
        let dataset = open_dataset(&fixture(name), &Watch::default()).unwrap();
        for row in dataset.rows() {
            let event = dataset.event(row);
            assert_eq!(event.time(), dataset.time(row), "{name} {}", event.id.0);
            assert_eq!(event.precision_m(), dataset.columns().precision_m(row));
            let category = dataset.category_of(row).id.clone();
            assert_eq!(event.category, category);
            let names = |labels: &strabo::store::labels::Labels| -> Vec<String> {
                let mut names: Vec<String> = labels
                    .of(row)
                    .iter()
                    .map(|idx| labels.name(*idx).to_owned())
                    .collect();
                names.sort();
                names
            };
            let sorted = |names: Vec<String>| -> Vec<String> {
                let unique: std::collections::BTreeSet<String> = names.into_iter().collect();
                unique.into_iter().collect()
            };
            let actors = event.actors.iter().map(|claim| claim.value.name.clone());
            assert_eq!(names(&dataset.columns().actors), sorted(actors.collect()));
            let sources = event.quotes.iter().map(|quote| quote.source.0.clone());
            assert_eq!(names(&dataset.columns().sources), sorted(sources.collect()));
            assert_eq!(names(&dataset.columns().tags), sorted(event.tags.clone()));
        }
    }
}

#[test]
fn words_are_found_whatever_their_case_and_accents() {
    let reading = read(
        "title,when,summary\nSHELLING near Ra's al-Ayn,2016,none\nقصف على الرّقة,2016,Café\n\"say \"\"boo\"\"\",2016,a\n",
    );
    let holds = |idx: u32, words: &[&str]| {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        reading.table.holds_words(idx, &words)
    };
    assert!(holds(0, &["shelling", "ras"]));
    assert!(!holds(0, &["shelling", "cafe"]));
    assert!(holds(1, &["الرقه", "cafe"]));
    assert!(holds(2, &["\"boo\""]));
    assert!(!holds(2, &["shelling"]));
    assert!(!holds(0, &["2016"]), "codes and dates are no words");
}

#[test]
fn convert_forces_a_data_set_and_saves_the_rejects() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let run = |args: &[&std::ffi::OsStr]| {
        let program = env!("CARGO_BIN_EXE_strabo");
        std::process::Command::new(program)
            .args(args)
            .output()
            .unwrap()
    };
    let (out, rejects) = (path("out.geojson"), path("rejects.csv"));
    let acled = fixture("acled.csv");
    let output = run(&[
        "convert".as_ref(),
        acled.as_os_str(),
        "-o".as_ref(),
        out.as_os_str(),
        "--preset".as_ref(),
        "acled".as_ref(),
        "--rejects".as_ref(),
        rejects.as_os_str(),
    ]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("7 rows read: 5 taken, 2 rejected"), "{said}");
    assert_eq!(std::fs::read_to_string(rejects).unwrap().lines().count(), 3);
    // What was converted is in order, and says the same as the table.
    let written = load(&out).unwrap();
    assert_eq!(written.problems, []);
    let table = load(&acled).unwrap().with_events().unwrap();
    assert_eq!(written.collection.sources, table.collection.sources);
    for event in &table.collection.events {
        let events = &written.collection.events;
        let saved = events
            .iter()
            .find(|saved| saved.title == event.title && saved.time() == event.time());
        let saved = saved.unwrap();
        assert_eq!(saved.quotes, event.quotes);
        assert_eq!(saved.when, event.when);
        assert_eq!(saved.places, event.places);
        assert_eq!(saved.extra, event.extra);
    }
    let gdelt = fixture("gdelt2.csv");
    let output = run(&[
        "convert".as_ref(),
        gdelt.as_os_str(),
        "-o".as_ref(),
        out.as_os_str(),
        "--preset".as_ref(),
        "ucdp".as_ref(),
    ]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("no table of UCDP GED"), "{said}");
}

#[test]
fn hostile_files_end_in_clear_words_and_soon() {
    let started = std::time::Instant::now();
    let refused = |bytes: Vec<u8>| {
        let raw = match RawTable::new(bytes, None, "t.csv") {
            Ok(raw) => raw,
            Err(problem) => return problem.message,
        };
        let guess = raw.guess(None);
        match raw.read::<Builder>(&guess.spec, &Watch::default()) {
            Ok(reading) => reading
                .report
                .sentence()
                .split(';')
                .next()
                .unwrap()
                .to_owned(),
            Err(problem) => problem.message,
        }
    };
    assert_eq!(refused(Vec::new()), "the table is empty");
    assert_eq!(refused(b" \r\n\n ".to_vec()), "the table is empty");
    assert_eq!(refused(vec![0; 100_000]), "this is no text: byte 0 is zero");
    assert_eq!(
        refused(b"title,when\nA\0B,2016\n".to_vec()),
        "this is no text: byte 12 is zero"
    );
    assert_eq!(
        refused(b"title,when,lat,lon\n".to_vec()),
        "0 rows read: 0 taken, 0 rejected"
    );
    assert_eq!(
        refused(b"title,when\n\"A,2016\nB,2016\n".to_vec()),
        "2 rows read: 1 taken, 1 rejected"
    );
    let endless = [b"title,when\n".to_vec(), vec![b'x'; 5 << 20]].concat();
    assert_eq!(refused(endless), "1 row read: 0 taken, 1 rejected");
    assert_eq!(
        refused(vec![b'x'; 5 << 20]),
        "the first line: the row is longer than 1 MiB"
    );
    let wide = format!("{}\n{}\n", "a,".repeat(100_000), "1,".repeat(100_000));
    assert!(refused(wide.into_bytes()).contains("100001 columns"));
    let damaged =
        [b"title,when\nna\xC3\xAFve,2016\n\xC3\xA9t\xC3\xA9 \xFF,2016\n".to_vec()].concat();
    assert_eq!(refused(damaged), "2 rows read: 1 taken, 1 rejected");
    assert!(started.elapsed().as_secs() < 15, "{:?}", started.elapsed());
}

#[test]
fn what_is_no_table_of_events_is_said_and_what_is_one_opens_under_any_name() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let letter = write("letter.txt", "Dear friend,\nit rains.\n");
    assert_eq!(load(&letter).unwrap_err().code, ProblemCode::Syntax);
    let numbers = write("numbers.csv", "a,b\n1,2\n");
    assert_eq!(load(&numbers).unwrap_err().code, ProblemCode::NotTable);
    let table = write("export.dat", "title;when;lat;lon\nA;2016-12-15;34.5;38.2\n");
    assert_eq!(load(&table).unwrap().features, 1);
    let json = write("c.txt", r#"{"type": "FeatureCollection", "features": []}"#);
    assert_eq!(load(&json).unwrap().features, 0);
}

#[test]
fn every_row_of_ucdp_syria_is_accounted_for() {
    let Some(bytes) = common::ucdp_syria() else {
        return;
    };
    let reading = read(bytes);
    let report = &reading.report;
    assert_eq!(report.rows, 16_566);
    assert_eq!(report.rows, report.taken + report.rejected);
    assert_eq!(report.rejected, 0);
    assert_eq!((report.undated, report.unlocated), (0, 0));
    let n = reading.table.len() as u32;
    let mut stacks = std::collections::BTreeMap::new();
    for idx in 0..n {
        let event = reading.table.event(idx);
        let at = event.anchor().unwrap();
        *stacks
            .entry((at.lat.to_bits(), at.lon.to_bits()))
            .or_insert(0) += 1;
        assert!(!event.quotes.is_empty(), "each row names its sources");
        assert!(event.precision_m().is_some());
    }
    assert_eq!(stacks.values().max(), Some(&841));
}

/// What comes out of a reading, to be compared.
#[derive(Debug, Default, PartialEq)]
struct Seen(Vec<String>);

impl Sink for Seen {
    fn push(&mut self, facts: &Facts<'_>) {
        self.0.push(format!("{facts:?}"));
    }

    fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

proptest! {
    #[test]
    fn a_file_read_in_stretches_gives_the_same_records_as_in_one_pass(
        body in "([ab1]{0,3}[,\"\n\r]{0,2}){0,60}",
        at in proptest::collection::vec(0usize..200, 0..6),
    ) {
        let text = format!("title,tags,notes\n{body}");
        let mut at = at;
        at.sort_unstable();
        let spec = TableSpec {
            delimiter: b',',
            quote: Some(b'"'),
            has_header: true,
            columns: spec("title,tags,notes\na,b,c\n").columns,
            ..spec("title,when\na,2016\n")
        };
        let read = |at: &[usize]| {
            let reading: TableReading<Seen> =
                raw(text.as_str()).read_in_stretches(&spec, at).unwrap();
            let events: Vec<Event> = (0..reading.table.len() as u32)
                .map(|idx| reading.table.event(idx))
                .collect();
            (reading.sink, events, reading.report)
        };
        prop_assert_eq!(read(&at), read(&[]));
    }
}
