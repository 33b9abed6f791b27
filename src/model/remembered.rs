//! How tables of a header were read, so that the next one of the same header is read alike without asking.
//!
//! Of how a file is written only what a person corrected is kept: the next file may use another separator or encoding,
//! and is told from its own rows. What the columns mean is kept as it was chosen.

use crate::model::table::{Column, DayMonth, Encoding, HeaderKey, Preset, Role, TableSpec};
use crate::model::time::Zone;

/// Headers that are remembered; the oldest go first.
pub const HEADERS_MAX: usize = 100;

/// A table with more columns is asked about each time, so that the settings stay small.
pub const COLUMNS_REMEMBERED_MAX: usize = 1_000;

/// How a table of a header is read.
#[derive(Clone, Debug, PartialEq)]
pub struct RememberedHeader {
    pub key: HeaderKey,
    pub corrections: Corrections,
    pub zone: Option<Zone>,
    pub n_columns: usize,
    /// The columns that have a place of their own in an event, in order.
    pub roles: Vec<(usize, Role)>,
}

/// What a person corrected of a guess; `None`: nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Corrections {
    pub encoding: Option<Encoding>,
    pub delimiter: Option<u8>,
    pub quote: Option<Option<u8>>,
    pub has_header: Option<bool>,
    pub decimal_comma: Option<bool>,
    pub day_month: Option<DayMonth>,
    pub midnight_is_day: Option<bool>,
    pub preset: Option<Option<Preset>>,
}

impl Corrections {
    /// What differs between a guess and a choice.
    pub fn between(guessed: &TableSpec, chosen: &TableSpec) -> Self {
        fn differing<T: PartialEq + Copy>(guessed: T, chosen: T) -> Option<T> {
            (guessed != chosen).then_some(chosen)
        }
        Self {
            encoding: differing(guessed.encoding, chosen.encoding),
            delimiter: differing(guessed.delimiter, chosen.delimiter),
            quote: differing(guessed.quote, chosen.quote),
            has_header: differing(guessed.has_header, chosen.has_header),
            decimal_comma: differing(guessed.decimal_comma, chosen.decimal_comma),
            day_month: differing(guessed.day_month, chosen.day_month),
            midnight_is_day: differing(guessed.midnight_is_day, chosen.midnight_is_day),
            preset: differing(guessed.preset, chosen.preset),
        }
    }

    /// A guess with these corrections; its columns are still those of the guess.
    #[must_use]
    pub fn applied(self, guessed: &TableSpec) -> TableSpec {
        TableSpec {
            encoding: self.encoding.unwrap_or(guessed.encoding),
            delimiter: self.delimiter.unwrap_or(guessed.delimiter),
            quote: self.quote.unwrap_or(guessed.quote),
            has_header: self.has_header.unwrap_or(guessed.has_header),
            decimal_comma: self.decimal_comma.unwrap_or(guessed.decimal_comma),
            day_month: self.day_month.unwrap_or(guessed.day_month),
            midnight_is_day: self.midnight_is_day.unwrap_or(guessed.midnight_is_day),
            zone: guessed.zone,
            columns: guessed.columns.clone(),
            preset: self.preset.unwrap_or(guessed.preset),
        }
    }
}

impl RememberedHeader {
    /// What is to be remembered of a choice; `None` where the table has too many columns, and where it is a known data set
    /// that nobody corrected.
    pub fn of(key: HeaderKey, guessed: &TableSpec, chosen: &TableSpec) -> Option<Self> {
        let n_columns = chosen.columns.len();
        let corrections = Corrections::between(guessed, chosen);
        let is_known = chosen.preset.is_some()
            && chosen.zone == guessed.zone
            && corrections == Corrections::default();
        if n_columns > COLUMNS_REMEMBERED_MAX || is_known {
            return None;
        }
        let roles = chosen.columns.iter().map(|column| column.role).enumerate();
        Some(Self {
            key,
            corrections,
            zone: chosen.zone,
            n_columns,
            roles: roles.filter(|(_, role)| *role != Role::Other).collect(),
        })
    }

    /// Gives the columns of a table their roles; `None` where it has not as many as the one that is remembered.
    pub fn with_roles(&self, spec: TableSpec) -> Option<TableSpec> {
        if spec.columns.len() != self.n_columns {
            return None;
        }
        let mut columns: Vec<Column> = spec.columns;
        for column in &mut columns {
            column.role = Role::Other;
        }
        for (idx, role) in &self.roles {
            columns.get_mut(*idx)?.role = *role;
        }
        Some(TableSpec {
            zone: self.zone,
            columns,
            ..spec
        })
    }
}

/// Keeps how tables of a header are read, in place of what was kept of it before.
pub fn remember(headers: &mut Vec<RememberedHeader>, header: RememberedHeader) {
    headers.retain(|known| known.key != header.key);
    headers.push(header);
    let n_over = headers.len().saturating_sub(HEADERS_MAX);
    headers.drain(..n_over);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(roles: &[Role]) -> TableSpec {
        let column = |(idx, role): (usize, &Role)| Column {
            name: format!("c{idx}"),
            role: *role,
        };
        TableSpec {
            columns: roles.iter().enumerate().map(column).collect(),
            ..TableSpec::default()
        }
    }

    fn key(name: &str) -> HeaderKey {
        HeaderKey(name.to_owned())
    }

    #[test]
    fn what_was_chosen_comes_back_and_the_rest_is_told_from_the_next_file() {
        let guessed = spec(&[Role::Title, Role::Other, Role::Latitude]);
        let chosen = TableSpec {
            day_month: DayMonth::MonthFirst,
            zone: Zone::from_name("Asia/Damascus"),
            ..spec(&[Role::Title, Role::Time, Role::Other])
        };
        let known = RememberedHeader::of(key("a"), &guessed, &chosen).unwrap();
        let next = TableSpec {
            encoding: Encoding::Windows1256,
            delimiter: b';',
            ..guessed
        };
        let read = known.with_roles(known.corrections.applied(&next)).unwrap();
        assert_eq!(
            read,
            TableSpec {
                encoding: Encoding::Windows1256,
                delimiter: b';',
                ..chosen
            }
        );
        assert_eq!(known.with_roles(spec(&[Role::Title])), None);
    }

    #[test]
    fn the_oldest_header_is_forgotten_first_and_none_is_kept_twice() {
        let mut headers = Vec::new();
        let known = |n: usize| {
            let spec = spec(&[Role::Time]);
            RememberedHeader::of(key(&n.to_string()), &spec, &spec).unwrap()
        };
        for n in 0..HEADERS_MAX + 2 {
            remember(&mut headers, known(n));
        }
        remember(&mut headers, known(2));
        assert_eq!(headers.len(), HEADERS_MAX);
        assert_eq!(headers.first().unwrap().key, key("3"));
        assert_eq!(headers.last().unwrap().key, key("2"));
    }

    #[test]
    fn a_table_of_thousands_of_columns_is_not_remembered() {
        let wide = spec(&vec![Role::Other; COLUMNS_REMEMBERED_MAX + 1]);
        assert_eq!(RememberedHeader::of(key("a"), &wide, &wide), None);
    }
}
