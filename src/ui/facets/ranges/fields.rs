//! The two numbers of a range, typed.

use eframe::egui::{Align2, Id, Margin, RichText, TextEdit, Ui, vec2};

use super::{End, Typing};
use crate::model::filter::NumberRange;
use crate::store::MeasureInfo;
use crate::ui::theme::Theme;

/// Two numbers to type, with `to` between them.
pub(super) fn fields(
    ui: &mut Ui,
    theme: &Theme,
    info: &MeasureInfo,
    range: &mut NumberRange,
    typing: &mut Typing,
) {
    ui.horizontal(|ui| {
        ui.add_space(6.0);
        ui.spacing_mut().item_spacing.x = 6.0;
        let width = (ui.available_width() - 40.0) / 2.0;
        field(ui, theme, info, End::Min, range, typing, width);
        ui.label(RichText::new("to").color(theme.secondary));
        field(ui, theme, info, End::Max, range, typing, width);
    });
}

fn field(
    ui: &mut Ui,
    theme: &Theme,
    info: &MeasureInfo,
    end: End,
    range: &mut NumberRange,
    typing: &mut Typing,
    width: f32,
) {
    /// As long as any number that can be read back.
    const TYPED_MAX: usize = 30;
    let is_typing = matches!(&typing.0, Some((of, at, _)) if *of == info.name && *at == end);
    let current = end.of(*range);
    let mut text = match &typing.0 {
        Some((_, _, text)) if is_typing => text.clone(),
        _ if current.is_finite() => current.to_string(),
        _ => String::new(),
    };
    let edge = match end {
        End::Min => info.min,
        End::Max => info.max,
    };
    let read = read_end(&text, end, *range);
    let color = if read.is_some() {
        theme.text
    } else {
        theme.error
    };
    let field = TextEdit::singleline(&mut text)
        .id(Id::unique(("range field", &info.name, end)))
        .char_limit(TYPED_MAX)
        .text_color(color)
        .hint_text(RichText::new(edge.to_string()).color(theme.faint))
        .desired_width(width - 16.0)
        .min_size(vec2(0.0, 24.0))
        .align(Align2::LEFT_CENTER)
        .margin(Margin::symmetric(8, 2));
    let response = ui
        .add(field)
        .accessible_name(format!("{} {}, typed", end.label(), info.name));
    if response.has_focus() {
        typing.0 = Some((info.name.clone(), end, text.clone()));
    }
    if response.changed()
        && let Some(number) = read_end(&text, end, *range)
    {
        match end {
            End::Min => range.min = number,
            End::Max => range.max = number,
        }
    }
    if response.lost_focus() && is_typing {
        typing.0 = None;
    }
    if read.is_none() {
        response.on_hover_text("A number, not past the other end; nothing leaves this end open");
    }
}

/// What is typed: nothing is an open end; `None` is no number, or past the other end.
fn read_end(text: &str, end: End, range: NumberRange) -> Option<f64> {
    let text = text.trim();
    if text.is_empty() {
        return Some(match end {
            End::Min => f64::NEG_INFINITY,
            End::Max => f64::INFINITY,
        });
    }
    // A decimal comma, as half of Europe types it.
    let number: f64 = text.replace(',', ".").parse().ok()?;
    let fits = match end {
        End::Min => number <= range.max,
        End::Max => number >= range.min,
    };
    (number.is_finite() && fits).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_a_number_or_nothing() {
        let range = NumberRange { min: 2.0, max: 9.0 };
        assert_eq!(read_end(" 3,5 ", End::Min, range), Some(3.5));
        assert_eq!(read_end("", End::Max, range), Some(f64::INFINITY));
        for wrong in ["x", "10", "nan", "-inf", "1e999"] {
            assert_eq!(read_end(wrong, End::Min, range), None, "{wrong}");
        }
    }
}
