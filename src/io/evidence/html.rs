//! A web page as text: what a reader would see of it, in lines. Nothing is executed, nothing is fetched.
//!
//! The tokens of the HTML standard are read one after the other; no tree is made that nesting could overflow.
//! Scripts, styles, comments and the page's title are left out, block elements become lines, entities letters.

use encoding_rs::Encoding;
use html5gum::{DefaultEmitter, Token, Tokenizer};
use memchr::memmem;

use crate::io::evidence::lines::push_paragraph;
use crate::io::import::table::encoding::{SAMPLE_BYTES, codec, guess};
use crate::model::stored::Line;
use crate::model::table::Encoding as Spelling;

/// Lines that are taken from a page; a book has some ten thousand.
pub(super) const LINES_MAX: usize = 200_000;

/// The text of a page.
pub(super) struct PageText {
    pub(super) lines: Vec<Line>,
    /// There was more than [`LINES_MAX`].
    pub(super) is_cut: bool,
    pub(super) is_damaged: bool,
}

pub(super) fn text_of_page(bytes: &[u8]) -> PageText {
    let (encoding, start) = encoding_of(bytes);
    let body = bytes.get(start..).unwrap_or_default();
    let (page, is_damaged) = encoding.decode_without_bom_handling(body);
    let mut emitter = DefaultEmitter::default();
    // After `<script>` and the like everything up to its end tag is one text.
    emitter.naively_switch_states(true);
    let mut out = Writer::default();
    for token in Tokenizer::new_with_emitter(page.as_ref(), emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => out.start(&tag.name, tag.self_closing),
            Token::EndTag(tag) => out.end(&tag.name),
            Token::String(text) => out.text(&String::from_utf8_lossy(&text)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
        if out.lines.len() >= LINES_MAX {
            break;
        }
    }
    out.end_line();
    let is_cut = out.lines.len() >= LINES_MAX;
    while out.lines.last().is_some_and(|line| line.text.is_empty()) {
        out.lines.pop();
    }
    PageText {
        is_cut,
        lines: out.lines,
        is_damaged,
    }
}

/// By its mark; else as UTF-8 if it is that; else as the page says; else by its letters.
fn encoding_of(bytes: &[u8]) -> (&'static Encoding, usize) {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return (encoding, length);
    }
    let first = bytes.iter().position(|byte| !byte.is_ascii());
    let around = first.and_then(|first| bytes.get(first..));
    let sample = around.unwrap_or(bytes);
    let sample = sample.get(..SAMPLE_BYTES).unwrap_or(sample);
    let guessed = guess(sample);
    match guessed {
        Spelling::Utf8 => (codec(guessed).0, 0),
        _ => (declared(bytes).unwrap_or(codec(guessed).0), 0),
    }
}

/// What a page says of itself near its beginning: `<meta charset=windows-1256>`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    /// Browsers look no further than 1,024 bytes; saved pages often put something before.
    const HEAD_BYTES: usize = 8_192;
    let head = bytes
        .get(..HEAD_BYTES)
        .unwrap_or(bytes)
        .to_ascii_lowercase();
    let at = memmem::find(&head, b"charset=")? + b"charset=".len();
    let label = head.get(at..)?;
    let is_label = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':');
    let label: Vec<u8> = label
        .iter()
        .skip_while(|byte| matches!(byte, b'"' | b'\'' | b' '))
        .take_while(|byte| is_label(byte))
        .copied()
        .collect();
    // UTF-16 here is a lie: the page was just read in ASCII.
    Encoding::for_label(&label).filter(|encoding| encoding.is_ascii_compatible())
}

/// Lines as they come together.
#[derive(Default)]
struct Writer {
    lines: Vec<Line>,
    line: String,
    /// White space came after the last letter.
    has_space: bool,
    /// How many elements are open whose content is left out.
    unseen: usize,
    preformatted: usize,
}

impl Writer {
    fn start(&mut self, name: &[u8], self_closing: bool) {
        match role_of(name) {
            Role::Unseen => self.unseen += usize::from(!self_closing),
            _ if self.unseen > 0 => return,
            Role::Break => self.break_line(),
            Role::Block | Role::Row => self.end_line(),
            Role::Paragraph => self.blank_line(),
            Role::Cell => self.has_space = true,
            Role::Inline => {}
        }
        if name == b"pre" {
            self.preformatted += 1;
        }
        if name == b"li" {
            self.line.push_str("• ");
        }
    }

    fn end(&mut self, name: &[u8]) {
        match role_of(name) {
            Role::Unseen => self.unseen = self.unseen.saturating_sub(1),
            _ if self.unseen > 0 => return,
            Role::Block | Role::Row => self.end_line(),
            Role::Paragraph => self.blank_line(),
            Role::Cell => self.has_space = true,
            Role::Break | Role::Inline => {}
        }
        if name == b"pre" {
            self.preformatted = self.preformatted.saturating_sub(1);
        }
    }

    fn text(&mut self, text: &str) {
        if self.unseen > 0 {
            return;
        }
        for letter in text.chars() {
            if letter == '\n' && self.preformatted > 0 {
                self.break_line();
            // A space that does not break stays one.
            } else if letter.is_ascii_whitespace() || letter.is_ascii_control() {
                self.has_space = true;
            } else {
                if self.has_space && !self.line.is_empty() && !self.line.ends_with("• ") {
                    self.line.push(' ');
                }
                self.has_space = false;
                self.line.push(letter);
            }
        }
    }

    /// Ends the line, even if it is empty; of several empty ones in a row one is kept.
    fn break_line(&mut self) {
        if self.line.is_empty() {
            self.blank_line();
        } else {
            self.end_line();
        }
    }

    fn end_line(&mut self) {
        self.has_space = false;
        if !matches!(self.line.as_str(), "" | "• ") {
            push_paragraph(&mut self.lines, &self.line);
        }
        self.line.clear();
    }

    /// Ends the line, and puts an empty one behind it.
    fn blank_line(&mut self) {
        self.end_line();
        if self.lines.last().is_some_and(|line| !line.text.is_empty()) {
            self.lines.push(Line::default());
        }
    }
}

/// What an element is for the text around it.
enum Role {
    Inline,
    /// Begins and ends a line.
    Block,
    /// Stands apart, with an empty line before and behind it.
    Paragraph,
    Row,
    Cell,
    Break,
    /// Neither it nor what is in it is seen.
    Unseen,
}

fn role_of(name: &[u8]) -> Role {
    match name {
        b"br" | b"hr" => Role::Break,
        b"p" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"blockquote" | b"pre"
        | b"table" | b"ul" | b"ol" | b"dl" | b"figure" | b"article" | b"section" | b"header"
        | b"footer" | b"aside" | b"nav" | b"main" => Role::Paragraph,
        b"div" | b"li" | b"dt" | b"dd" | b"body" | b"html" | b"head" | b"address"
        | b"figcaption" | b"caption" | b"form" | b"fieldset" | b"legend" | b"details"
        | b"summary" | b"option" | b"center" | b"dialog" | b"hgroup" | b"menu" | b"search" => {
            Role::Block
        }
        b"tr" | b"thead" | b"tbody" | b"tfoot" => Role::Row,
        b"td" | b"th" => Role::Cell,
        b"script" | b"style" | b"template" | b"title" | b"noscript" | b"noembed" | b"noframes"
        | b"iframe" | b"xmp" | b"textarea" => Role::Unseen,
        _ => Role::Inline,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(page: &str) -> String {
        text_of_bytes(page.as_bytes())
    }

    fn text_of_bytes(page: &[u8]) -> String {
        let lines = text_of_page(page).lines;
        let lines: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        lines.join("\n")
    }

    #[test]
    fn blocks_are_lines_and_entities_letters() {
        assert_eq!(
            text(
                "<title>no</title><h1>Tiyas</h1><p>The <b>T4</b> base<br>was  &ldquo;lost&rdquo;&#46; \
                 Caf&eacute;&nbsp;&amp;&#x6d;ore</p><ul><li>one<li> two</ul>\
                 <table><tr><td>14<td>tanks</tr><tr><td>3</td></tr></table>x&notanentity;"
            ),
            "Tiyas\n\nThe T4 base\nwas “lost”. Café\u{a0}&more\n\n• one\n• two\n\n14 tanks\n3\n\nx¬anentity;"
        );
        assert_eq!(text("<pre>a\n  b</pre>"), "a\nb");
    }

    #[test]
    fn scripts_styles_and_comments_are_not_text() {
        assert_eq!(
            text(
                "a<SCRIPT>x < 1; '<p>no</p>'</Script>b<style>p{}</style><!-- no --><template><p>no</p></template>c"
            ),
            "abc"
        );
        assert_eq!(text("a<script>never closed <p>no"), "a");
        assert_eq!(text("a<!-- never closed <p>no"), "a");
        assert_eq!(text("2 < 3 > 1"), "2 < 3 > 1");
        assert_eq!(text("<img src=x onerror='alert(1)' alt=no>b"), "b");
    }

    #[test]
    fn pages_in_other_encodings_are_read_as_they_say() {
        let page = "<meta charset='windows-1256'><p>سقطت تدمر";
        let (bytes, _, _) = encoding_rs::WINDOWS_1256.encode(page);
        assert_eq!(text_of_bytes(&bytes), "سقطت تدمر");
        let (bytes, _, _) =
            encoding_rs::WINDOWS_1251.encode("<meta charset=\"windows-1251\"><p>Пальмира взята");
        assert_eq!(text_of_bytes(&bytes), "Пальмира взята");
        // A page that is UTF-8 is read as such, whatever it says.
        assert_eq!(text("<meta charset=latin1>é"), "é");
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode("<p>Café à Palmyre");
        assert_eq!(text_of_bytes(&bytes), "Café à Palmyre");
    }

    #[test]
    fn bombs_end() {
        let nested = "<div><b>".repeat(1_000_000) + "deep";
        assert_eq!(text(&nested), "deep");
        let entities = "&lt;".repeat(1_000_000);
        assert_eq!(text(&entities).replace('\n', "").len(), 1_000_000);
        let breaks = "<br>".repeat(1_000_000) + "end";
        assert_eq!(text(&breaks), "end");
        let lines = "<p>x".repeat(1_000_000);
        let page = text_of_page(lines.as_bytes());
        assert!(page.is_cut);
        assert!(page.lines.len() <= LINES_MAX);
        let attributes = format!("<p {}>x", "a='b' ".repeat(300_000));
        assert_eq!(text(&attributes), "x");
        assert_eq!(
            text(&"<".repeat(1_000_000)).replace('\n', "").len(),
            1_000_000
        );
    }
}
