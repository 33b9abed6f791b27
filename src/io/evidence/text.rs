//! Plain text of any size: read once from end to end, in which the quote is looked for and the lines are counted.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::sync::Arc;

use encoding_rs::Encoding;

use crate::io::evidence::lines::LineReader;
use crate::io::evidence::reader::Watch;
use crate::io::import::table::encoding::{SAMPLE_BYTES, binary_at, codec, guess};
use crate::model::quotation::{Finder, Finding, Quotation};
use crate::model::stored::{Line, LineIndex, Lines, PAGE_LINES, Spot};
use crate::model::table::Encoding as Spelling;

/// Memory that the lines of a text may take up; a longer text is read from the disk as it is scrolled.
const HELD_BYTES_MAX: usize = 32 << 20;
/// What a line takes up beside its letters.
const LINE_OVERHEAD: usize = 64;
/// Lines between two looks at whether the text is still wanted.
const WATCH_LINES: u64 = 256;

/// A text that was read.
pub(super) struct Text {
    pub(super) lines: Lines,
    pub(super) finding: Option<Finding>,
    pub(super) is_damaged: bool,
}

/// Why a file is not read as text.
pub(super) enum TextError {
    NotText,
    Unwanted,
    System(io::Error),
}

impl From<io::Error> for TextError {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

pub(super) fn read_text(
    file: &mut File,
    quotation: Option<&Quotation>,
    watch: &Watch,
) -> Result<Text, TextError> {
    let n_bytes = file.metadata()?.len();
    watch.begin(n_bytes);
    let (encoding, start) = encoding_of(file, watch)?;
    file.seek(SeekFrom::Start(start))?;
    let mut reader = LineReader::new(file, encoding, start);
    let mut finder = quotation.map(Finder::new);
    let mut index = LineIndex {
        encoding: encoding.name().to_owned(),
        ..LineIndex::default()
    };
    let mut held = Some(Vec::new());
    let mut held_bytes = 0;
    loop {
        let at = reader.offset();
        let Some(line) = reader.next()? else {
            break;
        };
        if index.n_lines.is_multiple_of(PAGE_LINES) {
            index.page_starts.push(at);
        }
        if index.n_lines.is_multiple_of(WATCH_LINES) {
            watch.set_done(at);
            if watch.is_cancelled() {
                return Err(TextError::Unwanted);
            }
        }
        if let Some(finder) = &mut finder {
            push_line(finder, &line, index.n_lines);
        }
        index.n_lines += 1;
        held_bytes += line.text.len() + LINE_OVERHEAD;
        if held_bytes > HELD_BYTES_MAX {
            held = None;
        }
        if let Some(held) = &mut held {
            held.push(line);
        }
    }
    Ok(Text {
        is_damaged: reader.is_damaged,
        lines: held.map_or_else(|| Lines::OnDisk(Arc::new(index)), Lines::Held),
        finding: finder.map(Finder::finish),
    })
}

/// Looks for a quote in lines that are held.
pub(super) fn find_in_lines(lines: &[Line], quotation: &Quotation) -> Finding {
    let mut finder = Finder::new(quotation);
    for (idx, line) in (0..).zip(lines) {
        push_line(&mut finder, line, idx);
    }
    finder.finish()
}

fn push_line(finder: &mut Finder<'_>, line: &Line, idx: u64) {
    if finder.is_done() {
        return;
    }
    let at = |byte| Spot { line: idx, byte }.position();
    finder.push(&line.text, at(0));
    if !line.goes_on {
        finder.push("\n", at(line.text.len()));
    }
}

/// The lines of a page of a text that is not held.
pub(super) fn read_page(file: &mut File, index: &LineIndex, page: u64) -> io::Result<Vec<Line>> {
    let start = usize::try_from(page)
        .ok()
        .and_then(|page| index.page_starts.get(page));
    let (Some(start), Some(encoding)) = (start, Encoding::for_label(index.encoding.as_bytes()))
    else {
        return Ok(Vec::new());
    };
    file.seek(SeekFrom::Start(*start))?;
    let mut reader = LineReader::new(file, encoding, *start);
    let mut lines = Vec::new();
    while lines.len() < PAGE_LINES as usize {
        let Some(line) = reader.next()? else {
            break;
        };
        lines.push(line);
    }
    Ok(lines)
}

/// How a file is written, and where its text begins.
///
/// A text may be ASCII for long: then the first letter beyond it decides, wherever it is.
fn encoding_of(file: &mut File, watch: &Watch) -> Result<(&'static Encoding, u64), TextError> {
    let mut sample = read_sample(file, 0)?;
    let mut encoding = guess(&sample);
    let is_wide = matches!(encoding, Spelling::Utf16Le | Spelling::Utf16Be);
    // Zero bytes further on may be the hole of a damaged file, in which the rest is still text.
    if !is_wide && binary_at(&String::from_utf8_lossy(&sample)).is_some() {
        return Err(TextError::NotText);
    }
    if sample.is_ascii()
        && let Some(at) = first_beyond_ascii(file, watch)?
    {
        sample = read_sample(file, at)?;
        encoding = guess(&sample);
        // In the middle of a file UTF-16 is a misunderstanding.
        if matches!(encoding, Spelling::Utf16Le | Spelling::Utf16Be) {
            encoding = Spelling::Utf8;
        }
        return Ok((codec(encoding).0, 0));
    }
    let (codec, mark) = codec(encoding);
    let start = if sample.starts_with(mark) {
        mark.len() as u64
    } else {
        0
    };
    Ok((codec, start))
}

fn read_sample(file: &mut File, at: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(at))?;
    let mut sample = Vec::new();
    file.by_ref()
        .take(SAMPLE_BYTES as u64)
        .read_to_end(&mut sample)?;
    Ok(sample)
}

/// Where in a file the first byte is that is not ASCII.
fn first_beyond_ascii(file: &mut File, watch: &Watch) -> Result<Option<u64>, TextError> {
    file.seek(SeekFrom::Start(0))?;
    let mut buffer = vec![0; 1 << 20];
    let mut offset = 0;
    loop {
        if watch.is_cancelled() {
            return Err(TextError::Unwanted);
        }
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok(None);
        }
        let piece = buffer.get(..count).unwrap_or_default();
        if !piece.is_ascii() {
            let at = piece.iter().position(|byte| !byte.is_ascii());
            return Ok(at.map(|at| offset + at as u64));
        }
        offset += count as u64;
    }
}
