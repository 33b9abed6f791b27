"""Check the finished basemap: every tile there, every layer readable, the known places in place."""

import argparse
import collections
import math
import pathlib
import re
import sys

import mapbox_vector_tile
from pmtiles.reader import MemorySource, Reader, all_tiles
from shapely.geometry import shape

import gazetteer
import layers
import packing
from build_tiles import detail_block
from mercator import tile_at

ALLOWED = {
    "land": {}, "water": {"kind": {"ocean", "lake"}},
    "boundaries": {"kind": {"country", "disputed", "admin1"}},
    "rivers": {}, "roads": {"class": {"highway"}}, "rail": {"class": {"rail"}},
}
# What a tile must hold: zoom, longitude, latitude, layer, kind or None.
MUST_HOLD = [
    (8, 38.30, 36.00, "water", "lake"), (8, 39.01, 35.93, "rivers", None),
    (8, 43.13, 36.34, "rivers", None),
    (8, 44.40, 33.34, "rivers", None), (6, 38.27, 34.56, "boundaries", "country"),
    (9, 38.27, 34.56, "roads", None), (9, 37.955, 36.528, "roads", None),
    (8, 37.16, 36.20, "roads", None), (5, 34.00, 34.00, "water", "ocean"),
    (8, 35.83, 33.00, "boundaries", "disputed"), (8, 38.00, 34.90, "boundaries", "admin1"),
]
# Lakes that Natural Earth lacks, the coast at Latakia, a road of the world, and the last zoom.
MUST_HOLD += [
    (9, 42.75, 36.72, "water", "lake"), (9, 42.30, 34.27, "water", "lake"),
    (9, 45.03, 34.17, "water", "lake"), (10, 35.77, 35.52, "water", "ocean"),
    (7, 2.35, 48.85, "roads", None), (6, -87.60, 41.80, "roads", None),
    (10, 38.27, 34.56, "roads", None), (7, 38.00, 34.90, "boundaries", "admin1"),
]
# The zoom from which a person looks for a town, and its name must be there.
MUST_NAME_BY = {"Damascus": 4, "Aleppo": 5, "Mosul": 5, "Homs": 6, "Raqqa": 6, "Deir ez-Zor": 6,
                "Palmyra": 6, "Manbij": 7, "Tiyas (T4)": 8}
MUST_NAME = [
    ("Palmyra", 34.56, 38.28), ("Raqqa", 35.95, 39.01), ("Manbij", 36.53, 37.95),
    ("Aleppo", 36.20, 37.16), ("Mosul", 36.34, 43.12), ("Baghdad", 33.34, 44.40),
    ("Tiyas (T4)", 34.5226, 37.6299), ("Al-Tabqa", 35.84, 38.55), ("Paris", 48.86, 2.34),
]
SEARCH_KINDS = {"capital", "town", "village", "airfield", "region", "country", "water", "other"}
# Spellings that must lead to a place.
MUST_FIND = {
    "Palmyra": (34.56, 38.28), "Tadmur": (34.56, 38.28), "تدمر": (34.56, 38.28),
    "Raqqa": (35.95, 39.01), "Ar-Raqqah": (35.95, 39.01), "الرقة": (35.95, 39.01),
    "Tiyas": (34.52, 37.63), "T4": (34.52, 37.63), "التيفور": (34.52, 37.63),
    "Manbij": (36.53, 37.95), "Aleppo": (36.20, 37.16), "Halab": (36.20, 37.16),
    "Deir ez-Zor": (35.34, 40.14), "Mosul": (36.34, 43.12), "Homs": (34.72, 36.73),
    "Damascus": (33.51, 36.29), "München": (48.14, 11.58), "Kiev": (50.45, 30.52),
}
KINDS = {"country", "capital", "town", "village", "airfield", "admin1", "sea", "lake", "river"}


def expected_tiles():
    out = {(zoom, x, y) for zoom in layers.WORLD_ZOOMS
           for x in range(1 << zoom) for y in range(1 << zoom)}
    columns, rows = detail_block()
    for zoom in layers.DETAIL_ZOOMS:
        times = 1 << (zoom - layers.BLOCK_ZOOM)
        out |= {(zoom, x, y) for x in range(columns[0] * times, (columns[1] + 1) * times)
                for y in range(rows[0] * times, (rows[1] + 1) * times)}
    return out


def decode(data):
    return mapbox_vector_tile.decode(data, default_options={"y_coord_down": True})


def check_tiles(path, problems):
    reader = Reader(MemorySource(packing.unpack_blocks(path.read_bytes())))
    found, sizes, largest = set(), collections.Counter(), collections.Counter()
    counts = collections.Counter()
    for (zoom, x, y), data in all_tiles(reader.get_bytes):
        found.add((zoom, x, y))
        sizes[zoom] += len(data)
        largest[zoom] = max(largest[zoom], len(data))
        for name, layer in decode(data).items():
            if name not in ALLOWED or layer["extent"] != 4096:
                problems.append(f"{zoom}/{x}/{y}: layer {name}")
                continue
            for feature in layer["features"]:
                for key, values in ALLOWED[name].items():
                    if feature["properties"].get(key) not in values:
                        problems.append(f"{zoom}/{x}/{y}: {name} {feature['properties']}")
                what = feature["properties"].get("kind") or feature["properties"].get("rank")
                counts[zoom, name, what] += 1
                if name == "water" and not shape(feature["geometry"]).area:
                    problems.append(f"{zoom}/{x}/{y}: water without area")
    expected = expected_tiles()
    if found != expected:
        problems.append(f"{len(expected - found)} tiles missing, {len(found - expected)} extra")
    for zoom in sorted(sizes):
        number = sum(tile[0] == zoom for tile in found)
        print(f"zoom {zoom}: {number} tiles, {sizes[zoom] / 1e3:.0f} kB, "
              f"largest {largest[zoom] / 1e3:.1f} kB")
    for key in sorted(counts, key=str):
        if key[0] == layers.DETAIL_ZOOMS[-1]:
            print("  ", *key, counts[key])
    for zoom, lon, lat, layer, kind in MUST_HOLD:
        tile = decode(reader.get(zoom, *tile_at(lon, lat, zoom)))
        features = tile.get(layer, {}).get("features", [])
        if not any(kind in (None, f["properties"].get("kind")) for f in features):
            problems.append(f"no {layer} {kind} in zoom {zoom} at {lat}, {lon}")


def check_places(path, problems):
    header, *rows = packing.unpack_table(path.read_bytes())
    places = [dict(zip(header, row, strict=True)) for row in rows]
    zooms = [float(place["min_zoom"]) for place in places]
    if zooms != sorted(zooms):
        problems.append("places are not in the order of their zooms")
    for place in places:
        if place["kind"] not in KINDS or not place["name"].strip() or "\n" in place["name"] \
                or not -90 <= float(place["lat"]) <= 90:
            problems.append(f"place {place}")
    for name, lat, lon in MUST_NAME:
        if not any(p["name"] == name and math.dist(
                (float(p["lat"]), float(p["lon"])), (lat, lon)) < 0.1 for p in places):
            problems.append(f"{name} is not where it should be")
    for name, zoom in MUST_NAME_BY.items():
        if not any(p["name"] == name and p["country"] in ("SY", "IQ")
                   and float(p["min_zoom"]) <= zoom for p in places):
            problems.append(f"{name} is not named by zoom {zoom}")
    seen = collections.defaultdict(list)
    for place in places:
        for other in seen[place["name"]]:
            if math.dist((float(place["lat"]), float(place["lon"])),
                         (float(other["lat"]), float(other["lon"]))) < 0.12:
                problems.append(f"{place['name']} twice: {place['kind']}, {other['kind']}")
        seen[place["name"]].append(place)
    arabic = sum(bool(place["name_ar"]) for place in places)
    print(f"{len(places)} places, {arabic} with an Arabic name,",
          dict(collections.Counter(place["kind"] for place in places)))


def check_gazetteer(path, problems):
    """Every line whole, in order, and every name of the map to be found."""
    rows = packing.unpack_table(path.read_bytes())
    if list(rows[0]) != gazetteer.COLUMNS:
        problems.append(f"gazetteer: header {rows[0]}")
    last, found = (), collections.Counter()
    for cells in rows[1:]:
        row = dict(zip(gazetteer.COLUMNS, cells))
        order = (cells[3:5], float(row["lat"]))
        if len(row) != len(gazetteer.COLUMNS) or row["kind"] not in SEARCH_KINDS \
                or not row["name"] or order < last \
                or not (-90 <= float(row["lat"]) <= 90 and -180 <= float(row["lon"]) <= 180) \
                or row["country"] and not re.fullmatch("[A-Z]{2}", row["country"]):
            problems.append(f"gazetteer: {cells}")
            continue
        last = order
        found[row["kind"]] += 1
        names = {gazetteer.folded(name)
                 for name in (row["name"], row["name_ar"], *row["aliases"].split("|"))}
        for name in (name for name in MUST_FIND if gazetteer.folded(name) in names):
            if math.dist((float(row["lat"]), float(row["lon"])), MUST_FIND[name]) < 0.1:
                found[name] += 1
    problems += [f"gazetteer: {name} is not found" for name in MUST_FIND if not found[name]]
    print(len(rows) - 1, "places to search for,",
          {kind: found[kind] for kind in sorted(SEARCH_KINDS)})


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tiles", type=pathlib.Path)
    parser.add_argument("places", type=pathlib.Path)
    parser.add_argument("gazetteer", type=pathlib.Path)
    arguments = parser.parse_args()
    problems = []
    check_tiles(arguments.tiles, problems)
    check_places(arguments.places, problems)
    check_gazetteer(arguments.gazetteer, problems)
    for problem in problems[:40]:
        print("problem:", problem)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
