//! A briefing as pictures: one PNG a scene, as the audience sees it.
//!
//! What a picture cannot show is in its text chunks: filter, counts, sources, hashes, time of export.

use std::io;

use image::RgbaImage;

use crate::brief::document::{Document, Note, Page};
use crate::brief::pages::{Look, PagePictures};
use crate::brief::{BriefError, Progress, Watch, tell};

/// Letters of a file's name that are taken from the heading.
const NAME_MAX: usize = 60;

/// Takes a file by its name and bytes.
pub type Save<'a> = dyn FnMut(&str, &[u8]) -> Result<(), BriefError> + 'a;

/// Draws every page and hands it out as the bytes of a file, with the name that it should have.
pub fn write_pngs(
    document: &Document,
    pictures: &mut dyn PagePictures,
    look: Look,
    save: &mut Save<'_>,
    watch: &mut Watch<'_>,
) -> Result<(), BriefError> {
    let total = document.pages.len();
    for (done, page) in document.pages.iter().enumerate() {
        let doing = page.heading.as_str();
        tell(watch, Progress { done, total, doing })?;
        let picture = pictures.picture(page, look)?;
        save(&file_name(page), &encode(&picture, document, page)?)?;
    }
    Ok(())
}

/// `03-the-strike-22-targets.png`.
pub fn file_name(page: &Page) -> String {
    let digits = page.n_scenes.max(1).to_string().len().max(2);
    let words: Vec<String> = page
        .heading
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let words: String = words.join("-").chars().take(NAME_MAX).collect();
    let words = words.trim_end_matches('-');
    let number = format!("{:0digits$}", page.number);
    if words.is_empty() {
        format!("{number}.png")
    } else {
        format!("{number}-{words}.png")
    }
}

/// A picture as the bytes of a PNG file that says what it shows.
pub fn encode(
    picture: &RgbaImage,
    document: &Document,
    page: &Page,
) -> Result<Vec<u8>, BriefError> {
    let failed = |error: png::EncodingError| BriefError::Write(io::Error::from(error));
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, picture.width(), picture.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    for (keyword, text) in texts(document, page) {
        encoder
            .add_itxt_chunk(keyword.to_owned(), text)
            .map_err(failed)?;
    }
    let mut writer = encoder.write_header().map_err(failed)?;
    // Every picture is opaque.
    let pixels: Vec<u8> = picture
        .pixels()
        .flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2]])
        .collect();
    writer.write_image_data(&pixels).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

/// What is written beside the pixels, by the keywords of the PNG specification where it has one.
fn texts(document: &Document, page: &Page) -> Vec<(&'static str, String)> {
    let mut texts = vec![
        ("Title", page.heading.clone()),
        ("Description", format!("{}\n{}", page.shown, page.counts)),
        ("Software", document.program.clone()),
        ("Creation Time", document.exported.to_rfc2822()),
        ("Comment", document.colophon().join("\n")),
    ];
    if let Some(banner) = &document.banner {
        texts.push(("Disclaimer", banner.text.clone()));
    }
    let sources = sources_of(document, page);
    if !sources.is_empty() {
        texts.push(("Source", sources.join("\n")));
    }
    texts
}

/// The sources that the page cites, in their order.
fn sources_of(document: &Document, page: &Page) -> Vec<String> {
    let mut numbers: Vec<usize> = page
        .events
        .iter()
        .flat_map(|entry| entry.quotes.iter().map(|quote| quote.source))
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    let cited = document.sources.iter();
    cited
        .filter(|note| numbers.binary_search(&note.number).is_ok())
        .map(Note::line)
        .collect()
}
