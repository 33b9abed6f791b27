//! The parts of the package round the slides: what a program needs to know of a deck before it shows one.

use chrono::SecondsFormat;

use crate::brief::document::{Document, rgb};
use crate::brief::markup::{escaped, hex};
use crate::brief::pptx::compose::Deck;
use crate::brief::pptx::slide::{Area, BANNER, HEIGHT, NAMESPACES, Slide, TREE, WIDTH, XML, frame};
use crate::state::ThemeChoice;
use crate::ui::theme::Theme;

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const KINDS: &str = "application/vnd.openxmlformats-officedocument";

/// Knows how many slides there are and which have notes.
pub(super) struct Parts<'a> {
    document: &'a Document,
    n_slides: usize,
    /// The indices of slides with notes.
    noted: Vec<usize>,
}

impl<'a> Parts<'a> {
    pub(super) fn of(document: &'a Document, deck: &Deck) -> Self {
        let slides = deck.slides.iter().enumerate();
        let noted = slides.filter(|(_, slide)| !slide.notes.is_empty());
        Self {
            document,
            n_slides: deck.slides.len(),
            noted: noted.map(|(idx, _)| idx).collect(),
        }
    }

    /// Everything but the slides, with names, in the order in which they are written.
    pub(super) fn fixed(&self) -> Vec<(String, String)> {
        let theme = Theme::of(self.document.theme);
        let mut parts = vec![
            ("[Content_Types].xml", self.content_types()),
            (
                "_rels/.rels",
                relations(&[
                    ("officeDocument", "ppt/presentation.xml"),
                    ("extended-properties", "docProps/app.xml"),
                    ("core", "docProps/core.xml"),
                ]),
            ),
            ("docProps/core.xml", self.core()),
            ("docProps/app.xml", self.app()),
            ("ppt/presentation.xml", self.presentation()),
            (
                "ppt/_rels/presentation.xml.rels",
                self.presentation_relations(),
            ),
            ("ppt/theme/theme1.xml", theme_part(theme)),
            ("ppt/slideMasters/slideMaster1.xml", master(theme)),
            (
                "ppt/slideMasters/_rels/slideMaster1.xml.rels",
                relations(&[
                    ("slideLayout", "../slideLayouts/slideLayout1.xml"),
                    ("theme", "../theme/theme1.xml"),
                ]),
            ),
            ("ppt/slideLayouts/slideLayout1.xml", layout()),
            (
                "ppt/slideLayouts/_rels/slideLayout1.xml.rels",
                relations(&[("slideMaster", "../slideMasters/slideMaster1.xml")]),
            ),
        ];
        if !self.noted.is_empty() {
            parts.extend([
                // Notes are printed.
                (
                    "ppt/theme/theme2.xml",
                    theme_part(Theme::of(ThemeChoice::Light)),
                ),
                ("ppt/notesMasters/notesMaster1.xml", notes_master()),
                (
                    "ppt/notesMasters/_rels/notesMaster1.xml.rels",
                    relations(&[("theme", "../theme/theme2.xml")]),
                ),
            ]);
        }
        parts
            .into_iter()
            .map(|(name, xml)| (name.to_owned(), xml))
            .collect()
    }

    /// The parts of a slide but for its picture.
    pub(super) fn of_slide(&self, idx: usize, slide: &Slide) -> Vec<(String, String)> {
        let number = idx + 1;
        let picture = format!("../media/scene{number}.png");
        let notes = format!("../notesSlides/notesSlide{number}.xml");
        let mut related = vec![("slideLayout", "../slideLayouts/slideLayout1.xml")];
        related.extend(
            slide
                .picture
                .is_some()
                .then_some(("image", picture.as_str())),
        );
        let is_noted = !slide.notes.is_empty();
        related.extend(is_noted.then_some(("notesSlide", notes.as_str())));
        let banner = self.document.banner.as_ref();
        let mut parts = vec![
            (format!("ppt/slides/slide{number}.xml"), slide.xml(banner)),
            (
                format!("ppt/slides/_rels/slide{number}.xml.rels"),
                relations(&related),
            ),
        ];
        if is_noted {
            let slide_part = format!("../slides/slide{number}.xml");
            parts.push((
                format!("ppt/notesSlides/notesSlide{number}.xml"),
                slide.notes_xml(),
            ));
            parts.push((
                format!("ppt/notesSlides/_rels/notesSlide{number}.xml.rels"),
                relations(&[
                    ("notesMaster", "../notesMasters/notesMaster1.xml"),
                    ("slide", &slide_part),
                ]),
            ));
        }
        parts
    }

    fn content_types(&self) -> String {
        let of_slides = ".presentationml";
        let mut parts = vec![
            (
                String::from("/ppt/presentation.xml"),
                of_slides,
                "presentation.main",
            ),
            (
                String::from("/ppt/slideMasters/slideMaster1.xml"),
                of_slides,
                "slideMaster",
            ),
            (
                String::from("/ppt/slideLayouts/slideLayout1.xml"),
                of_slides,
                "slideLayout",
            ),
            (String::from("/ppt/theme/theme1.xml"), "", "theme"),
            (String::from("/docProps/app.xml"), "", "extended-properties"),
        ];
        for number in 1..=self.n_slides {
            parts.push((format!("/ppt/slides/slide{number}.xml"), of_slides, "slide"));
        }
        if !self.noted.is_empty() {
            parts.push((String::from("/ppt/theme/theme2.xml"), "", "theme"));
            let master = String::from("/ppt/notesMasters/notesMaster1.xml");
            parts.push((master, of_slides, "notesMaster"));
        }
        for idx in &self.noted {
            let part = format!("/ppt/notesSlides/notesSlide{}.xml", idx + 1);
            parts.push((part, of_slides, "notesSlide"));
        }
        let overrides: Vec<String> = parts
            .iter()
            .map(|(part, family, kind)| {
                format!(
                    "<Override PartName=\"{part}\" ContentType=\"{KINDS}{family}.{kind}+xml\"/>"
                )
            })
            .collect();
        format!(
            "{XML}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/>{}<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>",
            overrides.concat()
        )
    }

    /// Title, time of export, and from what it was made.
    fn core(&self) -> String {
        let document = self.document;
        let at = document.exported.to_rfc3339_opts(SecondsFormat::Secs, true);
        let mut keywords: Vec<String> = document
            .files
            .iter()
            .map(|file| format!("SHA-256 {}", file.sha256))
            .collect();
        keywords.extend(document.banner.as_ref().map(|banner| banner.text.clone()));
        format!(
            "{XML}<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title><dc:creator>{}</dc:creator><cp:keywords>{}</cp:keywords><dc:description>{}</dc:description><cp:lastModifiedBy>{}</cp:lastModifiedBy><dcterms:created xsi:type=\"dcterms:W3CDTF\">{at}</dcterms:created><dcterms:modified xsi:type=\"dcterms:W3CDTF\">{at}</dcterms:modified></cp:coreProperties>",
            escaped(&document.title),
            escaped(&document.program),
            escaped(&keywords.join(", ")),
            escaped(&document.colophon().join("\n")),
            escaped(&document.program),
        )
    }

    fn app(&self) -> String {
        format!(
            "{XML}<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\"><Application>{}</Application><PresentationFormat>Widescreen</PresentationFormat><Slides>{}</Slides><Notes>{}</Notes></Properties>",
            escaped(&self.document.program),
            self.n_slides,
            self.noted.len()
        )
    }

    fn presentation(&self) -> String {
        let slides: Vec<String> = (0..self.n_slides)
            .map(|idx| format!("<p:sldId id=\"{}\" r:id=\"rId{}\"/>", 256 + idx, 3 + idx))
            .collect();
        let notes = if self.noted.is_empty() {
            String::new()
        } else {
            let id = 3 + self.n_slides;
            format!("<p:notesMasterIdLst><p:notesMasterId r:id=\"rId{id}\"/></p:notesMasterIdLst>")
        };
        format!(
            "{XML}<p:presentation {NAMESPACES}><p:sldMasterIdLst><p:sldMasterId id=\"2147483648\" r:id=\"rId1\"/></p:sldMasterIdLst>{notes}<p:sldIdLst>{}</p:sldIdLst><p:sldSz cx=\"12192000\" cy=\"6858000\"/><p:notesSz cx=\"6858000\" cy=\"9144000\"/></p:presentation>",
            slides.concat()
        )
    }

    fn presentation_relations(&self) -> String {
        let slides: Vec<String> = (1..=self.n_slides)
            .map(|number| format!("slides/slide{number}.xml"))
            .collect();
        let mut related = vec![
            ("slideMaster", "slideMasters/slideMaster1.xml"),
            ("theme", "theme/theme1.xml"),
        ];
        related.extend(slides.iter().map(|part| ("slide", part.as_str())));
        let notes = ("notesMaster", "notesMasters/notesMaster1.xml");
        related.extend((!self.noted.is_empty()).then_some(notes));
        relations(&related)
    }
}

/// Relations by their kinds, numbered from `rId1`.
fn relations(related: &[(&str, &str)]) -> String {
    let relations: Vec<String> = related
        .iter()
        .enumerate()
        .map(|(idx, (kind, target))| {
            let kind = match *kind {
                "core" => format!("{PACKAGE}/relationships/metadata/core-properties"),
                kind => format!("{RELATIONS}/{kind}"),
            };
            let id = idx + 1;
            format!("<Relationship Id=\"rId{id}\" Type=\"{kind}\" Target=\"{target}\"/>")
        })
        .collect();
    format!(
        "{XML}<Relationships xmlns=\"{PACKAGE}/relationships\">{}</Relationships>",
        relations.concat()
    )
}

/// Colours by the window's theme: light ones are always `lt`, dark ones `dk`, as every program expects.
fn theme_part(theme: &Theme) -> String {
    let color = |color| hex(rgb(color))[1..].to_uppercase();
    let (dark, light) = if theme.is_dark() {
        ([theme.window, theme.card], [theme.text, theme.secondary])
    } else {
        ([theme.text, theme.secondary], [theme.panel, theme.card])
    };
    let accents = theme.category_palette;
    let colors = [
        ("dk1", dark[0]),
        ("lt1", light[0]),
        ("dk2", dark[1]),
        ("lt2", light[1]),
        ("accent1", theme.accent),
        ("accent2", accents[0]),
        ("accent3", accents[1]),
        ("accent4", accents[2]),
        ("accent5", accents[3]),
        ("accent6", accents[4]),
        ("hlink", theme.accent),
        ("folHlink", theme.secondary),
    ]
    .map(|(name, value)| format!("<a:{name}><a:srgbClr val=\"{}\"/></a:{name}>", color(value)))
    .concat();
    let font = "<a:latin typeface=\"Arial\"/><a:ea typeface=\"\"/><a:cs typeface=\"Arial\"/>";
    let fill = "<a:solidFill><a:schemeClr val=\"phClr\"/></a:solidFill>";
    let line = format!("<a:ln w=\"9525\">{fill}</a:ln>");
    let effect = "<a:effectStyle><a:effectLst/></a:effectStyle>";
    format!(
        "{XML}<a:theme xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" name=\"Strabo\"><a:themeElements><a:clrScheme name=\"Strabo\">{colors}</a:clrScheme><a:fontScheme name=\"Strabo\"><a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme><a:fmtScheme name=\"Strabo\"><a:fillStyleLst>{fill}{fill}{fill}</a:fillStyleLst><a:lnStyleLst>{line}{line}{line}</a:lnStyleLst><a:effectStyleLst>{effect}{effect}{effect}</a:effectStyleLst><a:bgFillStyleLst>{fill}{fill}{fill}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )
}

fn map(is_dark: bool) -> String {
    let (ground, ink) = if is_dark { ("dk", "lt") } else { ("lt", "dk") };
    format!(
        "<p:clrMap bg1=\"{ground}1\" tx1=\"{ink}1\" bg2=\"{ground}2\" tx2=\"{ink}2\" accent1=\"accent1\" accent2=\"accent2\" accent3=\"accent3\" accent4=\"accent4\" accent5=\"accent5\" accent6=\"accent6\" hlink=\"hlink\" folHlink=\"folHlink\"/>"
    )
}

/// A placeholder of master and layout.
fn placeholder(id: usize, name: &str, kind: &str, area: Option<Area>, paragraph: &str) -> String {
    let frame = area.map_or_else(String::new, |area| {
        frame(area, "a") + "<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom>"
    });
    format!(
        "<p:sp><p:nvSpPr><p:cNvPr id=\"{id}\" name=\"{name}\"/><p:cNvSpPr><a:spLocks noGrp=\"1\"/></p:cNvSpPr><p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr><p:spPr>{frame}</p:spPr><p:txBody><a:bodyPr lIns=\"0\" tIns=\"0\" rIns=\"0\" bIns=\"0\"/><a:lstStyle/>{paragraph}</p:txBody></p:sp>"
    )
}

const TITLE: Area = Area {
    x: 36.0,
    y: 38.0,
    width: WIDTH - 72.0,
    height: 40.0,
};
const BODY: Area = Area {
    x: 36.0,
    y: 90.0,
    width: WIDTH - 72.0,
    height: 390.0,
};
const NUMBER: Area = Area {
    x: WIDTH - 96.0,
    y: HEIGHT - BANNER - 24.0,
    width: 60.0,
    height: 16.0,
};

fn placeholders() -> String {
    let words =
        |words: &str| format!("<a:p><a:r><a:rPr lang=\"en-US\"/><a:t>{words}</a:t></a:r></a:p>");
    let number = "<a:p><a:pPr algn=\"r\"/><a:fld id=\"{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}\" type=\"slidenum\"><a:rPr lang=\"en-US\" sz=\"1000\"><a:solidFill><a:schemeClr val=\"tx2\"/></a:solidFill></a:rPr><a:t>‹#›</a:t></a:fld></a:p>";
    placeholder(2, "Title", "type=\"title\"", Some(TITLE), &words("Heading"))
        + &placeholder(
            3,
            "Text",
            "type=\"body\" idx=\"1\"",
            Some(BODY),
            &words("Text"),
        )
        + &placeholder(
            4,
            "Slide number",
            "type=\"sldNum\" sz=\"quarter\" idx=\"12\"",
            Some(NUMBER),
            number,
        )
}

fn master(theme: &Theme) -> String {
    let style = |size: usize, align: &str, weight: &str, color: &str| {
        format!(
            "<a:lvl1pPr marL=\"0\" indent=\"0\" algn=\"{align}\"><a:buNone/><a:defRPr sz=\"{size}\"{weight}><a:solidFill><a:schemeClr val=\"{color}\"/></a:solidFill><a:latin typeface=\"+mn-lt\"/><a:cs typeface=\"+mn-cs\"/></a:defRPr></a:lvl1pPr>"
        )
    };
    format!(
        "{XML}<p:sldMaster {NAMESPACES}><p:cSld><p:bg><p:bgPr><a:solidFill><a:schemeClr val=\"bg1\"/></a:solidFill><a:effectLst/></p:bgPr></p:bg><p:spTree>{TREE}{}</p:spTree></p:cSld>{}<p:sldLayoutIdLst><p:sldLayoutId id=\"2147483649\" r:id=\"rId1\"/></p:sldLayoutIdLst><p:txStyles><p:titleStyle>{}</p:titleStyle><p:bodyStyle>{}</p:bodyStyle><p:otherStyle>{}</p:otherStyle></p:txStyles></p:sldMaster>",
        placeholders(),
        map(theme.is_dark()),
        style(2600, "l", " b=\"1\"", "tx1"),
        style(1400, "l", "", "tx1"),
        style(1200, "l", "", "tx1"),
    )
}

fn layout() -> String {
    format!(
        "{XML}<p:sldLayout {NAMESPACES} preserve=\"1\" userDrawn=\"1\"><p:cSld name=\"Scene\"><p:spTree>{TREE}{}</p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>",
        placeholders()
    )
}

fn notes_master() -> String {
    let image = Area {
        x: 54.0,
        y: 54.0,
        width: 432.0,
        height: 243.0,
    };
    let words = Area {
        x: 54.0,
        y: 330.0,
        width: 432.0,
        height: 330.0,
    };
    format!(
        "{XML}<p:notesMaster {NAMESPACES}><p:cSld><p:bg><p:bgPr><a:solidFill><a:schemeClr val=\"bg1\"/></a:solidFill><a:effectLst/></p:bgPr></p:bg><p:spTree>{TREE}<p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"Slide\"/><p:cNvSpPr><a:spLocks noGrp=\"1\" noRot=\"1\" noChangeAspect=\"1\"/></p:cNvSpPr><p:nvPr><p:ph type=\"sldImg\" idx=\"2\"/></p:nvPr></p:nvSpPr><p:spPr>{}<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></p:spPr></p:sp>{}</p:spTree></p:cSld>{}<p:notesStyle><a:lvl1pPr><a:defRPr sz=\"1200\"><a:solidFill><a:schemeClr val=\"tx1\"/></a:solidFill><a:latin typeface=\"+mn-lt\"/><a:cs typeface=\"+mn-cs\"/></a:defRPr></a:lvl1pPr></p:notesStyle></p:notesMaster>",
        frame(image, "a"),
        placeholder(
            3,
            "Notes",
            "type=\"body\" sz=\"quarter\" idx=\"1\"",
            Some(words),
            "<a:p><a:r><a:rPr lang=\"en-US\"/><a:t>Notes</a:t></a:r></a:p>"
        ),
        map(false)
    )
}
