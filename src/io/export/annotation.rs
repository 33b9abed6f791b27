//! The annotations of a scene, written. What is as usual is left out.

use crate::io::export::header::{lasso, position};
use crate::io::export::json_text::{Json, Object};
use crate::model::annotation::{Annotation, Figure, Line, Tone, Width};
use crate::model::briefing::Scene;

/// Those that were read, and behind them the others to the letter.
pub(super) fn annotations(scene: &Scene) -> Vec<Json> {
    let read = scene.annotations.iter().map(annotation);
    let unread = scene.unread_annotations.iter();
    read.chain(unread.map(|raw| Json::Raw(raw.clone())))
        .collect()
}

fn annotation(annotation: &Annotation) -> Json {
    let mut object = Object::default();
    object.put("kind", Json::text(annotation.figure.kind().id()));
    match &annotation.figure {
        Figure::Arrow { from, to } => {
            object.put("from", position(from));
            object.put("to", position(to));
        }
        Figure::Circle { center, radius_m } => {
            object.put("at", position(center));
            object.put("radius_m", Json::number(*radius_m));
        }
        Figure::Polygon(ring) => object.put("ring", lasso(ring)),
        Figure::Text(at) => object.put("at", position(at)),
        Figure::Highlight { center, radii_m } => {
            object.put("at", position(center));
            let radii = radii_m.iter().map(|metres| Json::number(*metres));
            object.put("radii_m", Json::List(radii.collect()));
        }
    }
    object.put_text("label", annotation.label.as_ref());
    let style = annotation.style;
    let unusual = |is: bool, id: &str| (!is).then(|| Json::text(id));
    object.put_some(
        "tone",
        unusual(style.tone == Tone::default(), style.tone.id()),
    );
    object.put_some(
        "line",
        unusual(style.line == Line::default(), style.line.id()),
    );
    object.put_some(
        "width",
        unusual(style.width == Width::default(), style.width.id()),
    );
    object.put_extra(&annotation.extra);
    object.into_json()
}
