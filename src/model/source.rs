//! Who said it: sources, their stored copies, and quotes.

use crate::model::claim::Extra;

/// The stable key of a source within a collection.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub String);

/// The stable key of a quote within a collection.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuoteId(pub String);

/// Reliability of a source by the Admiralty code; `F` is "cannot be judged", not "worst".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reliability {
    A,
    B,
    C,
    D,
    E,
    F,
}

impl Reliability {
    pub const ALL: [Self; 6] = [Self::A, Self::B, Self::C, Self::D, Self::E, Self::F];

    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "A" => Self::A,
            "B" => Self::B,
            "C" => Self::C,
            "D" => Self::D,
            "E" => Self::E,
            "F" => Self::F,
            _ => return None,
        })
    }

    pub fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::E => "E",
            Self::F => "F",
        }
    }

    pub fn meaning(self) -> &'static str {
        match self {
            Self::A => "completely reliable",
            Self::B => "usually reliable",
            Self::C => "fairly reliable",
            Self::D => "not usually reliable",
            Self::E => "unreliable",
            Self::F => "reliability cannot be judged",
        }
    }
}

/// Credibility of a statement by the Admiralty code, 1 to 6; 6 is "cannot be judged", not "worst".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Credibility(u8);

impl Credibility {
    /// `None` outside of 1 to 6.
    pub fn new(grade: u64) -> Option<Self> {
        u8::try_from(grade)
            .ok()
            .filter(|grade| (1..=6).contains(grade))
            .map(Self)
    }

    pub fn grade(self) -> u8 {
        self.0
    }

    pub fn meaning(self) -> &'static str {
        match self.0 {
            1 => "confirmed by other sources",
            2 => "probably true",
            3 => "possibly true",
            4 => "doubtful",
            5 => "improbable",
            _ => "truth cannot be judged",
        }
    }
}

/// A citable document.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    pub id: SourceId,
    pub title: String,
    pub publisher: Option<String>,
    pub authors: Vec<String>,
    /// What kind of document: `news`, `video`…
    pub kind: Option<String>,
    /// EDTF, as written.
    pub published: Option<String>,
    /// EDTF, as written.
    pub accessed: Option<String>,
    pub url: Option<String>,
    pub archive_url: Option<String>,
    /// BCP 47 tag.
    pub language: Option<String>,
    pub reliability: Option<Reliability>,
    /// The source that this one repeats.
    pub origin: Option<SourceId>,
    pub captures: Vec<Capture>,
    pub extra: Extra,
}

impl Source {
    /// A source of which nothing but its id and title is known.
    pub fn new(id: SourceId, title: String) -> Self {
        Self {
            id,
            title,
            publisher: None,
            authors: Vec::new(),
            kind: None,
            published: None,
            accessed: None,
            url: None,
            archive_url: None,
            language: None,
            reliability: None,
            origin: None,
            captures: Vec::new(),
            extra: Extra::new(),
        }
    }
}

/// A stored copy of a source. The file is only ever read.
#[derive(Clone, Debug, PartialEq)]
pub struct Capture {
    /// Path relative to the collection; never leaves its folder.
    pub file: String,
    /// Lower-case hexadecimal, 64 digits.
    pub sha256: Option<String>,
    /// EDTF or RFC 3339, as written.
    pub captured: Option<String>,
    pub by: Option<String>,
    pub extra: Extra,
}

/// A stored copy as far as its state is concerned: two entries may state different hashes of one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaptureKey {
    pub file: String,
    /// As the collection states it.
    pub sha256: Option<String>,
}

impl CaptureKey {
    pub fn of(capture: &Capture) -> Self {
        Self {
            file: capture.file.clone(),
            sha256: capture.sha256.clone(),
        }
    }
}

/// Whether a stored copy is still what it was. Hashes are SHA-256, lower-case hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaptureState {
    Matches,
    Differs {
        /// The hash of what is there now.
        found: String,
    },
    /// There, but the collection gives no SHA-256 to compare with.
    NoHash {
        found: String,
    },
    Missing,
    /// It may be there, and was not or could not be read, for this reason.
    Unreadable(String),
}

/// Somebody's words; or only that a source tells of it, where the data has none of its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    pub id: QuoteId,
    pub source: SourceId,
    /// Empty where the source is only named.
    pub text: String,
    pub speaker: Option<String>,
    pub role: Option<String>,
    /// When it was said, EDTF as written.
    pub said: Option<String>,
    pub language: Option<String>,
    pub translation: Option<String>,
    pub credibility: Option<Credibility>,
    /// Words that stand before it in the source (W3C text quote selector).
    pub prefix: Option<String>,
    /// Words that stand after it.
    pub suffix: Option<String>,
    /// Where in the source: `page 3`.
    pub locator: Option<String>,
    pub extra: Extra,
}

impl Quote {
    /// Words in a source, of which nothing else is known.
    pub fn new(id: QuoteId, text: String, source: SourceId) -> Self {
        Self {
            id,
            source,
            text,
            speaker: None,
            role: None,
            said: None,
            language: None,
            translation: None,
            credibility: None,
            prefix: None,
            suffix: None,
            locator: None,
            extra: Extra::new(),
        }
    }
}
