//! What a source says, and what each format makes of it.

use super::*;
use crate::model::time::Zone;

fn source(id: &str) -> Source {
    Source {
        title: String::from("22 targets: 100% hit & {more}_$5 ~ C:\\x ^ #1"),
        publisher: Some(String::from("ARA News")),
        authors: vec![
            String::from("Haytham Mustafa"),
            String::from("van Wilgenburg, Wladimir"),
        ],
        kind: Some(String::from("news")),
        published: Some(String::from("2016-12-16")),
        accessed: Some(String::from("2017-01-02")),
        url: Some(String::from("https://x.org/a_b%20c{d}")),
        archive_url: Some(String::from("https://archive.org/x")),
        language: Some(String::from("en")),
        ..Source::new(SourceId(id.to_owned()), String::new())
    }
}

fn collection(sources: Vec<Source>) -> Collection {
    Collection {
        sources,
        ..Collection::default()
    }
}

fn written(source: Source, format: Format) -> String {
    let collection = collection(vec![source]);
    let sources: Vec<&Source> = collection.sources.iter().collect();
    write_sources(&collection, &sources, format)
}

#[test]
fn a_bibtex_entry_says_what_the_source_says_in_letters_that_latex_takes() {
    assert_eq!(
        written(source("ara-news"), Format::BibTex),
        r"@article{ara-news,
  author = {{Haytham Mustafa} and {van Wilgenburg}, {Wladimir}},
  title = {{22 targets: 100\% hit \& \textbraceleft{}more\textbraceright{}\_\$5 \textasciitilde{} C:\textbackslash{}x \textasciicircum{} \#1}},
  journal = {ARA News},
  year = {2016},
  month = dec,
  day = {16},
  language = {en},
  url = {https://x.org/a_b%20c%7Bd%7D},
  urldate = {2017-01-02},
  note = {Archived at \url{https://archive.org/x}}
}
"
    );
}

#[test]
fn a_csl_item_says_the_same() {
    let text = written(source("ara-news"), Format::CslJson);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        value,
        serde_json::json!([{
            "id": "ara-news",
            "type": "article-newspaper",
            "title": "22 targets: 100% hit & {more}_$5 ~ C:\\x ^ #1",
            "container-title": "ARA News",
            "language": "en",
            "URL": "https://x.org/a_b%20c{d}",
            "archive": "https://archive.org/x",
            "author": [
                { "literal": "Haytham Mustafa" },
                { "family": "van Wilgenburg", "given": "Wladimir" }
            ],
            "issued": { "date-parts": [[2016, 12, 16]] },
            "accessed": { "date-parts": [[2017, 1, 2]] },
        }])
    );
}

#[test]
fn dates_say_no_more_than_is_known() {
    let check = |edtf: &str, bibtex: &str, csl: &str| {
        let source = Source {
            published: Some(edtf.to_owned()),
            ..Source::new(SourceId(String::from("s")), String::new())
        };
        let entry = written(source.clone(), Format::BibTex);
        assert_eq!(entry, format!("@misc{{s{bibtex}\n}}\n"), "{edtf}");
        let item: serde_json::Value =
            serde_json::from_str(&written(source, Format::CslJson)).unwrap();
        let expected: serde_json::Value = serde_json::from_str(csl).unwrap();
        assert_eq!(item[0]["issued"], expected, "{edtf}");
    };
    check(
        "2016",
        ",\n  year = {2016}",
        r#"{ "date-parts": [[2016]] }"#,
    );
    check(
        "2016-12",
        ",\n  year = {2016},\n  month = dec",
        r#"{ "date-parts": [[2016, 12]] }"#,
    );
    check(
        "2016-12-16T10:00:00Z",
        ",\n  year = {2016},\n  month = dec,\n  day = {16}",
        r#"{ "date-parts": [[2016, 12, 16]] }"#,
    );
    for qualified in ["2016-12-16~", "2016-12-16?", "2016-12-16%"] {
        check(
            qualified,
            &format!(",\n  date = {{{qualified}}}"),
            r#"{ "date-parts": [[2016, 12, 16]], "circa": true }"#,
        );
    }
    check(
        "2016-12/2017-01",
        ",\n  date = {2016-12/2017-01}",
        r#"{ "date-parts": [[2016, 12], [2017, 1]] }"#,
    );
    let words = |edtf| format!(r#"{{ "literal": "{}" }}"#, edtf_words(edtf));
    check("201X", ",\n  date = {201X}", &words("201X"));
    check("2016-21", ",\n  date = {2016-21}", &words("2016-21"));
    check(
        "[2015,2016]",
        &format!(",\n  note = {{Published {}}}", edtf_words("[2015,2016]")),
        &words("[2015,2016]"),
    );
}

fn edtf_words(text: &str) -> String {
    crate::query::words::edtf_words(text, Zone::default())
}

#[test]
fn keys_are_unique_and_the_same_in_every_export() {
    let ids = ["ARA News", "ara-news", "تدمر", "دمشق", "a,b{c}"];
    let collection = collection(
        ids.map(|id| Source::new(SourceId(id.to_owned()), String::new()))
            .into(),
    );
    let keys = Keys::of(&collection);
    let found: Vec<String> = ids
        .iter()
        .map(|id| keys.key(&SourceId((*id).to_owned())))
        .collect();
    assert_eq!(
        found,
        ["ARA-News", "ara-news-2", "source", "source-2", "a-b-c"]
    );
    let last: Vec<&Source> = collection.sources.iter().skip(3).take(1).collect();
    let alone = write_sources(&collection, &last, Format::BibTex);
    assert_eq!(alone, "@misc{source-2\n}\n");
}

#[test]
fn braces_are_balanced_whatever_the_text() {
    let nasty = Source {
        title: String::from("}}} \\} {{ %\n\u{7}@article{x,"),
        publisher: Some(String::from("{")),
        authors: vec![String::from("}, {"), String::from("a and b")],
        ..source("s")
    };
    let entry = written(nasty.clone(), Format::BibTex);
    let mut depth = 0_i32;
    for letter in entry.chars() {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        assert!(depth >= 0, "{entry}");
    }
    assert_eq!(depth, 0, "{entry}");
    assert!(entry.contains("{a and b}"), "{entry}");
    let items: serde_json::Value =
        serde_json::from_str(&written(nasty.clone(), Format::CslJson)).unwrap();
    assert_eq!(items[0]["title"], nasty.title.as_str());
}

#[test]
fn each_cited_source_is_there_once() {
    let mut collection = collection(["a", "b", "c"].map(source).into());
    let quote = |source: &str| {
        crate::model::source::Quote::new(
            crate::model::source::QuoteId(source.to_owned()),
            String::new(),
            SourceId(source.to_owned()),
        )
    };
    let event = Event {
        quotes: ["c", "a", "c", "gone"].map(quote).into(),
        ..Event::new(
            crate::model::event::EventId(String::from("e")),
            String::new(),
        )
    };
    collection.events.push(event);
    let cited = cited_sources(&collection, collection.events.iter().map(Cow::Borrowed));
    let ids: Vec<&str> = cited.iter().map(|source| source.id.0.as_str()).collect();
    assert_eq!(ids, ["a", "c"]);
}
