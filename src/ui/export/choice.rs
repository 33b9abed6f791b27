//! What is chosen in the Export dialog, what is wrong with it, and the order that it makes.

use std::path::Path;
use std::sync::Arc;

use crate::state::effect::Snapshot;
use crate::state::exporting::{
    COARSEN_M, ExportOrder, FILM_LENGTH_S, FILM_SIDE_MIN, Kind, SIDE_MAX, Subject,
};
use crate::state::{State, ThemeChoice};

/// Letters of a file's name that are taken from the collection's.
const STEM_MAX: usize = 60;

/// What is chosen, kept while the window is open.
#[derive(Clone, Debug)]
pub struct ExportMemory {
    pub(super) what: What,
    pub(super) kind: Kind,
    pub(super) size: SizeChoice,
    pub(super) own_size: [String; 2],
    /// `None`: as suits the kind.
    pub(super) theme: Option<ThemeChoice>,
    pub(super) public: bool,
    pub(super) coarsen_km: String,
    pub(super) length_s: String,
}

impl Default for ExportMemory {
    fn default() -> Self {
        Self {
            what: What::View,
            kind: Kind::Png,
            size: SizeChoice::Usual,
            own_size: [String::from("1600"), String::from("900")],
            theme: None,
            public: false,
            coarsen_km: String::from("10"),
            length_s: String::new(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    View,
    Scene,
    Scenes,
    Matching,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SizeChoice {
    Usual,
    Of(u32, u32),
    Own,
}

impl What {
    /// Those that there are now.
    pub(super) fn offered(state: &State) -> Vec<Self> {
        let scene = state.scene_idx.map(|_| Self::Scene);
        let scenes = (!state.scenes().is_empty()).then_some(Self::Scenes);
        let mut all = vec![Self::View];
        all.extend(scene);
        all.extend(scenes);
        all.push(Self::Matching);
        all
    }

    pub(super) fn words(self, state: &State) -> String {
        match self {
            Self::View => String::from("This view"),
            Self::Scene => {
                let scene = state.scene_idx.and_then(|idx| state.scenes().get(idx));
                let heading = scene.map_or("", |scene| scene.heading.as_str());
                format!("This scene, “{heading}”")
            }
            Self::Scenes => match state.scenes().len() {
                1 => String::from("The briefing, 1 scene"),
                n => format!("The whole briefing, {n} scenes"),
            },
            Self::Matching => String::from("The events that match, as data"),
        }
    }

    pub(super) fn kinds(self) -> Vec<Kind> {
        let fits = |kind: &Kind| match self {
            Self::View | Self::Scene => !kind.is_data() && *kind != Kind::Folder,
            Self::Scenes => !kind.is_data() && *kind != Kind::Png,
            Self::Matching => kind.is_data(),
        };
        Kind::ALL.into_iter().filter(fits).collect()
    }
}

pub(super) fn kind_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Png => "PNG, one picture",
        Kind::Folder => "PNG, a folder with one picture a scene",
        Kind::Pdf => "PDF, to be printed and handed round",
        Kind::Pptx => "PPTX, slides to go on with",
        Kind::Html => "HTML, one file that opens offline",
        Kind::Gif => "GIF, a film that loops",
        Kind::Mp4 => "MP4, a film, by ffmpeg",
        Kind::Webm => "WebM, a film, by ffmpeg",
        Kind::GeoJson => "GeoJSON, a collection again",
        Kind::Csv => "CSV, a table",
        Kind::Kml => "KML, for Google Earth and its kin",
    }
}

impl ExportMemory {
    /// What was chosen earlier may not be there any more.
    pub(super) fn settle(&mut self, state: &State) {
        if !What::offered(state).contains(&self.what) {
            self.what = What::View;
        }
        let kinds = self.what.kinds();
        if !kinds.contains(&self.kind) {
            self.kind = kinds.first().copied().unwrap_or(Kind::Png);
        }
    }

    pub(super) fn theme(&self) -> ThemeChoice {
        self.theme.unwrap_or(self.kind.theme())
    }

    /// Whether its size can be chosen; pages know their own.
    pub(super) fn has_size(&self) -> bool {
        self.kind.is_film() || matches!(self.kind, Kind::Png | Kind::Folder)
    }

    fn size(&self) -> Result<Option<(u32, u32)>, String> {
        if !self.has_size() {
            return Ok(None);
        }
        let (width, height) = match self.size {
            SizeChoice::Usual => return Ok(None),
            SizeChoice::Of(width, height) => (width, height),
            SizeChoice::Own => {
                let side = |text: &String| text.trim().parse::<u32>().ok();
                let sides = (side(&self.own_size[0]), side(&self.own_size[1]));
                let (Some(width), Some(height)) = sides else {
                    return Err(String::from("Width and height are whole numbers of pixels"));
                };
                (width, height)
            }
        };
        let min = if self.kind.is_film() {
            FILM_SIDE_MIN
        } else {
            1
        };
        if [width, height]
            .iter()
            .any(|side| !(min..=SIDE_MAX).contains(side))
        {
            return Err(format!("Width and height have {min} to 8,192 pixels"));
        }
        let is_odd = width % 2 == 1 || height % 2 == 1;
        if is_odd && matches!(self.kind, Kind::Mp4 | Kind::Webm) {
            return Err(String::from("Width and height of a video are even"));
        }
        Ok(Some((width, height)))
    }

    fn length_s(&self) -> Result<Option<f64>, String> {
        if !self.kind.is_film() || self.length_s.trim().is_empty() {
            return Ok(None);
        }
        let seconds = number(&self.length_s).filter(|seconds| FILM_LENGTH_S.contains(seconds));
        seconds
            .map(Some)
            .ok_or_else(|| String::from("A length is 1 to 600 seconds"))
    }

    fn coarsen_m(&self) -> Result<Option<f64>, String> {
        if !self.public {
            return Ok(None);
        }
        let metres = number(&self.coarsen_km).map(|km| km * 1_000.0);
        metres
            .filter(|metres| COARSEN_M.contains(metres))
            .map(Some)
            .ok_or_else(|| String::from("Places are coarsened by 1 to 500 km"))
    }

    /// The order, or what is wrong with it.
    pub(super) fn order(&self, state: &State) -> Result<ExportOrder, String> {
        let view = || Box::new(state.view.clone());
        let origin = state.base.origin();
        Ok(ExportOrder {
            kind: self.kind,
            subject: match (self.what, state.scene_idx) {
                (What::Scene, Some(idx)) => Subject::Scene(idx),
                (What::View | What::Scene, _) => Subject::View(view()),
                (What::Scenes, _) => Subject::Scenes,
                (What::Matching, _) => Subject::Matching(view()),
            },
            snapshot: Snapshot(Arc::clone(&state.base)),
            scenes: Arc::clone(&state.briefing.scenes),
            size: self.size()?,
            theme: self.theme(),
            zone: state.settings.zone_shown,
            coordinates: state.settings.coordinates,
            ground: state.ground().clone(),
            coarsen_m: self.coarsen_m()?,
            length_s: self.length_s()?,
            name: self.file_name(state),
            folder: origin
                .path
                .as_deref()
                .and_then(Path::parent)
                .map(Path::to_owned),
        })
    }

    /// The name that is proposed: `palmyra-2016-scene-7.pdf`.
    pub(super) fn file_name(&self, state: &State) -> String {
        let origin = &state.base.origin().file_name;
        let named = Path::new(origin).file_stem();
        let named = named.map(|stem| stem.to_string_lossy().into_owned());
        // The name of a file may say what the public is not to know.
        let stem = named
            .filter(|stem| !stem.is_empty() && !self.public)
            .unwrap_or_else(|| slug(state.base.title()));
        let part = match (self.what, state.scene_idx) {
            (What::Scene, Some(idx)) => format!("scene-{}", idx + 1),
            (What::View | What::Scene, _) => String::from("view"),
            (What::Scenes, _) => String::from("briefing"),
            (What::Matching, _) => String::from("events"),
        };
        let public = if self.public { "-public" } else { "" };
        let name = format!("{stem}-{part}{public}");
        match self.kind.extension() {
            Some(extension) => format!("{name}.{extension}"),
            None => name,
        }
    }

    /// What will come of it, in a sentence.
    pub(super) fn promise(&self) -> &'static str {
        match (self.kind, self.what) {
            (Kind::Gif | Kind::Mp4 | Kind::Webm, What::Scenes) => {
                "Each scene is entered as it says, and stays for a while."
            }
            (Kind::Gif | Kind::Mp4 | Kind::Webm, What::Scene) => {
                "The scene’s window opens from its start to its end."
            }
            (Kind::Gif | Kind::Mp4 | Kind::Webm, _) => {
                "Time is played from beginning to end, as the play button does."
            }
            (Kind::Png | Kind::Folder, _) => {
                "As the audience sees it, with legend, filter, counts and handling banner."
            }
            (Kind::Pdf | Kind::Pptx | Kind::Html, _) => {
                "Picture, narration, events with their quotes, and numbered sources."
            }
            (Kind::GeoJson | Kind::Csv | Kind::Kml, _) => {
                "The file itself says by which filter, and how many events it leaves out."
            }
        }
    }
}

/// A number as it is typed here or there.
fn number(text: &str) -> Option<f64> {
    text.trim().replace(',', ".").parse().ok()
}

/// `Palmyra, December 2016` → `palmyra-december-2016`.
fn slug(title: &str) -> String {
    let words: Vec<String> = title
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let slug: String = words.join("-").chars().take(STEM_MAX).collect();
    if slug.is_empty() {
        String::from("strabo")
    } else {
        slug
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::fixture;

    fn chosen(change: impl FnOnce(&mut ExportMemory)) -> Result<ExportOrder, String> {
        let mut memory = ExportMemory::default();
        change(&mut memory);
        memory.order(&fixture::state())
    }

    #[test]
    fn a_name_says_what_it_is_and_for_the_public_not_where_it_is_from() {
        let named = |change: fn(&mut ExportMemory)| chosen(change).unwrap().name;
        assert_eq!(named(|_| {}), "palmyra-view.png");
        assert_eq!(named(|it| it.kind = Kind::Pdf), "palmyra-view.pdf");
        assert_eq!(
            named(|it| it.public = true),
            "palmyra-december-2016-view-public.png"
        );
    }

    #[test]
    fn what_cannot_be_drawn_is_no_order() {
        let own = |size: [&str; 2], kind: Kind| {
            chosen(|it| {
                it.kind = kind;
                it.size = SizeChoice::Own;
                it.own_size = size.map(str::to_owned);
            })
        };
        assert_eq!(
            own(["640", "480"], Kind::Png).unwrap().size,
            Some((640, 480))
        );
        for (size, kind) in [
            (["0", "480"], Kind::Png),
            (["9000", "480"], Kind::Png),
            (["many", "480"], Kind::Png),
            (["100", "480"], Kind::Gif),
            (["641", "480"], Kind::Mp4),
        ] {
            assert!(own(size, kind).is_err(), "{size:?} {kind:?}");
        }
        assert!(own(["641", "480"], Kind::Gif).is_ok());
        // A sheet has the size that it has.
        assert_eq!(own(["0", "0"], Kind::Pdf).unwrap().size, None);
    }

    #[test]
    fn numbers_are_within_their_limits() {
        let coarsened = |km: &str| {
            chosen(|it| {
                it.public = true;
                km.clone_into(&mut it.coarsen_km);
            })
        };
        assert_eq!(coarsened("2,5").unwrap().coarsen_m, Some(2_500.0));
        assert!(coarsened("0.5").is_err() && coarsened("far").is_err());
        let long = |seconds: &str| {
            chosen(|it| {
                it.kind = Kind::Webm;
                seconds.clone_into(&mut it.length_s);
            })
        };
        assert_eq!(long("").unwrap().length_s, None);
        assert_eq!(long(" 20 ").unwrap().length_s, Some(20.0));
        assert!(long("0").is_err() && long("NaN").is_err());
    }

    #[test]
    fn what_is_not_there_any_more_is_not_chosen() {
        let mut memory = ExportMemory {
            what: What::Scenes,
            kind: Kind::Folder,
            ..ExportMemory::default()
        };
        memory.settle(&fixture::state());
        assert_eq!((memory.what, memory.kind), (What::View, Kind::Png));
    }
}
