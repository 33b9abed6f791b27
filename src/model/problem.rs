//! One thing that is wrong in a file, said so that a person can mend it.

use std::fmt;

/// Where in a file: line and column count from 1; the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    pub line: usize,
    pub column: usize,
}

/// What kind of problem; the text form is stable, and documented in `docs/cli.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemCode {
    Unreadable,
    Syntax,
    NotGeoJson,
    NotTable,
    TooLarge,
    WrongType,
    MissingMember,
    UnsupportedVersion,
    DuplicateMember,
    DuplicateId,
    DanglingReference,
    QuoteWithoutSource,
    BadTime,
    BadZone,
    BadCoordinate,
    BadGeometry,
    BadValue,
    UnknownCategory,
    CaptureMissing,
    CaptureDiffers,
    QuoteNotInCapture,
    PathLeavesFolder,
    MediaMissing,
    CellCount,
    MissingColumn,
}

impl ProblemCode {
    pub fn id(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Syntax => "syntax",
            Self::NotGeoJson => "not-geojson",
            Self::NotTable => "not-table",
            Self::TooLarge => "too-large",
            Self::WrongType => "wrong-type",
            Self::MissingMember => "missing-member",
            Self::UnsupportedVersion => "unsupported-version",
            Self::DuplicateMember => "duplicate-member",
            Self::DuplicateId => "duplicate-id",
            Self::DanglingReference => "dangling-reference",
            Self::QuoteWithoutSource => "quote-without-source",
            Self::BadTime => "bad-time",
            Self::BadZone => "bad-zone",
            Self::BadCoordinate => "bad-coordinate",
            Self::BadGeometry => "bad-geometry",
            Self::BadValue => "bad-value",
            Self::UnknownCategory => "unknown-category",
            Self::CaptureMissing => "capture-missing",
            Self::CaptureDiffers => "capture-differs",
            Self::QuoteNotInCapture => "quote-not-in-capture",
            Self::PathLeavesFolder => "path-leaves-folder",
            Self::MediaMissing => "media-missing",
            Self::CellCount => "cell-count",
            Self::MissingColumn => "missing-column",
        }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub file: String,
    pub location: Option<Location>,
    /// Path into the document: `features[3].properties.when`.
    pub path: String,
    pub code: ProblemCode,
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Whether the feature that holds it was left out.
    pub rejects: bool,
}

impl std::error::Error for Problem {}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(Location { line, column }) = self.location {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)?;
        if !self.path.is_empty() {
            write!(f, " (at {})", self.path)?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}
