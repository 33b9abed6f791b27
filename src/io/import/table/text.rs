//! The text of a table: held, or, where it is large, left in its file and read a block at a time.
//!
//! What is read again has to be what was read first: each block carries a checksum from the first reading. A file that
//! has been replaced stays readable, since it is kept open; one that was written into is found out, block by block,
//! and then said to have changed; nothing of it is shown.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::{Deref, Range};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use flate2::Crc;

use crate::store::parallel;

/// A text up to this many bytes is held: it costs little, and survives a stick that is pulled out.
pub(in crate::io) const HELD_BYTES_MAX: usize = 64 << 20;

/// What is read from the file at a time: some hundred records, in a tenth of a millisecond.
const BLOCK_BYTES: usize = 256 << 10;

/// Blocks that are kept, 8 MiB in all: those that the threads of a search are at, and some that are looked at.
const BLOCKS_KEPT: usize = 32;

/// The text of a table.
#[derive(Debug)]
pub(super) enum Text {
    Held(String),
    InFile(FileText),
}

impl Text {
    /// In bytes.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Held(text) => text.len(),
            Self::InFile(file) => file.n_bytes,
        }
    }

    /// All of it, while it is held.
    pub(super) fn held(&self) -> &str {
        match self {
            Self::Held(text) => text,
            Self::InFile(_) => "",
        }
    }

    /// The same from some byte on.
    pub(super) fn held_from(&self, start: u32) -> &str {
        self.held().get(start as usize..).unwrap_or_default()
    }

    /// Some bytes of it, as far as it goes; `None` where they can no longer be had, see [`Text::trouble`].
    pub(super) fn bytes(&self, range: Range<usize>) -> Option<Piece<'_>> {
        let end = range.end.min(self.len());
        let range = range.start.min(end)..end;
        match self {
            Self::Held(text) => Some(Piece::Held(&text.as_bytes()[range])),
            Self::InFile(file) => file.bytes(range),
        }
    }

    /// Why some of it could not be read, once that has happened.
    pub(super) fn trouble(&self) -> Option<&str> {
        match self {
            Self::Held(_) => None,
            Self::InFile(file) => file.trouble.get().map(String::as_str),
        }
    }
}

/// Bytes of a text.
pub(super) enum Piece<'t> {
    Held(&'t [u8]),
    /// Of one block.
    Within(Arc<[u8]>, Range<usize>),
    /// Of several.
    Joined(Vec<u8>),
}

impl Deref for Piece<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Held(bytes) => bytes,
            Self::Within(block, range) => &block[range.clone()],
            Self::Joined(bytes) => bytes,
        }
    }
}

impl Piece<'_> {
    /// The letters; one that was cut at the end is left out.
    pub(super) fn as_text(&self) -> &str {
        match str::from_utf8(self) {
            Ok(text) => text,
            Err(error) => str::from_utf8(&self[..error.valid_up_to()]).unwrap_or_default(),
        }
    }
}

/// A text that stays in its file.
#[derive(Debug)]
pub(super) struct FileText {
    n_bytes: usize,
    /// The checksum of each block.
    checks: Vec<u32>,
    open: Mutex<Open>,
    /// What went wrong first.
    trouble: OnceLock<String>,
}

/// The open file, and the blocks read last, the newest at the end.
#[derive(Debug)]
struct Open {
    file: File,
    blocks: Vec<(usize, Arc<[u8]>)>,
}

impl FileText {
    /// Leaves a text in the file that it was read from, all of it and nothing else.
    pub(super) fn new(path: &Path, text: &str) -> io::Result<Self> {
        let file = File::open(path)?;
        let blocks: Vec<&[u8]> = text.as_bytes().chunks(BLOCK_BYTES).collect();
        let mut checks = vec![0; blocks.len()];
        let pairs = checks.iter_mut().zip(blocks).collect();
        parallel::for_each(
            parallel::n_threads(),
            pairs,
            |(check, block): (&mut u32, &[u8])| *check = checksum(block),
        );
        Ok(Self {
            n_bytes: text.len(),
            checks,
            open: Mutex::new(Open {
                file,
                blocks: Vec::new(),
            }),
            trouble: OnceLock::new(),
        })
    }

    fn bytes(&self, range: Range<usize>) -> Option<Piece<'_>> {
        let first = range.start / BLOCK_BYTES;
        let base = first * BLOCK_BYTES;
        if range.end <= base + BLOCK_BYTES {
            let block = self.block(first)?;
            return Some(Piece::Within(block, range.start - base..range.end - base));
        }
        let mut joined = Vec::with_capacity(range.len());
        for idx in first..range.end.div_ceil(BLOCK_BYTES) {
            let block = self.block(idx)?;
            let base = idx * BLOCK_BYTES;
            let from = range.start.saturating_sub(base);
            let until = (range.end - base).min(block.len());
            joined.extend_from_slice(&block[from..until]);
        }
        Some(Piece::Joined(joined))
    }

    fn block(&self, idx: usize) -> Option<Arc<[u8]>> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = open.blocks.iter().rposition(|(of, _)| *of == idx) {
            return Some(Arc::clone(&open.blocks[at].1));
        }
        match self.read(&mut open.file, idx) {
            Ok(block) => {
                if open.blocks.len() >= BLOCKS_KEPT {
                    open.blocks.remove(0);
                }
                open.blocks.push((idx, Arc::clone(&block)));
                Some(block)
            }
            Err(reason) => {
                let reason = self.trouble.get_or_init(|| reason);
                log::warn!("Block {idx} of a table: {reason}");
                None
            }
        }
    }

    fn read(&self, file: &mut File, idx: usize) -> Result<Arc<[u8]>, String> {
        let start = idx * BLOCK_BYTES;
        let mut block = vec![0; BLOCK_BYTES.min(self.n_bytes.saturating_sub(start))];
        let read = file
            .seek(SeekFrom::Start(start as u64))
            .and_then(|_| file.read_exact(&mut block));
        match read {
            Ok(()) if self.checks.get(idx) == Some(&checksum(&block)) => Ok(block.into()),
            Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => {
                Err(format!("the file can no longer be read: {error}"))
            }
            _ => Err(String::from(
                "the file has been changed since it was opened",
            )),
        }
    }
}

fn checksum(block: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(block);
    crc.sum()
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::io::atomic::write_atomically;

    /// Three and a half blocks of numbered lines.
    fn written() -> (tempfile::TempDir, std::path::PathBuf, String) {
        let mut text = String::new();
        while text.len() < BLOCK_BYTES * 7 / 2 {
            let line = format!("{} – تدمر\n", text.len());
            text.push_str(&line);
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.csv");
        write_atomically(&path, text.as_bytes()).unwrap();
        (folder, path, text)
    }

    #[test]
    fn what_is_left_in_the_file_reads_as_if_it_were_held() {
        let (_folder, path, text) = written();
        let held = Text::Held(text.clone());
        let left = Text::InFile(FileText::new(&path, &text).unwrap());
        assert_eq!(left.len(), held.len());
        let n = text.len();
        let ranges = [
            0..10,
            BLOCK_BYTES - 5..BLOCK_BYTES + 5,
            BLOCK_BYTES..2 * BLOCK_BYTES,
            100..3 * BLOCK_BYTES + 1,
            n - 4..n + 50,
            n + 3..n + 9,
        ];
        for range in ranges {
            let [a, b] = [&held, &left].map(|text| text.bytes(range.clone()).unwrap());
            assert_eq!(&*a, &*b, "{range:?}");
            assert_eq!(a.as_text(), b.as_text(), "{range:?}");
        }
        assert_eq!(left.trouble(), None);
    }

    #[test]
    fn a_letter_that_is_cut_is_left_out() {
        let held = Text::Held(String::from("aتد"));
        assert_eq!(held.bytes(0..4).unwrap().as_text(), "aت");
    }

    #[test]
    fn a_file_that_was_written_into_is_found_out_and_nothing_of_that_block_shown() {
        let (_folder, path, text) = written();
        let left = Text::InFile(FileText::new(&path, &text).unwrap());
        let mut file = File::options().write(true).open(&path).unwrap();
        file.seek(SeekFrom::Start(BLOCK_BYTES as u64 + 7)).unwrap();
        file.write_all(b"!").unwrap();
        assert!(left.bytes(0..10).is_some(), "another block is as it was");
        assert!(left.bytes(BLOCK_BYTES + 50..BLOCK_BYTES + 60).is_none());
        let words = left.trouble().unwrap();
        assert!(words.contains("changed since it was opened"), "{words}");
    }

    #[test]
    fn a_file_that_was_cut_is_found_out() {
        let (_folder, path, text) = written();
        let left = Text::InFile(FileText::new(&path, &text).unwrap());
        File::options()
            .write(true)
            .open(&path)
            .unwrap()
            .set_len(BLOCK_BYTES as u64)
            .unwrap();
        assert!(left.bytes(2 * BLOCK_BYTES..2 * BLOCK_BYTES + 9).is_none());
        assert!(left.trouble().is_some());
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_was_replaced_or_deleted_stays_readable() {
        let (_folder, path, text) = written();
        let left = Text::InFile(FileText::new(&path, &text).unwrap());
        write_atomically(&path, b"something else").unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!(&*left.bytes(9..99).unwrap(), &text.as_bytes()[9..99]);
    }
}
