//! What lies under the events, as it stands in the file.
//!
//! What is not understood is left out, and the embedded map is always there: a damaged layer costs itself alone.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::model::ground::{
    Ground, GroundLayer, GroundStyle, LAYERS_MAX, LabelLanguage, TileServer, TileSource,
};

#[derive(Default, Serialize, Deserialize)]
pub(super) struct GroundFile {
    #[serde(default)]
    style: Option<String>,
    #[serde(default)]
    labels: Option<String>,
    /// From the bottom up.
    #[serde(default)]
    layers: Vec<LayerFile>,
}

#[derive(Serialize, Deserialize)]
struct LayerFile {
    #[serde(flatten)]
    source: SourceFile,
    opacity: f32,
    visible: bool,
}

/// Where tiles come from; one of its members is there.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct SourceFile {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    embedded: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    archive: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    server: Option<ServerFile>,
}

#[derive(Clone, Serialize, Deserialize)]
struct ServerFile {
    name: String,
    template: String,
    #[serde(default)]
    attribution: String,
    zoom_min: u8,
    zoom_max: u8,
}

/// `None`: a path that JSON cannot hold.
pub(super) fn write_source(source: &TileSource) -> Option<SourceFile> {
    let nothing = SourceFile::default();
    Some(match source {
        TileSource::Embedded => SourceFile {
            embedded: Some(true),
            ..nothing
        },
        TileSource::Archive(path) => SourceFile {
            archive: Some(path.to_str()?.to_owned()),
            ..nothing
        },
        TileSource::Server(server) => SourceFile {
            server: Some(ServerFile {
                name: server.name.clone(),
                template: server.template.clone(),
                attribution: server.attribution.clone(),
                zoom_min: server.zoom_min,
                zoom_max: server.zoom_max,
            }),
            ..nothing
        },
    })
}

pub(super) fn read_source(file: SourceFile) -> Option<TileSource> {
    if let Some(path) = file.archive {
        return Some(TileSource::Archive(PathBuf::from(path)));
    }
    if let Some(server) = file.server {
        return Some(TileSource::Server(TileServer {
            name: server.name,
            template: server.template,
            attribution: server.attribution,
            zoom_min: server.zoom_min,
            zoom_max: server.zoom_max,
        }));
    }
    file.embedded.map(|_| TileSource::Embedded)
}

pub(super) fn write(ground: &Ground) -> GroundFile {
    let layers = ground.layers.iter().filter_map(|layer| {
        Some(LayerFile {
            source: write_source(&layer.source)?,
            opacity: layer.opacity,
            visible: layer.visible,
        })
    });
    GroundFile {
        style: Some(ground.style.id().to_owned()),
        labels: Some(ground.labels.id().to_owned()),
        layers: layers.collect(),
    }
}

pub(super) fn read(file: GroundFile) -> Ground {
    let layers = file.layers.into_iter().filter_map(|layer| {
        let opacity = layer.opacity;
        Some(GroundLayer {
            source: read_source(layer.source)?,
            opacity: if opacity.is_finite() {
                opacity.clamp(0.0, 1.0)
            } else {
                1.0
            },
            visible: layer.visible,
        })
    });
    let mut kept: Vec<GroundLayer> = Vec::new();
    for layer in layers.take(LAYERS_MAX) {
        if kept.iter().all(|other| other.source != layer.source) {
            kept.push(layer);
        }
    }
    if kept
        .iter()
        .all(|layer| layer.source != TileSource::Embedded)
    {
        kept.insert(0, GroundLayer::of(TileSource::Embedded));
    }
    Ground {
        style: file
            .style
            .as_deref()
            .and_then(GroundStyle::parse)
            .unwrap_or_default(),
        labels: file
            .labels
            .as_deref()
            .and_then(LabelLanguage::parse)
            .unwrap_or_default(),
        layers: kept,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_come_back_as_they_were() {
        let ground = Ground {
            style: GroundStyle::Presentation,
            labels: LabelLanguage::Arabic,
            layers: vec![
                GroundLayer {
                    opacity: 0.4,
                    ..GroundLayer::of(TileSource::Archive(PathBuf::from("/maps/a.pmtiles")))
                },
                GroundLayer::of(TileSource::Embedded),
                GroundLayer {
                    visible: false,
                    ..GroundLayer::of(TileSource::Server(TileServer {
                        name: String::from("Mine"),
                        template: String::from("https://tiles.example/{z}/{x}/{y}.png?key=1"),
                        attribution: String::from("© Mine"),
                        zoom_min: 0,
                        zoom_max: 19,
                    }))
                },
            ],
        };
        let text = serde_json::to_string(&write(&ground)).unwrap();
        assert_eq!(read(serde_json::from_str(&text).unwrap()), ground);
    }

    #[test]
    fn the_embedded_map_is_there_whatever_the_file_says() {
        for text in [
            "{}",
            r#"{"style": "baroque", "labels": "la", "layers": [{"opacity": 1, "visible": true}]}"#,
        ] {
            assert_eq!(
                read(serde_json::from_str(text).unwrap()),
                Ground::default(),
                "{text}"
            );
        }
    }
}
