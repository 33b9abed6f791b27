//! A file in blocks, each unpacked when something of it is first read.

use std::io;
use std::ops::Range;
use std::sync::OnceLock;

use super::unpack;

/// A file in blocks. Those that were read once stay in memory.
pub struct Blocks {
    /// Bytes in each block but the last.
    block_len: usize,
    blocks: Vec<Block>,
}

struct Block {
    packed: &'static [u8],
    unpacked: OnceLock<Box<[u8]>>,
}

impl Blocks {
    /// Little-endian numbers of 32 bits: the length of a block, how many there are, the packed length of each; then the
    /// blocks. `None` if they are not all there.
    pub(super) fn new(packed: &'static [u8]) -> Option<Self> {
        let mut rest = packed;
        let mut number = || {
            let (head, tail) = rest.split_first_chunk::<4>()?;
            rest = tail;
            usize::try_from(u32::from_le_bytes(*head)).ok()
        };
        let block_len = number().filter(|len| *len > 0)?;
        let n_blocks = number()?;
        let lens: Vec<usize> = (0..n_blocks).map_while(|_| number()).collect();
        let mut blocks = Vec::with_capacity(lens.len());
        for len in lens {
            let (packed, tail) = rest.split_at_checked(len)?;
            rest = tail;
            blocks.push(Block {
                packed,
                unpacked: OnceLock::new(),
            });
        }
        (blocks.len() == n_blocks).then_some(Self { block_len, blocks })
    }

    /// The bytes of a range, as far as the file has them.
    ///
    /// # Errors
    /// Where a block cannot be unpacked.
    pub fn read(&self, range: Range<usize>) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(range.len().min(self.block_len));
        let mut at = range.start;
        while at < range.end {
            let (idx, from) = (at / self.block_len, at % self.block_len);
            let Some(block) = self.blocks.get(idx) else {
                break;
            };
            let unpacked = block.bytes()?;
            let to = (from + range.end - at).min(unpacked.len());
            let Some(part) = unpacked.get(from..to).filter(|part| !part.is_empty()) else {
                break;
            };
            bytes.extend_from_slice(part);
            at += part.len();
        }
        Ok(bytes)
    }

    /// The whole file.
    ///
    /// # Errors
    /// As [`Blocks::read`].
    pub fn read_all(&self) -> io::Result<Vec<u8>> {
        self.read(0..self.block_len * self.blocks.len())
    }
}

impl Block {
    fn bytes(&self) -> io::Result<&[u8]> {
        if let Some(bytes) = self.unpacked.get() {
            return Ok(bytes);
        }
        let bytes = unpack(self.packed)?.into_boxed_slice();
        Ok(self.unpacked.get_or_init(|| bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two blocks, of eight bytes and of three, each in one uncompressed run.
    fn blocks() -> Vec<u8> {
        let stored = |bytes: &[u8]| {
            // RFC 7932, section 9: a window of 16 bits, an uncompressed meta-block, an empty last one.
            let header = u32::try_from((bytes.len() - 1) << 4 | 1 << 20).unwrap();
            let mut out = header.to_le_bytes()[..3].to_vec();
            out.extend_from_slice(bytes);
            out.push(3);
            out
        };
        let parts = [stored(b"01234567"), stored(b"89a")];
        let mut file = Vec::new();
        for number in [8, 2, parts[0].len(), parts[1].len()] {
            file.extend_from_slice(&u32::try_from(number).unwrap().to_le_bytes());
        }
        file.extend(parts.concat());
        file
    }

    #[test]
    fn a_range_is_read_across_blocks_and_as_far_as_they_go() {
        let blocks = Blocks::new(blocks().leak()).unwrap();
        assert_eq!(blocks.read(2..5).unwrap(), b"234");
        assert_eq!(blocks.read(6..10).unwrap(), b"6789");
        assert_eq!(blocks.read(9..99).unwrap(), b"9a");
        assert_eq!(blocks.read(40..50).unwrap(), b"");
        assert_eq!(blocks.read_all().unwrap(), b"0123456789a");
    }

    #[test]
    fn damage_is_told() {
        let whole = blocks();
        let half: &'static [u8] = whole[..20].to_vec().leak();
        assert!(Blocks::new(half).is_none());
        let mut wrong = whole;
        wrong[16..20].fill(0xff);
        let blocks = Blocks::new(wrong.leak()).unwrap();
        assert!(blocks.read(0..1).is_err());
    }
}
