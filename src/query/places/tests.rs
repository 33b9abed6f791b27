//! On a small table; `tests/places.rs` asks the whole one.

use super::*;

const TABLE: &str = "name\tname_ar\tkind\tcountry\tadmin1\tlat\tlon\tpopulation\taliases
Syria\tسوريا\tcountry\tSY\t\t35.0\t38.0\t17000000\t
Lebanon\tلبنان\tcountry\tLB\t\t33.9\t35.9\t6000000\t
Libya\tليبيا\tcountry\tLY\t\t27.0\t17.0\t6000000\t
Tripoli\tطرابلس\tcapital\tLY\tTripoli\t32.8874\t13.1873\t1302947\t
Raqqa\tالرقة\ttown\tSY\tRaqqa\t35.9528\t39.0079\t531952\tAr-Raqqah|Rakka
Tripoli\tطرابلس\ttown\tLB\tLiban-Nord\t34.4335\t35.8441\t229398\t
Palmyra\tتدمر\ttown\tSY\tHoms\t34.5624\t38.284\t51015\tTadmur|Tadmor
Palmyra\t\ttown\tUS\tPennsylvania\t40.309\t-76.5933\t7451\t
Rakkestad\t\ttown\tNO\tØstfold\t59.4\t11.3\t3500\t
Tiyas (T4)\tالتيفور\tairfield\tSY\t\t34.5226\t37.6299\t0\tT4|T-4|Tiyas|Tiyas Military Airfield
";

fn found(text: &str, near: Option<LatLon>, own: &[OwnPlace]) -> Vec<Found> {
    let (gazetteer, _) = Gazetteer::new(TABLE.to_owned());
    let question = Question {
        text,
        near,
        own,
        n_max: 10,
    };
    match places(&gazetteer, &question) {
        Answer::Places(found) => found,
        other => panic!("{text}: {other:?}"),
    }
}

fn first(text: &str) -> Option<(String, String)> {
    let found = found(text, None, &[]);
    let best = found.into_iter().next()?;
    Some((best.name, best.country))
}

fn check(text: &str, name: &str, country: &str) {
    assert_eq!(
        first(text),
        Some((name.to_owned(), country.to_owned())),
        "{text}"
    );
}

#[test]
fn a_name_is_found_in_any_spelling() {
    for text in [
        "Raqqa",
        "raqqah",
        "ar-Raqqah",
        "Rakka",
        "arraqqa",
        "الرقة",
        "رقه",
        "near Raqqa",
        "Raqa",
        "Raqqz",
    ] {
        check(text, "Raqqa", "SY");
    }
    for text in [
        "Palmyra", "palm", "Tadmur", "tadm", "تدمر", "Palmyar", "Pamlyra", "Palmyrra", "Plmyra",
    ] {
        check(text, "Palmyra", "SY");
    }
    for text in [
        "T4",
        "t-4",
        "Tiyas",
        "vicinity of Tiyas Military Airfield",
        "التيفور",
    ] {
        check(text, "Tiyas (T4)", "SY");
    }
    assert_eq!(first("qqqq"), None);
    assert_eq!(first(""), None);
    assert_eq!(first("-"), None);
}

#[test]
fn words_and_view_say_which_of_two_is_meant() {
    check("Tripoli", "Tripoli", "LY");
    check("tripoli lebanon", "Tripoli", "LB");
    check("Lebanon, Tripoli", "Tripoli", "LB");
    check("tripoli lb", "Tripoli", "LB");
    check("Palmyra Pennsylvania", "Palmyra", "US");
    let homs = LatLon {
        lat: 34.7,
        lon: 36.7,
    };
    assert_eq!(found("Tripoli", Some(homs), &[])[0].country, "LB");
}

#[test]
fn the_name_that_was_met_is_told() {
    assert_eq!(
        found("Tadmor", None, &[])[0].also.as_deref(),
        Some("Tadmor")
    );
    assert_eq!(found("Palmyra", None, &[])[0].also, None);
    assert_eq!(found("Palmyra", None, &[])[0].whereabouts(), "Homs, Syria");
}

#[test]
fn a_position_is_no_name() {
    let (gazetteer, _) = Gazetteer::new(TABLE.to_owned());
    let ask = |text| {
        places(
            &gazetteer,
            &Question {
                text,
                near: None,
                own: &[],
                n_max: 5,
            },
        )
    };
    assert!(matches!(ask("34.56, 38.28"), Answer::Position(_)));
    assert!(matches!(ask("37S DU 123 45"), Answer::NotQuite(..)));
    assert!(matches!(ask("Homs"), Answer::Places(_)));
}
