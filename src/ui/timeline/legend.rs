//! The line under the timeline that explains its signs: only those that are drawn now.

use eframe::egui::{Painter, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::model::clock::Clock;
use crate::ui::Cx;
use crate::ui::theme::{regular, size};
use crate::ui::timeline::{coverage, lag, rivals};

/// Height of the line in points.
pub const HEIGHT: f32 = 18.0;
/// Room for the sample before the words, and between two entries.
const SAMPLE: f32 = 24.0;
const GAP: f32 = 18.0;

/// A sign that needs words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sign {
    /// Another date that a source gives, in the colour of this category.
    Ghost(usize),
    /// From an event to its first report, or capture.
    Lag(Clock),
    /// Sources a day.
    Sources,
    /// Days without a source.
    Silence,
}

impl Sign {
    fn words(self) -> &'static str {
        match self {
            Self::Ghost(_) => "another date that a source gives",
            Self::Sources => "sources reporting that day",
            Self::Silence => "no source dated to that day: silence, not calm",
            Self::Lag(Clock::Happened) => "until it was reported",
            Self::Lag(Clock::Reported) => "since it happened, until its first report",
            Self::Lag(Clock::Captured) => "since it happened, until its first stored copy",
        }
    }

    fn paint(self, painter: &Painter, cx: &Cx<'_>, rect: Rect) {
        match self {
            Self::Ghost(category_idx) => {
                let color = cx
                    .theme
                    .category(cx.state.dataset.categories(), category_idx);
                rivals::paint_ghost(painter, rect.shrink2(vec2(1.0, 1.5)), color, rivals::INSIDE);
            }
            Self::Sources => coverage::paint_sample(painter, cx.theme, rect, false),
            Self::Silence => coverage::paint_sample(painter, cx.theme, rect, true),
            Self::Lag(clock) => {
                let y = rect.center().y;
                let color = cx.theme.secondary;
                let [from, to] = [rect.left(), rect.right()];
                match clock {
                    Clock::Happened => {
                        lag::paint_until(painter, [from, to - 7.0, to - 2.5], y, color);
                    }
                    Clock::Reported | Clock::Captured => {
                        let bar = Rect::from_x_y_ranges(to - 7.0..=to, y - 3.0..=y + 3.0);
                        lag::paint_since(painter, (from, from), bar, color);
                        painter.rect_filled(bar, 3.0, color);
                    }
                }
            }
        }
    }
}

/// What needs explaining now: what hangs on the pointer is left out, so that nothing moves under it.
pub fn signs(cx: &Cx<'_>) -> Vec<Sign> {
    let dataset = &cx.state.dataset;
    let mut signs = Vec::new();
    let selected = cx.state.view.selection.as_ref();
    if let Some(row) = selected.and_then(|id| dataset.row(id))
        && dataset.clock() == Clock::Happened
        && dataset.time(row).is_some()
        && dataset.event(row).when.len() > 1
    {
        signs.push(Sign::Ghost(dataset.category_idx(row)));
    }
    let clock = cx.state.view.clock;
    let is_lag_drawn = match (clock, selected) {
        (Clock::Happened, None) => false,
        (Clock::Happened, Some(id)) => dataset
            .event_by_id(id)
            .is_some_and(|event| dataset.time_on(&event, Clock::Reported).is_some()),
        _ => true,
    };
    if is_lag_drawn {
        signs.push(Sign::Lag(clock));
    }
    if coverage::is_there(cx) && !cx.memory.timeline.is_coverage_folded {
        signs.extend([Sign::Sources, Sign::Silence]);
    }
    signs
}

/// Draws the signs with their words from the left, as many as fit.
pub fn show(ui: &Ui, cx: &Cx<'_>, rect: Rect, signs: &[Sign]) {
    let painter = ui.painter();
    let mut x = rect.left();
    let middle = rect.center().y - 1.0;
    for sign in signs {
        let galley = painter.layout_no_wrap(
            sign.words().to_owned(),
            regular(size::SMALL),
            cx.theme.secondary,
        );
        let width = SAMPLE + galley.size().x;
        if x + width > rect.right() {
            break;
        }
        let sample = Rect::from_center_size(pos2(x + 8.0, middle), vec2(18.0, 11.0));
        sign.paint(painter, cx, sample);
        let at = pos2(x + SAMPLE, middle - galley.size().y / 2.0);
        let entry = Rect::from_min_size(at, galley.size());
        painter.galley(at, galley, cx.theme.secondary);
        let id = ui.scope_id().with(("sign", sign.words()));
        let response = ui.interact(entry, id, Sense::hover());
        response.widget_info(|| {
            WidgetInfo::labeled(Role::Label, true, format!("Legend, {}", sign.words()))
        });
        x += width + GAP;
    }
}
