//! The text of a PDF, read by a process of its own.
//!
//! PDF is a language to draw with, and a file of a few bytes can ask for any amount of time and memory. So another
//! process of this program reads it: what it may take is limited, and if it does not survive the file, this one does.

use std::fs::File;
use std::io::{self, Read, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::io::evidence::lines::push_paragraph;
use crate::io::evidence::pdf_text;
use crate::io::evidence::reader::Watch;
use crate::model::stored::Line;

/// The largest PDF that is read, in bytes: some thousand scanned pages.
pub const PDF_BYTES_MAX: u64 = 256 << 20;
/// The longest text that is taken from it, in bytes: some ten books.
const TEXT_BYTES_MAX: u64 = 16 << 20;
/// Time that reading it may take. A report of some hundred pages takes a second.
const TIME_MAX: Duration = Duration::from_secs(30);
/// Memory that reading it may take, in bytes, where the system can limit that: it holds the file and one page.
#[cfg(unix)]
const MEMORY_BYTES_MAX: u64 = 2 << 30;
/// How often the other process is looked at.
const POLL: Duration = Duration::from_millis(10);

/// The subcommand that the other process is started with.
pub const SUBCOMMAND: &str = "read-pdf";
/// What stands between two pages: a form feed.
const PAGE_END: char = '\u{c}';

/// This program, to be started again.
static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Says which program reads PDFs: this one. Without it none is read.
pub fn use_program(path: PathBuf) {
    // Asked for a second time it is the same one.
    PROGRAM.set(path).ok();
}

/// The text of a PDF.
pub(super) struct PdfText {
    pub(super) lines: Vec<Line>,
    pub(super) n_pages: usize,
    /// There was more than [`TEXT_BYTES_MAX`].
    pub(super) is_cut: bool,
}

/// Reads a PDF from its beginning on.
pub(super) fn read_pdf(file: File, watch: &Watch) -> Result<PdfText, String> {
    if file.metadata().map_err(|error| error.to_string())?.len() > PDF_BYTES_MAX {
        return Err(format!(
            "PDFs of more than {} MB are not read",
            PDF_BYTES_MAX >> 20
        ));
    }
    let program = PROGRAM
        .get()
        .ok_or("the program that reads PDFs was not found")?;
    let child = Command::new(program)
        .arg(SUBCOMMAND)
        .stdin(file)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("the program that reads PDFs could not be started: {error}"))?;
    let (text, is_cut) = attend(child, watch)?;
    let n_pages = text.matches(PAGE_END).count();
    let mut lines = Vec::new();
    for page in text.split(PAGE_END) {
        for line in page.trim_end().lines() {
            push_paragraph(&mut lines, line);
        }
        // Pages are parted by an empty line.
        if lines.last().is_some_and(|line| !line.text.is_empty()) {
            lines.push(Line::default());
        }
    }
    lines.pop();
    Ok(PdfText {
        lines,
        n_pages,
        is_cut,
    })
}

/// Takes in what the other process writes, and ends it when it takes too long, writes too much or is not wanted.
fn attend(mut child: Child, watch: &Watch) -> Result<(String, bool), String> {
    let text = gather(child.stdout.take(), TEXT_BYTES_MAX);
    let complaint = gather(child.stderr.take(), 4_096);
    let started = Instant::now();
    let outcome = loop {
        match child.try_wait() {
            Ok(Some(status)) => break Ok(status.success()),
            Ok(None) if watch.is_cancelled() => break Err(String::from("it is no longer wanted")),
            Ok(None) if started.elapsed() > TIME_MAX => {
                break Err(format!(
                    "reading it takes longer than {} seconds, so it was given up",
                    TIME_MAX.as_secs()
                ));
            }
            Ok(None) => std::thread::sleep(POLL),
            Err(error) => break Err(format!("the program that reads it is lost: {error}")),
        }
    };
    if outcome.is_err() {
        // It may have ended in the meantime; then there is nothing to end.
        child.kill().ok();
        child.wait().ok();
    }
    let joined = |thread: io::Result<Gathering>| -> Vec<u8> {
        let joined = thread.ok().and_then(|thread| thread.join().ok());
        joined.unwrap_or_default()
    };
    let (text, complaint) = (joined(text), joined(complaint));
    let is_cut = text.len() as u64 >= TEXT_BYTES_MAX;
    let text = String::from_utf8_lossy(&text).into_owned();
    match outcome? {
        // It ends when nobody takes in more.
        success if success || is_cut => Ok((text, is_cut)),
        _ => Err(reason(&String::from_utf8_lossy(&complaint))),
    }
}

type Gathering = std::thread::JoinHandle<Vec<u8>>;

/// Takes in a stream up to a limit, beside whatever else happens.
fn gather(stream: Option<impl Read + Send + 'static>, limit: u64) -> io::Result<Gathering> {
    std::thread::Builder::new()
        .name(String::from("gather text"))
        .spawn(move || {
            let mut bytes = Vec::new();
            if let Some(stream) = stream {
                // What was read before an error counts.
                stream.take(limit).read_to_end(&mut bytes).ok();
            }
            bytes
        })
}

/// What the other process said in the end, if that is a sentence of ours.
fn reason(complaint: &str) -> String {
    let said = complaint
        .lines()
        .find_map(|line| line.strip_prefix("strabo: "));
    said.map_or_else(
        || {
            String::from(
                "it is damaged, or made to harm: the process that reads PDFs did not survive it",
            )
        },
        str::to_owned,
    )
}

/// What the other process does: reads a PDF from its standard input, and writes the text to its standard output.
pub fn run_reader() -> anyhow::Result<()> {
    limit_memory();
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
        .take(PDF_BYTES_MAX)
        .read_to_end(&mut bytes)?;
    let mut out = io::stdout().lock();
    let mut take = |page: &str| {
        // Whoever reads has enough, or is gone.
        let written = write!(out, "{}{PAGE_END}", page.replace(PAGE_END, " "));
        written.and_then(|()| out.flush()).is_ok()
    };
    pdf_text::extract(bytes, &mut take).map_err(anyhow::Error::msg)
}

#[cfg(unix)]
fn limit_memory() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = Rlimit {
        current: Some(MEMORY_BYTES_MAX),
        maximum: Some(MEMORY_BYTES_MAX),
    };
    // A system that knows no such limit still has the limit on time.
    setrlimit(Resource::As, limit).ok();
}

/// Elsewhere the limit on time has to do.
#[cfg(not(unix))]
fn limit_memory() {}
