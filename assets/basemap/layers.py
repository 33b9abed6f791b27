"""Reading the sources and choosing what each zoom level shows."""

import csv

import numpy as np
import pyogrio
import shapely
from shapely.geometry import box

import roads
import shores
from mercator import only_dimension, project_shapes, smooth, unproject

LAYER_ORDER = ["water", "rivers", "roads", "rail", "boundaries"]
WORLD_ZOOMS = range(0, 8)
DETAIL_ZOOMS = range(8, 11)
# The detailed block is made of whole tiles of this zoom.
BLOCK_ZOOM = 6
# Below this zoom the 1:50 million data is enough.
FINE_FROM_ZOOM = 4
# From this zoom the coast is OpenStreetMap's, and roads are shown.
CLOSE_FROM_ZOOM = 6
# Estuaries that OpenStreetMap counts as rivers: there the sea is Natural Earth's. West, south, east, north.
ESTUARIES = [(-58.9, -36.6, -54.7, -33.7), (-52.0, -2.6, -47.4, 2.2)]
# Lakes that Natural Earth lacks, from so many square kilometres.
LAKE_KM2_WORLD, LAKE_KM2_DETAIL = 60, 4
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

def read_lakes(path, clip_box):
    """Lakes as (shape, rank) in longitude and latitude; the source holds some of them twice."""
    seen, out = set(), []
    for shape, row in read_shapes(path):
        if row["featurecla"] == "Ocean" or not shape.intersects(clip_box):
            continue
        fingerprint = shapely.normalize(shape).wkb
        if fingerprint not in seen:
            seen.add(fingerprint)
            out.append((shapely.make_valid(shape), whole(row["scaleran_2"], 9)))
    return out


def lake_features(lakes, rounds):
    return [Feature("water", smooth(shape, rounds) if rounds else shape,
                    {"kind": "lake"}, max(0, rank - 1)) for shape, rank in projected(lakes)]


def read_ocean(path):
    return shores.Sea([shape for shape, row in read_shapes(path) if row["featurecla"] == "Ocean"])


def read_estuaries(path):
    """The parts of the sea that the coast of OpenStreetMap leaves out."""
    sea = [shapely.make_valid(shapely.clip_by_rect(shape, *box(*bounds).bounds))
           for bounds in ESTUARIES for shape, row in read_shapes(path, bounds)
           if row["featurecla"] == "Ocean"]
    sea = [part for part in (only_dimension(shape, 2) for shape in sea) if part is not None]
    return [Feature("water", shape, {"kind": "ocean"}) for shape in project_shapes(sea)]


def more_lakes(sources, known, smallest_km2, first_zoom, bounds=None):
    """Lakes of OpenStreetMap where Natural Earth has none."""
    found = shores.missing_lakes(sources.lakes, [shape for shape, _ in known], smallest_km2, bounds)
    return [Feature("water", shape, {"kind": "lake"}, first_zoom)
            for shape in project_shapes([shores.rounded(s) for s in found])]


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
    rows = projected((shape, row) for shape, row in read_shapes(path, bounds)
                     if "statistical" not in row["featurecla"])
    return [Feature("boundaries", shape, {"kind": "admin1"}, first_zoom(row))
            for shape, row in rows]


def province_zoom(row):
    """Natural Earth counts zooms of 512 pixel tiles, one less than ours."""
    if row["adm0_a3"] in FOCUS_COUNTRIES:
        return 6
    return max(5, int(float(row["min_zoom"] or 9)))


# --- rivers ------------------------------------------------------------------------------------

def read_rivers(path, bounds, first_zoom, rounds):
    rows = projected((shape, whole(row["scalerank"], 9)) for shape, row in
                     read_shapes(path, bounds))
    return [Feature("rivers", smooth(shape, rounds) if rounds else shape,
                    {"rank": rank}, first_zoom(rank)) for shape, rank in rows]


def river_zoom(rank):
    return {0: 2, 1: 2, 2: 3, 3: 3, 4: 4, 5: 4, 6: 5, 7: 6}.get(rank, 6)


def end_rivers_at_lakes(features):
    """Take the course through a lake out of the rivers; the lakes then show from the start."""
    lakes = [f for f in features if f.layer == "water" and f.properties["kind"] == "lake"]
    areas = [lake.shape for lake in lakes]
    tree = shapely.STRtree(areas)
    for lake in lakes:
        lake.first_zoom = min(lake.first_zoom, CLOSE_FROM_ZOOM)
    kept = []
    for feature in features:
        if feature.layer == "rivers":
            near = [areas[idx] for idx in tree.query(feature.shape, predicate="intersects")]
            if near:
                dry = feature.shape.difference(shapely.union_all(near))
                feature.shape = only_dimension(dry, 1)
        if feature.shape is not None:
            kept.append(feature)
    return kept


# --- roads -------------------------------------------------------------------------------------

def road_zoom(length_km):
    """Short pieces between junctions are city streets: later."""
    return 8 if length_km >= 2 else 9


def read_roads(path, layer, kind, bounds, grain):
    """Roads for one grain; a coarser one makes one line of what lies side by side."""
    lines = projected(roads.read_lines(path, kind, bounds, grain))
    return [Feature(layer, line, {"class": kind}, road_zoom(km) if grain == "fine" else 0)
            for line, km in lines]


# --- what a zoom level shows -------------------------------------------------------------------

class Sources:
    """Where the unpacked inputs lie."""

    def __init__(self, folder, tables):
        earth = folder / "libmagics-data/usr/share/magics"
        self.fine, self.coarse = earth / "10m", earth / "50m"
        self.graph = folder / "scgraph_data/scgraph_data"
        self.sea = folder / "earth-seas-100m/map.geo.json"
        self.lakes = folder / "earth-lakes-100m/map.geo.json"
        self.tables = tables


    def sea_of(self, zoom):
        """The sea as detailed as a zoom can show it."""
        if zoom >= CLOSE_FROM_ZOOM:
            return shores.Sea(shores.read_polygons(self.sea))
        return read_ocean(self.fine / "ne_10m_ocean.shp" if zoom >= FINE_FROM_ZOOM
                          else self.coarse / "ne_50m_ocean.shp")


EVERYTHING = box(-180, -85.0511, 180, 85.0511)


def far_features(sources, fine):
    """Features for the zooms that show whole countries."""
    folder, scale = (sources.fine, "10m") if fine else (sources.coarse, "50m")
    features = lake_features(read_lakes(folder / f"ne_{scale}_ocean.shp", EVERYTHING), 0)
    features += read_boundaries(folder / f"ne_{scale}_admin_0_boundary_lines_land.shp")
    features += read_rivers(folder / f"ne_{scale}_rivers_lake_centerlines.shp", None,
                            river_zoom, 0)
    if fine:
        features += read_provinces(folder / "ne_10m_admin_1_states_provinces_lines.shp", None,
                                   province_zoom)
    return features


def near_features(sources, bounds=None):
    """Features of the zooms that show towns: of the whole world, or in the detailed block."""
    folder, detail = sources.fine, bounds is not None
    rounds = 2 if detail else 0
    lakes = read_lakes(folder / "ne_10m_ocean.shp", box(*bounds) if detail else EVERYTHING)
    features = lake_features(lakes, rounds)
    features += more_lakes(sources, lakes, LAKE_KM2_DETAIL if detail else LAKE_KM2_WORLD,
                           CLOSE_FROM_ZOOM, bounds)
    features += read_boundaries(folder / "ne_10m_admin_0_boundary_lines_land.shp", bounds)
    features += read_provinces(folder / "ne_10m_admin_1_states_provinces_lines.shp", bounds,
                               province_zoom)
    features += read_rivers(folder / "ne_10m_rivers_lake_centerlines.shp", bounds,
                            river_zoom, rounds)
    features = end_rivers_at_lakes(features)
    if not detail:
        features += read_estuaries(folder / "ne_10m_ocean.shp")
    if detail:
        features += read_roads(sources.graph / "world_highways.py", "roads", "highway", bounds,
                               "fine")
        features += read_roads(sources.graph / "world_railways.py", "rail", "rail", bounds,
                               "fine")
    return features


def pixel(zoom):
    """Side of a screen pixel in world units."""
    return 1.0 / (256 << zoom)


def smallest_lake(zoom):
    """Area in square pixels below which a lake is left out."""
    return 60 if zoom <= 3 else 25 if zoom <= 5 else 12 if zoom <= 7 else 8


def tolerance_of(zoom):
    """How far a line may move; the last zooms keep more, they are magnified."""
    if zoom == DETAIL_ZOOMS[-1]:
        return pixel(zoom) * 0.12
    return pixel(zoom) * (0.5 if zoom in WORLD_ZOOMS and zoom >= CLOSE_FROM_ZOOM
                          else 0.4 if zoom in WORLD_ZOOMS else 0.3)


def grain_of(zoom):
    """Tile units that positions are rounded to: a quarter of a pixel, and less where tiles are magnified."""
    return 2 if zoom == DETAIL_ZOOMS[-1] else 4


def sea_features(sea, zoom, within=shores.WORLD):
    return [Feature("sea", piece, {"kind": "ocean"})
            for piece in sea.at(tolerance_of(zoom), pixel(zoom) ** 2, within)]


def simplified(shape, layer, zoom):
    """Drop points nobody can see at this zoom."""
    tolerance = tolerance_of(zoom)
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
        if feature.layer == "sea":
            # Simplified already, and cut in pieces.
            out.append(("water", feature.shape, feature.properties))
        elif feature.layer == "water":
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
