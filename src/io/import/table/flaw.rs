//! What can be wrong with a row, in words.

use crate::model::problem::ProblemCode;

/// One thing that is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Flaw {
    /// The row has this many cells.
    CellCount(u32),
    UnclosedQuote,
    TooLong,
    /// Bytes that are no letters in the table's encoding.
    BadBytes,
    BadTime,
    /// The year has two digits.
    NoCentury,
    ReversedTime,
    /// Of two dates that belong together, one is missing.
    HalfTime,
    BadLatitude,
    BadLongitude,
    /// Of latitude and longitude, this one is missing.
    HalfCoordinate,
    BadNumber,
    MeasureOrder,
    UnknownCode,
    DuplicateId,
}

impl Flaw {
    /// Whether the row is left out for it.
    pub(super) fn rejects(self) -> bool {
        !matches!(
            self,
            Self::BadNumber | Self::MeasureOrder | Self::UnknownCode | Self::DuplicateId
        )
    }

    /// Whether it is about the row as a whole, rather than one cell of it.
    pub(super) fn is_of_row(self) -> bool {
        matches!(
            self,
            Self::CellCount(_) | Self::UnclosedQuote | Self::TooLong | Self::BadBytes
        )
    }

    pub(super) fn code(self) -> ProblemCode {
        match self {
            Self::CellCount(_) => ProblemCode::CellCount,
            Self::UnclosedQuote => ProblemCode::Syntax,
            Self::TooLong => ProblemCode::TooLarge,
            Self::BadBytes => ProblemCode::Unreadable,
            Self::BadTime | Self::NoCentury | Self::ReversedTime | Self::HalfTime => {
                ProblemCode::BadTime
            }
            Self::BadLatitude | Self::BadLongitude | Self::HalfCoordinate => {
                ProblemCode::BadCoordinate
            }
            Self::BadNumber | Self::MeasureOrder | Self::UnknownCode => ProblemCode::BadValue,
            Self::DuplicateId => ProblemCode::DuplicateId,
        }
    }

    /// The flaw in words, with what the cell says and the number of columns of the table.
    pub(super) fn message(self, cell: &str, n_columns: usize) -> String {
        /// A cell longer than this is not told whole.
        const LETTERS_MAX: usize = 60;
        let cell = match cell.char_indices().nth(LETTERS_MAX) {
            Some((end, _)) => format!("{}…", &cell[..end]),
            None => cell.to_owned(),
        };
        match self {
            Self::CellCount(1) => format!("the row has one cell, the table {n_columns} columns"),
            Self::CellCount(n) => format!("the row has {n} cells, the table {n_columns} columns"),
            Self::UnclosedQuote => String::from("a quotation mark is opened here and never closed"),
            Self::TooLong => String::from("the row is longer than 1 MiB"),
            Self::BadBytes => {
                String::from("the row holds bytes that are no letters in the table's encoding")
            }
            Self::BadTime => format!("“{cell}” is no date that can be"),
            Self::NoCentury => format!("the date “{cell}” does not say its century"),
            Self::ReversedTime => format!("it ends before it begins on “{cell}”"),
            Self::HalfTime => {
                String::from("of the two dates that bound the event, this one is missing")
            }
            Self::BadLatitude => format!("“{cell}” is no latitude between −90 and 90 degrees"),
            Self::BadLongitude => format!("“{cell}” is no longitude between −180 and 180 degrees"),
            Self::HalfCoordinate => String::from("of latitude and longitude, this one is missing"),
            Self::BadNumber => format!("“{cell}” is no number; it is left out"),
            Self::MeasureOrder => {
                format!("the estimates are not in order, low, best, high; best is “{cell}”")
            }
            Self::UnknownCode => {
                format!(
                    "“{cell}” is no code of this column; how exact the place is counts as unknown"
                )
            }
            Self::DuplicateId => {
                format!(
                    "an earlier row has the id “{cell}” already; this one is known by its row number"
                )
            }
        }
    }

    pub(super) fn hint(self) -> Option<&'static str> {
        Some(match self {
            Self::CellCount(_) => {
                "put cells that hold the separator between quotation marks, or pick another separator"
            }
            Self::UnclosedQuote => "close it, or double it where it belongs to the text",
            Self::TooLong => "a quotation mark before it may not be closed",
            Self::BadBytes => "pick the encoding that the table was saved in, or save it as UTF-8",
            Self::BadTime => {
                "write 2016-12-15, 2016-12 or 2016, or pick the order of day and month; an empty cell is undated"
            }
            Self::NoCentury => "write years with four digits",
            Self::HalfTime => "give both, or leave both empty: then it is undated",
            Self::BadLatitude | Self::BadLongitude => {
                "coordinates are decimal degrees, such as 34.56; leave both empty where the place is unknown"
            }
            Self::HalfCoordinate => "give both, or leave both empty: then it is not located",
            Self::ReversedTime
            | Self::BadNumber
            | Self::MeasureOrder
            | Self::UnknownCode
            | Self::DuplicateId => return None,
        })
    }
}
