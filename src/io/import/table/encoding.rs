//! From bytes to text: which encoding it is, and the text itself.
//!
//! A byte order mark decides. Without one, UTF-16 shows by its zero bytes; what is UTF-8 throughout is UTF-8, since
//! hardly anything else passes for it. The rest is Windows-1256 where its letters beyond ASCII stand together as Arabic
//! words do, else Windows-1252, where they stand alone between Latin letters (`é`, `ü`, dashes and curly quotes).

use std::string::FromUtf8Error;

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1256};
use memchr::memchr;
use sha2::{Digest as _, Sha256};

use crate::io::import::hex;
use crate::model::table::Encoding;

/// How much of a file is looked at to guess how it is written, in bytes: some hundred rows of the widest tables,
/// and read in a millisecond.
pub const SAMPLE_BYTES: usize = 256 << 10;

const BOM_UTF8: &[u8] = &[0xEF, 0xBB, 0xBF];
const BOM_UTF16_LE: &[u8] = &[0xFF, 0xFE];
const BOM_UTF16_BE: &[u8] = &[0xFE, 0xFF];

/// What a byte order mark or the zero bytes of UTF-16 say.
fn marked(bytes: &[u8]) -> Option<Encoding> {
    if bytes.starts_with(BOM_UTF8) {
        Some(Encoding::Utf8)
    } else if bytes.starts_with(BOM_UTF16_LE) {
        Some(Encoding::Utf16Le)
    } else if bytes.starts_with(BOM_UTF16_BE) {
        Some(Encoding::Utf16Be)
    } else {
        utf16_without_mark(&bytes[..bytes.len().min(SAMPLE_BYTES)])
    }
}

/// UTF-16 without a mark: in Latin and Arabic text alike the delimiters, digits and line ends are ASCII, every
/// other byte of them zero, and always on the same side.
fn utf16_without_mark(sample: &[u8]) -> Option<Encoding> {
    let pairs = sample.chunks_exact(2);
    let n_pairs = pairs.len();
    let (mut le, mut be) = (0, 0);
    for pair in pairs {
        le += usize::from(pair[1] == 0 && pair[0].is_ascii() && pair[0] != 0);
        be += usize::from(pair[0] == 0 && pair[1].is_ascii() && pair[1] != 0);
    }
    // A tenth: Arabic text has at least its spaces, digits and delimiters.
    let is_many = |count: usize| count * 10 > n_pairs && n_pairs > 0;
    match (is_many(le) && le > 8 * be, is_many(be) && be > 8 * le) {
        (true, _) => Some(Encoding::Utf16Le),
        (_, true) => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// How a file is written of which only a sample is looked at: its beginning, or what begins with a letter beyond ASCII.
pub(in crate::io) fn guess(sample: &[u8]) -> Encoding {
    marked(sample).unwrap_or_else(|| match std::str::from_utf8(sample) {
        Ok(_) => Encoding::Utf8,
        // The sample ends within a letter.
        Err(error) if error.error_len().is_none() => Encoding::Utf8,
        Err(_) => not_quite_utf8(sample),
    })
}

/// What reads an encoding, and the mark that may stand before the text.
pub(in crate::io) fn codec(encoding: Encoding) -> (&'static encoding_rs::Encoding, &'static [u8]) {
    match encoding {
        Encoding::Utf8 => (UTF_8, BOM_UTF8),
        Encoding::Utf16Le => (UTF_16LE, BOM_UTF16_LE),
        Encoding::Utf16Be => (UTF_16BE, BOM_UTF16_BE),
        Encoding::Windows1252 => (WINDOWS_1252, &[]),
        Encoding::Windows1256 => (WINDOWS_1256, &[]),
    }
}

/// UTF-8 with damaged places, or one of the two Windows encodings.
fn not_quite_utf8(sample: &[u8]) -> Encoding {
    let (mut n_letters, mut n_damaged) = (0, 0);
    for chunk in sample.utf8_chunks() {
        n_letters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        n_damaged += usize::from(!chunk.invalid().is_empty());
    }
    // The cut ends of a sample are no damage to speak of.
    if n_letters > 2 * n_damaged {
        Encoding::Utf8
    } else if looks_arabic(sample) {
        Encoding::Windows1256
    } else {
        Encoding::Windows1252
    }
}

/// Whether most letters beyond ASCII are Arabic ones of Windows-1256 and stand next to another such letter.
/// In Western text an accented letter almost always has unaccented ones beside it.
fn looks_arabic(sample: &[u8]) -> bool {
    let is_arabic = |byte: u8| matches!(byte, 0x81 | 0x8D..=0x90 | 0x98 | 0x9A | 0x9F | 0xC0..=0xDF | 0xE1 | 0xE3..=0xE6 | 0xEC | 0xED);
    let is_letter = |byte: u8| byte >= 0xC0 && byte != 0xD7 && byte != 0xF7;
    let n_letters = sample.iter().filter(|byte| is_letter(**byte)).count();
    let n_joined = sample
        .windows(2)
        .filter(|pair| is_arabic(pair[0]) && is_arabic(pair[1]))
        .count();
    n_joined * 2 > n_letters && n_letters > 0
}

/// A text, and how it was written.
#[derive(Debug)]
pub(super) struct Decoded {
    /// With U+FFFD in place of what could not be read.
    pub(super) text: String,
    /// Where the text begins: behind a byte order mark.
    pub(super) start: usize,
    pub(super) encoding: Encoding,
    /// Whether some bytes could not be read.
    pub(super) is_damaged: bool,
    /// SHA-256 of the bytes, where they are not those of the text.
    pub(super) sha256: Option<String>,
}

/// Decodes a file, in the encoding that it shows itself to be in, by all of its bytes, where none is given.
/// UTF-8 is taken over without a copy.
pub(super) fn decode(bytes: Vec<u8>, encoding: Option<Encoding>) -> Decoded {
    match encoding.or_else(|| marked(&bytes)) {
        Some(Encoding::Utf8) => decode_utf8(bytes).unwrap_or_else(lossy),
        Some(encoding) => decode_other(&bytes, encoding),
        None => decode_utf8(bytes).unwrap_or_else(|error| {
            // A file may be ASCII for long: the letters are looked at around the first that is not UTF-8.
            let bytes = error.as_bytes();
            let first = error.utf8_error().valid_up_to();
            let from = first.saturating_sub(SAMPLE_BYTES);
            let until = bytes.len().min(first.saturating_add(SAMPLE_BYTES));
            match not_quite_utf8(&bytes[from..until]) {
                Encoding::Utf8 => lossy(error),
                encoding => decode_other(bytes, encoding),
            }
        }),
    }
}

fn decode_utf8(bytes: Vec<u8>) -> Result<Decoded, FromUtf8Error> {
    let start = if bytes.starts_with(BOM_UTF8) {
        BOM_UTF8.len()
    } else {
        0
    };
    Ok(Decoded {
        text: String::from_utf8(bytes)?,
        start,
        encoding: Encoding::Utf8,
        is_damaged: false,
        sha256: None,
    })
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it frees the bytes that it holds"
)]
fn lossy(error: FromUtf8Error) -> Decoded {
    let bytes = error.as_bytes();
    let sha256 = Some(hex(&Sha256::digest(bytes)));
    let bytes = bytes.strip_prefix(BOM_UTF8).unwrap_or(bytes);
    Decoded {
        text: String::from_utf8_lossy(bytes).into_owned(),
        start: 0,
        encoding: Encoding::Utf8,
        is_damaged: true,
        sha256,
    }
}

fn decode_other(bytes: &[u8], encoding: Encoding) -> Decoded {
    let (other, bom) = codec(encoding);
    let body = bytes.strip_prefix(bom).unwrap_or(bytes);
    let (text, is_damaged) = other.decode_without_bom_handling(body);
    Decoded {
        text: text.into_owned(),
        start: 0,
        encoding,
        is_damaged,
        sha256: Some(hex(&Sha256::digest(bytes))),
    }
}

/// Where a text shows itself to be none: a zero character in the sample.
pub(in crate::io) fn binary_at(text: &str) -> Option<usize> {
    memchr(0, &text.as_bytes()[..text.len().min(SAMPLE_BYTES)])
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: &str =
        "title,when,lat,lon\nWedding party hit near the market,2016-12-15,34.5,38.2\n";
    const ARABIC: &str =
        "العنوان,التاريخ\nقصفت قوات مسلحة محيط القرية واندلعت اشتباكات,2016-12-15\n";
    const WESTERN: &str = "Ort,Café\nMünchen – „Straße“,déjà vu près de l’église\n";

    fn utf16(text: &str, bytes_of: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes_of).collect()
    }

    fn check(bytes: Vec<u8>, encoding: Encoding, text: &str) {
        let decoded = decode(bytes, None);
        assert_eq!(decoded.encoding, encoding, "{text}");
        assert_eq!(&decoded.text[decoded.start..], text);
        assert!(!decoded.is_damaged);
    }

    #[test]
    fn each_encoding_is_told_from_the_others() {
        for text in [ROWS, ARABIC, WESTERN] {
            check(text.as_bytes().to_vec(), Encoding::Utf8, text);
            check([BOM_UTF8, text.as_bytes()].concat(), Encoding::Utf8, text);
            check(utf16(text, u16::to_le_bytes), Encoding::Utf16Le, text);
            check(utf16(text, u16::to_be_bytes), Encoding::Utf16Be, text);
            let marked = [BOM_UTF16_LE, &utf16(text, u16::to_le_bytes)].concat();
            check(marked, Encoding::Utf16Le, text);
            let marked = [BOM_UTF16_BE, &utf16(text, u16::to_be_bytes)].concat();
            check(marked, Encoding::Utf16Be, text);
        }
        let (western, _, _) = WINDOWS_1252.encode(WESTERN);
        check(western.into_owned(), Encoding::Windows1252, WESTERN);
        let (arabic, _, _) = WINDOWS_1256.encode(ARABIC);
        check(arabic.into_owned(), Encoding::Windows1256, ARABIC);
    }

    #[test]
    fn letters_far_behind_a_long_beginning_in_ascii_still_decide() {
        let ascii = ROWS.repeat(8_000);
        let (arabic, _, _) = WINDOWS_1256.encode(ARABIC);
        let bytes = [ascii.as_bytes(), &arabic].concat();
        assert!(bytes.len() > 2 * SAMPLE_BYTES);
        assert_eq!(decode(bytes, None).encoding, Encoding::Windows1256);
    }

    #[test]
    fn utf8_with_one_damaged_letter_is_still_utf8() {
        let mut bytes = ARABIC.as_bytes().to_vec();
        bytes.push(0xE9);
        let decoded = decode(bytes, None);
        assert_eq!(decoded.encoding, Encoding::Utf8);
        assert!(decoded.is_damaged);
    }

    #[test]
    fn a_zero_byte_is_no_text() {
        assert_eq!(binary_at("a,b\n\0"), Some(4));
        assert_eq!(binary_at("a,b\n"), None);
    }
}
