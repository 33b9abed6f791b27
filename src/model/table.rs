//! How a table is written and what its columns are: everything that a person can correct before the import.

use std::sync::Arc;

use crate::model::remembered::RememberedHeader;
use crate::model::time::Zone;

/// What the header of a table is known by: a hash of the names of its columns.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HeaderKey(pub String);

/// How a table is to be read.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// As its columns say where they are known, by a data set or by what was said of them before; else the user is
    /// asked.
    Known(Arc<Vec<RememberedHeader>>),
    /// In just this way, but for the encoding, which is told from the bytes unless it is given here.
    By(Box<TableSpec>, Option<Encoding>),
}

/// Who said how a table is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChosenBy {
    /// Its own columns: they are those of a data set.
    Preset,
    /// The user, for an earlier table of the same header.
    Remembered,
    /// The user.
    Hand,
    /// The rows.
    Guess,
}

/// How a table that is open was read.
#[derive(Clone, Debug, PartialEq)]
pub struct TableImport {
    pub spec: TableSpec,
    pub chosen_by: ChosenBy,
}

/// How the bytes spell letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    /// Western European.
    Windows1252,
    /// Arabic.
    Windows1256,
}

impl Encoding {
    pub const ALL: [Self; 5] = [
        Self::Utf8,
        Self::Utf16Le,
        Self::Utf16Be,
        Self::Windows1252,
        Self::Windows1256,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16 LE",
            Self::Utf16Be => "UTF-16 BE",
            Self::Windows1252 => "Windows-1252 (Western)",
            Self::Windows1256 => "Windows-1256 (Arabic)",
        }
    }
}

/// What a date of three numbers begins with, where it is not the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DayMonth {
    DayFirst,
    MonthFirst,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Nothing that has a place of its own in an event: kept and shown as it is.
    Other,
    Id,
    Title,
    Summary,
    /// The date, or the beginning where there is an end.
    Time,
    /// The time of day that belongs to the date.
    Clock,
    End,
    Latitude,
    Longitude,
    /// Radius in metres.
    Precision,
    Place,
    Category,
    /// Names, separated by `;`.
    Actors,
    /// Names or addresses, separated by `;`.
    Sources,
    /// Labels, separated by `;`.
    Tags,
    /// The words of the row's source.
    Quote,
    /// A number that is called as the column is.
    Measure,
}

impl Role {
    pub const ALL: [Self; 17] = [
        Self::Other,
        Self::Id,
        Self::Title,
        Self::Summary,
        Self::Time,
        Self::Clock,
        Self::End,
        Self::Latitude,
        Self::Longitude,
        Self::Precision,
        Self::Place,
        Self::Category,
        Self::Actors,
        Self::Sources,
        Self::Tags,
        Self::Quote,
        Self::Measure,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Self::Other => "Keep as it is",
            Self::Id => "Id",
            Self::Title => "Title",
            Self::Summary => "Summary",
            Self::Time => "Date or start",
            Self::Clock => "Time of day",
            Self::End => "End",
            Self::Latitude => "Latitude",
            Self::Longitude => "Longitude",
            Self::Precision => "Precision in metres",
            Self::Place => "Place name",
            Self::Category => "Category",
            Self::Actors => "Actors",
            Self::Sources => "Sources",
            Self::Tags => "Tags",
            Self::Quote => "Quote",
            Self::Measure => "Measure",
        }
    }

    /// Whether several columns may have it; of the others an event has one.
    pub fn is_shared(self) -> bool {
        matches!(
            self,
            Self::Other | Self::Place | Self::Actors | Self::Sources | Self::Tags | Self::Measure
        )
    }
}

/// A column: its name, and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Unique in the table; `column 3` where the header does not name it.
    pub name: String,
    pub role: Role,
}

/// How a table is read.
#[derive(Clone, Debug, PartialEq)]
pub struct TableSpec {
    pub encoding: Encoding,
    /// An ASCII character.
    pub delimiter: u8,
    /// `None`: quotation marks are letters like others.
    pub quote: Option<u8>,
    /// Whether the first record names the columns.
    pub has_header: bool,
    /// Whether `34,5` is thirty-four and a half.
    pub decimal_comma: bool,
    pub day_month: DayMonth,
    /// Whether midnight stands for the whole day, as where a program wrote a date as a moment.
    pub midnight_is_day: bool,
    /// The zone of times without an offset; `None`: UTC.
    pub zone: Option<Zone>,
    pub columns: Vec<Column>,
    /// A known data set: its columns and codes are read by its own rules, and the roles are not asked.
    pub preset: Option<Preset>,
}

impl Default for TableSpec {
    /// Commas, quotation marks, a header, and no columns.
    fn default() -> Self {
        Self {
            encoding: Encoding::Utf8,
            delimiter: b',',
            quote: Some(b'"'),
            has_header: true,
            decimal_comma: false,
            day_month: DayMonth::DayFirst,
            midnight_is_day: false,
            zone: None,
            columns: Vec::new(),
            preset: None,
        }
    }
}

impl TableSpec {
    /// The columns of a role, in order.
    pub fn columns_of(&self, role: Role) -> impl Iterator<Item = usize> {
        let columns = self.columns.iter().enumerate();
        columns.filter_map(move |(idx, column)| (column.role == role).then_some(idx))
    }

    pub fn column_of(&self, role: Role) -> Option<usize> {
        self.columns_of(role).next()
    }

    /// The same with another role for a column; a role that only one column may have is taken from the other.
    #[must_use]
    pub fn with_role(mut self, idx: usize, role: Role) -> Self {
        if !role.is_shared() {
            for column in &mut self.columns {
                if column.role == role {
                    column.role = Role::Other;
                }
            }
        }
        if let Some(column) = self.columns.get_mut(idx) {
            column.role = role;
        }
        self
    }

    /// The column of a name, without regard to case.
    pub fn column_named(&self, name: &str) -> Option<usize> {
        self.columns
            .iter()
            .position(|column| column.name.eq_ignore_ascii_case(name))
    }
}

/// A data set that is known by its columns, with the meaning of its codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Preset {
    Ucdp,
    Acled,
    /// Events of either version; version 1 has 57 or 58 columns, version 2 has 61.
    Gdelt,
    /// The events sheet of Forensic Architecture's `TimeMap`.
    TimeMap,
}

impl Preset {
    pub const ALL: [Self; 4] = [Self::Ucdp, Self::Acled, Self::Gdelt, Self::TimeMap];

    /// As it is written on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Ucdp => "ucdp",
            Self::Acled => "acled",
            Self::Gdelt => "gdelt",
            Self::TimeMap => "timemap",
        }
    }

    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.id() == id)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Ucdp => "UCDP GED",
            Self::Acled => "ACLED",
            Self::Gdelt => "GDELT events",
            Self::TimeMap => "TimeMap",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_that_one_column_may_have_moves_and_one_that_is_shared_does_not() {
        let column = |name: &str, role| Column {
            name: name.to_owned(),
            role,
        };
        let spec = TableSpec {
            columns: vec![
                column("a", Role::Time),
                column("b", Role::Other),
                column("c", Role::Tags),
            ],
            ..TableSpec::default()
        };
        let roles = |spec: TableSpec| -> Vec<Role> {
            spec.columns.into_iter().map(|column| column.role).collect()
        };
        assert_eq!(
            roles(spec.clone().with_role(1, Role::Time)),
            [Role::Other, Role::Time, Role::Tags]
        );
        assert_eq!(
            roles(spec.with_role(1, Role::Tags)),
            [Role::Time, Role::Tags, Role::Tags]
        );
    }
}
