//! Sheets on the pages of a PDF: ground, banner, picture, lines, links and footer.

mod paths;
mod signs;

pub(super) use self::paths::fill;

use image::RgbaImage;
use krilla::action::LinkAction;
use krilla::annotation::{Annotation, LinkAnnotation, Target as LinkTarget};
use krilla::destination::XyzDestination;
use krilla::geom::{Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::page::{Page, PageSettings};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, Tag, TagGroup,
};

use self::paths::{area_path, fill_area, hairline_at, stroke_path};
use self::signs::signs;
use crate::brief::pdf::Plan;
use crate::brief::pdf::compose::{Chapter, Composer};
use crate::brief::pdf::flow::{Area, Sheet};
use crate::brief::pdf::style::{BANNER, HEIGHT, MARGIN, Palette, WIDTH, medium, regular, semibold};
use crate::brief::pdf::tags;
use crate::brief::pdf::typeset::{Fragment, Set, Target, Text};

/// Draws chapter after chapter.
pub(super) struct Drawing<'a> {
    plan: &'a Plan,
    /// Sheets that are done.
    n_drawn: usize,
}

/// A fragment with its place on the sheet.
struct Spot<'a> {
    piece: usize,
    set: &'a Set,
    fragment: Fragment,
    at: Point,
    /// Height of its line.
    height: f32,
}

impl<'a> Drawing<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        Self { plan, n_drawn: 0 }
    }

    /// Draws the sheets of a chapter; returns what is read of it.
    pub(super) fn chapter(
        &mut self,
        pdf: &mut krilla::Document,
        composer: &mut Composer<'_>,
        chapter: &Chapter,
        head: &str,
        picture: Option<(RgbaImage, String)>,
    ) -> TagGroup {
        let mut picture = picture;
        let mut figure = None;
        let mut drawn: Vec<Vec<Node>> = chapter.pieces.iter().map(|_| Vec::new()).collect();
        for (idx, sheet) in chapter.sheets.iter().enumerate() {
            let Some(settings) = PageSettings::from_wh(WIDTH, HEIGHT) else {
                continue;
            };
            let mut page = pdf.start_page_with(settings);
            let spots = spots(composer, chapter, sheet);
            let links = self.links(&mut page, &spots);
            let mut surface = page.surface();
            let surface = &mut surface;
            let head = (idx > 0 || sheet.picture.is_none()).then_some(head);
            self.furniture(surface, composer, head);
            if let Some((area, (pixels, alt))) = sheet.picture.zip(picture.take()) {
                figure = draw_picture(surface, area, pixels, alt, composer.palette);
            }
            signs(surface, chapter, sheet, composer.palette);
            write(surface, &spots, links, &mut drawn);
            self.n_drawn += 1;
        }
        tags::section(&chapter.pieces, drawn, figure)
    }

    /// Puts a link over every fragment that leads somewhere.
    fn links(&self, page: &mut Page<'_>, spots: &[Spot<'_>]) -> Vec<Option<Identifier>> {
        let mut ids = Vec::with_capacity(spots.len());
        for spot in spots {
            let target = spot.fragment.link.and_then(|link| spot.set.target(link));
            let annotation = target.and_then(|target| self.link(spot, target));
            ids.push(annotation.map(|annotation| page.add_tagged_annotation(annotation)));
        }
        ids
    }

    fn link(&self, spot: &Spot<'_>, target: &Target) -> Option<Annotation> {
        let (leads_to, alt) = match target {
            Target::Source(number) => {
                let (sheet, y) = *self.plan.notes.get(number)?;
                let at = XyzDestination::new(sheet, Point::from_xy(0.0, (y - 12.0).max(0.0)));
                (
                    LinkTarget::Destination(at.into()),
                    format!("Source {number}"),
                )
            }
            Target::Page(idx) => {
                let first = *self.plan.scenes.get(*idx)?;
                let next = self
                    .plan
                    .scenes
                    .get(idx + 1)
                    .copied()
                    .unwrap_or(self.plan.end);
                // The events stand behind the first sheet, where there is more than that.
                let sheet = (first + 1).min(next - 1);
                let at = XyzDestination::new(sheet, Point::from_xy(0.0, 0.0));
                (
                    LinkTarget::Destination(at.into()),
                    format!("Page {}", sheet + 1),
                )
            }
            Target::Web(url) => {
                let is_web = ["https://", "http://"]
                    .iter()
                    .any(|start| url.starts_with(start));
                let action = is_web.then(|| LinkAction::new(url.clone()))?;
                (LinkTarget::Action(action.into()), url.clone())
            }
        };
        let Spot {
            at,
            fragment,
            height,
            ..
        } = spot;
        let rect = Rect::from_xywh(at.x, at.y - height * 0.75, fragment.width, *height)?;
        Some(Annotation::new_link(
            LinkAnnotation::new(rect, leads_to),
            Some(alt),
        ))
    }

    /// Ground, banners, the head of a sheet that goes on, and the footer: none of it is read out.
    fn furniture(
        &self,
        surface: &mut Surface<'_>,
        composer: &mut Composer<'_>,
        head: Option<&str>,
    ) {
        let Palette {
            ground,
            secondary,
            hairline,
            ..
        } = composer.palette;
        let document = composer.document;
        artifact(surface, ArtifactType::Layout, |surface| {
            fill_area(surface, sheet_area(), ground);
        });
        if let Some(banner) = &document.banner {
            let set = composer.line(&Text::of(&banner.text, semibold(9.5, banner.ink)).ours());
            for (y, kind) in [
                (0.0, ArtifactType::Header),
                (HEIGHT - BANNER, ArtifactType::Footer),
            ] {
                artifact(surface, kind, |surface| {
                    let band = Area {
                        x: 0.0,
                        y,
                        width: WIDTH,
                        height: BANNER,
                    };
                    fill_area(surface, band, banner.ground);
                    let x = (WIDTH - set.width()) / 2.0;
                    draw_line(
                        surface,
                        composer,
                        &set,
                        x,
                        y + (BANNER - set.height()) / 2.0,
                    );
                });
            }
        }
        let body = composer.frame.body;
        if let Some(head) = head {
            let set = composer.line(&Text::of(head, medium(8.5, secondary)).ours());
            artifact(surface, ArtifactType::Header, |surface| {
                draw_line(surface, composer, &set, body.x, body.y - 2.0);
                hairline_at(surface, body.x, body.y + 14.0, body.width, hairline);
            });
        }
        let left = format!(
            "{}  ·  exported {}",
            document.title,
            document.exported_words()
        );
        let right = format!("{} / {}", self.n_drawn + 1, self.plan.n_sheets);
        let [left, right] = [left, right].map(|words| {
            let text = Text::of(&words, regular(7.5, secondary));
            composer.line(&text.ours())
        });
        let y = composer.frame.footer - left.baseline(0);
        artifact(surface, ArtifactType::Footer, |surface| {
            draw_line(surface, composer, &left, MARGIN, y);
            draw_line(surface, composer, &right, WIDTH - MARGIN - right.width(), y);
        });
    }
}

/// Everything that is written on a sheet, from its first piece to its last.
fn spots<'c>(composer: &Composer<'_>, chapter: &'c Chapter, sheet: &Sheet) -> Vec<Spot<'c>> {
    let mut spots = Vec::new();
    for placed in &sheet.placed {
        let Some(piece) = chapter.pieces.get(placed.piece) else {
            continue;
        };
        if placed.lines.start == 0
            && let Some(label) = &piece.label
        {
            let x = if piece.set.right_to_left {
                placed.x + placed.width - label.width()
            } else {
                placed.x
            };
            add_line(composer, &mut spots, placed.piece, label, 0, (x, placed.y));
        }
        let mut y = placed.y;
        for line in placed.lines.clone() {
            let at = (placed.x + piece.inset(), y);
            add_line(composer, &mut spots, placed.piece, &piece.set, line, at);
            y += piece.set.line_height(line);
        }
    }
    spots
}

fn add_line<'c>(
    composer: &Composer<'_>,
    spots: &mut Vec<Spot<'c>>,
    piece: usize,
    set: &'c Set,
    line: usize,
    (x, y): (f32, f32),
) {
    let baseline = y + set.baseline(line);
    for fragment in set.fragments(composer.fonts, line) {
        spots.push(Spot {
            piece,
            set,
            at: Point::from_xy(x + fragment.x, baseline),
            height: set.line_height(line),
            fragment,
        });
    }
}

/// Writes the words, each tagged as a part of its piece.
fn write(
    surface: &mut Surface<'_>,
    spots: &[Spot<'_>],
    links: Vec<Option<Identifier>>,
    drawn: &mut [Vec<Node>],
) {
    for (spot, link) in spots.iter().zip(links) {
        let language = spot.fragment.right_to_left.then_some("ar");
        let tag = ContentTag::Span(SpanTag::empty().with_lang(language));
        let id = surface.start_tagged(tag);
        spot.fragment.draw(surface, spot.at, spot.set.words());
        surface.end_tagged();
        let Some(nodes) = drawn.get_mut(spot.piece) else {
            continue;
        };
        nodes.push(match link {
            None => id.into(),
            Some(link) => TagGroup::with_children(Tag::Link, vec![id.into(), link.into()]).into(),
        });
    }
}

/// A line that stands by itself.
fn draw_line(surface: &mut Surface<'_>, composer: &Composer<'_>, set: &Set, x: f32, y: f32) {
    let baseline = y + set.baseline(0);
    for fragment in set.fragments(composer.fonts, 0) {
        let at = Point::from_xy(x + fragment.x, baseline);
        fragment.draw(surface, at, set.words());
    }
}

/// Draws a picture as large as its room allows, at the top of it.
fn draw_picture(
    surface: &mut Surface<'_>,
    room: Area,
    pixels: RgbaImage,
    alt: String,
    palette: Palette,
) -> Option<TagGroup> {
    let (width, height) = pixels.dimensions();
    let by = (room.width / width as f32).min(room.height / height as f32);
    let size = Size::from_wh(width as f32 * by, height as f32 * by)?;
    let x = room.x + (room.width - size.width()) / 2.0;
    let image = Image::from_rgba8(pixels.into_raw(), width, height);
    let id = surface.start_tagged(ContentTag::Other);
    surface.push_transform(&Transform::from_translate(x, room.y));
    surface.draw_image(image, size);
    surface.pop();
    surface.end_tagged();
    artifact(surface, ArtifactType::Layout, |surface| {
        let frame = Area {
            x,
            y: room.y,
            width: size.width(),
            height: size.height(),
        };
        stroke_path(surface, area_path(frame), palette.hairline, 0.6, None);
    });
    Some(TagGroup::with_children(
        Tag::Figure(Some(alt)),
        vec![id.into()],
    ))
}

fn artifact(surface: &mut Surface<'_>, kind: ArtifactType, draw: impl FnOnce(&mut Surface<'_>)) {
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
    draw(surface);
    surface.end_tagged();
}

fn sheet_area() -> Area {
    Area {
        x: 0.0,
        y: 0.0,
        width: WIDTH,
        height: HEIGHT,
    }
}
