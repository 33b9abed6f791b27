//! Text set into lines with the bundled fonts: bidirectional, broken where lines may break, with every glyph known to the
//! words that it stands for.

use std::ops::Range;
use std::sync::Arc;

use krilla::geom::Point;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use parley::fontique::{Blob, Collection, CollectionOptions, FontInfoOverride};
use parley::{
    Alignment, AlignmentOptions, BaseDirection, FontContext, FontFamily, FontFamilyName, FontStyle,
    FontWeight, Layout, LayoutContext, LineHeight, OverflowWrap, StyleProperty,
};

use crate::assets;
use crate::brief::BriefError;
use crate::brief::document::Rgb;
use crate::ui::text::reads_right_to_left;

/// How words are set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Style {
    /// In points.
    pub(super) size: f32,
    pub(super) weight: Weight,
    pub(super) italic: bool,
    pub(super) ink: Rgb,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Medium,
    SemiBold,
}

impl Weight {
    fn value(self) -> f32 {
        match self {
            Self::Regular => 400.0,
            Self::Medium => 500.0,
            Self::SemiBold => 600.0,
        }
    }
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A source in the bibliography, by its number.
    Source(usize),
    /// The events of a scene, by the index of its page.
    Page(usize),
    /// An address outside.
    Web(String),
}

/// Words with their styles and links.
#[derive(Clone, Debug)]
pub(super) struct Text {
    words: String,
    styles: Vec<(Range<usize>, Style)>,
    links: Vec<(Range<usize>, Target)>,
    base: Style,
    /// Height of a line in sizes.
    leading: f32,
    /// The program's own sentence: it runs from the left, whatever name it begins with.
    ours: bool,
}

impl Text {
    pub(super) fn new(base: Style) -> Self {
        Self {
            words: String::new(),
            styles: Vec::new(),
            links: Vec::new(),
            base,
            leading: 1.4,
            ours: false,
        }
    }

    /// Says that the sentence is the program's own, with other people's words in it.
    pub(super) fn ours(mut self) -> Self {
        self.ours = true;
        self
    }

    pub(super) fn of(words: &str, base: Style) -> Self {
        Self::new(base).plain(words)
    }

    pub(super) fn leading(mut self, leading: f32) -> Self {
        self.leading = leading;
        self
    }

    pub(super) fn plain(mut self, words: &str) -> Self {
        self.words.push_str(words);
        self
    }

    pub(super) fn styled(mut self, words: &str, style: Style) -> Self {
        let start = self.words.len();
        self.words.push_str(words);
        self.styles.push((start..self.words.len(), style));
        self
    }

    pub(super) fn link(self, words: &str, style: Style, target: Target) -> Self {
        let start = self.words.len();
        let mut linked = self.styled(words, style);
        linked.links.push((start..linked.words.len(), target));
        linked
    }
}

/// The fonts, ready to set and to draw.
pub(super) struct Type {
    fonts: FontContext,
    layouts: LayoutContext<Rgb>,
    /// By the id of their bytes.
    faces: Vec<(u64, Font)>,
}

const LATIN: &str = "Inter";
const ARABIC: &str = "Noto Sans Arabic";

/// Family and weight of the bundled fonts.
const FONTS: [(&str, f32, assets::Font); 5] = [
    (LATIN, 400.0, assets::Font::Inter),
    (LATIN, 500.0, assets::Font::InterMedium),
    (LATIN, 600.0, assets::Font::InterSemiBold),
    (ARABIC, 400.0, assets::Font::Arabic),
    (ARABIC, 600.0, assets::Font::ArabicSemiBold),
];

impl Type {
    pub(super) fn new() -> Result<Self, BriefError> {
        let mut fonts = FontContext {
            // The system's fonts differ from machine to machine.
            collection: Collection::new(CollectionOptions {
                shared: false,
                system_fonts: false,
            }),
            ..FontContext::default()
        };
        let mut faces = Vec::new();
        for (family, weight, font) in FONTS {
            let unreadable = || BriefError::Format {
                format: "PDF",
                message: format!("the font {family} cannot be read"),
            };
            let bytes = assets::font(font).map_err(|_damaged| unreadable())?;
            let blob = Blob::new(Arc::new(bytes));
            let face = Font::new(bytes.into(), 0).ok_or_else(unreadable)?;
            faces.push((blob.id(), face));
            fonts.collection.register_fonts(
                blob,
                Some(FontInfoOverride {
                    family_name: Some(family),
                    weight: Some(FontWeight::new(weight)),
                    ..FontInfoOverride::default()
                }),
            );
        }
        Ok(Self {
            fonts,
            layouts: LayoutContext::new(),
            faces,
        })
    }

    /// Sets words into lines of a width in points. A paragraph that reads from the right stands at the right.
    pub(super) fn set(&mut self, text: &Text, width: f32) -> Set {
        let Text {
            words,
            styles,
            links,
            base,
            leading,
            ours,
        } = text;
        let mut builder = self
            .layouts
            .ranged_builder(&mut self.fonts, words, 1.0, false);
        let families = [LATIN, ARABIC].map(|name| FontFamilyName::Named(name.into()));
        builder.push_default(StyleProperty::FontFamily(FontFamily::List(
            families.to_vec().into(),
        )));
        builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(
            *leading,
        )));
        // Addresses and hashes have no place to break.
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        for property in properties(*base) {
            builder.push_default(property);
        }
        for (range, style) in styles {
            for property in properties(*style) {
                builder.push(property, range.clone());
            }
        }
        let right_to_left = !ours && reads_right_to_left(words);
        builder.set_base_direction(if right_to_left {
            BaseDirection::Rtl
        } else {
            BaseDirection::Ltr
        });
        let mut layout = builder.build(words);
        layout.break_all_lines(Some(width));
        layout.align(Alignment::Start, AlignmentOptions::default());
        Set {
            layout,
            words: words.clone(),
            links: links.clone(),
            right_to_left,
        }
    }

    fn face(&self, id: u64) -> Option<&Font> {
        self.faces
            .iter()
            .find(|(of, _)| *of == id)
            .map(|(_, face)| face)
    }
}

fn properties(style: Style) -> [StyleProperty<'static, Rgb>; 4] {
    [
        StyleProperty::FontSize(style.size),
        StyleProperty::FontWeight(FontWeight::new(style.weight.value())),
        StyleProperty::FontStyle(if style.italic {
            FontStyle::Italic
        } else {
            FontStyle::Normal
        }),
        StyleProperty::Brush(style.ink),
    ]
}

/// A paragraph in lines.
pub(super) struct Set {
    layout: Layout<Rgb>,
    words: String,
    links: Vec<(Range<usize>, Target)>,
    pub(super) right_to_left: bool,
}

/// A piece of a line in one font and ink.
pub(super) struct Fragment {
    pub(super) font: Font,
    pub(super) size: f32,
    pub(super) ink: Rgb,
    /// Degrees that the letters lean.
    pub(super) skew: f32,
    pub(super) glyphs: Vec<KrillaGlyph>,
    /// From the paragraph's left edge, in points.
    pub(super) x: f32,
    pub(super) width: f32,
    /// Index into the links.
    pub(super) link: Option<usize>,
    /// Whether it runs from the right.
    pub(super) right_to_left: bool,
}

impl Set {
    pub(super) fn n_lines(&self) -> usize {
        self.layout.len()
    }

    /// Height of a line in points.
    pub(super) fn line_height(&self, line: usize) -> f32 {
        self.layout
            .get(line)
            .map_or(0.0, |line| line.metrics().line_height)
    }

    pub(super) fn height(&self) -> f32 {
        (0..self.n_lines()).map(|line| self.line_height(line)).sum()
    }

    /// The widest line, in points.
    pub(super) fn width(&self) -> f32 {
        self.layout.width()
    }

    pub(super) fn words(&self) -> &str {
        &self.words
    }

    pub(super) fn target(&self, link: usize) -> Option<&Target> {
        self.links.get(link).map(|(_, target)| target)
    }

    /// From the top of a line to its letters' feet.
    pub(super) fn baseline(&self, line: usize) -> f32 {
        self.layout.get(line).map_or(0.0, |line| {
            let metrics = line.metrics();
            metrics.baseline - metrics.block_min_coord
        })
    }

    /// What a line is drawn of, from left to right.
    pub(super) fn fragments(&self, fonts: &Type, line: usize) -> Vec<Fragment> {
        let Some(line) = self.layout.get(line) else {
            return Vec::new();
        };
        let mut fragments: Vec<Fragment> = Vec::new();
        let mut x = line.metrics().offset;
        for run in line.runs() {
            let Some(font) = fonts.face(run.font().data.id()) else {
                continue;
            };
            let size = run.font_size();
            let skew = run.synthesis().skew().unwrap_or(0.0);
            let mut last_style = None;
            for cluster in run.visual_clusters() {
                let range = cluster.text_range();
                if cluster.is_ligature_continuation() {
                    let last = fragments.last_mut().and_then(|part| part.glyphs.last_mut());
                    if let Some(glyph) = last {
                        glyph.text_range.start = glyph.text_range.start.min(range.start);
                        glyph.text_range.end = glyph.text_range.end.max(range.end);
                    }
                    continue;
                }
                let link = self
                    .links
                    .iter()
                    .position(|(of, _)| of.contains(&range.start));
                // The letter of a cluster is its widest glyph; the others are its dots and marks, which stand for nothing
                // of their own. Were all said to stand for it, readers would take each for a letter.
                let widest = cluster
                    .glyphs()
                    .map(|glyph| glyph.advance)
                    .fold(f32::NEG_INFINITY, f32::max);
                let mut is_said = false;
                for glyph in cluster.glyphs() {
                    let is_letter = !is_said && glyph.advance >= widest;
                    is_said |= is_letter;
                    let stands_for = if is_letter {
                        range.clone()
                    } else {
                        range.end..range.end
                    };
                    let style = (cluster.style_index(), link);
                    if last_style != Some(style) {
                        let styles = self.layout.styles();
                        let ink = styles.get(usize::from(cluster.style_index()));
                        fragments.push(Fragment {
                            font: font.clone(),
                            size,
                            ink: ink.map(|style| style.brush).unwrap_or_default(),
                            skew,
                            glyphs: Vec::new(),
                            x,
                            width: 0.0,
                            link,
                            right_to_left: run.is_rtl(),
                        });
                        last_style = Some(style);
                    }
                    if let Some(fragment) = fragments.last_mut() {
                        fragment.glyphs.push(KrillaGlyph::new(
                            GlyphId::new(glyph.id),
                            glyph.advance / size,
                            glyph.x / size,
                            // Up, where the layout counts down.
                            -glyph.y / size,
                            0.0,
                            stands_for,
                            None,
                        ));
                        fragment.width += glyph.advance;
                    }
                    x += glyph.advance;
                }
            }
        }
        fragments.retain(|fragment| !fragment.glyphs.is_empty());
        fragments
    }
}

impl Fragment {
    /// Draws it with its left end on the line that letters stand on.
    pub(super) fn draw(&self, surface: &mut krilla::surface::Surface<'_>, at: Point, words: &str) {
        use krilla::geom::Transform;

        let leans = self.skew != 0.0;
        if leans {
            let lean = -self.skew.to_radians().tan();
            // Around the letters' feet.
            surface.push_transform(&Transform::from_row(1.0, 0.0, lean, 1.0, -lean * at.y, 0.0));
        }
        surface.set_fill(Some(super::draw::fill(self.ink)));
        surface.draw_glyphs(at, &self.glyphs, self.font.clone(), words, self.size, false);
        if leans {
            surface.pop();
        }
    }
}
