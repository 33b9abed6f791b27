//! What every part of the reader shares: where it is in the document, and the problems found so far.
//!
//! [`Fields`] opens an object so that nothing in it is lost: a member that is not understood,
//! whether its name or its value, stays in `extra` to the letter and is written back as it was.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt::Write as _;

use crate::io::json::{Document, Kind, Member, Value};
use crate::model::claim::Extra;
use crate::model::problem::{Location, Problem, ProblemCode};
use crate::model::source::QuoteId;
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

    pub(in crate::io) fn note(&mut self, problem: Problem) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(problem);
        } else {
            self.untold += 1;
        }
    }

    /// Notes a reference, to be judged by [`Context::judge_references`].
    pub(in crate::io) fn refer(&mut self, at: &Spot<'_, '_>, target: Target, id: String) {
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

/// An object being read: what is understood is taken out, the rest stays for `extra`.
pub(in crate::io) struct Fields<'p, 'a> {
    pub(in crate::io) spot: &'p Spot<'p, 'a>,
    members: Vec<Member<'a>>,
    taken: Vec<bool>,
}

impl<'p, 'a> Fields<'p, 'a> {
    /// Opens an object; reports anything else, and names that stand twice.
    pub(in crate::io) fn open(ctx: &mut Context<'_>, spot: &'p Spot<'p, 'a>) -> Option<Self> {
        if spot.value.kind() != Kind::Object {
            ctx.wrong_type(spot, "an object");
            return None;
        }
        let Some(members) = spot.value.members() else {
            let message = "a name in this object holds half of a surrogate pair";
            ctx.report(spot, ProblemCode::Syntax, message, "");
            return None;
        };
        let mut seen = HashSet::with_capacity(members.len());
        for member in &members {
            if !seen.insert(&*member.name) {
                let at = spot.member(&member.name, member.value);
                let mut problem = ctx.problem(
                    &at,
                    ProblemCode::DuplicateMember,
                    format!("the name “{}” stands twice in one object", member.name),
                    "the last one counts; remove the others",
                );
                if let Cow::Borrowed(name) = member.name {
                    // The name itself stands after its quotation mark.
                    let Location { line, column } = ctx.document.location(name);
                    let column = column.saturating_sub(1);
                    problem.location = Some(Location { line, column });
                }
                ctx.note(problem);
            }
        }
        Some(Self {
            spot,
            taken: vec![false; members.len()],
            members,
        })
    }

    /// The members, in file order.
    pub(in crate::io) fn members(&self) -> &[Member<'a>] {
        &self.members
    }

    /// The last member of that name, `null` included.
    pub(in crate::io) fn find(&self, name: &str) -> Option<Value<'a>> {
        let member = self.members.iter().rfind(|member| member.name == name)?;
        Some(member.value)
    }

    /// Marks every member of that name as understood: it will not be in `extra`.
    pub(in crate::io) fn take(&mut self, name: &str) {
        for (member, taken) in self.members.iter().zip(&mut self.taken) {
            *taken |= member.name == name;
        }
    }

    /// A value that is there, and not `null`.
    pub(in crate::io) fn present(&self, name: &'p str) -> Option<Spot<'p, 'a>> {
        let value = self.find(name)?;
        (value.kind() != Kind::Null).then(|| self.spot.member(name, value))
    }

    /// Reads a value by `read`; where that gives `None` the member stays in `extra`.
    pub(in crate::io) fn value<T>(
        &mut self,
        name: &'p str,
        read: impl FnOnce(&Spot<'_, 'a>) -> Option<T>,
    ) -> Option<T> {
        let read = read(&self.present(name)?)?;
        self.take(name);
        Some(read)
    }

    pub(in crate::io) fn text(&mut self, ctx: &mut Context<'_>, name: &'p str) -> Option<String> {
        self.value(name, |at| read_text(ctx, at))
    }

    /// A text that has to be there; a missing one is reported and empty.
    pub(in crate::io) fn needed_text(
        &mut self,
        ctx: &mut Context<'_>,
        name: &'p str,
        of: &str,
    ) -> String {
        if self.present(name).is_none() {
            let message = format!("{of} has no “{name}”");
            ctx.report(self.spot, ProblemCode::MissingMember, message, "");
            return String::new();
        }
        // An empty text stays in `extra` too, so that it is not written as if it were missing.
        let text = self.value(name, |at| {
            read_text(ctx, at).filter(|text| !text.is_empty())
        });
        text.unwrap_or_default()
    }

    /// A number. One with more digits than a float holds stays in `extra` too, and so is written back exactly.
    pub(in crate::io) fn number(&mut self, ctx: &mut Context<'_>, name: &'p str) -> Option<f64> {
        let at = self.present(name)?;
        let number = match at.value.kind() {
            Kind::Number => at.value.number(),
            _ => None,
        };
        let Some(number) = number else {
            ctx.wrong_type(&at, "a number");
            return None;
        };
        if is_kept_exactly(at.value.raw(), number) {
            self.take(name);
        }
        Some(number)
    }

    /// `true` or `false`; absent is `false`, and a written `false` stays as written.
    pub(in crate::io) fn flag(&mut self, ctx: &mut Context<'_>, name: &'p str) -> bool {
        let flag = self.value(name, |at| {
            let flag = at.value.boolean();
            if flag.is_none() {
                ctx.wrong_type(at, "true or false");
            }
            flag.filter(|flag| *flag)
        });
        flag.unwrap_or_default()
    }

    /// A list; absent is empty. Items that cannot be read are left out, and then the whole list stays in `extra` too.
    pub(in crate::io) fn list<T>(
        &mut self,
        ctx: &mut Context<'_>,
        name: &'p str,
        mut read: impl FnMut(&mut Context<'_>, &Spot<'_, 'a>) -> Option<T>,
    ) -> Vec<T> {
        let Some(at) = self.present(name) else {
            return Vec::new();
        };
        let Some(items) = at.value.items() else {
            ctx.wrong_type(&at, "a list");
            return Vec::new();
        };
        let count = items.len();
        let list: Vec<T> = items
            .into_iter()
            .enumerate()
            .filter_map(|(idx, value)| read(ctx, &at.item(idx, value)))
            .collect();
        // An empty list is kept as written, since the model cannot tell it from none.
        if list.len() == count && count > 0 {
            self.take(name);
        }
        list
    }

    /// One value or a list of them.
    pub(in crate::io) fn one_or_list<T>(
        &mut self,
        ctx: &mut Context<'_>,
        name: &'p str,
        mut read: impl FnMut(&mut Context<'_>, &Spot<'_, 'a>) -> Option<T>,
    ) -> Vec<T> {
        match self.present(name) {
            Some(at) if at.value.kind() != Kind::List => {
                let one = read(ctx, &at);
                if one.is_some() {
                    self.take(name);
                }
                one.into_iter().collect()
            }
            _ => self.list(ctx, name, read),
        }
    }

    pub(in crate::io) fn texts(&mut self, ctx: &mut Context<'_>, name: &'p str) -> Vec<String> {
        self.list(ctx, name, read_text)
    }

    /// The quotes that back a value.
    pub(in crate::io) fn cites(&mut self, ctx: &mut Context<'_>) -> Vec<QuoteId> {
        self.list(ctx, "cites", |ctx, at| {
            let id = read_text(ctx, at)?;
            if !ctx.own_quotes.contains(&id) {
                ctx.refer(at, Target::Quote, id.clone());
            }
            Some(QuoteId(id))
        })
    }

    /// What was not understood, in file order, to the letter.
    pub(in crate::io) fn extra(self) -> Extra {
        self.members
            .into_iter()
            .zip(self.taken)
            .filter(|(_, taken)| !taken)
            .map(|(member, _)| (member.name.into_owned(), member.value.raw().to_owned()))
            .collect()
    }
}

pub(in crate::io) fn read_text(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<String> {
    let text = at.value.text();
    if text.is_none() {
        ctx.wrong_type(at, "a text");
    }
    text
}

/// Whether a number written in the file is the same number after a float has held it.
fn is_kept_exactly(raw: &str, number: f64) -> bool {
    /// Every decimal number of this many digits survives a float.
    const FLOAT_DIGITS: usize = 15;
    let mantissa = raw.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let significant = digits.trim_start_matches('0').len();
    significant <= FLOAT_DIGITS && (number != 0.0 || significant == 0) || number.to_string() == raw
}
