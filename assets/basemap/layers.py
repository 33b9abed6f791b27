"""Reading the sources and choosing what each zoom level shows."""

import csv

import numpy as np
import pyogrio
import shapely
from shapely.geometry import box

import roads
from mercator import only_dimension, project_shapes, smooth, unproject

LAYER_ORDER = ["water", "rivers", "roads", "rail", "boundaries"]
WORLD_ZOOMS = range(0, 6)
DETAIL_ZOOMS = range(6, 10)
# Below this zoom the 1:50 million data is enough.
FINE_FROM_ZOOM = 4
FOCUS_COUNTRIES = {"SYR", "IRQ"}
# How far the source is read beyond the detailed block, in degrees.
PADDING = 0.4


def read_shapes(path, bounds=None):
    """Shapes (longitude and latitude) and one dictionary of attributes each."""
    meta, _, raw, columns = pyogrio.raw.read(path, bbox=bounds)
    shapes = shapely.from_wkb(raw)
    names = [str(name) for name in meta["fields"]]
    rows = [dict(zip(names, row)) for row in zip(*columns)]
    return [(shape, row) for shape, row in zip(shapes, rows)
            if shape is not None and not shape.is_empty]


def read_table(path):
    """Rows of one of the project's own tables; lines that begin with # are notes."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def whole(value, default):
    return default if value is None or value != value else int(value)


class Feature:
    """A shape in world units, the zooms that show it, and what the tile says about it."""

    def __init__(self, layer, shape, properties, first_zoom=0):
        self.layer, self.shape = layer, shape
        self.properties, self.first_zoom = properties, first_zoom


def projected(entries):
    """[(shape, ...)] with the shapes moved to world units."""
    entries = list(entries)
    if not entries:
        return []
    shapes = project_shapes([entry[0] for entry in entries])
    return [(shape, *entry[1:]) for shape, entry in zip(shapes, entries)]


# --- water -------------------------------------------------------------------------------------

def read_water(path, clip_box, rounds):
    """Ocean and lakes; the source file holds both, some lakes twice."""
    seen, out = set(), []
    for shape, row in read_shapes(path):
        if not shape.intersects(clip_box):
            continue
        fingerprint = shapely.normalize(shape).wkb
        if fingerprint in seen:
            continue
        seen.add(fingerprint)
        ocean = row["featurecla"] == "Ocean"
        rank = 0 if ocean else whole(row["scaleran_2"], 9)
        shape = shapely.make_valid(shape)
        if ocean:
            shape = shape.intersection(clip_box)
        out.append((shape, "ocean" if ocean else "lake", rank))
    out = projected(out)
    return [Feature("water", smooth(shape, rounds) if rounds else shape,
                    {"kind": kind}, max(0, rank - 1)) for shape, kind, rank in out]


# --- boundaries --------------------------------------------------------------------------------

def boundary_kind(row):
    """country, disputed, or None for lines the map leaves out."""
    # "Disputed (please verify)" and the like: the remark in brackets says nothing.
    source = str(row["featurecla"] or "").lower().split("(")[0]
    if any(word in source for word in ("overlay", "lease", "forgetmagics")):
        return None
    if "indefinite" in source:
        # Not surveyed throughout, but nobody's claim: drawn as a border.
        pair = {row.get("adm0_left"), row.get("adm0_right")}
        return "country" if pair == {"Syria", "Lebanon"} else "disputed"
    if any(word in source for word in ("disput", "control", "indeterminant", "breakaway")):
        return "disputed"
    return "country"


def read_boundaries(path, bounds=None):
    kept = [(shape, boundary_kind(row)) for shape, row in read_shapes(path, bounds)]
    kept = projected((shape, kind) for shape, kind in kept if kind)
    return [Feature("boundaries", shape, {"kind": kind}) for shape, kind in kept]


def read_provinces(path, bounds, first_zoom):
    """Lines between provinces; `first_zoom` decides by the row."""
    rows = projected((shape, row) for shape, row in read_shapes(path, bounds))
    return [Feature("boundaries", shape, {"kind": "admin1"}, first_zoom(row))
            for shape, row in rows]


def province_zoom_world(row):
    return 5 if float(row["min_zoom"] or 9) <= 5 else 99


def province_zoom_detail(row):
    return 6 if row["adm0_a3"] in FOCUS_COUNTRIES else 7


# --- rivers ------------------------------------------------------------------------------------

def read_rivers(path, bounds, first_zoom, rounds):
    rows = projected((shape, whole(row["scalerank"], 9)) for shape, row in
                     read_shapes(path, bounds))
    return [Feature("rivers", smooth(shape, rounds) if rounds else shape,
                    {"rank": rank}, first_zoom(rank)) for shape, rank in rows]


def river_zoom_world(rank):
    return {0: 2, 1: 2, 2: 3, 3: 3, 4: 4, 5: 4}.get(rank, 5)


def river_zoom_detail(rank):
    return 6 if rank <= 8 else 7


def end_rivers_at_lakes(features):
    """Take the course through a lake out of the rivers; the lakes then show from the start."""
    lakes = [f for f in features if f.layer == "water" and f.properties["kind"] == "lake"]
    area = shapely.union_all([lake.shape for lake in lakes])
    for lake in lakes:
        lake.first_zoom = min(lake.first_zoom, DETAIL_ZOOMS[0])
    kept = []
    for feature in features:
        if feature.layer == "rivers":
            feature.shape = only_dimension(feature.shape.difference(area), 1)
        if feature.shape is not None:
            kept.append(feature)
    return kept


# --- roads -------------------------------------------------------------------------------------

def road_zoom(length_km):
    """Short pieces between junctions are city streets: later."""
    return 6 if length_km >= 6 else 7 if length_km >= 3 else 8


def read_roads(path, layer, kind, bounds):
    lines = projected(roads.read_lines(path, kind, bounds))
    return [Feature(layer, line, {"class": kind}, road_zoom(km)) for line, km in lines]


# --- what a zoom level shows -------------------------------------------------------------------

class Sources:
    """Where the unpacked inputs lie."""

    def __init__(self, folder, tables):
        earth = folder / "libmagics-data/usr/share/magics"
        self.fine, self.coarse = earth / "10m", earth / "50m"
        self.graph = folder / "scgraph_data/scgraph_data"
        self.tables = tables


def world_features(sources, fine):
    """Features for the zooms without detail."""
    folder, scale = (sources.fine, "10m") if fine else (sources.coarse, "50m")
    everything = box(-180, -85.0511, 180, 85.0511)
    features = read_water(folder / f"ne_{scale}_ocean.shp", everything, 0)
    features += read_boundaries(folder / f"ne_{scale}_admin_0_boundary_lines_land.shp")
    features += read_rivers(folder / f"ne_{scale}_rivers_lake_centerlines.shp", None,
                            river_zoom_world, 0)
    if fine:
        features += read_provinces(folder / "ne_10m_admin_1_states_provinces_lines.shp", None,
                                   province_zoom_world)
    return features


def detail_features(sources, bounds):
    """Features for the detailed block."""
    folder = sources.fine
    features = read_water(folder / "ne_10m_ocean.shp", box(*bounds), 2)
    features += read_boundaries(folder / "ne_10m_admin_0_boundary_lines_land.shp", bounds)
    features += read_provinces(folder / "ne_10m_admin_1_states_provinces_lines.shp", bounds,
                               province_zoom_detail)
    features += read_rivers(folder / "ne_10m_rivers_lake_centerlines.shp", bounds,
                            river_zoom_detail, 2)
    features = end_rivers_at_lakes(features)
    features += read_roads(sources.graph / "world_highways.py", "roads", "highway", bounds)
    features += read_roads(sources.graph / "world_railways.py", "rail", "rail", bounds)
    return features


def pixel(zoom):
    """Side of a screen pixel in world units."""
    return 1.0 / (256 << zoom)


def smallest_lake(zoom):
    """Area in square pixels below which a lake is left out."""
    return 60 if zoom <= 3 else 25 if zoom <= 5 else 8


def simplified(shape, layer, zoom):
    """Drop points nobody can see at this zoom; the last zoom keeps more, it is magnified."""
    tolerance = pixel(zoom) * (0.12 if zoom == DETAIL_ZOOMS[-1] else 0.3)
    if layer == "water":
        shape = shapely.simplify(shape, tolerance, preserve_topology=True)
        return shape if shape.is_valid else shapely.make_valid(shape)
    return shapely.simplify(shape, tolerance)


def features_of_zoom(features, zoom):
    """(layer, shape, properties) of what a zoom shows, lines of the same kind joined."""
    out, lines = [], {}
    for feature in features:
        if feature.first_zoom > zoom:
            continue
        if feature.layer == "water":
            area = feature.shape.area / pixel(zoom) ** 2
            if feature.properties["kind"] == "lake" and area < smallest_lake(zoom):
                continue
            out.append((feature.layer, simplified(feature.shape, "water", zoom),
                        feature.properties))
        else:
            key = (feature.layer, tuple(feature.properties.items()))
            lines.setdefault(key, []).extend(shapely.get_parts(feature.shape))
    for (layer, properties), parts in lines.items():
        joined = shapely.line_merge(shapely.MultiLineString(parts))
        for line in shapely.get_parts(joined):
            out.append((layer, simplified(line, layer, zoom), dict(properties)))
    return out


def block_bounds(columns, rows, zoom):
    """Longitude and latitude bounds of a block of tiles, padded."""
    count = float(1 << zoom)
    west, north = unproject(columns[0] / count, rows[0] / count)
    east, south = unproject((columns[1] + 1) / count, (rows[1] + 1) / count)
    return (west - PADDING, float(south) - PADDING, east + PADDING, float(north) + PADDING)
