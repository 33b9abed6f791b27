//! The order in which a document is read to somebody who cannot see it: headings, paragraphs, lists, quotations, figures.

use std::num::NonZeroU16;

use krilla::tagging::{ListNumbering, Node, Tag, TagGroup};

use crate::brief::pdf::flow::{Piece, Role};

/// The group of a chapter, from what was drawn of each of its pieces, in their order; the figure stands after the first
/// heading.
pub(super) fn section(
    pieces: &[Piece],
    drawn: Vec<Vec<Node>>,
    figure: Option<TagGroup>,
) -> TagGroup {
    let mut section = TagGroup::new(Tag::Section);
    let mut figure = figure;
    let mut open: Option<Open> = None;
    for (piece, nodes) in pieces.iter().zip(drawn) {
        if nodes.is_empty() {
            continue;
        }
        let belongs = open.as_ref().is_some_and(|open| open.holds(piece.role));
        if !belongs && let Some(open) = open.take() {
            section.push(open.group);
        }
        let group = group(piece, nodes);
        match &mut open {
            Some(open) => open.group.push(group),
            None => match Open::of(piece.role) {
                Some(mut new) => {
                    new.group.push(group);
                    open = Some(new);
                }
                None => section.push(group),
            },
        }
        if matches!(piece.role, Role::Heading(1))
            && let Some(figure) = figure.take()
        {
            section.push(figure);
        }
    }
    if let Some(open) = open {
        section.push(open.group);
    }
    if let Some(figure) = figure {
        section.push(figure);
    }
    section
}

/// A list or quotation that further pieces may belong to.
struct Open {
    kind: Kind,
    group: TagGroup,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    List,
    Notes,
    Quote(usize),
}

impl Open {
    fn of(role: Role) -> Option<Self> {
        let kind = kind(role)?;
        let group = match kind {
            Kind::List => TagGroup::new(Tag::L(ListNumbering::None)),
            Kind::Notes => TagGroup::new(Tag::L(ListNumbering::Decimal)),
            Kind::Quote(_) => TagGroup::new(Tag::BlockQuote),
        };
        Some(Self { kind, group })
    }

    fn holds(&self, role: Role) -> bool {
        kind(role) == Some(self.kind)
    }
}

fn kind(role: Role) -> Option<Kind> {
    match role {
        Role::Item => Some(Kind::List),
        Role::Note(_) => Some(Kind::Notes),
        Role::Quote(number) => Some(Kind::Quote(number)),
        Role::Heading(_) | Role::Paragraph => None,
    }
}

fn group(piece: &Piece, nodes: Vec<Node>) -> TagGroup {
    match piece.role {
        Role::Heading(level) => {
            let level = NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
            let title = piece.set.words().to_owned();
            TagGroup::with_children(Tag::Hn(level, Some(title)), nodes)
        }
        Role::Paragraph | Role::Quote(_) => TagGroup::with_children(Tag::P, nodes),
        Role::Item | Role::Note(_) => {
            let body = TagGroup::with_children(Tag::LBody, nodes);
            TagGroup::with_children(Tag::LI, vec![body.into()])
        }
    }
}
