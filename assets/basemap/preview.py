"""Draw a picture of the finished basemap and its labels, to look at; not the program's renderer."""

import argparse
import math
import pathlib

import mapbox_vector_tile
from PIL import Image, ImageDraw, ImageFont
from pmtiles.reader import MemorySource, Reader

import packing
from mercator import tile_at

COLOURS = {
    "dark": {"land": "#1b2026", "ocean": "#0f1a24", "river": "#2c475a", "country": "#4a5463",
             "admin1": "#2c333d", "road": "#2a3038", "text": "#8d98a8", "strong": "#e7eaf0"},
    "light": {"land": "#f5f3ee", "ocean": "#cfdfe8", "river": "#b5cfdd", "country": "#8d8a85",
              "admin1": "#d9d5cc", "road": "#e3dfd6", "text": "#5f646d", "strong": "#1a1f27"},
}
FINER = 2


def world_pixels(lon, lat, zoom):
    size = 256 * 2 ** zoom
    return ((lon + 180) / 360 * size,
            (0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)) * size)


def draw_tile(pen, layers, place, colours):
    def points(ring):
        return [place(x, y) for x, y in ring]

    def lines(name, colour, width, wanted=lambda p: True):
        for feature in layers.get(name, {}).get("features", []):
            if not wanted(feature["properties"]):
                continue
            shape = feature["geometry"]
            parts = shape["coordinates"]
            for part in parts if shape["type"] == "MultiLineString" else [parts]:
                pen.line(points(part), fill=colour, width=width)

    for feature in layers.get("water", {}).get("features", []):
        shape = feature["geometry"]
        polygons = shape["coordinates"]
        for rings in polygons if shape["type"] == "MultiPolygon" else [polygons]:
            pen.polygon(points(rings[0]), fill=colours["ocean"])
            for hole in rings[1:]:
                pen.polygon(points(hole), fill=colours["land"])
    lines("rivers", colours["river"], 2)
    lines("roads", colours["road"], 2)
    lines("rail", colours["road"], 1)
    lines("boundaries", colours["admin1"], 2, lambda p: p["kind"] == "admin1")
    lines("boundaries", colours["country"], 3, lambda p: p["kind"] != "admin1")


def draw_map(reader, lon, lat, zoom, size, colours):
    image = Image.new("RGB", (size[0] * FINER, size[1] * FINER), colours["land"])
    pen = ImageDraw.Draw(image)
    centre = world_pixels(lon, lat, zoom)
    left, top = centre[0] - size[0] / 2, centre[1] - size[1] / 2
    scale = 256 * FINER / 4096
    for row in range(int(top // 256), int((top + size[1]) // 256) + 1):
        for column in range(int(left // 256), int((left + size[0]) // 256) + 1):
            data = reader.get(zoom, column, row) if 0 <= row < 2 ** zoom \
                and 0 <= column < 2 ** zoom else None
            if data is None:
                continue
            layers = mapbox_vector_tile.decode(data, default_options={"y_coord_down": True})
            tile = Image.new("RGB", (256 * FINER, 256 * FINER), colours["land"])
            draw_tile(ImageDraw.Draw(tile), layers,
                      lambda x, y: (x * scale, y * scale), colours)
            image.paste(tile, (round((column * 256 - left) * FINER),
                               round((row * 256 - top) * FINER)))
    del pen
    return image.resize(size, Image.LANCZOS), left, top


def draw_labels(image, places, zoom, left, top, colours, fonts):
    pen = ImageDraw.Draw(image)
    taken, shown = [], 0
    for place in places:
        if float(place["min_zoom"]) > zoom:
            continue
        if place["kind"] == "country" and zoom > 7:
            continue
        x, y = world_pixels(float(place["lon"]), float(place["lat"]), zoom)
        x, y = x - left, y - top
        if not (0 <= x < image.width and 0 <= y < image.height):
            continue
        strong = place["kind"] in ("country", "capital")
        font = fonts["strong" if strong else "plain"]
        x1, y1, x2, y2 = pen.textbbox((x, y), place["name"], font=font, anchor="mm")
        if any(x1 < b[2] + 3 and x2 > b[0] - 3 and y1 < b[3] + 2 and y2 > b[1] - 2 for b in taken):
            continue
        taken.append((x1, y1, x2, y2))
        colour = colours["strong"] if strong else \
            colours["river"] if place["kind"] in ("sea", "lake") else colours["text"]
        pen.text((x, y), place["name"], font=font, anchor="mm", fill=colour,
                 stroke_width=2, stroke_fill=colours["land"])
        shown += 1
    return shown


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("assets", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("--at", default="38.3,35.0", help="longitude,latitude of the middle")
    parser.add_argument("--zoom", type=int, default=8)
    parser.add_argument("--size", default="1400x900")
    parser.add_argument("--look", default="dark", choices=sorted(COLOURS))
    arguments = parser.parse_args()
    lon, lat = map(float, arguments.at.split(","))
    size = tuple(map(int, arguments.size.split("x")))
    colours = COLOURS[arguments.look]
    fonts = {"plain": ImageFont.truetype(arguments.assets / "fonts/Inter-Regular.ttf", 12),
             "strong": ImageFont.truetype(arguments.assets / "fonts/Inter-SemiBold.ttf", 13)}
    archive = packing.unpack_blocks((arguments.assets / "basemap.blocks").read_bytes())
    image, left, top = draw_map(Reader(MemorySource(archive)), lon, lat, arguments.zoom, size,
                                colours)
    header, *rows = packing.unpack_table((arguments.assets / "places.br").read_bytes())
    places = [dict(zip(header, row, strict=True)) for row in rows]
    shown = draw_labels(image, places, arguments.zoom, left, top, colours, fonts)
    image.save(arguments.output)
    print(f"{arguments.output}: tile {arguments.zoom}/{tile_at(lon, lat, arguments.zoom)}, "
          f"{shown} labels")


if __name__ == "__main__":
    main()
