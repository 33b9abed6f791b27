//! Running text: paragraphs that wrap in reading order, and the little Markdown that narrations use.
//!
//! Emphasis, links as their words, lists and headings are understood; anything else stays as it is written.

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{
    Align, Color32, FontId, Label, Layout, Painter, Response, RichText, Stroke, Ui,
};

use crate::ui::text::{reads_right_to_left, visual, visual_line_of};
use crate::ui::theme::{Theme, regular, semibold};

/// A paragraph over the available width, whose words can be selected.
///
/// Right-to-left text is aligned to the right.
pub fn paragraph(ui: &mut Ui, text: &str, font: FontId, color: Color32) -> Response {
    let lines = lines_in_visual_order(ui.painter(), text, &font, ui.available_width());
    let label = Label::new(RichText::new(lines).font(font).color(color))
        .wrap()
        .selectable(true);
    if reads_right_to_left(text) {
        ui.with_layout(Layout::top_down(Align::RIGHT), |ui| {
            ui.add(label.halign(Align::RIGHT))
        })
        .inner
    } else {
        ui.add(label)
    }
}

/// Breaks text into lines that fit before each is brought into visual order:
/// the other way round the last words of an Arabic paragraph would stand on its first line.
fn visual_lines(painter: &Painter, text: &str, font: &FontId, width: f32) -> String {
    let measure = |words: &str| {
        painter
            .layout_no_wrap(words.to_owned(), font.clone(), Color32::PLACEHOLDER)
            .size()
            .x
    };
    let right_to_left = reads_right_to_left(text);
    broken_lines(text, width, measure)
        .into_iter()
        .map(|line| visual_line_of(&line, right_to_left))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Lines of whole words, each no wider than `width` unless a single word is.
fn broken_lines(text: &str, width: f32, measure: impl Fn(&str) -> f32) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let longer = if line.is_empty() {
                word.to_owned()
            } else {
                format!("{line} {word}")
            };
            if !line.is_empty() && measure(&longer) > width {
                lines.push(std::mem::replace(&mut line, word.to_owned()));
            } else {
                line = longer;
            }
        }
        lines.push(line);
    }
    lines
}

/// A piece of text in one weight and slant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    pub text: String,
    pub bold: bool,
    pub italic: bool,
}

/// A paragraph, heading or list item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub kind: BlockKind,
    pub spans: Vec<Span>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    Paragraph,
    Heading,
    Item,
}

/// Draws Markdown in one size, wrapped to the available width. A right-to-left paragraph stands at the right, in one weight.
pub fn markdown(ui: &mut Ui, theme: &Theme, text: &str, size: f32) {
    for (idx, block) in parse_markdown(text).into_iter().enumerate() {
        if idx > 0 {
            ui.add_space(if block.kind == BlockKind::Item {
                2.0
            } else {
                6.0
            });
        }
        let words: String = block.spans.iter().map(|span| span.text.as_str()).collect();
        if reads_right_to_left(&words) {
            let is_heading = block.kind == BlockKind::Heading;
            let font = if is_heading {
                semibold(size)
            } else {
                regular(size)
            };
            paragraph(ui, &words, font, theme.text);
            continue;
        }
        let job = block_job(theme, &block, size);
        ui.add(Label::new(job).wrap().selectable(true));
    }
}

/// One block of Markdown, ready to be laid out.
pub fn block_job(theme: &Theme, block: &Block, size: f32) -> LayoutJob {
    let mut job = LayoutJob::default();
    if block.kind == BlockKind::Item {
        job.append("•  ", 0.0, format_of(&Span::default(), theme, size));
    }
    for span in &block.spans {
        let mut span = span.clone();
        span.bold |= block.kind == BlockKind::Heading;
        job.append(&visual(&span.text), 0.0, format_of(&span, theme, size));
    }
    job
}

/// Text for a width, each of its lines in visual order where it has words that read from the right.
pub fn lines_in_visual_order(painter: &Painter, text: &str, font: &FontId, width: f32) -> String {
    match visual(text) {
        std::borrow::Cow::Borrowed(text) => text.to_owned(),
        std::borrow::Cow::Owned(_) => visual_lines(painter, text, font, width),
    }
}

fn format_of(span: &Span, theme: &Theme, size: f32) -> TextFormat {
    TextFormat {
        font_id: if span.bold {
            semibold(size)
        } else {
            regular(size)
        },
        color: theme.text,
        italics: span.italic,
        underline: Stroke::NONE,
        line_height: Some((size * 1.5).round()),
        ..TextFormat::default()
    }
}

/// The words of Markdown alone, on one line: for lists and labels.
pub fn plain_text(text: &str) -> String {
    parse_markdown(text)
        .iter()
        .map(|block| {
            block
                .spans
                .iter()
                .map(|span| span.text.as_str())
                .collect::<String>()
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Splits Markdown into blocks.
pub fn parse_markdown(text: &str) -> Vec<Block> {
    let mut blocks: Vec<(BlockKind, String)> = Vec::new();
    let mut goes_on = false;
    for line in text.lines() {
        let line = line.trim();
        if line.is_empty() {
            goes_on = false;
            continue;
        }
        let item = line.strip_prefix("- ").or_else(|| line.strip_prefix("* "));
        let heading = line.trim_start_matches('#').strip_prefix(' ');
        match (item, heading) {
            (Some(item), _) => {
                blocks.push((BlockKind::Item, item.trim().to_owned()));
                goes_on = true;
            }
            (None, Some(heading)) if line.starts_with('#') => {
                blocks.push((BlockKind::Heading, heading.trim().to_owned()));
                goes_on = false;
            }
            _ => match blocks.last_mut() {
                Some((_, words)) if goes_on => {
                    words.push(' ');
                    words.push_str(line);
                }
                _ => {
                    blocks.push((BlockKind::Paragraph, line.to_owned()));
                    goes_on = true;
                }
            },
        }
    }
    blocks
        .into_iter()
        .map(|(kind, words)| Block {
            kind,
            spans: parse_spans(&words),
        })
        .collect()
}

fn parse_spans(text: &str) -> Vec<Span> {
    let letters: Vec<char> = text.chars().collect();
    let mut spans: Vec<Span> = Vec::new();
    let mut now = Span::default();
    let mut idx = 0;
    while let Some(&letter) = letters.get(idx) {
        let next = letters.get(idx + 1).copied();
        match letter {
            '\\' if next.is_some_and(|next| next.is_ascii_punctuation()) => {
                now.text.extend(next);
                idx += 2;
            }
            '*' | '_' => {
                let width = if next == Some(letter) { 2 } else { 1 };
                let is_bold = width == 2;
                let open = if is_bold { now.bold } else { now.italic };
                if delimits(&letters, idx, width, open) {
                    let changed = Span {
                        text: String::new(),
                        bold: now.bold ^ is_bold,
                        italic: now.italic ^ !is_bold,
                    };
                    spans.push(std::mem::replace(&mut now, changed));
                } else {
                    now.text.extend(std::iter::repeat_n(letter, width));
                }
                idx += width;
            }
            '[' if let Some((words, end)) = link_at(&letters, idx) => {
                now.text.push_str(&words);
                idx = end;
            }
            _ => {
                now.text.push(letter);
                idx += 1;
            }
        }
    }
    spans.push(now);
    spans.retain(|span| !span.text.is_empty());
    spans
}

/// Whether `*`, `_`, `**` or `__` at `idx` opens or closes emphasis, rather than being a mark of its own.
fn delimits(letters: &[char], idx: usize, width: usize, open: bool) -> bool {
    let before = idx.checked_sub(1).and_then(|idx| letters.get(idx)).copied();
    let after = letters.get(idx + width).copied();
    let is_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    let is_blank = |letter: Option<char>| letter.is_none_or(char::is_whitespace);
    if letters[idx] == '_' && is_word(before) && is_word(after) {
        return false;
    }
    if open {
        return !is_blank(before);
    }
    let closes_later = letters[(idx + width).min(letters.len())..]
        .windows(width)
        .any(|marks| marks.iter().all(|mark| *mark == letters[idx]));
    !is_blank(after) && closes_later
}

/// The words of `[words](address)` at `idx`, and where it ends.
fn link_at(letters: &[char], idx: usize) -> Option<(String, usize)> {
    let rest = &letters[idx + 1..];
    let close = rest.iter().position(|letter| *letter == ']')?;
    if rest.get(close + 1) != Some(&'(') {
        return None;
    }
    let end = rest[close + 2..].iter().position(|letter| *letter == ')')?;
    Some((
        rest[..close].iter().collect(),
        idx + 1 + close + 2 + end + 1,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Spans as `text`, `*italic*`, `**bold**`, joined by `|`.
    fn spans(text: &str) -> String {
        parse_spans(text)
            .iter()
            .map(|span| match (span.bold, span.italic) {
                (false, false) => span.text.clone(),
                (true, false) => format!("B:{}", span.text),
                (false, true) => format!("I:{}", span.text),
                (true, true) => format!("BI:{}", span.text),
            })
            .collect::<Vec<_>>()
            .join("|")
    }

    #[test]
    fn emphasis_is_bold_or_italic() {
        assert_eq!(
            spans("in **May 2015**, *after* it"),
            "in |B:May 2015|, |I:after| it"
        );
        assert_eq!(spans("__a__ _b_"), "B:a| |I:b");
        assert_eq!(spans("**a *b* c**"), "B:a |BI:b|B: c");
    }

    #[test]
    fn marks_that_are_no_emphasis_stay() {
        assert_eq!(spans("5 * 3 = 15"), "5 * 3 = 15");
        assert_eq!(spans("file_name_of"), "file_name_of");
        assert_eq!(spans("a ** b"), "a ** b");
        assert_eq!(spans("never *closed"), "never *closed");
        assert_eq!(spans(r"\*not\*"), "*not*");
        assert_eq!(spans("*"), "*");
    }

    #[test]
    fn a_link_is_its_words() {
        assert_eq!(
            spans("see [the map](https://x.org/a) now"),
            "see the map now"
        );
        assert_eq!(spans("[no link] here"), "[no link] here");
        assert_eq!(spans("[open](https://x"), "[open](https://x");
    }

    #[test]
    fn blank_lines_part_paragraphs_and_single_breaks_do_not() {
        let blocks = parse_markdown("one\ntwo\n\nthree\n- four\n- five\n# six");
        let kinds: Vec<BlockKind> = blocks.iter().map(|block| block.kind).collect();
        assert_eq!(
            kinds,
            [
                BlockKind::Paragraph,
                BlockKind::Paragraph,
                BlockKind::Item,
                BlockKind::Item,
                BlockKind::Heading
            ]
        );
        assert_eq!(plain_text("one\ntwo\n\n**three**"), "one two three");
    }

    #[test]
    fn lines_break_between_words_in_reading_order() {
        let measure = |words: &str| words.chars().count() as f32;
        assert_eq!(broken_lines("aa bb cc", 5.0, measure), ["aa bb", "cc"]);
        assert_eq!(broken_lines("aaaaaaa b", 5.0, measure), ["aaaaaaa", "b"]);
        assert_eq!(broken_lines("a\nb", 5.0, measure), ["a", "b"]);
    }
}
