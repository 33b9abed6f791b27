//! The lines of a text file, read from any of them on, in bounded memory.
//!
//! A line ends at a line feed; a longer one than [`LINE_BYTES_MAX`] is cut at a space, or between two letters.
//! Where it is cut depends on nothing before it, so reading from the middle gives the same lines as from the beginning.

use std::io::{self, Read};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memchr;

use crate::model::stored::{LINE_BYTES_MAX, Line};

/// Bytes that are read together.
const BUFFER_BYTES: usize = 256 << 10;
const _: () = assert!(BUFFER_BYTES > 2 * LINE_BYTES_MAX);

/// Reads lines one after the other.
pub(super) struct LineReader<R> {
    source: R,
    encoding: &'static Encoding,
    buffer: Vec<u8>,
    /// The bytes of the buffer that were not given out yet.
    start: usize,
    end: usize,
    /// Where in the file the next line begins.
    offset: u64,
    at_end: bool,
    /// Letters could not be read.
    pub(super) is_damaged: bool,
}

impl<R: Read> LineReader<R> {
    /// `source` begins at the byte `offset` of the file.
    pub(super) fn new(source: R, encoding: &'static Encoding, offset: u64) -> Self {
        Self {
            source,
            encoding,
            buffer: vec![0; BUFFER_BYTES],
            start: 0,
            end: 0,
            offset,
            at_end: false,
            is_damaged: false,
        }
    }

    /// Where in the file the next line begins.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// The next line; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Line>> {
        if self.end - self.start <= LINE_BYTES_MAX {
            self.fill()?;
        }
        let rest = self.buffer.get(self.start..self.end).unwrap_or_default();
        if rest.is_empty() {
            return Ok(None);
        }
        let window = rest.get(..rest.len().min(LINE_BYTES_MAX)).unwrap_or(rest);
        let (length, taken, goes_on) = match line_end(window, self.encoding) {
            Some((end, after)) => (end, after, false),
            None if rest.len() > LINE_BYTES_MAX => {
                let cut = cut_of(window, self.encoding);
                (cut, cut, true)
            }
            None => (window.len(), window.len(), false),
        };
        let bytes = window.get(..length).unwrap_or_default();
        let (text, is_damaged) = self.encoding.decode_without_bom_handling(bytes);
        self.is_damaged |= is_damaged;
        let text = tidied(&text);
        self.start += taken;
        self.offset += taken as u64;
        Ok(Some(Line { text, goes_on }))
    }

    /// Fills the buffer, unless the file ends before.
    fn fill(&mut self) -> io::Result<()> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        while !self.at_end && self.end < self.buffer.len() {
            let room = self.buffer.get_mut(self.end..).unwrap_or_default();
            match self.source.read(room) {
                Ok(0) => self.at_end = true,
                Ok(count) => self.end += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// Where the line ends, and where the next begins.
fn line_end(window: &[u8], encoding: &'static Encoding) -> Option<(usize, usize)> {
    let feed: [u8; 2] = if encoding == UTF_16LE {
        [b'\n', 0]
    } else if encoding == UTF_16BE {
        [0, b'\n']
    } else {
        return memchr(b'\n', window).map(|at| (at, at + 1));
    };
    let at = window.chunks_exact(2).position(|unit| *unit == feed)?;
    Some((2 * at, 2 * at + 2))
}

/// Where a line without an end is cut: behind the last space, else between two letters.
fn cut_of(window: &[u8], encoding: &'static Encoding) -> usize {
    // A space in the first part would make short lines of long words.
    let tail_from = window.len() / 2;
    if encoding == UTF_16LE || encoding == UTF_16BE {
        let even = window.len() & !1;
        let unit = |at: usize| {
            let bytes = window.get(at..at + 2).and_then(|unit| unit.try_into().ok());
            bytes.map(|bytes| {
                if encoding == UTF_16LE {
                    u16::from_le_bytes(bytes)
                } else {
                    u16::from_be_bytes(bytes)
                }
            })
        };
        let space = (tail_from / 2..even / 2).rev().map(|at| 2 * at);
        let space = space.into_iter().find(|at| unit(*at) == Some(0x20));
        return match space {
            Some(at) => at + 2,
            // Not between the halves of a surrogate pair.
            None if unit(even - 2).is_some_and(|unit| (0xd800..0xdc00).contains(&unit)) => even - 2,
            None => even,
        };
    }
    let tail = window.get(tail_from..).unwrap_or_default();
    if let Some(at) = memchr::memrchr(b' ', tail) {
        return tail_from + at + 1;
    }
    if encoding == UTF_8 {
        // A letter has four bytes at most; what has more of the later kind is none.
        let is_later = |byte: u8| byte & 0xc0 == 0x80;
        let last = window.iter().rposition(|byte| !is_later(*byte));
        if let Some(last) = last.filter(|last| window.len() - last <= 3 && *last > 0) {
            return last;
        }
    }
    window.len()
}

/// Without the carriage return at the end, and with spaces for what no screen shows. Lengths stay as they are.
fn tidied(text: &str) -> String {
    let text = text.strip_suffix('\r').unwrap_or(text);
    let mut bytes = text.as_bytes().to_vec();
    for byte in &mut bytes {
        if byte.is_ascii_control() {
            *byte = b' ';
        }
    }
    // One ASCII letter for another leaves it what it was.
    String::from_utf8(bytes).unwrap_or_default()
}

/// A paragraph as lines: one, or several where it is very long.
pub(super) fn push_paragraph(lines: &mut Vec<Line>, mut text: &str) {
    while text.len() > LINE_BYTES_MAX {
        let mut end = LINE_BYTES_MAX;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let head = text.get(..end).unwrap_or_default();
        let space = head.rfind(' ').filter(|at| *at >= end / 2);
        let (head, rest) = text.split_at(space.map_or(end, |at| at + 1));
        lines.push(Line {
            text: head.to_owned(),
            goes_on: true,
        });
        text = rest;
    }
    lines.push(Line {
        text: text.to_owned(),
        goes_on: false,
    });
}

#[cfg(test)]
mod tests {
    use encoding_rs::WINDOWS_1256;

    use super::*;

    fn lines(bytes: &[u8], encoding: &'static Encoding) -> Vec<(u64, Line)> {
        let mut reader = LineReader::new(bytes, encoding, 0);
        let mut lines = Vec::new();
        loop {
            let at = reader.offset();
            let Some(line) = reader.next().unwrap() else {
                return lines;
            };
            lines.push((at, line));
        }
    }

    fn texts(bytes: &[u8], encoding: &'static Encoding) -> Vec<String> {
        let lines = lines(bytes, encoding).into_iter();
        lines.map(|(_, line)| line.text).collect()
    }

    #[test]
    fn lines_end_at_line_feeds_in_every_encoding() {
        let text = "one\r\n\ntwo\0three\nتدمر";
        let expected = ["one", "", "two three", "تدمر"];
        assert_eq!(texts(text.as_bytes(), UTF_8), expected);
        let (arabic, _, _) = WINDOWS_1256.encode(text);
        assert_eq!(texts(&arabic, WINDOWS_1256), expected);
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(texts(&le, UTF_16LE), expected);
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(texts(&be, UTF_16BE), expected);
        assert_eq!(texts(b"", UTF_8), [""; 0]);
        assert_eq!(texts(b"a\n", UTF_8), ["a"]);
    }

    #[test]
    fn reading_from_any_line_gives_the_same_lines() {
        let words = "ﷺ تدمر lies in Syria ".repeat(3_000);
        let dense = "تدمر".repeat(5_000);
        let text = format!("first\n{words}\n{dense}\n😀{}\nlast", "😀".repeat(4_000));
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, encoding) in [(text.as_bytes(), UTF_8), (&le[..], UTF_16LE)] {
            let all = lines(bytes, encoding);
            assert!(all.len() > 20);
            for (idx, (at, _)) in all.iter().enumerate() {
                let rest = &bytes[*at as usize..];
                let again: Vec<Line> = lines(rest, encoding)
                    .into_iter()
                    .map(|line| line.1)
                    .collect();
                assert_eq!(again[0], all[idx].1);
                assert_eq!(again.len(), all.len() - idx);
            }
            let mut whole = String::new();
            for (_, line) in &all {
                whole.push_str(&line.text);
                whole.push_str(if line.goes_on { "" } else { "\n" });
            }
            assert_eq!(whole.trim_end(), text);
        }
    }

    #[test]
    fn bytes_that_are_no_letters_are_cut_too() {
        let all = lines(&vec![0x80; 3 * LINE_BYTES_MAX], UTF_8);
        assert_eq!(all.len(), 3);
        assert!(all[0].1.goes_on && !all[2].1.goes_on);
    }

    #[test]
    fn a_long_paragraph_is_several_lines() {
        let mut lines = Vec::new();
        let text = "word ".repeat(2_000);
        push_paragraph(&mut lines, &text);
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| line.text.len() <= LINE_BYTES_MAX));
        let whole: String = lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(whole, text);
    }
}
