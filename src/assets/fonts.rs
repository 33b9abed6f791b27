//! The fonts, which windows, pictures and documents share.

use std::io;
use std::sync::OnceLock;

use super::unpack;

/// A bundled font.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Font {
    Inter,
    InterMedium,
    InterSemiBold,
    Arabic,
    ArabicSemiBold,
}

impl Font {
    pub const ALL: [Self; 5] = [
        Self::Inter,
        Self::InterMedium,
        Self::InterSemiBold,
        Self::Arabic,
        Self::ArabicSemiBold,
    ];

    /// Family and weight.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Inter => "Inter",
            Self::InterMedium => "Inter Medium",
            Self::InterSemiBold => "Inter SemiBold",
            Self::Arabic => "Noto Sans Arabic",
            Self::ArabicSemiBold => "Noto Sans Arabic SemiBold",
        }
    }

    /// Its file in `assets/fonts`.
    const fn file(self) -> &'static str {
        match self {
            Self::Inter => "Inter-Regular.ttf",
            Self::InterMedium => "Inter-Medium.ttf",
            Self::InterSemiBold => "Inter-SemiBold.ttf",
            Self::Arabic => "NotoSansArabic-Regular.ttf",
            Self::ArabicSemiBold => "NotoSansArabic-SemiBold.ttf",
        }
    }
}

/// A font as a TrueType file; unpacks all of them when the first is asked for.
///
/// # Errors
/// Where the program itself is damaged.
pub fn font(font: Font) -> io::Result<&'static [u8]> {
    static UNPACKED: OnceLock<Option<Vec<u8>>> = OnceLock::new();
    let unpacked = UNPACKED.get_or_init(|| unpack(include_bytes!("../../assets/fonts.br")).ok());
    let file = unpacked.as_deref().and_then(|all| find(all, font.file()));
    file.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))
}

/// A file of those that follow a line of their names and lengths.
fn find<'a>(all: &'a [u8], wanted: &str) -> Option<&'a [u8]> {
    let end = memchr::memchr(b'\n', all)?;
    let mut words = str::from_utf8(&all[..end]).ok()?.split(' ');
    let mut rest = &all[end + 1..];
    loop {
        let (name, len) = (words.next()?, words.next()?.parse().ok()?);
        let (file, others) = rest.split_at_checked(len)?;
        if name == wanted {
            return Some(file);
        }
        rest = others;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_packed_fonts_are_those_beside_their_licences() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/fonts");
        for one in Font::ALL {
            let file = std::fs::read(folder.join(one.file())).unwrap();
            assert!(
                font(one).unwrap() == file,
                "{one:?}: run assets/fonts/pack.py"
            );
        }
    }

    #[test]
    fn damage_is_told() {
        assert!(unpack(b"no fonts").is_err());
        let all = b"a.ttf 2 b.ttf 9\nxxyyy";
        assert_eq!(find(all, "a.ttf"), Some(&b"xx"[..]));
        assert_eq!(find(all, "b.ttf"), None, "cut short");
        assert_eq!(find(all, "c.ttf"), None);
    }
}
