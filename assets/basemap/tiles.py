"""Cutting layers into Mapbox vector tiles and writing them as one PMTiles archive."""

import io

import numpy as np
import shapely
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer
from shapely.geometry import box

import packing
from mercator import only_dimension

# The only one that the reader behind walkers 0.65 knows.
EXTENT = 4096
# Drawn beyond the tile's edge, so that lines meet without a gap.
BUFFER = 80

MOVE_TO, LINE_TO, CLOSE_PATH = 1, 2, 7
LINE_TYPE, POLYGON_TYPE = 2, 3


# --- protocol buffers, as much as a tile needs -------------------------------------------------

def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def field_bytes(number, payload):
    return varint(number << 3 | 2) + varint(len(payload)) + payload


def field_number(number, value):
    return varint(number << 3) + varint(value)


def packed(number, values):
    return field_bytes(number, b"".join(varint(value) for value in values))


def zigzag(value):
    return (value << 1) ^ (value >> 31)


# --- geometry ----------------------------------------------------------------------------------

def whole_points(coordinates, grain):
    """Round to whole grains of so many tile units and drop points that fall together."""
    points = np.rint(coordinates / grain).astype(np.int64) * grain
    if len(points) > 1:
        keep = np.ones(len(points), dtype=bool)
        keep[1:] = (points[1:] != points[:-1]).any(axis=1)
        points = points[keep]
    return points


def double_area(points):
    """Twice the signed area of a closed ring; positive is an outer ring in a tile."""
    x, y = points[:, 0], points[:, 1]
    return int((x[:-1] * y[1:] - x[1:] * y[:-1]).sum())


class Pen:
    """Writes geometry commands; positions are relative to the last one."""

    def __init__(self):
        self.commands = []
        self.x = self.y = 0

    def path(self, points, close):
        steps = []
        for x, y in points.tolist():
            steps += [zigzag(x - self.x), zigzag(y - self.y)]
            self.x, self.y = x, y
        count = len(points) - 1
        self.commands += [1 << 3 | MOVE_TO, *steps[:2], count << 3 | LINE_TO, *steps[2:]]
        if close:
            self.commands.append(1 << 3 | CLOSE_PATH)


def draw_polygon(pen, polygon, grain):
    outer = whole_points(shapely.get_coordinates(polygon.exterior), grain)
    if len(outer) < 4 or double_area(outer) == 0:
        return
    if double_area(outer) < 0:
        outer = outer[::-1]
    pen.path(outer[:-1], close=True)
    for ring in polygon.interiors:
        hole = whole_points(shapely.get_coordinates(ring), grain)
        if len(hole) < 4 or double_area(hole) == 0:
            continue
        if double_area(hole) > 0:
            hole = hole[::-1]
        pen.path(hole[:-1], close=True)


def draw(shape, grain):
    """Geometry type and commands of a shape in tile units; None if nothing is left of it."""
    pen = Pen()
    areas = shapely.get_dimensions(shape) == 2
    for part in shapely.get_parts(shapely.get_parts(shape)):
        if areas:
            # A repaired area may come with lines, which are nothing to fill.
            if part.geom_type == "Polygon":
                draw_polygon(pen, part, grain)
        else:
            points = whole_points(shapely.get_coordinates(part), grain)
            if len(points) > 1:
                pen.path(points, close=False)
    if not pen.commands:
        return None
    return (POLYGON_TYPE if areas else LINE_TYPE), pen.commands


# --- tiles -------------------------------------------------------------------------------------

def encode_value(value):
    if isinstance(value, bool):
        return field_number(7, int(value))
    if isinstance(value, int):
        # int_value: readers in use do not all know uint_value.
        return field_number(4, value)
    return field_bytes(1, str(value).encode())


def encode_layer(name, features, grain):
    """One layer; `features` are (shape in tile units, properties)."""
    keys, values, body = {}, {}, []
    for shape, properties in features:
        drawn = draw(shape, grain)
        if drawn is None:
            continue
        tags = []
        for key, value in properties.items():
            tags.append(keys.setdefault(key, len(keys)))
            tags.append(values.setdefault((type(value), value), len(values)))
        kind, commands = drawn
        feature = packed(2, tags) if tags else b""
        body.append(field_bytes(2, feature + field_number(3, kind) + packed(4, commands)))
    if not body:
        return b""
    return field_bytes(3, field_bytes(1, name.encode()) + b"".join(body)
                       + b"".join(field_bytes(3, key.encode()) for key in keys)
                       + b"".join(field_bytes(4, encode_value(value)) for _, value in values)
                       + field_number(5, EXTENT) + field_number(15, 2))


def clip(shape, rectangle):
    """The part of a shape inside a rectangle, of the same dimension, or None."""
    left, top, right, bottom = shape.bounds
    rect_left, rect_top, rect_right, rect_bottom = rectangle
    if right < rect_left or left > rect_right or bottom < rect_top or top > rect_bottom:
        return None
    if left >= rect_left and right <= rect_right and top >= rect_top and bottom <= rect_bottom:
        return shape
    dimension = shapely.get_dimensions(shape)
    return only_dimension(shapely.intersection(shape, box(*rectangle)), dimension)


def cut(features, columns, rows, margin):
    """Yield (column, row, features) for a block of tiles, halving the block until it is one tile.

    Features are (layer, shape in units of one tile, properties).
    """
    rectangle = (columns[0] - margin, rows[0] - margin,
                 columns[1] + 1 + margin, rows[1] + 1 + margin)
    inside = []
    for layer, shape, properties in features:
        piece = clip(shape, rectangle)
        if piece is not None:
            inside.append((layer, piece, properties))
    if columns[0] == columns[1] and rows[0] == rows[1]:
        yield columns[0], rows[0], inside
        return
    if columns[1] - columns[0] >= rows[1] - rows[0]:
        middle = (columns[0] + columns[1]) // 2
        yield from cut(inside, (columns[0], middle), rows, margin)
        yield from cut(inside, (middle + 1, columns[1]), rows, margin)
    else:
        middle = (rows[0] + rows[1]) // 2
        yield from cut(inside, columns, (rows[0], middle), margin)
        yield from cut(inside, columns, (middle + 1, rows[1]), margin)


def lines_joined(features):
    """Lines that say the same of themselves as one feature: a third of the bytes."""
    out, lines = [], {}
    for shape, properties in features:
        if shapely.get_dimensions(shape) == 1:
            lines.setdefault(tuple(properties.items()), []).extend(shapely.get_parts(shape))
        else:
            out.append((shape, properties))
    return out + [(shapely.MultiLineString(parts), dict(properties))
                  for properties, parts in lines.items()]


def encode_tile(features, column, row, layer_order, grain):
    """The bytes of one tile: the land rectangle first, so that no tile is ever empty."""
    out = [encode_layer("land", [(box(0, 0, EXTENT, EXTENT), {})], grain)]
    for name in layer_order:
        moved = [(shapely.transform(shape, lambda c: (c - (column, row)) * EXTENT), properties)
                 for layer, shape, properties in features if layer == name]
        out.append(encode_layer(name, lines_joined(moved), grain))
    return b"".join(out)


def tiles_of_zoom(zoom, columns, rows, features, layer_order, grain):
    """Yield (tile id, bytes) for every tile of a block; features are in world units."""
    scale = float(1 << zoom)
    scaled = [(layer, shapely.transform(shape, lambda c: c * scale), properties)
              for layer, shape, properties in features]
    for column, row, inside in cut(scaled, columns, rows, BUFFER / EXTENT):
        yield zxy_to_tileid(zoom, column, row), encode_tile(inside, column, row, layer_order, grain)


def write_archive(path, tiles, header, metadata):
    """Write tiles (a dict of id to bytes) as a clustered PMTiles archive, in blocks."""
    archive = io.BytesIO()
    writer = Writer(archive)
    for tile_id in sorted(tiles):
        writer.write_tile(tile_id, tiles[tile_id])
    # The blocks are packed, not the tiles.
    writer.finalize({"tile_type": TileType.MVT, "tile_compression": Compression.NONE, **header},
                    metadata)
    path.write_bytes(packing.pack_blocks(archive.getvalue()))
