//! Arrows between the selected event and those that it is linked to.

use std::sync::Arc;

use crate::model::event::{EventId, LinkKind};
use crate::model::place::LatLon;
use crate::store::{Dataset, Row};
use crate::ui::Cx;
use crate::ui::map::events::{Drawn, Layer, RING_GAP, around};
use crate::ui::map::marks::SYMBOL;
use crate::ui::map::shapes::{self, LinkLine};

/// Links drawn of one event; a hub of more is read in the detail panel.
const LINKS_MAX: usize = 60;

/// An event that the selected one is linked to, or that is linked to it.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkedRow {
    pub row: Row,
    pub line: LinkLine,
    /// Whether the arrow comes from there.
    pub comes: bool,
}

/// The links of the last selection; finding those that point to it asks every event.
#[derive(Default)]
pub struct Links {
    of: Option<(Arc<Dataset>, EventId)>,
    links: Vec<LinkedRow>,
}

impl Links {
    pub fn of(&mut self, cx: &Cx<'_>) -> &[LinkedRow] {
        let Some(selection) = &cx.state.view.selection else {
            return &[];
        };
        let dataset = &cx.state.dataset;
        let same = self
            .of
            .as_ref()
            .is_some_and(|(of, id)| Arc::ptr_eq(of, dataset) && id == selection);
        if !same {
            self.links = links_of(dataset, selection);
            self.of = Some((Arc::clone(dataset), selection.clone()));
        }
        &self.links
    }
}

fn links_of(dataset: &Dataset, id: &EventId) -> Vec<LinkedRow> {
    let Some(event) = dataset.event_by_id(id) else {
        return Vec::new();
    };
    // "A follows B" is drawn as time runs: from B to A. Other kinds run as they are written.
    let linked = |row: Row, kind: &LinkKind, written_here: bool| LinkedRow {
        row,
        line: match kind {
            LinkKind::SameIncident | LinkKind::Duplicate => LinkLine::Plain,
            _ => LinkLine::Arrow,
        },
        comes: (*kind == LinkKind::Follows) == written_here,
    };
    let outgoing = event
        .links
        .iter()
        .filter_map(|link| Some(linked(dataset.row(&link.to)?, &link.kind, true)));
    let incoming = dataset.rows_linking_to(id).iter().flat_map(|row| {
        let links = dataset.event(*row).into_owned().links;
        let links = links.into_iter().filter(|link| link.to == *id);
        links.map(|link| linked(*row, &link.kind, false))
    });
    let mut links: Vec<LinkedRow> = outgoing.chain(incoming).take(LINKS_MAX).collect();
    links.dedup();
    links
}

impl Layer<'_> {
    pub(super) fn draw_links(&self, links: &[LinkedRow], drawn: &mut Drawn) {
        let Some(selected) = self.selected else {
            return;
        };
        let shown = |row: Row| self.spots.iter().find(|spot| self.holds(spot, row));
        let reach = |row: Row| shown(row).map_or(SYMBOL, |spot| spot.radius) + 5.0;
        let Some(here) = self.dataset.anchor(selected) else {
            return;
        };
        let here_gap = reach(selected) + RING_GAP;
        for LinkedRow { row, line, comes } in links {
            let Some(there) = self.dataset.anchor(*row).filter(|there| *there != here) else {
                continue;
            };
            // A symbol that stands for several positions is what the line leads to.
            let stand =
                |row: Row, at: LatLon| shown(row).map_or(at, |spot| self.marks[spot.idx].at);
            let (near, far) = (stand(selected, here), stand(*row, there));
            for [near, far] in self.viewport.pairs(near, far) {
                if shown(*row).is_none() && self.viewport.rect.contains(far) {
                    let category = self.dataset.category_idx(*row);
                    drawn.linked_elsewhere = Some(category);
                    drawn.taken.push(around(far));
                    self.painter.add(self.symbol(category).shape(
                        far,
                        SYMBOL * 0.7,
                        self.faint(self.color(category), 0.65),
                        self.outline(),
                    ));
                }
                let (ends, gaps) = if *comes {
                    ([far, near], [reach(*row), here_gap])
                } else {
                    ([near, far], [here_gap, reach(*row)])
                };
                let along = shapes::link(self.painter, ends, gaps, *line, self.theme.accent);
                drawn.links |= !along.is_empty();
                drawn.taken.extend(along);
            }
        }
    }
}
