//! The line under the timeline that explains its signs: only those that are drawn now.

use eframe::egui::{Painter, Popup, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use crate::model::clock::Clock;
use crate::ui::theme::{regular, size};
use crate::ui::timeline::{coverage, histogram, lag, lanes, rivals};
use crate::ui::{Cx, widgets};

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
    /// Light parts of the histogram.
    Possible,
    /// Bars that fade.
    Soft,
    /// Bars in outline.
    Hollow,
}

/// Signs of uncertainty that the plot has drawn in this frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    pub possible: bool,
    pub soft: bool,
    pub hollow: bool,
}

impl Drawn {
    const ALL: Self = Self {
        possible: true,
        soft: true,
        hollow: true,
    };

    fn signs(self) -> impl Iterator<Item = Sign> {
        [
            (self.possible, Sign::Possible),
            (self.soft, Sign::Soft),
            (self.hollow, Sign::Hollow),
        ]
        .into_iter()
        .filter_map(|(is_drawn, sign)| is_drawn.then_some(sign))
    }
}

impl Sign {
    fn words(self) -> &'static str {
        match self {
            Self::Ghost(_) => "another date that a source gives",
            Self::Sources => "sources reporting that day",
            Self::Silence => "no source dated to that day: silence, not calm",
            Self::Possible => "light: only possibly then",
            Self::Soft => "fading: may have begun or ended there",
            Self::Hollow => "outline: approximate or doubtful date",
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
            Self::Possible => {
                let bar = rect.with_max_x(rect.left() + 12.0);
                let (low, high) = bar.split_top_bottom_at_fraction(0.55);
                histogram::paint_light(painter, low, cx.theme.secondary);
                painter.rect_filled(high, 1.0, cx.theme.secondary);
            }
            Self::Soft => lanes::paint_sample(painter, rect, cx.theme.secondary, false),
            Self::Hollow => lanes::paint_sample(painter, rect, cx.theme.secondary, true),
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

/// More lines than this would take the plot's room: the signs are then explained behind a button, in one line.
const LINES_MAX: usize = 2;

/// The lines that the signs may need, so that the plot keeps its height when one comes or goes.
pub fn n_lines(ui: &Ui, signs: &[Sign], width: f32) -> usize {
    match n_lines_written_out(ui, signs, width) {
        n if n <= LINES_MAX => n,
        _ => 1,
    }
}

fn n_lines_written_out(ui: &Ui, signs: &[Sign], width: f32) -> usize {
    let all = signs.iter().copied().chain(Drawn::ALL.signs());
    let mut n_lines = 1;
    let mut x = 0.0;
    for sign in all {
        let needs = SAMPLE + widgets::text_width(ui, sign.words(), regular(size::SMALL));
        if x > 0.0 && x + needs > width {
            n_lines += 1;
            x = 0.0;
        }
        x += needs + GAP;
    }
    n_lines
}

/// Explains the signs from the left, line by line, as many as fit, first those of the plot; or behind a button.
pub fn show(ui: &mut Ui, cx: &Cx<'_>, rect: Rect, signs: &[Sign]) {
    let drawn = cx.memory.timeline.drawn;
    let all = drawn.signs().chain(signs.iter().copied());
    if n_lines_written_out(ui, signs, rect.width()) > LINES_MAX {
        behind_a_button(ui, cx, rect, &all.collect::<Vec<_>>());
        return;
    }
    let mut x = rect.left();
    let mut top = rect.top();
    for sign in all {
        let width = SAMPLE + widgets::text_width(ui, sign.words(), regular(size::SMALL));
        if x > rect.left() && x + width > rect.right() {
            x = rect.left();
            top += HEIGHT;
        }
        let entry = Rect::from_min_size(pos2(x, top), vec2(width, HEIGHT));
        if top + HEIGHT / 2.0 > rect.bottom() + 1.0 || entry.right() > rect.right() {
            break;
        }
        entry_ui(ui, cx, entry, sign);
        x += width + GAP;
    }
}

/// A button that opens the list of the signs.
fn behind_a_button(ui: &mut Ui, cx: &Cx<'_>, rect: Rect, signs: &[Sign]) {
    let builder = UiBuilder::new().max_rect(rect.translate(vec2(0.0, -2.0)));
    let button = ui
        .scope_builder(builder, |ui| {
            widgets::link(ui, cx.theme, "What the signs mean")
        })
        .inner;
    Popup::menu(&button)
        .accessible_name("What the signs mean")
        .show(|ui| {
            for sign in signs {
                let width = SAMPLE + widgets::text_width(ui, sign.words(), regular(size::SMALL));
                let (entry, _) = ui.allocate_exact_size(vec2(width, HEIGHT + 4.0), Sense::hover());
                entry_ui(ui, cx, entry, *sign);
            }
        });
}

/// A sign and its words.
fn entry_ui(ui: &Ui, cx: &Cx<'_>, rect: Rect, sign: Sign) {
    let painter = ui.painter();
    let middle = rect.center().y - 1.0;
    let sample = Rect::from_center_size(pos2(rect.left() + 8.0, middle), vec2(18.0, 11.0));
    sign.paint(painter, cx, sample);
    let galley = painter.layout_no_wrap(
        sign.words().to_owned(),
        regular(size::SMALL),
        cx.theme.secondary,
    );
    let at = pos2(rect.left() + SAMPLE, middle - galley.size().y / 2.0);
    let words = Rect::from_min_size(at, galley.size());
    painter.galley(at, galley, cx.theme.secondary);
    let id = ui.scope_id().with(("sign", sign.words()));
    let response = ui.interact(words, id, Sense::hover());
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Label, true, format!("Legend, {}", sign.words()))
    });
}
