//! The grades of the Admiralty code as two small signs: a letter for the source, a number for the statement.
//!
//! A bar below the sign is the longer the better the grade. What cannot be judged (F and 6) has a dashed frame and
//! no bar: it is beside the scale, not at its end.

use eframe::egui::{
    Align2, Rect, Role, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use crate::model::source::{Credibility, Reliability};
use crate::query::attribution::{credibility_words, reliability_words};
use crate::ui::theme::{Theme, medium, size};

const SIGN: eframe::egui::Vec2 = vec2(18.0, 19.0);
const GAP: f32 = 3.0;

/// The width in points that the signs take.
pub(super) fn width(reliability: Option<Reliability>, credibility: Option<Credibility>) -> f32 {
    match usize::from(reliability.is_some()) + usize::from(credibility.is_some()) {
        0 => 0.0,
        n => n as f32 * SIGN.x + (n - 1) as f32 * GAP,
    }
}

/// Draws what is graded; the pointer and screen readers are told what it means.
pub(super) fn show(
    ui: &mut Ui,
    theme: &Theme,
    reliability: Option<Reliability>,
    credibility: Option<Credibility>,
) {
    let width = width(reliability, credibility);
    if width <= 0.0 {
        return;
    }
    let (rect, response) = ui.allocate_exact_size(vec2(width, SIGN.y), Sense::hover());
    let mut left = rect.left();
    let mut sign = |text: &str, share: Option<f32>| {
        paint(
            ui,
            theme,
            Rect::from_min_size(pos2(left, rect.top()), SIGN),
            text,
            share,
        );
        left += SIGN.x + GAP;
    };
    let mut meanings = Vec::new();
    if let Some(grade) = reliability {
        sign(grade.letter(), share_of(grade as u8));
        meanings.push(reliability_words(grade));
    }
    if let Some(grade) = credibility {
        sign(&grade.grade().to_string(), share_of(grade.grade() - 1));
        meanings.push(credibility_words(grade));
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, meanings.join(", ")));
    response.on_hover_text(meanings.join("\n"));
}

/// From 1 for the best grade to a fifth for the worst; `None` for the sixth, which is no grade.
fn share_of(steps_below_best: u8) -> Option<f32> {
    (steps_below_best < 5).then(|| f32::from(5 - steps_below_best) / 5.0)
}

fn paint(ui: &Ui, theme: &Theme, rect: Rect, text: &str, share: Option<f32>) {
    let painter = ui.painter();
    let frame = rect.shrink(0.5);
    let color = if let Some(share) = share {
        let stroke = Stroke::new(1.0, theme.hairline);
        painter.rect(frame, 4.0, theme.card, stroke, StrokeKind::Inside);
        let bar = Rect::from_min_size(
            frame.left_bottom() + vec2(3.0, -4.0),
            vec2((frame.width() - 6.0) * share, 2.0),
        );
        painter.rect_filled(bar, 0.75, theme.text);
        theme.text
    } else {
        let corners = [
            frame.left_top(),
            frame.right_top(),
            frame.right_bottom(),
            frame.left_bottom(),
            frame.left_top(),
        ];
        let stroke = Stroke::new(1.0, theme.faint);
        painter.extend(Shape::dashed_line(&corners, stroke, 2.5, 2.0));
        theme.secondary
    };
    let up = if share.is_some() { 2.0 } else { 0.0 };
    painter.text(
        rect.center() - vec2(0.0, up),
        Align2::CENTER_CENTER,
        text,
        medium(size::SMALL - 0.5),
        color,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_judged_is_not_the_worst() {
        let letters = Reliability::ALL.map(|grade| share_of(grade as u8));
        assert_eq!(letters[0], Some(1.0));
        assert_eq!(letters[4], Some(0.2));
        assert_eq!(letters[5], None);
        let six = Credibility::new(6).unwrap();
        assert_eq!(share_of(six.grade() - 1), None);
    }
}
