"""Coasts and lakes from OpenStreetMap, as the geo-maps packages give them.

The coast is good to a hundred metres. The lakes come from a raster: good to a kilometre or two, so they
only fill in what Natural Earth lacks, with their corners rounded.
"""

import json

import numpy as np
import shapely
from shapely.geometry import box

from mercator import only_dimension, project_shapes, smooth

DEGREE_KM = 111.2
# The sea is one polygon of 1.7 million points; pieces of this many columns and rows are workable.
PIECES = 16
# Pieces overlap by the width that tiles are drawn beyond their edge, at the first zoom that uses them.
OVERLAP = 1.0 / 64 * 0.02
# Islands and inlets below so many square pixels are left out.
SMALLEST_ISLAND = 1.5


def read_polygons(path):
    """Every polygon of a GeoJSON file that holds one collection of multi-polygons."""
    collection = json.loads(path.read_text("utf-8"))
    shapes = [shapely.geometry.shape(geometry) for geometry in collection["geometries"]]
    return shapely.get_parts(np.array(shapes, dtype=object))


def large_rings(polygon, smallest):
    """The polygon without rings of less than an area; None if nothing is left."""
    if shapely.Polygon(polygon.exterior).area < smallest:
        return None
    holes = [ring for ring in polygon.interiors if shapely.Polygon(ring).area >= smallest]
    return shapely.Polygon(polygon.exterior, holes)


class Sea:
    """The sea in world units, to be simplified as a whole and cut afterwards, so that no seam shows."""

    def __init__(self, path):
        polygons = [shape for shape in project_shapes(read_polygons(path)) if not shape.is_empty]
        self.polygons = polygons

    def at(self, tolerance, pixel_area):
        """Pieces of the sea, simplified to a tolerance in world units."""
        pieces = []
        for polygon in self.polygons:
            plain = shapely.simplify(polygon, tolerance, preserve_topology=False)
            for part in shapely.get_parts(plain):
                part = large_rings(part, SMALLEST_ISLAND * pixel_area)
                if part is not None:
                    pieces += cut_in_pieces(part)
        return pieces


def cut_in_pieces(polygon):
    """The polygon cut along a grid; cutting by rectangles tolerates rings that touch themselves."""
    out = []
    left, top, right, bottom = polygon.bounds
    for column in range(int(left * PIECES), min(int(right * PIECES), PIECES - 1) + 1):
        strip = shapely.clip_by_rect(polygon, column / PIECES - OVERLAP, -1,
                                     (column + 1) / PIECES + OVERLAP, 2)
        for row in range(int(top * PIECES), min(int(bottom * PIECES), PIECES - 1) + 1):
            piece = shapely.clip_by_rect(strip, -1, row / PIECES - OVERLAP,
                                         2, (row + 1) / PIECES + OVERLAP)
            piece = only_dimension(shapely.make_valid(piece), 2) if not piece.is_empty else None
            if piece is not None:
                out.append(piece)
    return out


def area_km2(shapes):
    bounds = shapely.bounds(shapes)
    middle = np.radians((bounds[:, 1] + bounds[:, 3]) / 2)
    return shapely.area(shapes) * DEGREE_KM ** 2 * np.cos(middle)


def missing_lakes(path, known, smallest_km2, bounds=None):
    """Lakes (longitude and latitude) of at least an area that touch none of the known ones."""
    shapes = read_polygons(path)
    if bounds is not None:
        shapes = shapes[shapely.intersects(shapes, box(*bounds))]
    shapes = shapes[area_km2(shapes) >= min(smallest_km2, 1.0)]
    # A lake may come in pieces; a little room joins them.
    joined = shapely.buffer(shapely.union_all(shapely.buffer(shapes, 0.004)), -0.004)
    shapes = shapely.get_parts(joined)
    shapes = shapes[area_km2(shapes) >= smallest_km2]
    tree = shapely.STRtree(known)
    touching = np.unique(tree.query(shapes, predicate="intersects")[0])
    return np.delete(shapes, touching)


def rounded(shape):
    """Without the steps of the raster it was drawn from."""
    plain = shapely.simplify(shape, 0.012)
    return smooth(plain if not plain.is_empty else shape, 3)
