//! One row as the columns ask for it: when, where, what kind, who, by whom it is told, and how many.
//!
//! The facts of a row and the whole event ([`super::event`]) are made of the same parts, so they cannot disagree.

use crate::io::import::table::dates::{DateError, Dated, is_nothing};
use crate::io::import::table::flaw::Flaw;
use crate::io::import::table::layout::{
    CategoryRule, Col, Layout, RadiusRule, SourceRule, TagForm, TagRule, TimeRule, decoded,
};
use crate::io::import::table::split::{Cell, cell_text};
use crate::model::place::LatLon;
use crate::store::builder::Facts;

/// What separates the items of a list in a cell.
const BETWEEN: char = ';';

/// Days before and after the date that ACLED gives an event of which only the week is known: a week around it.
const WEEK_REACH_DAYS: u16 = 3;

/// The cells of one row, none of them escaped where it matters.
#[derive(Clone, Copy)]
pub(super) struct Row<'t, 'c> {
    pub(super) text: &'t str,
    pub(super) cells: &'c [Cell],
}

impl<'t> Row<'t, '_> {
    /// A cell without the spaces around it; empty where there is none.
    pub(super) fn get(&self, col: Col) -> &'t str {
        let cell = self.cells.get(col);
        let range = cell.map(|cell| cell.start as usize..cell.end as usize);
        range
            .and_then(|range| self.text.get(range))
            .unwrap_or_default()
            .trim()
    }

    pub(super) fn some(&self, col: Col) -> Option<&'t str> {
        Some(self.get(col)).filter(|text| !text.is_empty())
    }
}

/// A copy of a row whose cells hold what they say, for rows with quotation marks within cells.
#[derive(Default)]
pub(super) struct Plain {
    text: String,
    cells: Vec<Cell>,
}

impl Plain {
    pub(super) fn of(text: &str, cells: &[Cell], quote: Option<u8>) -> Self {
        let mut plain = Self::default();
        for cell in cells {
            let start = plain.text.len() as u32;
            plain.text.push_str(&cell_text(text, *cell, quote));
            plain.cells.push(Cell {
                start,
                end: plain.text.len() as u32,
                is_escaped: false,
            });
        }
        plain
    }

    pub(super) fn row(&self) -> Row<'_, '_> {
        Row {
            text: &self.text,
            cells: &self.cells,
        }
    }
}

/// What is wrong with a row, and in which column.
pub(super) type Fault = (Col, Flaw);

/// Fills in what the columns hold of a row. An error rejects it; `note` is told what is odd and does not.
pub(super) fn read_facts<'t>(
    layout: &'t Layout,
    row: Row<'t, '_>,
    facts: &mut Facts<'t>,
    mut note: impl FnMut(Fault),
) -> Result<(), Fault> {
    facts.time = time(layout, row)?.map(|dated| dated.time);
    facts.anchor = anchor(layout, row)?;
    facts.precision_m = match (facts.anchor, radius_m(layout, row)) {
        (None, _) => None,
        (Some(_), Ok(radius_m)) => radius_m,
        (Some(_), Err(fault)) => {
            note(fault);
            None
        }
    };
    facts.category = category(layout, row);
    facts.actors.clear();
    for rule in &layout.actors {
        for name in items(row.get(rule.col), rule.is_list) {
            push_new(&mut facts.actors, name);
        }
    }
    facts.sources.clear();
    for_each_source(layout, row, |name| push_new(&mut facts.sources, name));
    facts.tags.clear();
    for rule in &layout.tags {
        for_each_tag(*rule, row, |tag| push_new(&mut facts.tags, tag));
    }
    facts.measures.clear();
    for rule in &layout.measures {
        let [value, low, high] = [Some(rule.value), rule.low, rule.high].map(|col| {
            let col = col?;
            measure(layout, row, col).unwrap_or_else(|fault| {
                note(fault);
                None
            })
        });
        let is_in_order = [low, value, high]
            .into_iter()
            .flatten()
            .is_sorted_by(|a, b| a <= b);
        if !is_in_order {
            note((rule.value, Flaw::MeasureOrder));
        }
        facts
            .measures
            .extend(value.map(|value| (&*rule.name, value)));
    }
    Ok(())
}

fn push_new<'t>(list: &mut Vec<&'t str>, item: &'t str) {
    if !list.contains(&item) {
        list.push(item);
    }
}

/// When it happened; `None`: undated.
pub(super) fn time(layout: &Layout, row: Row<'_, '_>) -> Result<Option<Dated>, Fault> {
    let dates = &layout.dates;
    let filled = |col: Col| Some(row.get(col)).filter(|text| !is_nothing(text));
    let (col, dated) = match layout.time {
        TimeRule::Undated => return Ok(None),
        TimeRule::At(col) => (col, filled(col).map(|text| dates.read(text))),
        TimeRule::AtClock(col, clock) => {
            let dated = filled(col).map(|date| match filled(clock) {
                Some(clock) => dates.read_at(date, clock),
                None => dates.read(date),
            });
            (col, dated)
        }
        TimeRule::Span(start, end) => match (filled(start), filled(end)) {
            (Some(from), Some(to)) => (start, Some(dates.read_span(from, to))),
            (Some(from), None) => (start, Some(dates.read(from))),
            (None, Some(to)) => (end, Some(dates.read_until(to))),
            (None, None) => return Ok(None),
        },
        TimeRule::Within(start, end) => match (filled(start), filled(end)) {
            (Some(from), Some(to)) => (start, Some(dates.read_within(from, to))),
            (None, None) => return Ok(None),
            (Some(_), None) => return Err((end, Flaw::HalfTime)),
            (None, Some(_)) => return Err((start, Flaw::HalfTime)),
        },
        TimeRule::DayWeekMonth(col, code) => {
            let dated = filled(col).map(|date| match row.get(code) {
                "1" | "1.0" => dates.read_within(date, date),
                "2" | "2.0" => dates.read_around(date, WEEK_REACH_DAYS),
                // Without a code it is not known how exact the date is: the widest of the three.
                _ => dates.read_month(date),
            });
            (col, dated)
        }
    };
    dated.transpose().map_err(|error| {
        let flaw = match error {
            DateError::Unreadable => Flaw::BadTime,
            DateError::NoCentury => Flaw::NoCentury,
            DateError::Reversed => Flaw::ReversedTime,
        };
        (col, flaw)
    })
}

/// Where it happened; `None`: not located.
pub(super) fn anchor(layout: &Layout, row: Row<'_, '_>) -> Result<Option<LatLon>, Fault> {
    let (Some(lat_col), Some(lon_col)) = (layout.lat, layout.lon) else {
        return Ok(None);
    };
    let (lat, lon) = (row.get(lat_col), row.get(lon_col));
    match (is_nothing(lat), is_nothing(lon)) {
        (true, true) => return Ok(None),
        (true, false) => return Err((lat_col, Flaw::HalfCoordinate)),
        (false, true) => return Err((lon_col, Flaw::HalfCoordinate)),
        (false, false) => {}
    }
    let degrees = |text: &str, col, limit: f64, flaw| {
        plain_number(text, layout.decimal_comma)
            .filter(|degrees| degrees.abs() <= limit)
            .ok_or((col, flaw))
    };
    Ok(LatLon::new(
        degrees(lat, lat_col, 90.0, Flaw::BadLatitude)?,
        degrees(lon, lon_col, 180.0, Flaw::BadLongitude)?,
    ))
}

/// The radius within which it lies; `None`: unknown.
pub(super) fn radius_m(layout: &Layout, row: Row<'_, '_>) -> Result<Option<f64>, Fault> {
    match layout.radius {
        RadiusRule::Unknown => Ok(None),
        RadiusRule::Metres(col) => {
            let radius_m = measure(layout, row, col)?;
            match radius_m {
                Some(radius_m) if radius_m < 0.0 => Err((col, Flaw::BadNumber)),
                _ => Ok(radius_m),
            }
        }
        RadiusRule::Coded(col, radii) => match row.some(col) {
            None => Ok(None),
            Some(code) => decoded(radii, code)
                .map(Some)
                .ok_or((col, Flaw::UnknownCode)),
        },
    }
}

/// The id of its category.
pub(super) fn category<'t>(layout: &Layout, row: Row<'t, '_>) -> Option<&'t str> {
    match layout.category {
        CategoryRule::None => None,
        CategoryRule::Column(col) => row.some(col),
        CategoryRule::Coded(col, codes) => {
            let code = crate::io::import::table::layout::whole(row.get(col));
            let known = codes.iter().find(|(known, ..)| *known == code);
            known
                .map(|(_, id, _)| *id)
                .or(Some(code).filter(|code| !code.is_empty()))
        }
    }
}

/// The names of the outlets that tell of it; one may occur several times.
pub(super) fn for_each_source<'t>(
    layout: &Layout,
    row: Row<'t, '_>,
    mut take: impl FnMut(&'t str),
) {
    match layout.sources {
        SourceRule::None => {}
        SourceRule::Lists => {
            for col in &layout.listed.names {
                items(row.get(*col), true).for_each(&mut take);
            }
        }
        SourceRule::Reports { office, .. } => {
            if let Some(col) = office {
                items(row.get(col), true).for_each(&mut take);
            }
        }
        SourceRule::Address(col) => row.some(col).map(host).into_iter().for_each(take),
    }
}

pub(super) fn for_each_tag<'t>(rule: TagRule, row: Row<'t, '_>, take: impl FnMut(&'t str)) {
    let text = row.get(rule.col);
    match rule.form {
        TagForm::One => items(text, false).for_each(take),
        TagForm::List => items(text, true).for_each(take),
        TagForm::Coded(labels) => decoded(labels, text).into_iter().for_each(take),
    }
}

/// A number that is counted; `None`: the row gives none.
pub(super) fn measure(layout: &Layout, row: Row<'_, '_>, col: Col) -> Result<Option<f64>, Fault> {
    let text = row.get(col);
    if is_nothing(text) {
        return Ok(None);
    }
    counted(text, layout.decimal_comma)
        .map(Some)
        .ok_or((col, Flaw::BadNumber))
}

/// A number as people write counts. With a decimal comma `1.234` is a thousand and more, as nobody writes three
/// decimals with a point there.
fn counted(text: &str, decimal_comma: bool) -> Option<f64> {
    let (plain, grouped) = (
        || plain_number(text, decimal_comma),
        || grouped_number(text, decimal_comma),
    );
    if decimal_comma && text.contains('.') {
        grouped().or_else(plain)
    } else {
        plain().or_else(grouped)
    }
}

/// The items of a list, or the one item of a cell.
pub(super) fn items(text: &str, is_list: bool) -> impl Iterator<Item = &str> {
    let end = if is_list { usize::MAX } else { 1 };
    text.splitn(end, BETWEEN)
        .map(str::trim)
        .filter(|item| !item.is_empty())
}

/// `-34.5`, or `-34,5` with a decimal comma.
pub(super) fn plain_number(text: &str, decimal_comma: bool) -> Option<f64> {
    // `inf` and `nan` are numbers to the parser.
    if text
        .bytes()
        .any(|byte| byte.is_ascii_alphabetic() && !matches!(byte, b'e' | b'E'))
    {
        return None;
    }
    let number: f64 = if decimal_comma && text.contains(',') {
        if text.contains('.') {
            return None;
        }
        text.replacen(',', ".", 1).parse().ok()?
    } else {
        text.parse().ok()?
    };
    number.is_finite().then_some(number)
}

/// `1,234` or `1,234.5`; with a decimal comma `1.234` or `1.234,5`; with spaces `1 234`.
fn grouped_number(text: &str, decimal_comma: bool) -> Option<f64> {
    let (group, point) = if decimal_comma {
        ('.', ',')
    } else {
        (',', '.')
    };
    let (whole, fraction) = text.split_once(point).unwrap_or((text, ""));
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let mut groups = digits.split([group, ' ', '\u{a0}', '\u{202f}']);
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next()?;
    let is_grouped = (1..=3).contains(&first.len())
        && is_digits(first)
        && groups.all(|part| part.len() == 3 && is_digits(part))
        && is_digits(fraction);
    if !is_grouped {
        return None;
    }
    let bare: String = whole
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '-')
        .collect();
    format!("{bare}.{fraction}0").parse().ok()
}

/// The host of an address without `www.`; a text that is no address, as it is.
pub(super) fn host(address: &str) -> &str {
    let Some((_, rest)) = address.split_once("://") else {
        return address;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = host.strip_prefix("www.").unwrap_or(host);
    if host.is_empty() { address } else { host }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_grouped_or_not_at_all() {
        let check = |text: &str, decimal_comma: bool, expected: Option<f64>| {
            assert_eq!(counted(text, decimal_comma), expected, "{text}");
        };
        check("1234.5", false, Some(1234.5));
        check("1,234.5", false, Some(1234.5));
        check("1,234", false, Some(1234.0));
        check("1 234", false, Some(1234.0));
        check("-1.234,5", true, Some(-1234.5));
        check("34,5", true, Some(34.5));
        check("1.234", true, Some(1234.0));
        check("1.5", true, Some(1.5));
        check("12,34", false, None);
        check("1,2345", false, None);
        check("about 12", false, None);
        check("inf", false, None);
        check("NaN", false, None);
        check("1e999", false, None);
    }

    #[test]
    fn the_host_of_an_address_is_its_outlet() {
        assert_eq!(host("https://www.example.org/a/b?c"), "example.org");
        assert_eq!(host("BBC Monitoring"), "BBC Monitoring");
    }
}
