//! The style sheet: the theme's colours as variables, the fonts, and what the policy allows because of it.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::brief::document::{Document, Page, rgb};
use crate::brief::entries::Entry;
use crate::brief::markup::{clean, hex};
use crate::state::ThemeChoice;
use crate::ui::theme::Theme;

const SHEET: &str = include_str!("style.css");

/// Fonts of the window, in letters of Europe and, where they occur, Arabic ones.
const INTER: [(&str, &[u8]); 2] = [
    (
        "400",
        include_bytes!("../../../assets/fonts/web/Inter-Regular.woff2"),
    ),
    (
        "600",
        include_bytes!("../../../assets/fonts/web/Inter-SemiBold.woff2"),
    ),
];
const ARABIC: [(&str, &[u8]); 2] = [
    (
        "400",
        include_bytes!("../../../assets/fonts/web/NotoSansArabic-Regular.woff2"),
    ),
    (
        "600",
        include_bytes!("../../../assets/fonts/web/NotoSansArabic-SemiBold.woff2"),
    ),
];

pub(super) struct Sheet<'a> {
    document: &'a Document,
}

impl<'a> Sheet<'a> {
    pub(super) fn of(document: &'a Document) -> Self {
        Self { document }
    }

    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.variables(&mut text).ok();
        fonts(&mut text, "Inter", INTER).ok();
        if has_arabic(self.document) {
            fonts(&mut text, "Strabo Arabic", ARABIC).ok();
        }
        text.push_str(SHEET);
        text
    }

    /// The colours of the screen, and those of paper.
    fn variables(&self, text: &mut String) -> std::fmt::Result {
        let theme = Theme::of(self.document.theme);
        write!(text, ":root{{{}", colors(theme))?;
        if let Some(banner) = &self.document.banner {
            let (ground, ink) = (hex(banner.ground), hex(banner.ink));
            write!(
                text,
                "--banner:{ground};--banner-ink:{ink};--banner-height:26px"
            )?;
        } else {
            write!(text, "--banner-height:0px")?;
        }
        text.push('}');
        if let Some(banner) = &self.document.banner {
            // On paper it is in the margins of every page.
            let (ground, words) = (hex(banner.ground), css_string(&banner.text));
            // Borders are printed where grounds are not.
            let look = format!(
                "content:{words};width:100%;height:6mm;margin:auto 0;text-align:center;color:#000;border-block:2pt solid {ground};font:600 9pt Inter,sans-serif"
            );
            write!(
                text,
                "@page{{@top-center{{{look}}}@bottom-center{{{look}}}}}"
            )?;
        }
        let paper = Theme::of(ThemeChoice::Light);
        write!(text, "@media print{{:root{{{}}}}}", colors(paper))
    }
}

/// Text as a string of a style sheet, which nothing in it can end.
fn css_string(text: &str) -> String {
    let mut string = String::from("\"");
    for sign in clean(text).chars() {
        if sign.is_ascii_alphanumeric() || sign == ' ' {
            string.push(sign);
        } else {
            write!(string, "\\{:x} ", u32::from(sign)).ok();
        }
    }
    string.push('"');
    string
}

fn colors(theme: &Theme) -> String {
    let tokens = [
        ("window", theme.window),
        ("panel", theme.panel),
        ("card", theme.card),
        ("hairline", theme.hairline),
        ("text", theme.text),
        ("secondary", theme.secondary),
        ("faint", theme.faint),
        ("accent", theme.accent),
        ("on-accent", theme.on_accent),
    ];
    tokens
        .map(|(name, color)| format!("--{name}:{};", hex(rgb(color))))
        .concat()
}

fn fonts(text: &mut String, family: &str, fonts: [(&str, &[u8]); 2]) -> std::fmt::Result {
    for (weight, bytes) in fonts {
        let data = STANDARD.encode(bytes);
        write!(
            text,
            "@font-face{{font-family:\"{family}\";font-weight:{weight};src:url(data:font/woff2;base64,{data}) format(\"woff2\")}}"
        )?;
    }
    Ok(())
}

/// Whether letters occur that the Arabic fonts are for.
fn has_arabic(document: &Document) -> bool {
    let own = [Some(&document.title), document.summary.as_ref()];
    let banner = document.banner.as_ref().map(|banner| &banner.text);
    let notes = document.sources.iter().map(|note| &note.imprint);
    let mut texts = own.into_iter().flatten().chain(banner).chain(notes);
    texts.any(|text| is_arabic(text)) || document.pages.iter().any(page_has_arabic)
}

fn page_has_arabic(page: &Page) -> bool {
    let blocks = page.narration.iter().chain(&page.notes);
    let mut words = [&page.heading, &page.shown]
        .into_iter()
        .chain(blocks.flat_map(|block| &block.spans).map(|span| &span.text))
        .chain(page.legend.iter().map(|entry| &entry.label));
    words.any(|text| is_arabic(text)) || page.events.iter().any(entry_has_arabic)
}

fn entry_has_arabic(entry: &Entry) -> bool {
    let facts = entry.facts.iter();
    let quotes = entry.quotes.iter();
    let mut words = [&entry.title, &entry.category]
        .into_iter()
        .chain(&entry.summary)
        .chain(facts.flat_map(|fact| {
            [&fact.label, &fact.words]
                .into_iter()
                .chain(&fact.as_written)
        }))
        .chain(quotes.flat_map(|quote| {
            let also = [&quote.translation, &quote.locator].into_iter().flatten();
            [&quote.words, &quote.voice].into_iter().chain(also)
        }));
    words.any(|text| is_arabic(text))
}

fn is_arabic(text: &str) -> bool {
    text.chars().any(|sign| {
        matches!(sign, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
    })
}

/// Nothing is asked for, and nothing runs or dresses the page but what it brings itself.
pub(super) fn policy(style: &str, script: &str) -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; img-src data:; font-src data:; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(style),
        hash(script)
    )
}
