//! Reads a stored copy: tells what kind of file it is, takes its text out, and looks for a quote in it.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::io::evidence::html::{LINES_MAX, text_of_page};
use crate::io::evidence::pdf::read_pdf;
use crate::io::evidence::picture;
use crate::io::evidence::text::{Text, TextError, find_in_lines, read_text};
use crate::io::folder::{FolderError, OpenError, open};
use crate::model::number::grouped;
use crate::model::quotation::{Finding, Quotation};
use crate::model::source::Capture;
use crate::model::stored::{Content, CopyKind, Line, LineIndex, Lines, StoredCopy};

/// The longest web page that is read, in bytes. Saved with all its pictures inside, an article has a tenth of that.
const PAGE_BYTES_MAX: u64 = 64 << 20;

/// How far a reading is, and whether it is still wanted.
#[derive(Debug, Default)]
pub struct Watch {
    all_bytes: AtomicU64,
    done_bytes: AtomicU64,
    is_cancelled: AtomicBool,
}

impl Watch {
    pub(super) fn begin(&self, all_bytes: u64) {
        self.done_bytes.store(0, Ordering::Relaxed);
        self.all_bytes.store(all_bytes, Ordering::Relaxed);
    }

    pub(super) fn set_done(&self, bytes: u64) {
        self.done_bytes.store(bytes, Ordering::Relaxed);
    }

    /// The share that was read so far, from 0 to 1; `None` where that is not known.
    pub fn share(&self) -> Option<f32> {
        let all = self.all_bytes.load(Ordering::Relaxed);
        let done = self.done_bytes.load(Ordering::Relaxed);
        (all > 0).then(|| (done as f32 / all as f32).min(1.0))
    }

    pub fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Relaxed);
    }

    pub fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::Relaxed)
    }
}

/// Reads one of a source's stored copies; where none is named, the first in which the quote is found,
/// else the first that can be read. The error is a sentence.
pub fn read_copy(
    collection: &Path,
    captures: &[Capture],
    capture_idx: Option<usize>,
    quotation: Option<&Quotation>,
    watch: &Watch,
) -> Result<StoredCopy, String> {
    let wanted = |idx: usize| capture_idx.is_none_or(|wanted| wanted == idx);
    let mut first = None;
    let mut reasons = Vec::new();
    for (idx, capture) in captures.iter().enumerate().filter(|(idx, _)| wanted(*idx)) {
        match read_one(collection, idx, &capture.file, quotation, watch) {
            Ok(copy) => {
                let found = copy.finding.as_ref();
                if quotation.is_none() || found.is_some_and(|found| !found.places.is_empty()) {
                    return Ok(copy);
                }
                first.get_or_insert(copy);
            }
            Err(reason) => reasons.push(reason),
        }
    }
    first.ok_or_else(|| {
        if reasons.is_empty() {
            reasons.push(String::from("The source has no stored copy."));
        }
        reasons.join("\n")
    })
}

fn read_one(
    collection: &Path,
    capture_idx: usize,
    name: &str,
    quotation: Option<&Quotation>,
    watch: &Watch,
) -> Result<StoredCopy, String> {
    let mut file = open(collection, name).map_err(|error| match error {
        OpenError::Name(FolderError::Missing) => format!("The stored copy “{name}” is missing."),
        error => format!("The stored copy “{name}” is not read: {error}."),
    })?;
    let (kind, content, finding, mut remarks) = match read_file(&mut file, name, quotation, watch) {
        Ok(read) => read,
        Err(reason) => {
            return Err(format!(
                "The stored copy “{name}” cannot be read: {reason}."
            ));
        }
    };
    if let Some(finding) = &finding
        && finding.is_cut
    {
        let n = grouped(finding.places.len() as u64);
        remarks.push(format!(
            "The words stand in more places than are counted; these are the first {n}."
        ));
    }
    Ok(StoredCopy {
        capture_idx,
        kind,
        content,
        n_bytes: file.metadata().map_or(0, |metadata| metadata.len()),
        finding,
        remarks,
    })
}

type Read = (CopyKind, Content, Option<Finding>, Vec<String>);

fn read_file(
    file: &mut File,
    name: &str,
    quotation: Option<&Quotation>,
    watch: &Watch,
) -> Result<Read, String> {
    let system = |error: io::Error| format!("the system does not let it be read: {error}");
    let kind = kind_of(file, name).map_err(system)?;
    file.seek(SeekFrom::Start(0)).map_err(system)?;
    let mut remarks = Vec::new();
    let lines = match kind {
        CopyKind::Text => {
            let Text {
                lines,
                finding,
                is_damaged,
            } = read_text(file, quotation, watch).map_err(text_reason)?;
            remark_damage(&mut remarks, is_damaged);
            return Ok((kind, Content::Text(lines), finding, remarks));
        }
        CopyKind::Picture => {
            let copy = file.try_clone().map_err(system)?;
            let picture = picture::decode(copy)?;
            return Ok((kind, Content::Picture(picture), None, remarks));
        }
        CopyKind::WebPage => page_lines(file, &mut remarks).map_err(system)?,
        CopyKind::Pdf => pdf_lines(file, watch, &mut remarks)?,
    };
    let finding = quotation.map(|quotation| find_in_lines(&lines, quotation));
    Ok((kind, Content::Text(Lines::Held(lines)), finding, remarks))
}

fn text_reason(error: TextError) -> String {
    match error {
        TextError::NotText => String::from(
            "it is neither text, nor a web page, a PDF or a picture (PNG, JPEG, GIF, WebP)",
        ),
        TextError::Unwanted => String::from("it is no longer wanted"),
        TextError::System(error) => format!("the system does not let it be read: {error}"),
    }
}

fn page_lines(file: &mut File, remarks: &mut Vec<String>) -> io::Result<Vec<Line>> {
    let mut bytes = Vec::new();
    file.take(PAGE_BYTES_MAX).read_to_end(&mut bytes)?;
    let page = text_of_page(&bytes);
    if bytes.len() as u64 == PAGE_BYTES_MAX {
        remarks.push(format!(
            "Only the first {} MB of the page were read.",
            PAGE_BYTES_MAX >> 20
        ));
    }
    if page.is_cut {
        let n = grouped(LINES_MAX as u64);
        remarks.push(format!("Only the first {n} lines of the page were read."));
    }
    remark_damage(remarks, page.is_damaged);
    Ok(page.lines)
}

fn pdf_lines(
    file: &mut File,
    watch: &Watch,
    remarks: &mut Vec<String>,
) -> Result<Vec<Line>, String> {
    let copy = file.try_clone().map_err(|error| error.to_string())?;
    let pdf = read_pdf(copy, watch)?;
    if pdf.is_cut {
        let pages = grouped(pdf.n_pages as u64);
        remarks.push(format!(
            "Only the text of the first {pages} pages was read."
        ));
    } else if pdf.lines.is_empty() {
        remarks.push(String::from(
            "The PDF has no text in it; it may be scanned pages.",
        ));
    }
    Ok(pdf.lines)
}

fn remark_damage(remarks: &mut Vec<String>, is_damaged: bool) {
    if is_damaged {
        remarks.push(String::from(
            "Some letters could not be read; they are shown as \u{fffd}.",
        ));
    }
}

/// What kind of file it is: by its first bytes, then by its name.
fn kind_of(file: &mut File, name: &str) -> io::Result<CopyKind> {
    /// The header of a PDF stands within the first 1,024 bytes.
    const HEAD_BYTES: u64 = 1_024;
    let mut head = Vec::new();
    file.take(HEAD_BYTES).read_to_end(&mut head)?;
    let extension = Path::new(name)
        .extension()
        .map(|extension| extension.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    let is_page_by_name = matches!(extension.as_str(), "html" | "htm" | "xhtml");
    let lower = head.to_ascii_lowercase();
    let text = lower.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(&lower);
    let text = text.trim_ascii_start();
    Ok(if head.starts_with(b"%PDF-") {
        CopyKind::Pdf
    } else if image::guess_format(&head).is_ok() {
        CopyKind::Picture
    } else if is_page_by_name || text.starts_with(b"<!doctype html") || text.starts_with(b"<html") {
        CopyKind::WebPage
    } else if extension == "pdf" || memchr::memmem::find(&head, b"%PDF-").is_some() {
        CopyKind::Pdf
    } else {
        CopyKind::Text
    })
}

/// A stored copy that quotes can be looked for in, one after the other.
pub struct Searchable {
    file: File,
    lines: Lines,
}

impl Searchable {
    /// `None` where there is no text: the file cannot be read, is a picture, or a PDF without a text layer.
    pub fn read(collection: &Path, name: &str) -> Option<Self> {
        let mut file = open(collection, name).ok()?;
        let (_, content, ..) = read_file(&mut file, name, None, &Watch::default()).ok()?;
        match content {
            Content::Text(lines) if lines.count() > 0 => Some(Self { file, lines }),
            _ => None,
        }
    }

    pub fn find(&mut self, quotation: &Quotation) -> Finding {
        if let Lines::Held(lines) = &self.lines {
            return find_in_lines(lines, quotation);
        }
        // Too long to be held: it is read again.
        let read = self
            .file
            .seek(SeekFrom::Start(0))
            .map_err(TextError::System)
            .and_then(|_| read_text(&mut self.file, Some(quotation), &Watch::default()));
        read.ok().and_then(|text| text.finding).unwrap_or_default()
    }
}

/// The lines of a page of a text that is not held.
pub fn read_page(
    collection: &Path,
    name: &str,
    index: &LineIndex,
    page: u64,
) -> Result<Vec<Line>, String> {
    let mut file = open(collection, name)
        .map_err(|error| format!("The stored copy “{name}” can no longer be read: {error}."))?;
    crate::io::evidence::text::read_page(&mut file, index, page)
        .map_err(|error| format!("The stored copy “{name}” can no longer be read: {error}."))
}
