//! How the tables of a header are read, as it stands in the settings.
//!
//! An entry that cannot be read is dropped: then the user is asked again.

use serde::{Deserialize, Serialize};

use crate::model::remembered::{
    COLUMNS_REMEMBERED_MAX, Corrections, HEADERS_MAX, RememberedHeader,
};
use crate::model::table::{DayMonth, Encoding, HeaderKey, Preset, Role};
use crate::model::time::Zone;

/// How the tables of a header are read. What is missing is told from the file.
#[derive(Serialize, Deserialize)]
pub(super) struct HeaderFile {
    /// A hash of the names of the columns.
    header: String,
    columns: usize,
    /// `3:time 4:latitude`: the roles by the numbers of their columns, from 1.
    roles: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    zone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    encoding: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    separator: Option<char>,
    /// Empty: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quote: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    has_header: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    decimal_comma: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    month_first: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    midnight_is_day: Option<bool>,
    /// Empty: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    preset: Option<String>,
}

pub(super) fn write(headers: &[RememberedHeader]) -> Vec<HeaderFile> {
    headers.iter().map(HeaderFile::from).collect()
}

pub(super) fn read(headers: Vec<HeaderFile>) -> Vec<RememberedHeader> {
    let skip = headers.len().saturating_sub(HEADERS_MAX);
    let entries = headers.into_iter().skip(skip);
    entries.filter_map(HeaderFile::read).collect()
}

/// Roles as the settings name them; the names are for ever.
const ROLES: [(Role, &str); 17] = [
    (Role::Other, "other"),
    (Role::Id, "id"),
    (Role::Title, "title"),
    (Role::Summary, "summary"),
    (Role::Time, "time"),
    (Role::Clock, "clock"),
    (Role::End, "end"),
    (Role::Latitude, "latitude"),
    (Role::Longitude, "longitude"),
    (Role::Precision, "precision"),
    (Role::Place, "place"),
    (Role::Category, "category"),
    (Role::Actors, "actors"),
    (Role::Sources, "sources"),
    (Role::Tags, "tags"),
    (Role::Quote, "quote"),
    (Role::Measure, "measure"),
];

const ENCODINGS: [(Encoding, &str); 5] = [
    (Encoding::Utf8, "utf-8"),
    (Encoding::Utf16Le, "utf-16le"),
    (Encoding::Utf16Be, "utf-16be"),
    (Encoding::Windows1252, "windows-1252"),
    (Encoding::Windows1256, "windows-1256"),
];

fn name_of<T: PartialEq>(names: &[(T, &'static str)], thing: &T) -> &'static str {
    let found = names.iter().find(|(known, _)| known == thing);
    found.map_or("", |(_, name)| name)
}

fn named<T: Copy>(names: &[(T, &'static str)], name: &str) -> Option<T> {
    let found = names.iter().find(|(_, known)| *known == name);
    found.map(|(thing, _)| *thing)
}

impl From<&RememberedHeader> for HeaderFile {
    fn from(header: &RememberedHeader) -> Self {
        let RememberedHeader {
            key,
            corrections,
            zone,
            n_columns,
            roles,
        } = header;
        let roles: Vec<String> = roles
            .iter()
            .map(|(idx, role)| format!("{}:{}", idx + 1, name_of(&ROLES, role)))
            .collect();
        Self {
            header: key.0.clone(),
            columns: *n_columns,
            roles: roles.join(" "),
            zone: zone.map(|zone| zone.name().to_owned()),
            encoding: corrections
                .encoding
                .map(|encoding| name_of(&ENCODINGS, &encoding).to_owned()),
            separator: corrections.delimiter.map(char::from),
            quote: corrections
                .quote
                .map(|quote| quote.map(char::from).map_or_else(String::new, String::from)),
            has_header: corrections.has_header,
            decimal_comma: corrections.decimal_comma,
            month_first: corrections
                .day_month
                .map(|order| order == DayMonth::MonthFirst),
            midnight_is_day: corrections.midnight_is_day,
            preset: corrections
                .preset
                .map(|preset| preset.map_or_else(String::new, |preset| preset.id().to_owned())),
        }
    }
}

impl HeaderFile {
    /// `None` where any of it makes no sense.
    fn read(self) -> Option<RememberedHeader> {
        let ascii = |sign: char| sign.is_ascii().then_some(sign as u8);
        let n_columns = self.columns;
        if n_columns > COLUMNS_REMEMBERED_MAX {
            return None;
        }
        let role = |entry: &str| {
            let (number, role) = entry.split_once(':')?;
            let idx = number.parse::<usize>().ok()?.checked_sub(1)?;
            (idx < n_columns).then_some((idx, named(&ROLES, role)?))
        };
        let roles: Option<Vec<(usize, Role)>> = self.roles.split_whitespace().map(role).collect();
        let zone = match self.zone {
            Some(name) => Some(Zone::from_name(&name)?),
            None => None,
        };
        let encoding = match self.encoding {
            Some(name) => Some(named(&ENCODINGS, &name)?),
            None => None,
        };
        let delimiter = match self.separator {
            Some(sign) => Some(ascii(sign)?),
            None => None,
        };
        let quote = match self.quote.as_deref().map(|text| text.chars().next()) {
            Some(Some(sign)) => Some(Some(ascii(sign)?)),
            Some(None) => Some(None),
            None => None,
        };
        let preset = match self.preset.as_deref() {
            Some("") => Some(None),
            Some(id) => Some(Some(Preset::parse(id)?)),
            None => None,
        };
        let order = |month_first| {
            if month_first {
                DayMonth::MonthFirst
            } else {
                DayMonth::DayFirst
            }
        };
        Some(RememberedHeader {
            key: HeaderKey(self.header),
            corrections: Corrections {
                encoding,
                delimiter,
                quote,
                has_header: self.has_header,
                decimal_comma: self.decimal_comma,
                day_month: self.month_first.map(order),
                midnight_is_day: self.midnight_is_day,
                preset,
            },
            zone,
            n_columns,
            roles: roles?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_and_encoding_has_one_name() {
        for role in Role::ALL {
            assert_eq!(named(&ROLES, name_of(&ROLES, &role)), Some(role));
        }
        for encoding in Encoding::ALL {
            assert_eq!(
                named(&ENCODINGS, name_of(&ENCODINGS, &encoding)),
                Some(encoding)
            );
        }
    }

    #[test]
    fn what_is_written_comes_back() {
        let header = RememberedHeader {
            key: HeaderKey(String::from("0123")),
            corrections: Corrections {
                encoding: Some(Encoding::Windows1256),
                delimiter: Some(b'\t'),
                quote: Some(None),
                has_header: Some(true),
                decimal_comma: Some(true),
                day_month: Some(DayMonth::MonthFirst),
                midnight_is_day: Some(false),
                preset: Some(None),
            },
            zone: Zone::from_name("Asia/Damascus"),
            n_columns: 5,
            roles: vec![(0, Role::Title), (4, Role::Time)],
        };
        let bare = RememberedHeader {
            corrections: Corrections::default(),
            zone: None,
            ..header.clone()
        };
        let headers = [header, bare];
        let text = serde_json::to_string(&write(&headers)).unwrap();
        let file: Vec<HeaderFile> = serde_json::from_str(&text).unwrap();
        assert_eq!(read(file), headers);
    }

    #[test]
    fn an_entry_without_sense_is_dropped_alone() {
        let entry = |roles: &str, more: &str| {
            format!(r#"{{"header": "a", "columns": 3, "roles": "{roles}"{more}}}"#)
        };
        let text = format!(
            "[{}, {}, {}, {}, {}]",
            entry("1:title 2:time", ""),
            entry("9:title", ""),
            entry("0:title", ""),
            entry("1:nonsense", ""),
            entry("1:title", r#", "zone": "Mars/Olympus""#),
        );
        let file: Vec<HeaderFile> = serde_json::from_str(&text).unwrap();
        let read = read(file);
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].roles, [(0, Role::Title), (1, Role::Time)]);
    }
}
