"""Web-mercator arithmetic and the geometry work done in it.

Shapes live in "world units": x and y run from 0 to 1, y downwards, as tiles are counted.
"""

import numpy as np
import shapely
from shapely.geometry import box

MAX_LATITUDE = 85.0511287798


def project(coordinates):
    """Longitude and latitude in degrees to world units."""
    longitude, latitude = coordinates[:, 0], coordinates[:, 1]
    latitude = np.clip(latitude, -MAX_LATITUDE, MAX_LATITUDE)
    x = (longitude + 180.0) / 360.0
    y = 0.5 - np.arcsinh(np.tan(np.radians(latitude))) / (2.0 * np.pi)
    return np.column_stack([x, y])


def project_shapes(shapes):
    """The same for an array of shapely geometries."""
    return shapely.transform(np.asarray(shapes, dtype=object), project)


def unproject(x, y):
    """World units to longitude and latitude."""
    longitude = x * 360.0 - 180.0
    latitude = np.degrees(np.arctan(np.sinh(np.pi * (1.0 - 2.0 * y))))
    return longitude, latitude


def tile_at(longitude, latitude, zoom):
    """Column and row of the tile that holds a position."""
    x, y = project(np.array([[longitude, latitude]], dtype=float))[0]
    count = 1 << zoom
    return min(int(x * count), count - 1), min(int(y * count), count - 1)


def tiles_rectangle(columns, rows, zoom):
    """The rectangle, in world units, of a block of tiles (ends included)."""
    count = float(1 << zoom)
    return box(columns[0] / count, rows[0] / count,
               (columns[1] + 1) / count, (rows[1] + 1) / count)


def cut_corners(points, closed, rounds):
    """Chaikin's corner cutting; an open line keeps its ends."""
    for _ in range(rounds):
        start, end = points[:-1], points[1:]
        near = 0.75 * start + 0.25 * end
        far = 0.25 * start + 0.75 * end
        inner = np.empty((2 * len(start), 2))
        inner[0::2], inner[1::2] = near, far
        if closed:
            points = np.vstack([inner, inner[:1]])
        else:
            points = np.vstack([points[:1], inner[1:-1], points[-1:]])
    return points


def smooth(shape, rounds=2):
    """Round the corners of lines and polygons, so that coarse sources do not look angular."""
    if shape.geom_type == "LineString":
        points = shapely.get_coordinates(shape)
        if len(points) < 3:
            return shape
        closed = bool((points[0] == points[-1]).all())
        return shapely.LineString(cut_corners(points, closed, rounds))
    if shape.geom_type == "Polygon":
        rings = [shapely.get_coordinates(ring) for ring in [shape.exterior, *shape.interiors]]
        rings = [cut_corners(ring, True, rounds) for ring in rings]
        return shapely.make_valid(shapely.Polygon(rings[0], rings[1:]))
    if hasattr(shape, "geoms"):
        return shapely.union_all([smooth(part, rounds) for part in shape.geoms]) \
            if "Polygon" in shape.geom_type \
            else shapely.MultiLineString([smooth(part, rounds) for part in shape.geoms])
    return shape


def only_dimension(shape, dimension):
    """Keep the parts of a clipped shape that are lines (1) or areas (2)."""
    parts = [part for part in shapely.get_parts(shapely.get_parts(shape))
             if shapely.get_dimensions(part) == dimension and not part.is_empty]
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    return shapely.MultiPolygon(parts) if dimension == 2 else shapely.MultiLineString(parts)
