//! Pictures: the same state gives the same bytes, in both themes and at several sizes.

use strabo::brief::picture::{PictureRequest, Studio, encode_png};
use strabo::io::dataset::sample;
use strabo::state::{Settings, State, ThemeChoice};
use strabo::ui::Surface;

fn state(theme: ThemeChoice) -> State {
    let settings = Settings {
        theme,
        ..Settings::default()
    };
    State::new(sample().expect("the sample"), settings)
}

fn request(width: u32, height: u32, scale: f32) -> PictureRequest {
    PictureRequest {
        center: strabo::ui::Center::Map,
        width,
        height,
        scale,
        surface: Surface::Window,
    }
}

#[test]
fn the_same_state_gives_the_same_bytes() {
    for theme in [ThemeChoice::Dark, ThemeChoice::Light] {
        for request in [request(1_600, 1_000, 1.0), request(1_920, 1_080, 2.0)] {
            let draw = || {
                let picture = Studio::new()
                    .unwrap()
                    .draw(&state(theme), &request)
                    .unwrap();
                assert_eq!(
                    picture.width(),
                    (request.width as f32 * request.scale) as u32
                );
                encode_png(&picture).unwrap()
            };
            assert!(draw() == draw(), "{theme:?} {request:?}");
        }
    }
}

#[test]
fn the_two_themes_differ() {
    let studio = Studio::new().unwrap();
    let draw = |theme| {
        studio
            .draw(&state(theme), &request(1_000, 700, 1.0))
            .unwrap()
    };
    let (dark, light) = (draw(ThemeChoice::Dark), draw(ThemeChoice::Light));
    assert!(dark != light);
}

#[test]
fn a_picture_that_no_adapter_can_draw_is_refused() {
    let studio = Studio::new().unwrap();
    let error = studio
        .draw(&state(ThemeChoice::Dark), &request(40_000, 1_000, 1.0))
        .unwrap_err();
    assert!(error.to_string().contains("larger than"), "{error}");
}
