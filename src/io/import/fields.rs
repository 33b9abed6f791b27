//! An object being read, so that nothing in it is lost: a member that is not understood, whether its name
//! or its value, stays in `extra` to the letter and is written back as it was.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::io::import::context::{Context, Spot, Target};
use crate::io::json::{Kind, Member, Value};
use crate::model::claim::Extra;
use crate::model::problem::{Location, ProblemCode};
use crate::model::source::QuoteId;

/// An object being read: what is understood is taken out, the rest stays for `extra`.
pub(super) struct Fields<'p, 'a> {
    pub(super) spot: &'p Spot<'p, 'a>,
    members: Vec<Member<'a>>,
    taken: Vec<bool>,
}

impl<'p, 'a> Fields<'p, 'a> {
    /// Opens an object; reports anything else, and names that stand twice.
    pub(super) fn open(ctx: &mut Context<'_>, spot: &'p Spot<'p, 'a>) -> Option<Self> {
        if spot.value.kind() != Kind::Object {
            ctx.wrong_type(spot, "an object");
            return None;
        }
        let Some(members) = spot.value.members() else {
            let message = "a name in this object holds half of a surrogate pair";
            ctx.report(spot, ProblemCode::Syntax, message, "");
            return None;
        };
        for idx in repeated_names(&members) {
            let Some(Member { name, value }) = members.get(idx) else {
                continue;
            };
            let at = spot.member(name, *value);
            let mut problem = ctx.problem(
                &at,
                ProblemCode::DuplicateMember,
                format!("the name “{name}” stands twice in one object"),
                "the last one counts; remove the others",
            );
            if let Cow::Borrowed(name) = name {
                // The name itself stands after its quotation mark.
                let Location { line, column } = ctx.document.location(name);
                let column = column.saturating_sub(1);
                problem.location = Some(Location { line, column });
            }
            ctx.note(problem);
        }
        Some(Self {
            spot,
            taken: vec![false; members.len()],
            members,
        })
    }

    /// The members, in file order.
    pub(super) fn members(&self) -> &[Member<'a>] {
        &self.members
    }

    /// The last member of that name, `null` included.
    pub(super) fn find(&self, name: &str) -> Option<Value<'a>> {
        let member = self.members.iter().rfind(|member| member.name == name)?;
        Some(member.value)
    }

    /// Marks every member of that name as understood: it will not be in `extra`.
    pub(super) fn take(&mut self, name: &str) {
        for (member, taken) in self.members.iter().zip(&mut self.taken) {
            *taken |= member.name == name;
        }
    }

    /// A value that is there, and not `null`.
    pub(super) fn present(&self, name: &'p str) -> Option<Spot<'p, 'a>> {
        let value = self.find(name)?;
        (value.kind() != Kind::Null).then(|| self.spot.member(name, value))
    }

    /// Reads a value by `read`; where that gives `None` the member stays in `extra`.
    pub(super) fn value<T>(
        &mut self,
        name: &'p str,
        read: impl FnOnce(&Spot<'_, 'a>) -> Option<T>,
    ) -> Option<T> {
        let read = read(&self.present(name)?)?;
        self.take(name);
        Some(read)
    }

    pub(super) fn text(&mut self, ctx: &mut Context<'_>, name: &'p str) -> Option<String> {
        self.value(name, |at| read_text(ctx, at))
    }

    /// A text that has to be there; a missing one is reported and empty.
    pub(super) fn needed_text(&mut self, ctx: &mut Context<'_>, name: &'p str, of: &str) -> String {
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
    pub(super) fn number(&mut self, ctx: &mut Context<'_>, name: &'p str) -> Option<f64> {
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
    pub(super) fn flag(&mut self, ctx: &mut Context<'_>, name: &'p str) -> bool {
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
    pub(super) fn list<T>(
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
    pub(super) fn one_or_list<T>(
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

    pub(super) fn texts(&mut self, ctx: &mut Context<'_>, name: &'p str) -> Vec<String> {
        self.list(ctx, name, read_text)
    }

    /// The quotes that back a value.
    pub(super) fn cites(&mut self, ctx: &mut Context<'_>) -> Vec<QuoteId> {
        self.list(ctx, "cites", |ctx, at| {
            let id = read_text(ctx, at)?;
            ctx.refer(at, Target::Quote, id.clone());
            Some(QuoteId(id))
        })
    }

    /// What was not understood, in file order, to the letter.
    pub(super) fn extra(self) -> Extra {
        self.members
            .into_iter()
            .zip(self.taken)
            .filter(|(_, taken)| !taken)
            .map(|(member, _)| (member.name.into_owned(), member.value.raw().to_owned()))
            .collect()
    }
}

/// The indexes of members whose name stands before them already.
fn repeated_names(members: &[Member<'_>]) -> Vec<usize> {
    /// Up to this many, comparing each with each is faster than a table.
    const FEW: usize = 24;
    let mut seen = HashSet::new();
    let mut is_repeated = |&idx: &usize| {
        let Some((member, before)) = members.get(..=idx).and_then(<[_]>::split_last) else {
            return false;
        };
        if members.len() <= FEW {
            before.iter().any(|other| other.name == member.name)
        } else {
            !seen.insert(&*member.name)
        }
    };
    (0..members.len()).filter(|idx| is_repeated(idx)).collect()
}

pub(super) fn read_text(ctx: &mut Context<'_>, at: &Spot<'_, '_>) -> Option<String> {
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
