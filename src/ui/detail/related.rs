//! What hangs on an event: linked events, and properties that Strabo has no word for.

use eframe::egui::{Label, RichText, Role, Ui};

use crate::model::event::{Event, LinkKind};
use crate::state::action::Action;
use crate::store::{Dataset, Row};
use crate::ui::symbols::Symbol;
use crate::ui::text::visual;
use crate::ui::theme::{regular, size};
use crate::ui::{Cx, widgets};

/// A link as it reads on the page of one of its two events.
#[derive(Clone, Debug, PartialEq)]
struct Related {
    /// `follows`, `followed by`.
    relation: String,
    /// `None`: the link leads nowhere.
    row: Option<Row>,
    /// The other event's title, or its id if there is no such event.
    title: String,
}

/// Links from this event, then links to it.
pub(super) fn links(ui: &mut Ui, cx: &mut Cx<'_>, event: &Event) {
    let dataset = std::sync::Arc::clone(&cx.state.dataset);
    let related = related(&dataset, event);
    if related.is_empty() {
        return;
    }
    widgets::section(ui, cx.theme, "Linked");
    ui.spacing_mut().item_spacing.y = 0.0;
    for Related {
        relation,
        row,
        title,
    } in &related
    {
        let words = format!("{relation}: {title}");
        let Some(row) = *row else {
            let words = format!("{words} (not in the collection)");
            ui.label(RichText::new(words).color(cx.theme.error));
            continue;
        };
        let id = &dataset.id(row);
        let categories = dataset.categories();
        let idx = dataset.category_idx(row);
        let response = ui
            .push_id(("linked", relation, id), |ui| {
                widgets::row(
                    ui,
                    cx.theme,
                    &widgets::Row {
                        marker: widgets::Marker::Symbol(
                            Symbol::of(categories, idx),
                            cx.theme.category(categories, idx),
                        ),
                        text: &words,
                        count: None,
                        selected: cx.is_hovered(id),
                        dimmed: false,
                        accessible: &words,
                        role: Role::Link,
                    },
                )
            })
            .inner;
        if response.hovered() {
            cx.hover(id);
        }
        if response.clicked() {
            cx.push(Action::Select(Some(id.clone())));
        }
    }
    ui.spacing_mut().item_spacing.y = 4.0;
}

fn related(dataset: &Dataset, event: &Event) -> Vec<Related> {
    let title_of = |row: Row| dataset.event(row).title.clone();
    let outgoing = event.links.iter().map(|link| {
        let row = dataset.row(&link.to);
        Related {
            relation: spoken(link.kind.label()),
            row,
            title: row.map_or_else(|| link.to.0.clone(), title_of),
        }
    });
    let incoming = dataset
        .rows_linking_to(&event.id)
        .iter()
        .flat_map(|row| {
            let links = dataset.event(*row).into_owned().links;
            let kinds = links.into_iter().filter(|link| link.to == event.id);
            kinds.map(|link| (*row, link.kind))
        })
        // Of a mutual "same incident" or the like, one line is enough.
        .filter(|(row, kind)| {
            let is_mutual = kind.label() == kind.reverse_label();
            let other = &dataset.id(*row);
            !(is_mutual
                && !matches!(kind, LinkKind::Other(_))
                && event
                    .links
                    .iter()
                    .any(|link| link.to == *other && link.kind == *kind))
        })
        .map(|(row, kind)| Related {
            relation: match kind {
                LinkKind::Other(name) => format!("{}, from", spoken(&name)),
                _ => kind.reverse_label().to_owned(),
            },
            row: Some(row),
            title: title_of(row),
        });
    outgoing.chain(incoming).collect()
}

/// An identifier as words.
fn spoken(kind: &str) -> String {
    kind.replace('_', " ")
}

/// Properties that this version does not know, as they stand in the file.
pub(super) fn other_properties(ui: &mut Ui, cx: &Cx<'_>, event: &Event) {
    if event.extra.is_empty() {
        return;
    }
    widgets::section(ui, cx.theme, "Other properties");
    for (name, raw) in &event.extra {
        widgets::fact(ui, cx.theme, name, |ui| {
            line(ui, &readable(raw), size::BODY, cx.theme.secondary);
        });
    }
}

/// Raw JSON as people read it: a text without its quotes, anything else as it stands, shortened.
fn readable(raw: &str) -> String {
    /// What is longer is data, not something to read in a panel.
    const LETTERS_MAX: usize = 600;
    let text = serde_json::from_str::<String>(raw).unwrap_or_else(|_| raw.to_owned());
    match text.char_indices().nth(LETTERS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn line(ui: &mut Ui, words: &str, points: f32, color: eframe::egui::Color32) {
    ui.add(
        Label::new(
            RichText::new(visual(words))
                .font(regular(points))
                .color(color),
        )
        .wrap()
        .selectable(true),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::event::EventId;
    use crate::ui::fixture;

    #[test]
    fn a_link_shows_on_the_pages_of_both_events() {
        let dataset = fixture::dataset();
        let words = |id: &str| {
            let event = dataset.event_by_id(&EventId(id.to_owned())).unwrap();
            related(&dataset, &event)
                .iter()
                .map(|related| format!("{}: {}", related.relation, related.title))
                .collect::<Vec<_>>()
        };
        assert_eq!(words("strike"), ["follows: ISIS recaptures Palmyra"]);
        assert_eq!(
            words("loss"),
            ["followed by: Coalition aircraft destroy captured tanks"]
        );
    }

    #[test]
    fn raw_values_read_as_text() {
        assert_eq!(readable(r#""high""#), "high");
        assert_eq!(readable("3.5"), "3.5");
        assert_eq!(readable(r#"{"a":1}"#), r#"{"a":1}"#);
        assert_eq!(
            readable(&format!("{:?}", "a".repeat(700))).chars().count(),
            601
        );
    }
}
