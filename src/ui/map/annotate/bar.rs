//! The bar of tools: what can be drawn, and the words and style of what is selected.

use eframe::egui::{
    Key, Margin, Popup, PopupCloseBehavior, Pos2, Rect, Response, RichText, Role, Sense, Shape,
    Stroke, StrokeKind, TextEdit, Ui, UiBuilder, Vec2, WidgetInfo, epaint::RectShape, vec2,
};

use super::{Annotating, Focus, add, drawing, measure_words, push, shown};
use crate::model::annotation::{Annotation, Kind, Line, Style, Tone, Width};
use crate::state::briefing::AnnotationAction;
use crate::ui::command::Command;
use crate::ui::map::camera::Viewport;
use crate::ui::map::furniture::MARGIN;
use crate::ui::theme::{Theme, medium, regular, size, space};
use crate::ui::{Cx, keyboard, widgets};

/// A map narrower than this, in points, has its tools in a menu.
const NARROW: f32 = 560.0;
/// And a lower one is not told what to do next.
const LOW: f32 = 300.0;
/// The widest bar in points.
const WIDTH_MAX: f32 = 470.0;
/// Around what stands in the bar.
const PADDING: Vec2 = Vec2::new(8.0, 7.0);

/// Draws the bar beside the tools of the map, below what stands at the top right; returns what it covers.
pub fn show(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    viewport: &Viewport,
    tools: Rect,
    others: &[Rect],
) -> Option<Rect> {
    if !cx.memory.map.annotate.is_open() {
        return None;
    }
    let mut annotating = std::mem::take(&mut cx.memory.map.annotate);
    let left = tools.right() + MARGIN;
    let width = (viewport.rect.right() - MARGIN - left).clamp(120.0, WIDTH_MAX);
    let mut top = viewport.rect.top() + MARGIN;
    let last = Rect::from_min_size(Pos2::new(left, top), annotating.bar);
    let in_the_way = |other: &&Rect| other.left() > tools.right() && other.intersects(last);
    if let Some(other) = others.iter().find(in_the_way) {
        top = other.bottom() + 4.0;
    }
    let min = Pos2::new(left, top);
    let ground = ui.painter().add(Shape::Noop);
    // Nothing below it is meant by a press on it.
    let last = Rect::from_min_size(min, annotating.bar);
    ui.interact(
        last,
        ui.scope_id().with("annotate"),
        Sense::click_and_drag(),
    );
    let room = Rect::from_min_size(min + PADDING, Vec2::new(width - 2.0 * PADDING.x, 400.0));
    let mut child = ui.new_child(UiBuilder::new().max_rect(room).id_salt("annotate bar"));
    child.set_clip_rect(viewport.rect.intersect(ui.clip_rect()));
    child.spacing_mut().item_spacing = vec2(4.0, 5.0);
    if cx.state.scene().is_some() {
        let is_narrow = viewport.rect.width() < NARROW;
        tools_row(&mut child, cx, &mut annotating, viewport, is_narrow);
        selected_row(&mut child, cx, &mut annotating);
    } else {
        without_scene(&mut child, cx, &mut annotating);
    }
    // A low map has no room for more than what is done with it.
    let words = hint(cx, &annotating).filter(|_| viewport.rect.height() >= LOW);
    if let Some(words) = words {
        let words = RichText::new(words).font(regular(size::SMALL));
        child.label(words.color(cx.theme.secondary));
    }
    let rect = Rect::from_min_max(min, child.min_rect().max + PADDING);
    let card = RectShape::new(
        rect,
        f32::from(space::RADIUS),
        cx.theme.panel,
        Stroke::new(1.0, cx.theme.hairline),
        StrokeKind::Inside,
    );
    ui.painter().set(ground, card);
    if (annotating.bar - rect.size()).length() > 0.5 {
        annotating.bar = rect.size();
        ui.ctx().request_repaint();
    }
    cx.memory.map.annotate = annotating;
    Some(rect)
}

/// What is to be done where there is no scene to draw on.
fn without_scene(ui: &mut Ui, cx: &mut Cx<'_>, annotating: &mut Annotating) {
    let words = "Annotations belong to a scene. Capture this view as one, and draw on it.";
    let words = RichText::new(words).font(regular(size::BODY));
    ui.label(words.color(cx.theme.text));
    ui.horizontal_wrapped(|ui| {
        let capture = widgets::button(ui, cx.theme, "Capture view", true, true);
        if annotating.takes_focus(Focus::Tools) {
            capture.request_focus();
        }
        if capture.clicked() {
            keyboard::run(cx, Command::CaptureScene);
            annotating.wants_focus = Some(Focus::Tools);
        }
        if small_button(ui, cx.theme, "Close").clicked() {
            annotating.close();
        }
    });
}

fn tools_row(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    annotating: &mut Annotating,
    viewport: &Viewport,
    is_narrow: bool,
) {
    ui.horizontal_wrapped(|ui| {
        if is_narrow {
            let draw = small_button(ui, cx.theme, "Draw");
            if annotating.takes_focus(Focus::Tools) {
                draw.request_focus();
            }
            Popup::menu(&draw).accessible_name("Draw").show(|ui| {
                for kind in Kind::ALL {
                    if tool(ui, cx, annotating, viewport, kind) {
                        ui.close();
                    }
                }
            });
        } else {
            for kind in Kind::ALL {
                tool(ui, cx, annotating, viewport, kind);
            }
            ui.add_space(6.0);
        }
        let done = small_button(ui, cx.theme, "Done");
        done.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Done annotating"));
        if done.clicked() {
            annotating.close();
        }
    });
}

/// A tool: by pointer it is taken into the hand, by key one of its kind is put into the middle of the map.
/// Whether it was chosen.
fn tool(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    annotating: &mut Annotating,
    viewport: &Viewport,
    kind: Kind,
) -> bool {
    let is_on = annotating.tool == Some(kind);
    let response = toggle(ui, cx.theme, kind.label(), is_on);
    let name = format!("Draw {}", with_article(kind));
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_on, &name));
    if kind == Kind::Arrow && annotating.takes_focus(Focus::Tools) {
        response.request_focus();
    }
    if !response.clicked() {
        return false;
    }
    let by_key = ui.input(|input| input.key_pressed(Key::Enter) || input.key_pressed(Key::Space));
    cx.memory.map.drawing.cancel();
    if by_key {
        if let Some(figure) = drawing::in_the_middle(kind, viewport) {
            add(cx, annotating, figure);
        }
    } else {
        annotating.take(kind);
    }
    true
}

fn with_article(kind: Kind) -> &'static str {
    match kind {
        Kind::Arrow => "an arrow",
        Kind::Circle => "a circle",
        Kind::Polygon => "a polygon",
        Kind::Text => "a text",
        Kind::Highlight => "a highlight",
    }
}

/// Words, style and deletion of the selected annotation.
fn selected_row(ui: &mut Ui, cx: &mut Cx<'_>, annotating: &mut Annotating) {
    let Some((idx, one)) = annotating.of(cx.state) else {
        return;
    };
    ui.horizontal_wrapped(|ui| {
        let mut words = one.label.clone().unwrap_or_default();
        let is_text = one.figure.kind() == Kind::Text;
        let hint = if is_text {
            "What it says"
        } else {
            "Words beside it"
        };
        let field = TextEdit::singleline(&mut words)
            .hint_text(RichText::new(hint).color(cx.theme.faint))
            .desired_width(ui.available_width().min(210.0) - 16.0)
            .min_size(vec2(0.0, 26.0))
            .align(eframe::egui::Align2::LEFT_CENTER)
            .margin(Margin::symmetric(8, 3));
        let response = ui.add(field).accessible_name("Words of the annotation");
        if annotating.takes_focus(Focus::Words) {
            response.request_focus();
        }
        if response.changed() {
            push(cx, AnnotationAction::Label(idx, words));
        }
        if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            annotating.wants_focus = Some(Focus::Node(idx));
        }
        let style = small_button(ui, cx.theme, "Style");
        style.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Style of the annotation"));
        Popup::from_toggle_button_response(&style)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .accessible_name("Style")
            .show(|ui| {
                if let Some(style) = style_controls(ui, cx.theme, one) {
                    annotating.style = style;
                    push(cx, AnnotationAction::Restyle(idx, style));
                }
            });
        let delete = small_button(ui, cx.theme, "Delete");
        delete.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Delete the annotation"));
        if delete.clicked() {
            push(cx, AnnotationAction::Delete(idx));
            annotating.selected = None;
        }
    });
}

/// Tone, line and width; the style that is chosen, if another is.
pub fn style_controls(ui: &mut Ui, theme: &Theme, one: &Annotation) -> Option<Style> {
    let now = one.style;
    let mut chosen = now;
    ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
    ui.horizontal(|ui| {
        for tone in Tone::ALL {
            if swatch(ui, theme, tone, now.tone == tone).clicked() {
                chosen.tone = tone;
            }
        }
    });
    ui.horizontal(|ui| {
        if one.figure.kind() != Kind::Text {
            for line in Line::ALL {
                if toggle(ui, theme, line.label(), now.line == line).clicked() {
                    chosen.line = line;
                }
            }
            ui.add_space(8.0);
        }
        for width in Width::ALL {
            let words = match (one.figure.kind(), width) {
                (Kind::Text, Width::Thin) => "Small",
                (Kind::Text, Width::Bold) => "Large",
                _ => width.label(),
            };
            if toggle(ui, theme, words, now.width == width).clicked() {
                chosen.width = width;
            }
        }
    });
    (chosen != now).then_some(chosen)
}

/// A tone by its name, with a stroke of its colour.
fn swatch(ui: &mut Ui, theme: &Theme, tone: Tone, is_on: bool) -> Response {
    const STROKE: f32 = 16.0;
    let font = medium(size::SMALL + 1.0);
    let width = widgets::text_width(ui, tone.label(), font.clone()) + STROKE;
    let (rect, response) = ui.allocate_exact_size(vec2(width.max(44.0), 38.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_on, tone.label()));
    let is_lit = response.hovered() || response.has_focus();
    let painter = ui.painter();
    let edge = if is_on {
        theme.accent
    } else if is_lit {
        theme.faint
    } else {
        theme.hairline
    };
    painter.rect(
        rect,
        f32::from(space::RADIUS),
        theme.card,
        Stroke::new(1.0, edge),
        StrokeKind::Inside,
    );
    let line = rect.shrink2(vec2(10.0, 0.0)).x_range();
    painter.hline(line, rect.top() + 11.0, Stroke::new(3.5, theme.tone(tone)));
    let color = if is_on || is_lit {
        theme.text
    } else {
        theme.secondary
    };
    let at = rect.center_bottom() - vec2(0.0, 5.0);
    painter.text(
        at,
        eframe::egui::Align2::CENTER_BOTTOM,
        tone.label(),
        font,
        color,
    );
    response
}

/// What to do next, or how large it is.
fn hint(cx: &Cx<'_>, annotating: &Annotating) -> Option<String> {
    cx.state.scene()?;
    let figure = match (&annotating.draft, annotating.of(cx.state)) {
        (Some(draft), _) => Some(draft),
        (None, Some((_, one))) => Some(&one.figure),
        (None, None) => None,
    };
    let measure = figure.and_then(measure_words);
    if annotating.draft.is_some() {
        return measure;
    }
    let words = match annotating.tool {
        Some(Kind::Arrow) => "Drag from its tail to its head. Esc puts the tool back.",
        Some(Kind::Circle) => "Drag from its middle outward. Esc puts the tool back.",
        Some(Kind::Polygon) => {
            "Draw round an area, or click corner by corner; Enter or a double click closes."
        }
        Some(Kind::Text) => "Click where the words shall stand.",
        Some(Kind::Highlight) => "Drag over what shall stand out; all else is dimmed.",
        None if annotating.selected.is_some() => {
            let words = "Drag it, or move it with the arrow keys; Shift and arrows resize or turn.";
            return Some(match measure {
                Some(measure) => format!("{measure}. {words}"),
                None => words.to_owned(),
            });
        }
        None if shown(cx.state, annotating).is_empty() => {
            "Choose what to draw. It is kept with this scene, and shown when it is presented."
        }
        None => "Choose what to draw, or click what is there to change it.",
    };
    Some(words.to_owned())
}

fn small_button(ui: &mut Ui, theme: &Theme, words: &str) -> Response {
    toggle(ui, theme, words, false)
}

/// A button as high as a line of the bar.
fn toggle(ui: &mut Ui, theme: &Theme, words: &str, is_on: bool) -> Response {
    let edge = if is_on { theme.accent } else { theme.hairline };
    let text = RichText::new(words).font(medium(size::SMALL + 1.0));
    let button = eframe::egui::Button::new(text.color(theme.text))
        .fill(theme.card)
        .stroke(Stroke::new(1.0, edge))
        .min_size(vec2(0.0, 26.0));
    let response = ui.add(button);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_on, words));
    if response.has_focus() {
        let ring = Stroke::new(1.5, theme.accent);
        let radius = f32::from(space::RADIUS - 2);
        ui.painter()
            .rect_stroke(response.rect.shrink(2.0), radius, ring, StrokeKind::Inside);
    }
    response
}
