"""Coasts and lakes from OpenStreetMap, as the geo-maps packages give them.

The coast is good to a hundred metres. The lakes come from a raster: good to a kilometre or two, so they
only fill in what Natural Earth lacks, with their corners rounded.
"""

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
SMALLEST_ISLAND = 3.0
WORLD = box(0, 0, 1, 1)


def read_polygons(path):
    """Every polygon of a GeoJSON file that holds one collection of multi-polygons."""
    collection = shapely.from_geojson(path.read_text("utf-8"))
    return shapely.get_parts(shapely.get_parts(collection))


class Sea:
    """The sea in world units, to be simplified as a whole and cut afterwards, so that no seam shows."""

    def __init__(self, polygons):
        """The polygons are in longitude and latitude."""
        polygons = project_shapes(polygons)
        self.outer = shapely.get_exterior_ring(polygons)
        self.islands = np.concatenate([shapely.get_rings(polygon)[1:] for polygon in polygons])

    def at(self, tolerance, smallest, within=WORLD):
        """Pieces of the sea; lines move by less than a tolerance, smaller islands go (world units)."""
        outer, islands = (rings[shapely.intersects(shapely.envelope(rings), within)]
                          for rings in (self.outer, self.islands))
        outer = simplified_rings(outer, tolerance, smallest)
        islands = simplified_rings(islands, tolerance, smallest * SMALLEST_ISLAND)
        tree = shapely.STRtree(islands)
        pieces = []
        for water in outer:
            left, top, right, bottom = shapely.intersection(shapely.envelope(water), within).bounds
            for column in range(int(left * PIECES), min(int(right * PIECES), PIECES - 1) + 1):
                for row in range(int(top * PIECES), min(int(bottom * PIECES), PIECES - 1) + 1):
                    piece = self.piece(water, islands, tree, column, row)
                    if piece is not None:
                        pieces.append(piece)
        return pieces

    @staticmethod
    def piece(water, islands, tree, column, row):
        """One cell of the grid; cutting by rectangles tolerates rings that touch themselves."""
        edges = (column / PIECES - OVERLAP, row / PIECES - OVERLAP,
                 (column + 1) / PIECES + OVERLAP, (row + 1) / PIECES + OVERLAP)
        piece = shapely.make_valid(clipped(water, edges))
        if piece.is_empty:
            return None
        near = islands[tree.query(box(*edges))]
        land = shapely.make_valid([clipped(island, edges) for island in near])
        return only_dimension(shapely.difference(piece, shapely.disjoint_subset_union_all(land)), 2)


def clipped(shape, edges):
    """Fast, and where a sliver makes that fail, the careful way."""
    try:
        return shapely.clip_by_rect(shape, *edges)
    except shapely.errors.GEOSException:
        return shapely.intersection(shapely.make_valid(shape), box(*edges))


def simplified_rings(rings, tolerance, smallest):
    """Polygons of simplified rings, without those of less than an area."""
    points, ring = shapely.get_coordinates(rings, return_index=True)
    # As lines: rings would be repaired at once, which takes minutes for a continent.
    lines = shapely.simplify(shapely.linestrings(points, indices=ring), tolerance)
    lines = lines[shapely.get_num_coordinates(lines) > 3]
    points, ring = shapely.get_coordinates(lines, return_index=True)
    polygons = shapely.polygons(shapely.linearrings(points, indices=ring))
    return polygons[shapely.area(polygons) >= smallest]


def area_km2(shapes):
    bounds = shapely.bounds(shapes)
    middle = np.radians((bounds[:, 1] + bounds[:, 3]) / 2)
    return shapely.area(shapes) * DEGREE_KM ** 2 * np.cos(middle)


def missing_lakes(path, known, smallest_km2, bounds=None):
    """Lakes (longitude and latitude) of at least an area that touch none of the known ones."""
    shapes = read_polygons(path)
    if bounds is not None:
        shapes = shapes[shapely.intersects(shapes, box(*bounds))]
        # A lake may come in pieces; a little room joins them.
        shapes = shapes[area_km2(shapes) >= smallest_km2 / 4]
        shapes = shapely.get_parts(shapely.buffer(
            shapely.union_all(shapely.buffer(shapes, 0.004, quad_segs=2)), -0.004, quad_segs=2))
    shapes = shapes[area_km2(shapes) >= smallest_km2]
    tree = shapely.STRtree(known)
    touching = np.unique(tree.query(shapes, predicate="intersects")[0])
    return np.delete(shapes, touching)


def rounded(shape):
    """Without the steps of the raster it was drawn from."""
    plain = shapely.simplify(shape, 0.012)
    return smooth(plain if not plain.is_empty else shape, 3)
