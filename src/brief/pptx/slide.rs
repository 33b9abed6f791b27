//! A slide as data, and as the XML that programs for slides read.

use std::fmt::Write as _;

use crate::brief::document::{Banner, Rgb};
use crate::brief::markup::{escaped, hex};
use crate::brief::pptx::text::{Align, INDENT, Ink, LEADING, Para, Run};
use crate::ui::text::reads_right_to_left;

/// The size of a slide in points: 16 by 9.
pub(super) const WIDTH: f32 = 960.0;
pub(super) const HEIGHT: f32 = 540.0;
/// Units of the format in a point.
const UNITS: f32 = 12_700.0;
/// Height of the handling banner in points.
pub(super) const BANNER: f32 = 20.0;

/// Place and size in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

/// What a text is to the program that shows the slide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The slide's title, in outlines and for whoever listens.
    Title,
    /// Its main text.
    Body,
    Free,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct TextBox {
    /// As lists of the slide's parts name it.
    pub(super) name: &'static str,
    pub(super) role: Role,
    pub(super) area: Area,
    /// The text stands at the bottom of its area.
    pub(super) at_bottom: bool,
    pub(super) paras: Vec<Para>,
}

/// One slide.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Slide {
    pub(super) boxes: Vec<TextBox>,
    /// Where the picture stands, and what it shows in words.
    pub(super) picture: Option<(Area, String)>,
    /// For the presenter.
    pub(super) notes: Vec<Para>,
}

pub(super) const NAMESPACES: &str = "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\"";
pub(super) const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
/// The theme's font, which boxes that fill no placeholder would not take.
const FONT: &str = "<a:latin typeface=\"+mn-lt\"/><a:cs typeface=\"+mn-cs\"/>";
/// The root of a slide's tree of shapes.
pub(super) const TREE: &str = "<p:nvGrpSpPr><p:cNvPr id=\"1\" name=\"\"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"0\" cy=\"0\"/><a:chOff x=\"0\" y=\"0\"/><a:chExt cx=\"0\" cy=\"0\"/></a:xfrm></p:grpSpPr>";

impl Slide {
    /// The slide's part; its picture is the relation `rId2`.
    pub(super) fn xml(&self, banner: Option<&Banner>) -> String {
        let mut shapes = Shapes {
            xml: format!("{XML}<p:sld {NAMESPACES}><p:cSld><p:spTree>{TREE}"),
            id: 1,
        };
        // What comes first is read first.
        if let Some(banner) = banner {
            shapes.banner(banner, "Handling, top", 0.0);
        }
        for text in &self.boxes {
            shapes.text(text, None);
            if text.role == Role::Title
                && let Some((area, alt)) = &self.picture
            {
                shapes.picture(*area, alt);
            }
        }
        shapes.number();
        if let Some(banner) = banner {
            shapes.banner(banner, "Handling, bottom", HEIGHT - BANNER);
        }
        shapes.xml + "</p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sld>"
    }

    /// The part with the presenter's notes.
    pub(super) fn notes_xml(&self) -> String {
        let paras = paragraphs(&self.notes);
        format!(
            "{XML}<p:notes {NAMESPACES}><p:cSld><p:spTree>{TREE}\
            <p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"Slide\"/><p:cNvSpPr><a:spLocks noGrp=\"1\" noRot=\"1\" noChangeAspect=\"1\"/></p:cNvSpPr><p:nvPr><p:ph type=\"sldImg\"/></p:nvPr></p:nvSpPr><p:spPr/></p:sp>\
            <p:sp><p:nvSpPr><p:cNvPr id=\"3\" name=\"Notes\"/><p:cNvSpPr><a:spLocks noGrp=\"1\"/></p:cNvSpPr><p:nvPr><p:ph type=\"body\" idx=\"1\"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/>{paras}</p:txBody></p:sp>\
            </p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:notes>"
        )
    }
}

/// The tree of shapes while it grows.
struct Shapes {
    xml: String,
    /// The last number that was given.
    id: usize,
}

impl Shapes {
    fn next(&mut self) -> usize {
        self.id += 1;
        self.id
    }

    fn text(&mut self, text: &TextBox, fill: Option<Rgb>) {
        let TextBox {
            name,
            role,
            area,
            at_bottom,
            paras,
        } = text;
        let (locks, place) = match role {
            Role::Title => (
                "<p:cNvSpPr><a:spLocks noGrp=\"1\"/></p:cNvSpPr>",
                "<p:nvPr><p:ph type=\"title\"/></p:nvPr>",
            ),
            Role::Body => (
                "<p:cNvSpPr><a:spLocks noGrp=\"1\"/></p:cNvSpPr>",
                "<p:nvPr><p:ph type=\"body\" idx=\"1\"/></p:nvPr>",
            ),
            Role::Free => ("<p:cNvSpPr txBox=\"1\"/>", "<p:nvPr/>"),
        };
        let fill = fill.map_or_else(
            || String::from("<a:noFill/>"),
            |color| {
                format!(
                    "<a:solidFill><a:srgbClr val=\"{}\"/></a:solidFill>",
                    &hex(color)[1..]
                )
            },
        );
        let anchor = match (at_bottom, fill.starts_with("<a:solid")) {
            (true, _) => "b",
            (false, true) => "ctr",
            (false, false) => "t",
        };
        let id = self.next();
        write!(
            self.xml,
            "<p:sp><p:nvSpPr><p:cNvPr id=\"{id}\" name=\"{name}\"/>{locks}{place}</p:nvSpPr>\
            <p:spPr>{}<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom>{fill}</p:spPr>\
            <p:txBody><a:bodyPr wrap=\"square\" lIns=\"0\" tIns=\"0\" rIns=\"0\" bIns=\"0\" anchor=\"{anchor}\"><a:noAutofit/></a:bodyPr><a:lstStyle/>{}</p:txBody></p:sp>",
            frame(*area, "a"),
            paragraphs(paras)
        )
        .ok();
    }

    fn banner(&mut self, banner: &Banner, name: &'static str, y: f32) {
        let color = if banner.ink == [255; 3] {
            Ink::White
        } else {
            Ink::Black
        };
        let text = TextBox {
            name,
            role: Role::Free,
            area: Area {
                x: 0.0,
                y,
                width: WIDTH,
                height: BANNER,
            },
            at_bottom: false,
            paras: vec![Para::bold(banner.text.clone(), color, 11.0).align(Align::Center)],
        };
        self.text(&text, Some(banner.ground));
    }

    fn picture(&mut self, area: Area, alt: &str) {
        let id = self.next();
        write!(
            self.xml,
            "<p:pic><p:nvPicPr><p:cNvPr id=\"{id}\" name=\"Map\" descr=\"{}\"/><p:cNvPicPr><a:picLocks noChangeAspect=\"1\"/></p:cNvPicPr><p:nvPr/></p:nvPicPr>\
            <p:blipFill><a:blip r:embed=\"rId2\"/><a:stretch><a:fillRect/></a:stretch></p:blipFill>\
            <p:spPr>{}<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></p:spPr></p:pic>",
            escaped(alt),
            frame(area, "a")
        )
        .ok();
    }

    /// The slide's number, which follows when slides are moved.
    fn number(&mut self) {
        let id = self.next();
        write!(
            self.xml,
            "<p:sp><p:nvSpPr><p:cNvPr id=\"{id}\" name=\"Slide number\"/><p:cNvSpPr><a:spLocks noGrp=\"1\"/></p:cNvSpPr><p:nvPr><p:ph type=\"sldNum\" sz=\"quarter\" idx=\"12\"/></p:nvPr></p:nvSpPr><p:spPr/>\
            <p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:pPr algn=\"r\"/><a:fld id=\"{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}\" type=\"slidenum\"><a:rPr lang=\"en-US\" sz=\"1000\"><a:solidFill><a:schemeClr val=\"tx2\"/></a:solidFill>{FONT}</a:rPr><a:t>‹#›</a:t></a:fld><a:endParaRPr lang=\"en-US\"/></a:p></p:txBody></p:sp>"
        )
        .ok();
    }
}

/// Place and size.
pub(super) fn frame(area: Area, prefix: &str) -> String {
    let [x, y, width, height] =
        [area.x, area.y, area.width, area.height].map(|points| (points * UNITS).round() as i64);
    format!(
        "<{prefix}:xfrm><a:off x=\"{x}\" y=\"{y}\"/><a:ext cx=\"{width}\" cy=\"{height}\"/></{prefix}:xfrm>"
    )
}

fn paragraphs(paras: &[Para]) -> String {
    if paras.is_empty() {
        return String::from("<a:p><a:endParaRPr lang=\"en-US\"/></a:p>");
    }
    let mut xml = String::new();
    for (idx, para) in paras.iter().enumerate() {
        paragraph(&mut xml, para, idx == 0).ok();
    }
    xml
}

fn paragraph(xml: &mut String, para: &Para, is_first: bool) -> std::fmt::Result {
    let is_right_to_left = para.is_right_to_left();
    let align = match (para.align, is_right_to_left) {
        (Align::Center, _) => "ctr",
        (Align::Start, false) => "l",
        (Align::Start, true) => "r",
    };
    let hang = if para.is_item { INDENT } else { 0.0 };
    let units = |points: f32| (points * UNITS).round() as i64;
    let (margin, indent) = (units(para.indent + hang), units(-hang));
    let rtl = if is_right_to_left { " rtl=\"1\"" } else { "" };
    let before = if is_first { 0.0 } else { para.before };
    write!(
        xml,
        "<a:p><a:pPr marL=\"{margin}\" indent=\"{indent}\" algn=\"{align}\"{rtl}><a:lnSpc><a:spcPts val=\"{}\"/></a:lnSpc><a:spcBef><a:spcPts val=\"{}\"/></a:spcBef>",
        hundredths(para.size * LEADING),
        hundredths(before)
    )?;
    xml.push_str(if para.is_item {
        "<a:buFont typeface=\"Arial\"/><a:buChar char=\"•\"/></a:pPr>"
    } else {
        "<a:buNone/></a:pPr>"
    });
    for run in &para.runs {
        for (idx, line) in run.text.split('\n').enumerate() {
            if idx > 0 {
                xml.push_str("<a:br/>");
            }
            if !line.is_empty() {
                run_of(xml, run, line, para.size)?;
            }
        }
    }
    xml.push_str("</a:p>");
    Ok(())
}

fn run_of(xml: &mut String, run: &Run, text: &str, size: f32) -> std::fmt::Result {
    let language = if reads_right_to_left(text) {
        "ar-SA"
    } else {
        "en-US"
    };
    let bold = if run.bold { " b=\"1\"" } else { "" };
    let italic = if run.italic { " i=\"1\"" } else { "" };
    let color = match run.ink {
        Ink::Text => "<a:schemeClr val=\"tx1\"/>",
        Ink::Secondary => "<a:schemeClr val=\"tx2\"/>",
        Ink::Accent => "<a:schemeClr val=\"accent1\"/>",
        Ink::White => "<a:srgbClr val=\"FFFFFF\"/>",
        Ink::Black => "<a:srgbClr val=\"000000\"/>",
    };
    write!(
        xml,
        "<a:r><a:rPr lang=\"{language}\" sz=\"{}\"{bold}{italic} dirty=\"0\"><a:solidFill>{color}</a:solidFill>{FONT}</a:rPr><a:t>{}</a:t></a:r>",
        hundredths(size),
        escaped(text)
    )
}

fn hundredths(points: f32) -> i64 {
    (points * 100.0).round() as i64
}
