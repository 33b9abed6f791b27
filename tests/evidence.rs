//! Stored copies: every quote of the sample at its place, what a change does, and files made to harm.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use flate2::{Compress, Compression, FlushCompress};
use strabo::io::atomic::write_atomically;
use strabo::io::dataset::open_dataset;
use strabo::io::evidence::hash::capture_state;
use strabo::io::evidence::pdf::use_program;
use strabo::io::evidence::reader::{Watch, read_copy};
use strabo::io::import::table;
use strabo::io::jobs::Jobs;
use strabo::model::quotation::Quotation;
use strabo::model::source::{Capture, CaptureKey, CaptureState, Quote, Source};
use strabo::model::stored::{Content, Lines, PAGE_LINES, StoredCopy};
use strabo::state::action::Action;
use strabo::state::evidence::{EvidenceAction, ReaderRequest, Reading, ReadingStatus};
use strabo::state::update::update;
use strabo::state::{Settings, State};

/// Longer than any of these takes on a busy machine, and shorter than anybody would wait.
const PATIENCE: Duration = Duration::from_mins(2);

/// The window without a window: its state, and the threads that answer it.
struct Desk {
    state: State,
    jobs: Jobs,
}

impl Desk {
    fn open(collection: &Path) -> Self {
        use_program(PathBuf::from(env!("CARGO_BIN_EXE_strabo")));
        let dataset = open_dataset(collection, &table::Watch::default()).unwrap();
        Self {
            state: State::new(Arc::new(dataset), Settings::default()),
            jobs: Jobs::new(Arc::new(|| {}), None),
        }
    }

    fn act(&mut self, action: EvidenceAction) {
        for effect in update(&mut self.state, Action::Evidence(action)) {
            self.jobs.start(effect);
        }
    }

    fn wait(&mut self, is_so: impl Fn(&State) -> bool) {
        let started = Instant::now();
        while !is_so(&self.state) {
            assert!(started.elapsed() < PATIENCE, "no answer");
            for action in self.jobs.finished() {
                for effect in update(&mut self.state, action) {
                    self.jobs.start(effect);
                }
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Opens a quote, and gives what is then in the reader.
    fn read(&mut self, quote: &Quote, capture_idx: Option<usize>) -> Reading {
        self.act(EvidenceAction::Read(Box::new(ReaderRequest {
            source: quote.source.clone(),
            capture_idx,
            quote: Some(quote.clone()),
        })));
        self.wait(|state| {
            let reading = state.evidence.reading.as_ref().unwrap();
            !matches!(reading.status, ReadingStatus::Pending(_))
        });
        self.state.evidence.reading.clone().unwrap()
    }

    /// What is said of a source's stored copies once they are shown.
    fn states(&mut self, source: &Source) -> Vec<CaptureState> {
        self.act(EvidenceAction::ShowSources(vec![source.id.clone()]));
        self.wait(|state| {
            let mut checks = source
                .captures
                .iter()
                .map(|capture| state.evidence.check(capture));
            checks.all(|check| check.state.is_some() && !check.pending)
        });
        let captures = source.captures.iter();
        captures
            .map(|capture| self.state.evidence.check(capture).state.unwrap())
            .collect()
    }

    fn quotes(&self) -> Vec<Quote> {
        let events = &self.state.dataset.collection().events;
        events
            .iter()
            .flat_map(|event| event.quotes.clone())
            .collect()
    }
}

/// The article that the sample quotes, where it is at hand.
fn article() -> Option<String> {
    let Some(shared) = std::env::var_os("STRABO_SHARED") else {
        eprintln!("skipped: STRABO_SHARED does not say where the article is");
        return None;
    };
    let path = Path::new(&shared).join("sources/ara-news-palmyra.txt");
    Some(std::fs::read_to_string(path).unwrap())
}

/// The article as a page: entities, markup within sentences, scripts and comments that say something else.
fn page_of(article: &str) -> String {
    let mut page = String::from(
        "<!DOCTYPE html><html><head><title>no</title><script>document.write('14 tanks')</script></head><body>\n",
    );
    for paragraph in article.lines().filter(|line| !line.trim().is_empty()) {
        page.push_str("<div class=p><p>");
        for (idx, word) in paragraph.split(' ').enumerate() {
            let word = word
                .replace('&', "&amp;")
                .replace('’', "&rsquo;")
                .replace('“', "&#8220;")
                .replace('”', "&#x201D;")
                .replace('–', "&ndash;")
                .replace('…', "&hellip;");
            let word = match idx % 7 {
                3 => format!("<b>{word}</b>"),
                5 => format!("<a href=\"https://x.invalid/?a=1&b\">{word}</a>"),
                _ => word,
            };
            let space = match idx % 5 {
                1 => "&nbsp;",
                2 => "\n  ",
                4 => "<!-- not the words --> ",
                _ => " ",
            };
            write!(page, "{word}{space}").unwrap();
        }
        page.push_str("</p></div>\n");
    }
    page
}

/// The sample with stored copies: the article as text, and as a page.
fn sample_with_copies(article: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("copies")).unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/palmyra-2016.geojson");
    let sample = std::fs::read_to_string(sample).unwrap();
    let mut sample: serde_json::Value = serde_json::from_str(&sample).unwrap();
    let mut captures = Vec::new();
    for (name, text) in [
        ("copies/article.txt", article.to_owned()),
        ("copies/article.html", page_of(article)),
    ] {
        let path = folder.path().join(name);
        write_atomically(&path, text.as_bytes()).unwrap();
        let sha256 = strabo::io::evidence::hash::hash_file(&path).unwrap();
        captures.push(serde_json::json!({ "file": name, "sha256": sha256 }));
    }
    sample["strabo"]["sources"][0]["captures"] = captures.into();
    let path = folder.path().join("palmyra-2016.geojson");
    write_atomically(&path, sample.to_string().as_bytes()).unwrap();
    (folder, path)
}

#[test]
fn every_quote_of_the_sample_opens_at_exactly_one_place() {
    let Some(article) = article() else {
        return;
    };
    let (_folder, path) = sample_with_copies(&article);
    let mut desk = Desk::open(&path);
    let source = desk.state.dataset.collection().sources[0].clone();
    assert_eq!(
        desk.states(&source),
        [CaptureState::Matches, CaptureState::Matches]
    );
    let quotes = desk.quotes();
    assert!(quotes.len() >= 30);
    for quote in &quotes {
        for capture_idx in 0..2 {
            let reading = desk.read(quote, Some(capture_idx));
            let copy = reading
                .copy()
                .unwrap_or_else(|| panic!("{:?}", reading.status));
            let finding = copy.finding.as_ref().unwrap();
            let id = &quote.id.0;
            let best = finding.best.unwrap_or_else(|| panic!("{id}: {finding:?}"));
            assert!(
                finding.places[best].is_between,
                "{id} in copy {capture_idx}"
            );
            let between = finding.places.iter().filter(|place| place.is_between);
            assert_eq!(between.count(), 1, "{id} in copy {capture_idx}");
            assert_eq!(reading.place_idx, Some(best));
        }
    }
    // Nothing of that is a problem to `strabo check` either.
    let (_, problems) = strabo::io::check::check(&path);
    assert_eq!(problems, []);
}

#[test]
fn a_changed_byte_differs_and_a_removed_sentence_is_not_found() {
    let Some(article) = article() else {
        return;
    };
    let (folder, path) = sample_with_copies(&article);
    let mut desk = Desk::open(&path);
    let source = desk.state.dataset.collection().sources[0].clone();
    assert_eq!(desk.states(&source)[0], CaptureState::Matches);

    let copy = folder.path().join("copies/article.txt");
    let changed = article.replacen("22 ISIS targets", "23 ISIS targets", 1);
    assert_ne!(changed, article);
    write_atomically(&copy, changed.as_bytes()).unwrap();
    // Shown anew, it is looked at anew.
    let states = desk.states(&source);
    assert!(matches!(&states[0], CaptureState::Differs { found } if found.len() == 64));
    assert_eq!(states[1], CaptureState::Matches);

    let sentence =
        "During the operation, 16 Coalition aircraft fired 22 munitions destroying 22 targets.";
    assert!(article.contains(sentence));
    write_atomically(&copy, article.replace(sentence, "").as_bytes()).unwrap();
    let quotes = desk.quotes();
    for quote in &quotes {
        let reading = desk.read(quote, Some(0));
        let finding = reading.copy().unwrap().finding.clone().unwrap();
        let is_gone = quote.text == sentence;
        assert_eq!(finding.places.is_empty(), is_gone, "{}", quote.id.0);
    }
    // The other copy still has it, and is what opens unless one is asked for.
    let gone = quotes.iter().find(|quote| quote.text == sentence).unwrap();
    let reading = desk.read(gone, None);
    assert_eq!(reading.copy().unwrap().capture_idx, 1);

    // What is looked at already is not looked at twice: the answer has to be there before the file goes.
    desk.states(&source);
    std::fs::remove_file(&copy).unwrap();
    assert_eq!(desk.states(&source)[0], CaptureState::Missing);
    let reading = desk.read(gone, Some(0));
    assert!(
        matches!(&reading.status, ReadingStatus::Failed(reason) if reason.contains("is missing"))
    );
}

#[test]
fn cited_sources_are_saved_and_never_over_evidence() {
    use strabo::state::NoticeKind;
    use strabo::state::evidence::CitedBy;

    let collection =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/evidence/barges.geojson");
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("barges.geojson");
    std::fs::copy(&collection, &own).unwrap();
    std::fs::create_dir(folder.path().join("copies")).unwrap();
    let copy = folder.path().join("copies/harbor-report.txt");
    write_atomically(&copy, b"the only copy").unwrap();
    let mut desk = Desk::open(&own);
    let mut save = |path: &Path, cited_by| {
        desk.state.notices.clear();
        let path = path.to_owned();
        desk.act(EvidenceAction::SaveSources { path, cited_by });
        desk.wait(|state| !state.notices.is_empty());
        desk.state.notices[0].clone()
    };
    let bib = folder.path().join("s.bib");
    let notice = save(&bib, CitedBy::Matching);
    assert!(
        notice.text.starts_with("3 sources written to"),
        "{}",
        notice.text
    );
    assert_eq!(
        std::fs::read_to_string(&bib).unwrap().matches('@').count(),
        3
    );
    let json = folder.path().join("s.json");
    save(&json, CitedBy::Matching);
    let items: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&json).unwrap()).unwrap();
    assert_eq!(items.as_array().unwrap().len(), 3);
    // Nothing is selected.
    let notice = save(&bib, CitedBy::Selection);
    assert!(notice.text.contains("nothing to export"), "{}", notice.text);
    for path in [&own, &copy] {
        let before = std::fs::read(path).unwrap();
        let notice = save(path, CitedBy::Matching);
        assert_eq!(notice.kind, NoticeKind::Error);
        assert!(notice.text.contains("only read"), "{}", notice.text);
        assert_eq!(std::fs::read(path).unwrap(), before);
    }
}

#[test]
fn answers_that_are_overtaken_are_dropped() {
    let collection =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/evidence/barges.geojson");
    let mut desk = Desk::open(&collection);
    let quotes = desk.quotes();
    let request = |quote: &Quote| {
        Action::Evidence(EvidenceAction::Read(Box::new(ReaderRequest {
            source: quote.source.clone(),
            capture_idx: None,
            quote: Some(quote.clone()),
        })))
    };
    // Two are asked for before one is answered.
    for quote in [&quotes[0], &quotes[3]] {
        for effect in update(&mut desk.state, request(quote)) {
            desk.jobs.start(effect);
        }
    }
    desk.wait(|state| state.evidence.reading.as_ref().unwrap().copy().is_some());
    let reading = desk.state.evidence.reading.clone().unwrap();
    assert_eq!(reading.source.id, quotes[3].source);
    let stale = EvidenceAction::WasRead {
        request: reading.request - 1,
        result: Err(String::from("too late")),
    };
    desk.act(stale);
    assert!(
        desk.state
            .evidence
            .reading
            .as_ref()
            .unwrap()
            .copy()
            .is_some()
    );
    desk.act(EvidenceAction::Close);
    assert!(desk.state.evidence.reading.is_none());
}

/// A folder with one stored copy in it.
struct Stored {
    folder: tempfile::TempDir,
    name: String,
}

impl Stored {
    fn new(name: &str, bytes: &[u8]) -> Self {
        use_program(PathBuf::from(env!("CARGO_BIN_EXE_strabo")));
        let folder = tempfile::tempdir().unwrap();
        write_atomically(&folder.path().join(name), bytes).unwrap();
        Self {
            folder,
            name: name.to_owned(),
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join(&self.name)
    }

    fn find(&self, words: &str) -> Result<StoredCopy, String> {
        read(&self.folder.path().join("c.geojson"), &self.name, words)
    }
}

fn read(collection: &Path, name: &str, words: &str) -> Result<StoredCopy, String> {
    let captures = [Capture {
        file: name.to_owned(),
        sha256: None,
        captured: None,
        by: None,
        extra: Vec::new(),
    }];
    let quotation = Quotation::new(words, None, None);
    let started = Instant::now();
    let copy = read_copy(
        collection,
        &captures,
        None,
        quotation.as_ref(),
        &Watch::default(),
    );
    assert!(started.elapsed() < PATIENCE, "{name} stalls");
    copy
}

fn n_places(copy: &StoredCopy) -> usize {
    copy.finding.as_ref().unwrap().places.len()
}

#[test]
fn pages_made_to_harm_are_read_as_text() {
    for (page, words) in [
        (
            format!("{}the words", "<div>".repeat(2_000_000)),
            "the words",
        ),
        (
            format!("{}the words", "&amp;".repeat(1_000_000)),
            "the words",
        ),
        (format!("{}the words", "<a <b <i ".repeat(500_000)), ""),
        (
            format!("<p>the words<{}", "x".repeat(5_000_000)),
            "the words",
        ),
        (
            format!("the words{}", "<!--".repeat(1_000_000)),
            "the words",
        ),
        (
            format!("<table>{}the words", "<tr><td>".repeat(500_000)),
            "the words",
        ),
        (
            String::from("<script>the words</script><style>the words</style>"),
            "",
        ),
    ] {
        let copy = Stored::new("page.html", page.as_bytes())
            .find("the words")
            .unwrap();
        assert_eq!(
            n_places(&copy),
            usize::from(!words.is_empty()),
            "{page:.40}"
        );
    }
}

#[test]
fn nothing_that_is_read_makes_a_request() {
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    server.set_nonblocking(true).unwrap();
    let at = server.local_addr().unwrap();
    let page = format!(
        "<link rel=stylesheet href=http://{at}/a><script src=http://{at}/b></script><img src=http://{at}/c>\
         <iframe src=http://{at}/d></iframe><meta http-equiv=refresh content='0;url=http://{at}/e'>the words"
    );
    assert_eq!(
        n_places(
            &Stored::new("a.html", page.as_bytes())
                .find("the words")
                .unwrap()
        ),
        1
    );
    let action =
        format!("<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /URI /URI (http://{at}/f) >> >>");
    let pdf = pdf(&[&action, PAGES, PAGE, FONT, &content("(the words) Tj")]);
    assert_eq!(
        n_places(&Stored::new("a.pdf", &pdf).find("the words").unwrap()),
        1
    );
    std::thread::sleep(Duration::from_millis(50));
    assert!(server.accept().is_err(), "something asked for something");
}

const CATALOG: &str = "<< /Type /Catalog /Pages 2 0 R >>";
const PAGES: &str = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>";
const PAGE: &str = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] \
     /Resources << /Font << /F1 4 0 R >> /XObject << /X 6 0 R >> >> /Contents 5 0 R >>";
const FONT: &str =
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";

/// A stream that draws something in 12 points.
fn content(text: &str) -> String {
    let drawn = format!("BT /F1 12 Tf 72 700 Td {text} ET");
    format!("<< /Length {} >>\nstream\n{drawn}\nendstream", drawn.len())
}

/// A PDF of some objects, numbered from 1.
fn pdf(objects: &[&str]) -> Vec<u8> {
    pdf_of_bytes(
        &objects
            .iter()
            .map(|object| object.as_bytes())
            .collect::<Vec<_>>(),
    )
}

fn pdf_of_bytes(objects: &[&[u8]]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut starts = Vec::new();
    for (idx, object) in objects.iter().enumerate() {
        starts.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n", idx + 1).bytes());
        bytes.extend(*object);
        bytes.extend(b"\nendobj\n");
    }
    let xref = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for start in starts {
        bytes.extend(format!("{start:010} 00000 n \n").bytes());
    }
    let size = objects.len() + 1;
    bytes.extend(
        format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n").bytes(),
    );
    bytes
}

/// Some gigabytes of zeros as a zlib stream of some megabytes.
fn zlib_bomb(gigabytes: usize) -> Vec<u8> {
    let zeros = vec![0; 1 << 20];
    let mut compress = Compress::new(Compression::best(), false);
    let mut block = Vec::with_capacity(1 << 20);
    compress
        .compress_vec(&zeros, &mut block, FlushCompress::Full)
        .unwrap();
    let mut bytes = vec![0x78, 0xda];
    for _ in 0..gigabytes << 10 {
        bytes.extend(&block);
    }
    bytes
}

#[test]
fn a_pdf_made_to_harm_is_an_error_or_read_as_far_as_it_goes() {
    let whole = pdf(&[CATALOG, PAGES, PAGE, FONT, &content("(the words) Tj")]);
    assert_eq!(
        n_places(&Stored::new("a.pdf", &whole).find("the words").unwrap()),
        1
    );
    for length in (0..whole.len()).step_by(60) {
        // Whatever comes of it, it comes.
        Stored::new("cut.pdf", &whole[..length])
            .find("the words")
            .ok();
    }
    let own_parent = "<< /Type /Pages /Kids [2 0 R 2 0 R 3 0 R] /Count 3 >>";
    let own_form = "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >> \
         /Length 11 >>\nstream\n/X Do /X Do\nendstream";
    let calls = format!("{} ", content("(the words) Tj").replace(" ET", " ET /X Do"));
    let nested = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    for objects in [
        [
            CATALOG,
            own_parent,
            PAGE,
            FONT,
            &content("(the words) Tj"),
            "null",
        ],
        [CATALOG, PAGES, PAGE, FONT, "5 0 R", "6 0 R"],
        [
            CATALOG,
            PAGES,
            PAGE,
            &nested,
            &content("(the words) Tj"),
            &nested,
        ],
        [CATALOG, PAGES, PAGE, FONT, &calls, own_form],
    ] {
        match Stored::new("loop.pdf", &pdf(&objects)).find("the words") {
            Ok(copy) => assert!(n_places(&copy) <= 1),
            Err(reason) => assert!(reason.contains("cannot be read"), "{reason}"),
        }
    }
}

#[cfg(unix)]
#[test]
fn a_pdf_that_unpacks_to_gigabytes_does_not_take_the_memory() {
    let bomb = zlib_bomb(6);
    assert!(bomb.len() < 16 << 20);
    let mut stream = format!(
        "<< /Length {} /Filter /FlateDecode >>\nstream\n",
        bomb.len()
    )
    .into_bytes();
    stream.extend(&bomb);
    stream.extend(b"\nendstream");
    let objects = [CATALOG, PAGES, PAGE, FONT].map(str::as_bytes);
    let bytes = pdf_of_bytes(&[objects[0], objects[1], objects[2], objects[3], &stream]);
    let outcome = Stored::new("bomb.pdf", &bytes).find("the words");
    match outcome {
        Ok(copy) => assert_eq!(n_places(&copy), 0),
        Err(reason) => assert!(reason.contains("cannot be read"), "{reason}"),
    }
}

#[test]
fn a_text_of_a_gigabyte_is_searched_in_bounded_memory() {
    let stored = Stored::new("large.txt", b"first line\nsecond line\n");
    let mut file = File::options().append(true).open(stored.path()).unwrap();
    file.write_all(
        "some words that fill the sample\n"
            .repeat(10_000)
            .as_bytes(),
    )
    .unwrap();
    // A hole: it takes no room on the disk.
    file.set_len(1 << 30).unwrap();
    file.write_all("\n“The needle” is at its end\n".as_bytes())
        .unwrap();
    drop(file);
    let started = Instant::now();
    let copy = stored.find("\"The needle\" is at its end").unwrap();
    eprintln!("a gigabyte was searched in {:?}", started.elapsed());
    let finding = copy.finding.unwrap();
    assert_eq!(finding.places.len(), 1);
    let Content::Text(Lines::OnDisk(index)) = &copy.content else {
        panic!("a gigabyte is not held");
    };
    let last = index.n_lines - 1;
    let lines = strabo::io::evidence::reader::read_page(
        &stored.folder.path().join("c.geojson"),
        &stored.name,
        index,
        last / PAGE_LINES,
    )
    .unwrap();
    let line = &lines[(last % PAGE_LINES) as usize];
    assert_eq!(line.text, "“The needle” is at its end");
    assert!(finding.places[0].ranges[0].start >> 16 == last);

    // Nothing but a hole is no text.
    let empty = Stored::new("hole.txt", b"");
    File::options()
        .write(true)
        .open(empty.path())
        .unwrap()
        .set_len(1 << 30)
        .unwrap();
    assert!(empty.find("x").unwrap_err().contains("neither text"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_gigabyte_fits_into_a_fraction_of_it() {
    let stored = Stored::new("large.txt", b"first line\n");
    let file = File::options().append(true).open(stored.path()).unwrap();
    file.set_len(1 << 10).unwrap();
    drop(file);
    let mut file = File::options().append(true).open(stored.path()).unwrap();
    file.set_len(0).unwrap();
    file.write_all(&b"some words that fill the sample\n".repeat(10_000))
        .unwrap();
    file.set_len(1 << 30).unwrap();
    file.write_all(b"\nthe needle").unwrap();
    let collection = stored.folder.path().join("c.geojson");
    let text = r#"{"type":"FeatureCollection","strabo":{"version":1,"sources":[{"id":"s","title":"S","captures":[{"file":"large.txt"}]}]},
        "features":[{"type":"Feature","geometry":null,"properties":{"title":"E","quotes":[{"id":"q","source":"s","text":"the needle"}]}}]}"#;
    write_atomically(&collection, text.as_bytes()).unwrap();
    // In kilobytes of address space: a quarter of the file, with the program itself.
    let limited = "ulimit -v 393216; exec \"$0\" check \"$1\"";
    let output = std::process::Command::new("sh")
        .args(["-c", limited, env!("CARGO_BIN_EXE_strabo")])
        .arg(&collection)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{said} {}",
        String::from_utf8_lossy(&output.stdout)
    );
}

#[test]
fn names_that_lead_elsewhere_are_not_read() {
    let stored = Stored::new("in.txt", b"the words");
    let folder = stored.folder.path();
    std::fs::create_dir(folder.join("inner")).unwrap();
    let collection = folder.join("inner/c.geojson");
    let outside = stored.path().display().to_string();
    for name in [
        "../in.txt",
        outside.as_str(),
        "a/../../in.txt",
        "..\\in.txt",
        "C:\\in.txt",
        "file:///in.txt",
    ] {
        let reason = read(&collection, name, "the words").unwrap_err();
        assert!(
            reason.contains("is not read") || reason.contains("is missing"),
            "{reason}"
        );
        let key = CaptureKey {
            file: name.to_owned(),
            sha256: None,
        };
        let state = capture_state(&collection, &key, &|| true).unwrap();
        assert!(
            matches!(state, CaptureState::Unreadable(_) | CaptureState::Missing),
            "{name}"
        );
    }
}

#[cfg(unix)]
#[test]
fn links_folders_and_pipes_in_the_place_of_a_file_are_said_and_not_waited_for() {
    let stored = Stored::new("secret.txt", b"the words");
    let folder = stored.folder.path().join("inner");
    std::fs::create_dir_all(folder.join("folder.txt")).unwrap();
    std::os::unix::fs::symlink(stored.path(), folder.join("link.txt")).unwrap();
    std::os::unix::fs::symlink("loop.txt", folder.join("loop.txt")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", folder.join("zero.txt")).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(folder.join("pipe.txt"))
        .status();
    assert!(made.unwrap().success());
    let collection = folder.join("c.geojson");
    for name in ["folder.txt", "link.txt", "loop.txt", "zero.txt", "pipe.txt"] {
        let started = Instant::now();
        assert!(read(&collection, name, "the words").is_err(), "{name}");
        let key = CaptureKey {
            file: name.to_owned(),
            sha256: Some("0".repeat(64)),
        };
        let state = capture_state(&collection, &key, &|| true).unwrap();
        assert!(!matches!(state, CaptureState::Matches), "{name}");
        assert!(started.elapsed() < Duration::from_secs(5), "{name}");
    }
}

#[test]
fn pictures_are_shown_and_broken_ones_are_said_to_be() {
    let mut png = Vec::new();
    let picture = image::RgbaImage::from_pixel(3_000, 10, image::Rgba([200, 100, 50, 255]));
    picture
        .write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png)
        .unwrap();
    let copy = Stored::new("a.png", &png).find("the words").unwrap();
    assert_eq!(copy.finding, None);
    let Content::Picture(pixels) = &copy.content else {
        panic!("a picture");
    };
    assert_eq!(pixels.size_in_file, (3_000, 10));
    assert!(pixels.width <= 2_048);
    for length in [9, 40, png.len() / 2] {
        assert!(
            Stored::new("a.png", &png[..length]).find("x").is_err(),
            "{length}"
        );
    }
    // A header that promises a picture of some gigabytes.
    let mut huge = png.clone();
    huge[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    assert!(Stored::new("huge.png", &huge).find("x").is_err());
}
