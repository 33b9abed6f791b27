//! What every part of the reader shares: where it is in the document, and the problems found so far.

use std::collections::HashSet;
use std::fmt::Write as _;

use crate::io::json::{Document, Kind, Value};
use crate::model::problem::{Location, Problem, ProblemCode};
use crate::model::time::Zone;

/// How many problems of one file are told one by one; further ones are counted.
/// Nobody reads more, and a file of gigabytes may hold one in every line.
pub const PROBLEMS_MAX: usize = 100_000;

/// Where the reader is: a value, and the way to it from the top of the document.
#[derive(Clone, Copy)]
pub(in crate::io) struct Spot<'p, 'a> {
    pub(in crate::io) value: Value<'a>,
    parent: Option<&'p Self>,
    step: Step<'p>,
}

#[derive(Clone, Copy)]
enum Step<'p> {
    Top,
    Member(&'p str),
    Item(usize),
}

impl<'p, 'a> Spot<'p, 'a> {
    pub(in crate::io) fn top(value: Value<'a>) -> Self {
        Self {
            value,
            parent: None,
            step: Step::Top,
        }
    }

    pub(in crate::io) fn member(&'p self, name: &'p str, value: Value<'a>) -> Self {
        Self {
            value,
            parent: Some(self),
            step: Step::Member(name),
        }
    }

    pub(in crate::io) fn item(&'p self, idx: usize, value: Value<'a>) -> Self {
        Self {
            value,
            parent: Some(self),
            step: Step::Item(idx),
        }
    }

    /// `features[3].properties.when`; empty at the top.
    pub(in crate::io) fn path(&self) -> String {
        let mut path = self.parent.map(Spot::path).unwrap_or_default();
        match self.step {
            Step::Top => {}
            Step::Item(idx) => write!(path, "[{idx}]").unwrap_or_default(),
            Step::Member(name) if is_plain_name(name) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(name);
            }
            Step::Member(name) => write!(path, "[{name:?}]").unwrap_or_default(),
        }
        path
    }
}

/// Whether a name can stand in a path without quotes.
fn is_plain_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// What a reference names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::io) enum Target {
    Event,
    Quote,
    Source,
    Category,
}

/// A reference that can be judged only when everything is read.
pub(in crate::io) struct Reference {
    pub(in crate::io) target: Target,
    pub(in crate::io) id: String,
    path: String,
    location: Location,
}

/// The state of one reading.
pub(in crate::io) struct Context<'a> {
    pub(in crate::io) document: &'a Document<'a>,
    pub(in crate::io) file: &'a str,
    /// The zone of times without an offset.
    pub(in crate::io) zone: Zone,
    pub(in crate::io) problems: Vec<Problem>,
    /// Problems beyond [`PROBLEMS_MAX`].
    pub(in crate::io) untold: usize,
    /// How many of all problems reject what holds them.
    pub(in crate::io) rejections: usize,
    /// The sources and categories that are known to exist.
    pub(in crate::io) sources: HashSet<String>,
    pub(in crate::io) categories: HashSet<String>,
    /// The quotes of the feature being read.
    pub(in crate::io) own_quotes: HashSet<String>,
    pub(in crate::io) references: Vec<Reference>,
}

impl<'a> Context<'a> {
    pub(in crate::io) fn new(document: &'a Document<'a>, file: &'a str) -> Self {
        Self {
            document,
            file,
            zone: Zone::default(),
            problems: Vec::new(),
            untold: 0,
            rejections: 0,
            sources: HashSet::new(),
            categories: HashSet::new(),
            own_quotes: HashSet::new(),
            references: Vec::new(),
        }
    }

    /// A problem at a spot, without noting it.
    pub(in crate::io) fn problem(
        &self,
        at: &Spot<'_, '_>,
        code: ProblemCode,
        message: impl Into<String>,
        hint: &str,
    ) -> Problem {
        Problem {
            file: self.file.to_owned(),
            location: Some(self.document.location(at.value.raw())),
            path: at.path(),
            code,
            message: message.into(),
            hint: (!hint.is_empty()).then(|| hint.to_owned()),
            rejects: false,
        }
    }

    /// Notes a problem; what holds it stays.
    pub(in crate::io) fn report(
        &mut self,
        at: &Spot<'_, '_>,
        code: ProblemCode,
        message: impl Into<String>,
        hint: &str,
    ) {
        let problem = self.problem(at, code, message, hint);
        self.note(problem);
    }

    /// Notes a problem for which the feature that holds it is left out.
    pub(in crate::io) fn reject(
        &mut self,
        at: &Spot<'_, '_>,
        code: ProblemCode,
        message: impl Into<String>,
        hint: &str,
    ) {
        let mut problem = self.problem(at, code, message, hint);
        problem.rejects = true;
        self.rejections += 1;
        self.note(problem);
    }

    /// Makes the problem noted last one for which the feature is left out.
    pub(in crate::io) fn reject_for_last(&mut self) {
        self.rejections += 1;
        if let Some(problem) = self.problems.last_mut().filter(|_| self.untold == 0) {
            problem.rejects = true;
        }
    }

    pub(in crate::io) fn note(&mut self, problem: Problem) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(problem);
        } else {
            self.untold += 1;
        }
    }

    /// Notes a reference, unless what it names is known already, to be judged by [`Context::judge_references`].
    pub(in crate::io) fn refer(&mut self, at: &Spot<'_, '_>, target: Target, id: String) {
        let is_known = match target {
            Target::Source => self.sources.contains(&id),
            Target::Category => self.categories.contains(&id),
            Target::Quote => self.own_quotes.contains(&id),
            Target::Event => false,
        };
        if is_known {
            return;
        }
        self.references.push(Reference {
            target,
            id,
            path: at.path(),
            location: self.document.location(at.value.raw()),
        });
    }

    /// Reports each reference that names nothing; `explain` gives the words, or `None` where all is well.
    pub(in crate::io) fn judge_references(
        &mut self,
        explain: impl Fn(&Reference) -> Option<(ProblemCode, String, String)>,
    ) {
        for reference in std::mem::take(&mut self.references) {
            if let Some((code, message, hint)) = explain(&reference) {
                self.note(Problem {
                    file: self.file.to_owned(),
                    location: Some(reference.location),
                    path: reference.path,
                    code,
                    message,
                    hint: Some(hint),
                    rejects: false,
                });
            }
        }
    }

    /// Reports a value of the wrong kind.
    pub(in crate::io) fn wrong_type(&mut self, at: &Spot<'_, '_>, expected: &str) {
        let found = at.value.kind();
        let message = if found == Kind::Text && expected == "a text" {
            String::from("the text holds half of a surrogate pair, which is no character")
        } else if found == Kind::Number && expected == "a number" {
            String::from("the number is too large to compute with")
        } else {
            format!("expected {expected}, found {}", found.label())
        };
        self.report(at, ProblemCode::WrongType, message, "");
    }
}
