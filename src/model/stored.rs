//! A stored copy as it is read: its text in lines, or a picture, and where in it a quote stands.
//!
//! A line here is what is laid out together: a line or paragraph of the copy, or a piece of one that is very long.
//! Positions in the text grow with the line and the byte in it, so that they can be compared and searched.

use std::sync::Arc;

use crate::model::quotation::Finding;

/// Bytes of a line in the file, at most: a long paragraph. Longer ones go on in the next line.
pub const LINE_BYTES_MAX: usize = 4_096;

/// Lines that are read from the disk together.
pub const PAGE_LINES: u64 = 512;

/// Bits of a position that hold the byte in the line. A byte becomes three at most (U+FFFD for one that cannot be read).
const BYTE_BITS: u32 = 16;
const _: () = assert!(3 * LINE_BYTES_MAX < 1 << BYTE_BITS);

/// A line of a stored copy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    /// The next line is the rest of this one.
    pub goes_on: bool,
}

/// A place between two letters of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    pub line: u64,
    pub byte: usize,
}

impl Spot {
    pub fn position(self) -> u64 {
        self.line << BYTE_BITS | self.byte as u64
    }

    pub fn of(position: u64) -> Self {
        Self {
            line: position >> BYTE_BITS,
            byte: (position & ((1 << BYTE_BITS) - 1)) as usize,
        }
    }
}

/// What kind of file a stored copy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyKind {
    Text,
    WebPage,
    Pdf,
    Picture,
}

impl CopyKind {
    pub fn words(self) -> &'static str {
        match self {
            Self::Text => "plain text",
            Self::WebPage => "web page, as text",
            Self::Pdf => "PDF, its text",
            Self::Picture => "picture",
        }
    }
}

/// A stored copy that was read, and what was found in it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredCopy {
    /// Which of the source's copies it is.
    pub capture_idx: usize,
    pub kind: CopyKind,
    pub content: Content,
    /// Size of the file.
    pub n_bytes: u64,
    /// `None`: no words were asked for, or there is no text to look in.
    pub finding: Option<Finding>,
    /// What limits its reading, in sentences: a part that was left out, letters that could not be read.
    pub remarks: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    Text(Lines),
    Picture(Pixels),
}

/// The lines of a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Lines {
    Held(Vec<Line>),
    /// Too many to hold: they are read from the disk by pages.
    OnDisk(Arc<LineIndex>),
}

impl Lines {
    pub fn count(&self) -> u64 {
        match self {
            Self::Held(lines) => lines.len() as u64,
            Self::OnDisk(index) => index.n_lines,
        }
    }
}

/// Where the pages of a text begin in its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineIndex {
    pub n_lines: u64,
    /// Byte in the file at which each page of [`PAGE_LINES`] begins.
    pub page_starts: Vec<u64>,
    /// The encoding's name, as the WHATWG gives it.
    pub encoding: String,
}

/// A picture: red, green, blue and opacity of each pixel, row by row.
#[derive(Clone, PartialEq, Eq)]
pub struct Pixels {
    pub width: usize,
    pub height: usize,
    /// Four bytes a pixel, not premultiplied.
    pub rgba: Vec<u8>,
    /// Width and height in the file, where the picture was made smaller.
    pub size_in_file: (u32, u32),
}

impl std::fmt::Debug for Pixels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pixels({}×{})", self.width, self.height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_grow_with_line_and_byte_and_lead_back() {
        let spots = [(0, 0), (0, 4_095), (1, 0), (1 << 32, 12_288)];
        let spots = spots.map(|(line, byte)| Spot { line, byte });
        assert!(spots.is_sorted_by_key(|spot| spot.position()));
        for spot in spots {
            assert_eq!(Spot::of(spot.position()), spot);
        }
    }
}
