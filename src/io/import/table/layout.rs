//! A [`TableSpec`] made ready for reading: which cells make which part of an event, and by what rule.
//!
//! A preset fills one in by itself; any other table gets one from the roles of its columns.

use crate::io::import::table::dates::DateReader;
use crate::io::import::table::split::Dialect;
use crate::model::table::{Role, TableSpec};

/// The index of a column.
pub(super) type Col = usize;

/// Codes, and the radius in metres that each stands for.
pub(super) type Radii = &'static [(&'static str, f64)];

/// Codes, and what they mean.
pub(super) type Labels = &'static [(&'static str, &'static str)];

/// A category of a coded data set: the code, the id, and the label.
pub(super) type Codes = &'static [(&'static str, &'static str, &'static str)];

#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) dialect: Dialect,
    pub(super) dates: DateReader,
    pub(super) decimal_comma: bool,
    /// Of each column; unique.
    pub(super) names: Vec<String>,
    pub(super) id: Option<Col>,
    /// Whether ids are whole numbers: then `214797.0` is `214797`.
    pub(super) has_number_ids: bool,
    pub(super) title: Title,
    pub(super) summary: Option<Col>,
    pub(super) time: TimeRule,
    pub(super) lat: Option<Col>,
    pub(super) lon: Option<Col>,
    pub(super) radius: RadiusRule,
    /// From the narrowest to the widest.
    pub(super) place: Vec<Col>,
    pub(super) category: CategoryRule,
    pub(super) actors: Vec<ActorRule>,
    pub(super) sources: SourceRule,
    /// The columns of [`SourceRule::Lists`].
    pub(super) listed: ListedSources,
    pub(super) tags: Vec<TagRule>,
    pub(super) measures: Vec<MeasureRule>,
    /// The columns that an event keeps as they are, beside what was made of them.
    pub(super) kept: Vec<Col>,
}

/// What an event is called.
#[derive(Clone, Debug)]
pub(super) enum Title {
    /// A column; where it is empty, the summary or the place.
    Column(Option<Col>),
    /// What happened, and where: cells joined by a comma.
    Joined(Vec<Col>),
    /// A coded verb between two names, and where.
    Verb {
        actor: Col,
        code: Col,
        other: Col,
        place: Col,
    },
}

#[derive(Clone, Copy, Debug)]
pub(super) enum TimeRule {
    Undated,
    At(Col),
    /// A date and the time of day from two columns.
    AtClock(Col, Col),
    /// All of it, from a beginning to an end.
    Span(Col, Col),
    /// Some time between two dates, both included.
    Within(Col, Col),
    /// A day with a code: 1 the day, 2 some time in the week around it, 3 some time in its month.
    DayWeekMonth(Col, Col),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum RadiusRule {
    Unknown,
    Metres(Col),
    Coded(Col, Radii),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum CategoryRule {
    None,
    Column(Col),
    Coded(Col, Codes),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct ActorRule {
    pub(super) col: Col,
    /// Whether the cell is a list.
    pub(super) is_list: bool,
    pub(super) role: ActorRole,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum ActorRole {
    Unsaid,
    Fixed(&'static str),
    /// A cell with a code, or with the words for it.
    Coded(Col, Labels),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum SourceRule {
    None,
    /// Lists of names in columns, and the words of the only source of a row.
    Lists,
    /// The outlets, and what they wrote when under which headline; lists side by side.
    Reports {
        office: Option<Col>,
        article: Option<Col>,
        date: Option<Col>,
        headline: Option<Col>,
    },
    /// The address of one report; its host is the outlet.
    Address(Col),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct TagRule {
    pub(super) col: Col,
    pub(super) form: TagForm,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum TagForm {
    One,
    List,
    /// Only what the codes name.
    Coded(Labels),
}

#[derive(Clone, Debug)]
pub(super) struct MeasureRule {
    pub(super) name: String,
    pub(super) value: Col,
    pub(super) low: Option<Col>,
    pub(super) high: Option<Col>,
}

/// Columns whose lists the row's sources and quote stand in.
#[derive(Clone, Debug, Default)]
pub(super) struct ListedSources {
    pub(super) names: Vec<Col>,
    pub(super) quote: Option<Col>,
}

impl Layout {
    /// A layout in which no column means anything yet.
    pub(super) fn empty(spec: &TableSpec) -> Self {
        Self {
            dialect: dialect(spec),
            dates: DateReader {
                day_month: spec.day_month,
                zone: spec.zone.unwrap_or_default(),
                midnight_is_day: spec.midnight_is_day,
            },
            decimal_comma: spec.decimal_comma,
            names: spec.columns.iter().map(|c| c.name.clone()).collect(),
            id: None,
            has_number_ids: false,
            title: Title::Column(None),
            summary: None,
            time: TimeRule::Undated,
            lat: None,
            lon: None,
            radius: RadiusRule::Unknown,
            place: Vec::new(),
            category: CategoryRule::None,
            actors: Vec::new(),
            sources: SourceRule::None,
            listed: ListedSources::default(),
            tags: Vec::new(),
            measures: Vec::new(),
            kept: Vec::new(),
        }
    }

    /// The layout of a table: that of its preset, else by the roles of its columns.
    pub(super) fn of(spec: &TableSpec) -> Self {
        let mut layout = match spec.preset {
            Some(preset) => preset.layout(spec),
            None => Self::of_roles(spec),
        };
        layout.kept = layout.columns_kept();
        layout
    }

    fn of_roles(spec: &TableSpec) -> Self {
        let col = |role| spec.column_of(role);
        let cols = |role| spec.columns_of(role).collect::<Vec<_>>();
        let listed = ListedSources {
            names: cols(Role::Sources),
            quote: col(Role::Quote),
        };
        Self {
            id: col(Role::Id),
            title: Title::Column(col(Role::Title)),
            summary: col(Role::Summary),
            time: match (col(Role::Time), col(Role::Clock), col(Role::End)) {
                (Some(start), _, Some(end)) => TimeRule::Span(start, end),
                (Some(date), Some(clock), None) => TimeRule::AtClock(date, clock),
                (Some(date), None, None) => TimeRule::At(date),
                (None, _, _) => TimeRule::Undated,
            },
            lat: col(Role::Latitude),
            lon: col(Role::Longitude),
            radius: col(Role::Precision).map_or(RadiusRule::Unknown, RadiusRule::Metres),
            place: cols(Role::Place),
            category: col(Role::Category).map_or(CategoryRule::None, CategoryRule::Column),
            actors: cols(Role::Actors)
                .into_iter()
                .map(|col| ActorRule {
                    col,
                    is_list: true,
                    role: ActorRole::Unsaid,
                })
                .collect(),
            sources: if listed.names.is_empty() {
                SourceRule::None
            } else {
                SourceRule::Lists
            },
            tags: cols(Role::Tags)
                .into_iter()
                .map(|col| TagRule {
                    col,
                    form: TagForm::List,
                })
                .collect(),
            measures: cols(Role::Measure)
                .into_iter()
                .map(|col| MeasureRule {
                    name: spec.columns[col].name.clone(),
                    value: col,
                    low: None,
                    high: None,
                })
                .collect(),
            listed,
            ..Self::empty(spec)
        }
    }

    /// Every column that is not in an event word by word anyway. Codes and dates are kept beside what they mean.
    fn columns_kept(&self) -> Vec<Col> {
        let mut is_told = vec![false; self.names.len()];
        let mut tell = |col: Col| is_told[col] = true;
        self.id.into_iter().for_each(&mut tell);
        self.summary.into_iter().for_each(&mut tell);
        self.place.iter().copied().for_each(&mut tell);
        [self.lat, self.lon]
            .into_iter()
            .flatten()
            .for_each(&mut tell);
        self.actors.iter().for_each(|rule| tell(rule.col));
        for rule in &self.tags {
            if !matches!(rule.form, TagForm::Coded(_)) {
                tell(rule.col);
            }
        }
        for rule in &self.measures {
            let cols = [Some(rule.value), rule.low, rule.high];
            cols.into_iter().flatten().for_each(&mut tell);
        }
        match &self.title {
            Title::Column(col) => col.iter().copied().for_each(&mut tell),
            Title::Joined(_) | Title::Verb { .. } => {}
        }
        match self.time {
            TimeRule::At(col) => tell(col),
            TimeRule::AtClock(date, clock) => [date, clock].into_iter().for_each(&mut tell),
            TimeRule::Span(start, end) | TimeRule::Within(start, end) => {
                [start, end].into_iter().for_each(&mut tell);
            }
            TimeRule::DayWeekMonth(date, _) => tell(date),
            TimeRule::Undated => {}
        }
        match self.category {
            CategoryRule::Column(col) => tell(col),
            CategoryRule::None | CategoryRule::Coded(..) => {}
        }
        match self.sources {
            SourceRule::Lists => self.listed.names.iter().copied().for_each(&mut tell),
            SourceRule::Address(col) => tell(col),
            // The articles stay: they are what the rest of a report was taken from.
            SourceRule::Reports {
                office,
                date,
                headline,
                ..
            } => [office, date, headline]
                .into_iter()
                .flatten()
                .for_each(&mut tell),
            SourceRule::None => {}
        }
        (0..self.names.len()).filter(|col| !is_told[*col]).collect()
    }

    /// The columns that the questions are answered from: if none of their cells has quotation marks within,
    /// a row needs no copy.
    pub(super) fn columns_asked(&self) -> Vec<Col> {
        let mut cols: Vec<Col> = Vec::new();
        cols.extend(self.id);
        cols.extend([self.lat, self.lon].into_iter().flatten());
        match self.time {
            TimeRule::Undated => {}
            TimeRule::At(col) => cols.push(col),
            TimeRule::AtClock(a, b)
            | TimeRule::Span(a, b)
            | TimeRule::Within(a, b)
            | TimeRule::DayWeekMonth(a, b) => cols.extend([a, b]),
        }
        match self.radius {
            RadiusRule::Unknown => {}
            RadiusRule::Metres(col) | RadiusRule::Coded(col, _) => cols.push(col),
        }
        match self.category {
            CategoryRule::None => {}
            CategoryRule::Column(col) | CategoryRule::Coded(col, _) => cols.push(col),
        }
        match self.sources {
            SourceRule::None => {}
            SourceRule::Lists => cols.extend(&self.listed.names),
            SourceRule::Address(col) => cols.push(col),
            SourceRule::Reports {
                office,
                article,
                date,
                headline,
            } => cols.extend([office, article, date, headline].into_iter().flatten()),
        }
        cols.extend(self.listed.quote);
        cols.extend(self.actors.iter().map(|rule| rule.col));
        cols.extend(self.tags.iter().map(|rule| rule.col));
        for rule in &self.measures {
            cols.push(rule.value);
            cols.extend(rule.low);
            cols.extend(rule.high);
        }
        cols.sort_unstable();
        cols.dedup();
        cols
    }

    /// The columns that a search looks in.
    pub(super) fn columns_of_words(&self) -> Vec<Col> {
        let mut cols: Vec<Col> = self.place.clone();
        match &self.title {
            Title::Column(col) => cols.extend(col),
            Title::Joined(joined) => cols.extend(joined),
            Title::Verb {
                actor,
                other,
                place,
                ..
            } => cols.extend([*actor, *other, *place]),
        }
        cols.extend(self.summary);
        cols.extend(self.listed.quote);
        if let SourceRule::Reports {
            article, headline, ..
        } = self.sources
        {
            cols.extend(headline.or(article));
        }
        cols.extend(self.actors.iter().map(|rule| rule.col));
        let tags = self.tags.iter();
        cols.extend(
            tags.filter(|rule| !matches!(rule.form, TagForm::Coded(_)))
                .map(|rule| rule.col),
        );
        cols.sort_unstable();
        cols.dedup();
        cols
    }
}

/// What an id cell says.
pub(super) fn id_text<'t>(layout: &Layout, cell: &'t str) -> &'t str {
    if layout.has_number_ids {
        whole(cell)
    } else {
        cell
    }
}

/// How the cells of a table are told apart.
pub(super) fn dialect(spec: &TableSpec) -> Dialect {
    Dialect {
        delimiter: spec.delimiter,
        quote: spec.quote,
    }
}

/// What a code means; programs that hold numbers as such write `1.0` for `1`.
pub(super) fn decoded<T: Copy>(codes: &[(&str, T)], code: &str) -> Option<T> {
    let code = whole(code);
    let found = codes.iter().find(|(known, _)| *known == code);
    found.map(|(_, meaning)| *meaning)
}

/// A whole number without the `.0` that some programs write behind it.
pub(super) fn whole(text: &str) -> &str {
    match text.strip_suffix(".0") {
        Some(digits) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => digits,
        _ => text,
    }
}
