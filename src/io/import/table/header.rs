//! Which words in a header mean which role, in English, French, Spanish and Arabic.

use crate::model::fold::fold;
use crate::model::table::Role;

/// Folded names of columns, letters and digits only; the first that is in the table wins.
const WORDS: [(Role, &[&str]); 15] = [
    (
        Role::Id,
        &[
            "id",
            "eventid",
            "uid",
            "uuid",
            "guid",
            "incidentid",
            "recordid",
            "reference",
            "ref",
            "identifiant",
            "identificador",
            "المعرف",
        ],
    ),
    (
        Role::Title,
        &[
            "title",
            "headline",
            "eventtitle",
            "eventname",
            "heading",
            "subject",
            "name",
            "label",
            "event",
            "incident",
            "titre",
            "titulo",
            "العنوان",
        ],
    ),
    (
        Role::Summary,
        &[
            "summary",
            "description",
            "desc",
            "notes",
            "note",
            "details",
            "narrative",
            "abstract",
            "comments",
            "text",
            "resume",
            "descripcion",
            "resumen",
            "الوصف",
            "ملاحظات",
            "ملخص",
        ],
    ),
    (
        Role::Latitude,
        &[
            "latitude",
            "lat",
            "ylat",
            "y",
            "ycoord",
            "latitud",
            "latdd",
            "geolat",
            "locationlatitude",
            "خطالعرض",
            "دائرهالعرض",
        ],
    ),
    (
        Role::Longitude,
        &[
            "longitude",
            "lon",
            "lng",
            "long",
            "x",
            "xcoord",
            "longitud",
            "londd",
            "longdd",
            "geolon",
            "geolng",
            "geolong",
            "locationlongitude",
            "خطالطول",
        ],
    ),
    (
        Role::Precision,
        &[
            "precisionm",
            "radiusm",
            "accuracym",
            "uncertaintym",
            "coordinateuncertaintyinmeters",
        ],
    ),
    (
        Role::Time,
        &[
            "when",
            "datetime",
            "eventdate",
            "dateofevent",
            "incidentdate",
            "date",
            "datestart",
            "startdate",
            "start",
            "begindate",
            "begin",
            "starttime",
            "timestart",
            "startdatetime",
            "eventstart",
            "from",
            "occurred",
            "occurredat",
            "occurredon",
            "timestamp",
            "day",
            "eventtime",
            "fecha",
            "fechainicio",
            "datedebut",
            "debut",
            "التاريخ",
            "تاريخ",
            "year",
            "annee",
        ],
    ),
    (
        Role::End,
        &[
            "end",
            "dateend",
            "enddate",
            "endtime",
            "timeend",
            "enddatetime",
            "eventend",
            "until",
            "to",
            "fechafin",
            "datefin",
            "fin",
        ],
    ),
    (
        Role::Clock,
        &["time", "hour", "timeofday", "heure", "hora", "الوقت"],
    ),
    (
        Role::Place,
        &[
            "place",
            "location",
            "locationname",
            "placename",
            "town",
            "city",
            "village",
            "settlement",
            "site",
            "lieu",
            "ville",
            "lugar",
            "ciudad",
            "المكان",
            "الموقع",
            "المدينه",
        ],
    ),
    (
        Role::Category,
        &[
            "category",
            "eventtype",
            "type",
            "kind",
            "class",
            "eventcategory",
            "typeofevent",
            "categorie",
            "categoria",
            "tipo",
            "النوع",
            "الفئه",
        ],
    ),
    (
        Role::Actors,
        &[
            "actor",
            "actors",
            "actor1",
            "actor2",
            "perpetrator",
            "perpetrators",
            "party",
            "parties",
            "sidea",
            "sideb",
            "belligerent",
            "belligerents",
            "acteur",
            "acteurs",
            "actores",
            "الفاعل",
            "الجهه",
        ],
    ),
    (
        Role::Sources,
        &[
            "source",
            "sources",
            "sourceurl",
            "sourceurls",
            "url",
            "urls",
            "link",
            "links",
            "fuente",
            "fuentes",
            "المصدر",
            "المصادر",
        ],
    ),
    (
        Role::Tags,
        &[
            "tag",
            "tags",
            "keyword",
            "keywords",
            "labels",
            "etiquettes",
            "etiquetas",
            "motscles",
        ],
    ),
    (
        Role::Quote,
        &[
            "quote",
            "quotation",
            "quotetext",
            "citation",
            "cita",
            "اقتباس",
        ],
    ),
];

/// Words that name a number of people or things.
const MEASURES: [&str; 18] = [
    "fatalities",
    "deaths",
    "killed",
    "injured",
    "wounded",
    "casualties",
    "victims",
    "civilians",
    "dead",
    "best",
    "low",
    "high",
    "count",
    "morts",
    "blesses",
    "muertos",
    "heridos",
    "القتلي",
];

/// The role that a name asks for, and how good a name for it that is: less is better.
pub(super) fn role_of(name: &str) -> Option<(Role, usize)> {
    let folded: String = fold(name).chars().filter(|c| c.is_alphanumeric()).collect();
    // `source1`, `tag_2`: one of several.
    let base = folded.trim_end_matches(|c: char| c.is_ascii_digit());
    let rank = |words: &[&str], name: &str| words.iter().position(|word| *word == name);
    for (role, words) in WORDS {
        let found = rank(words, &folded)
            .or_else(|| rank(words, base).filter(|_| role.is_shared() && !base.is_empty()));
        if let Some(rank) = found {
            return Some((role, rank));
        }
    }
    MEASURES
        .contains(&folded.as_str())
        .then_some((Role::Measure, 0))
}

/// Whether a name can mean nothing but a date, unlike `from` or `day`.
pub(super) fn is_called_date(name: &str) -> bool {
    let folded = fold(name);
    let words = ["date", "fecha", "تاريخ"];
    folded == "when" || words.iter().any(|word| folded.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_several_languages_mean_the_same() {
        let check = |name: &str, role: Option<Role>| {
            assert_eq!(role_of(name).map(|(role, _)| role), role, "{name}");
        };
        check("Event_Date", Some(Role::Time));
        check("Fecha", Some(Role::Time));
        check("التاريخ", Some(Role::Time));
        check("خط العرض", Some(Role::Latitude));
        check("LNG", Some(Role::Longitude));
        check("Source 2", Some(Role::Sources));
        check("Titre", Some(Role::Title));
        check("killed", Some(Role::Measure));
        check("iso", None);
        check("", None);
    }
}
