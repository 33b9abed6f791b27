//! What the first rows of a table say, before all of it is read: for a person to look at and to correct.

use crate::model::problem::Problem;
use crate::model::report::ImportReport;
use crate::model::table::{HeaderKey, Preset, Role, TableSpec};

/// The first rows of a table, read in a certain way.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// How the rows alone would have it read.
    pub guessed: TableSpec,
    /// How they were read: as was asked for, with the columns that there then are.
    pub spec: TableSpec,
    /// What the file's header is known by; `None` where it has none.
    pub header: Option<HeaderKey>,
    /// Rows behind the header, as many as one looks through.
    pub rows: Vec<PreviewRow>,
    pub tally: Tally,
    /// What has to be known of the table, and what its first rows leave open.
    pub remarks: Vec<String>,
    /// Data sets whose columns it has.
    pub presets: Vec<Preset>,
    /// Why it cannot be read in this way at all.
    pub obstacle: Option<String>,
}

/// One row of a preview.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PreviewRow {
    /// What each cell says; long ones are cut off.
    pub cells: Vec<String>,
    pub rejection: Option<Rejection>,
}

/// Why a row would be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The column that is to blame; `None`: the row as a whole.
    pub column: Option<usize>,
    pub message: String,
}

/// What reading the first rows gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    pub report: ImportReport,
    /// The first problems, in file order.
    pub problems: Vec<Problem>,
    /// Whether these rows are all that the file has.
    pub is_whole: bool,
}

impl Tally {
    /// What came of the rows: `Of the first 200 rows, 198 would be taken; 2 rejected`.
    pub fn sentence(&self) -> String {
        let ImportReport {
            rows,
            taken,
            rejected,
            undated,
            unlocated,
            ..
        } = self.report;
        if rows == 0 {
            return String::from("There are no rows beneath the header");
        }
        let which = match (self.is_whole, rows) {
            (true, 1) => String::from("The only row"),
            (true, _) => format!("All {rows} rows"),
            (false, 1) => String::from("The first row"),
            (false, _) => format!("The first {rows} rows"),
        };
        let mut words = match (rejected, taken) {
            (0, _) => format!("{which} would be taken"),
            (_, 0) => format!("{which} would be rejected"),
            (_, taken) => {
                let of = if self.is_whole {
                    format!("Of all {rows} rows")
                } else {
                    format!("Of the first {rows} rows")
                };
                format!("{of}, {taken} would be taken; {rejected} rejected")
            }
        };
        let odd = [(undated, "undated"), (unlocated, "not located")];
        for (count, what) in odd.iter().filter(|(count, _)| *count > 0) {
            let all = *count == taken && taken > 1;
            let count = if all {
                String::from("all")
            } else {
                count.to_string()
            };
            words.extend(["; ", &count, " ", what]);
        }
        words
    }

    /// The first reason for which a row would be left out, with its line.
    pub fn first_rejection(&self) -> Option<String> {
        let problem = self.problems.iter().find(|problem| problem.rejects)?;
        let at = problem.location.map(|at| format!(" (line {})", at.line));
        let column = Some(&problem.path).filter(|path| !path.is_empty());
        let column = column.map(|name| format!("{name}: ")).unwrap_or_default();
        Some(format!(
            "{column}{}{}",
            problem.message,
            at.unwrap_or_default()
        ))
    }
}

/// Something that a person should know of their choices before the import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// Whether nothing can be imported like this.
    pub blocks: bool,
    pub words: String,
}

/// What is to be said of the roles that are chosen, the gravest first.
pub fn objections(spec: &TableSpec) -> Vec<Objection> {
    let mut found = Vec::new();
    let mut say = |blocks, words: &str| {
        found.push(Objection {
            blocks,
            words: words.to_owned(),
        });
    };
    if spec.preset.is_some() {
        return found;
    }
    let has = |role| spec.column_of(role).is_some();
    match (has(Role::Latitude), has(Role::Longitude)) {
        (true, false) => say(
            true,
            "A column is chosen for the latitude, but none for the longitude",
        ),
        (false, true) => say(
            true,
            "A column is chosen for the longitude, but none for the latitude",
        ),
        (false, false) => say(
            false,
            "No column is chosen for latitude and longitude: no event will be located",
        ),
        (true, true) => {}
    }
    match (has(Role::Time), has(Role::End), has(Role::Clock)) {
        (true, ..) => {}
        (false, true, _) => say(
            true,
            "A column is chosen for the end, but none for the date or start",
        ),
        (false, false, true) => say(
            true,
            "A column is chosen for the time of day, but none for the date",
        ),
        (false, false, false) => say(
            false,
            "No column is chosen for the date: all events will be undated",
        ),
    }
    if has(Role::Quote) && !has(Role::Sources) {
        say(
            false,
            "A column is chosen for the quote, but none for its source: it is kept as it is",
        );
    }
    if !(has(Role::Title) || has(Role::Summary) || has(Role::Place)) {
        say(false, "No column is chosen for the title");
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::problem::{Location, ProblemCode};
    use crate::model::table::Column;

    fn spec(roles: &[Role]) -> TableSpec {
        TableSpec {
            columns: roles
                .iter()
                .enumerate()
                .map(|(idx, role)| Column {
                    name: format!("column {}", idx + 1),
                    role: *role,
                })
                .collect(),
            ..TableSpec::default()
        }
    }

    #[test]
    fn half_a_place_blocks_the_import_and_none_is_said() {
        let blocks = |roles: &[Role]| objections(&spec(roles)).iter().any(|it| it.blocks);
        assert!(blocks(&[Role::Title, Role::Time, Role::Latitude]));
        assert!(blocks(&[Role::Title, Role::Time, Role::Longitude]));
        assert!(blocks(&[Role::Title, Role::End]));
        assert!(!blocks(&[Role::Title, Role::Time]));
        let said = objections(&spec(&[Role::Title]));
        let words: Vec<&str> = said.iter().map(|it| it.words.as_str()).collect();
        assert_eq!(
            words,
            [
                "No column is chosen for latitude and longitude: no event will be located",
                "No column is chosen for the date: all events will be undated",
            ]
        );
        let whole = [Role::Title, Role::Time, Role::Latitude, Role::Longitude];
        assert_eq!(objections(&spec(&whole)), []);
    }

    #[test]
    fn the_tally_says_what_would_come_of_the_rows() {
        let tally = |rows, taken, undated, is_whole| Tally {
            report: ImportReport {
                rows,
                taken,
                rejected: rows - taken,
                undated,
                ..ImportReport::default()
            },
            problems: vec![Problem {
                file: String::from("t.csv"),
                location: Some(Location {
                    line: 17,
                    column: 3,
                }),
                path: String::from("lat"),
                code: ProblemCode::BadCoordinate,
                message: String::from("“x” is no latitude"),
                hint: None,
                rejects: true,
            }],
            is_whole,
        };
        let says = |tally: Tally, words: &str| assert_eq!(tally.sentence(), words);
        says(
            tally(200, 198, 0, false),
            "Of the first 200 rows, 198 would be taken; 2 rejected",
        );
        says(
            tally(200, 198, 3, true),
            "Of all 200 rows, 198 would be taken; 2 rejected; 3 undated",
        );
        says(
            tally(12, 12, 12, true),
            "All 12 rows would be taken; all undated",
        );
        says(tally(1, 1, 0, true), "The only row would be taken");
        says(tally(9, 0, 0, false), "The first 9 rows would be rejected");
        says(tally(0, 0, 0, true), "There are no rows beneath the header");
        assert_eq!(
            tally(2, 1, 0, true).first_rejection().as_deref(),
            Some("lat: “x” is no latitude (line 17)")
        );
    }
}
