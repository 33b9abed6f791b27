//! A briefing as a PDF to be printed and handed round: a sheet a scene with its picture, then its events and their quotes,
//! and at the end the sources as numbered notes.
//!
//! Text is text with its fonts embedded, tagged for whoever listens to it, with bookmarks and links from every number to
//! its source. What is longer than a sheet goes on on the next; nothing is clipped. The same document gives the same bytes.

mod compose;
mod draw;
mod flow;
mod style;
mod tags;
mod typeset;

use std::collections::HashMap;
use std::io::Write;

use chrono::{Datelike as _, Timelike as _};
use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::tagging::TagTree;

use crate::brief::document::Document;
use crate::brief::pages::{Look, LookKind, PagePictures};
use crate::brief::pdf::compose::{Chapter, Composer};
use crate::brief::pdf::draw::Drawing;
use crate::brief::pdf::flow::Role;
use crate::brief::pdf::style::{Frame, Palette};
use crate::brief::pdf::typeset::Type;
use crate::brief::{BriefError, Progress, Watch, tell};
use crate::ui::theme::Theme;

/// How pictures are drawn for a PDF.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PdfLook {
    /// Size in points; `None`: as the sheet has room.
    pub size: Option<(u32, u32)>,
    /// Pixels per point.
    pub scale: f32,
}

impl Default for PdfLook {
    /// Some 300 dots an inch.
    fn default() -> Self {
        Self {
            size: None,
            scale: 2.5,
        }
    }
}

/// Width of a picture in points, whose words are then as large as those beside it.
const PICTURE_WIDTH: f32 = 840.0;

/// Writes the whole document; stops between two scenes where that is asked for.
pub fn write_pdf(
    document: &Document,
    pictures: &mut dyn PagePictures,
    look: PdfLook,
    out: &mut dyn Write,
    watch: &mut Watch<'_>,
) -> Result<(), BriefError> {
    let mut fonts = Type::new()?;
    let composer = &mut Composer {
        fonts: &mut fonts,
        document,
        palette: Palette::of(Theme::of(document.theme)),
        frame: Frame::of(document),
    };
    let plan = Plan::of(composer);
    let mut pdf = krilla::Document::new();
    pdf.set_metadata(metadata(document));
    let mut tree = TagTree::new().with_lang(Some(String::from("en")));
    let mut drawing = Drawing::new(&plan);
    let total = document.pages.len();
    for (done, page) in document.pages.iter().enumerate() {
        let doing = page.heading.as_str();
        tell(watch, Progress { done, total, doing })?;
        let chapter = composer.scene(page);
        let picture = match chapter.sheets.first().and_then(|sheet| sheet.picture) {
            None => None,
            Some(area) => Some(pictures.picture(page, look.fitting(area.width / area.height))?),
        };
        let head = format!("{}: {}", page.number_words(), page.heading);
        tree.push(drawing.chapter(
            &mut pdf,
            composer,
            &chapter,
            &head,
            picture.map(|picture| (picture, page.alt_text())),
        ));
    }
    let end = composer.end();
    tree.push(drawing.chapter(&mut pdf, composer, &end, "Sources", None));
    pdf.set_outline(outline(document, &plan));
    pdf.set_tag_tree(tree);
    let bytes = pdf.finish().map_err(|error| BriefError::Format {
        format: "PDF",
        message: format!("{error:?}"),
    })?;
    Ok(out.write_all(&bytes)?)
}

impl PdfLook {
    fn fitting(self, aspect: f32) -> Look {
        let (width, height) = self.size.unwrap_or((
            PICTURE_WIDTH as u32,
            (PICTURE_WIDTH / aspect.max(0.1)).round() as u32,
        ));
        Look {
            kind: LookKind::Map,
            width,
            height,
            scale: self.scale,
        }
    }
}

/// On which sheets things will stand: known before anything is drawn, since the first sheet links to the last.
struct Plan {
    /// The first sheet of each scene.
    scenes: Vec<usize>,
    /// Sheet and top of each source, by its number.
    notes: HashMap<usize, (usize, f32)>,
    /// The first sheet of the bibliography.
    end: usize,
    n_sheets: usize,
}

impl Plan {
    /// Composes everything once, one chapter at a time.
    fn of(composer: &mut Composer<'_>) -> Self {
        let document = composer.document;
        let mut scenes = Vec::with_capacity(document.pages.len());
        let mut n_sheets = 0;
        for page in &document.pages {
            scenes.push(n_sheets);
            n_sheets += composer.scene(page).sheets.len();
        }
        let Chapter { pieces, sheets } = composer.end();
        let mut notes = HashMap::new();
        for (idx, sheet) in sheets.iter().enumerate() {
            for placed in &sheet.placed {
                if let Some(Role::Note(number)) = pieces.get(placed.piece).map(|piece| piece.role) {
                    notes.entry(number).or_insert((n_sheets + idx, placed.y));
                }
            }
        }
        Self {
            scenes,
            notes,
            end: n_sheets,
            n_sheets: n_sheets + sheets.len(),
        }
    }
}

fn outline(document: &Document, plan: &Plan) -> Outline {
    let mut outline = Outline::new();
    let top = |sheet| XyzDestination::new(sheet, Point::from_xy(0.0, 0.0));
    for (page, sheet) in document.pages.iter().zip(&plan.scenes) {
        let words = match page.scene_idx {
            Some(_) => format!("{}  {}", page.number, page.heading),
            None => page.heading.clone(),
        };
        outline.push_child(OutlineNode::new(words, top(*sheet)));
    }
    outline.push_child(OutlineNode::new(String::from("Sources"), top(plan.end)));
    outline
}

fn metadata(document: &Document) -> Metadata {
    let at = document.exported.naive_utc();
    let date = DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(at.month() as u8)
        .day(at.day() as u8)
        .hour(at.hour() as u8)
        .minute(at.minute() as u8)
        .second(at.second() as u8)
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    let mut metadata = Metadata::new()
        .title(document.title.clone())
        .language(String::from("en"))
        .creator(document.program.clone())
        .producer(document.program.clone())
        .creation_date(date);
    let mut keywords: Vec<String> = document
        .files
        .iter()
        .map(|file| format!("SHA-256 {}", file.sha256))
        .collect();
    keywords.extend(document.banner.as_ref().map(|banner| banner.text.clone()));
    metadata = metadata.keywords(keywords);
    if let Some(summary) = &document.summary {
        metadata = metadata.description(summary.clone());
    }
    metadata
}
