"""Build basemap.blocks: the shapes of the map, without a single name."""

import argparse
import concurrent.futures
import pathlib
import time

import layers
from mercator import tile_at, tiles_rectangle
from tiles import tiles_of_zoom, write_archive

# Longitude and latitude the detail must cover; widened to whole tiles of the first detailed zoom.
DETAIL = {"west": 33.0, "south": 29.0, "east": 49.0, "north": 38.5}

ATTRIBUTION = "Natural Earth · GeoNames · © OpenStreetMap"
FIELDS = {
    "land": {},
    "water": {"kind": "String"},
    "rivers": {"rank": "Number"},
    "roads": {"class": "String"},
    "rail": {"class": "String"},
    "boundaries": {"kind": "String"},
}


def detail_block():
    """Columns and rows of the detailed block at BLOCK_ZOOM."""
    zoom = layers.BLOCK_ZOOM
    left, top = tile_at(DETAIL["west"], DETAIL["north"], zoom)
    right, bottom = tile_at(DETAIL["east"], DETAIL["south"], zoom)
    return (left, right), (top, bottom)


def far_tiles(sources, zooms):
    """Zooms that show countries, whole."""
    features, sea = layers.far_features(sources, zooms.start > 0), sources.sea_of(zooms.start)
    return {tile: data for zoom in zooms
            for tile, data in world_tiles(zoom, features + layers.sea_features(sea, zoom))}


def near_tiles(sources, zoom, grain):
    """A zoom that shows towns, whole."""
    features = layers.near_features(sources)
    features += layers.read_roads(sources.graph / "world_highways.py", "roads", "highway", None,
                                  grain)
    features += layers.sea_features(sources.sea_of(zoom), zoom)
    return dict(world_tiles(zoom, features))


def block_tiles(sources, zooms):
    """The zooms of the detailed block."""
    columns, rows = detail_block()
    bounds = layers.block_bounds(columns, rows, layers.BLOCK_ZOOM)
    features, sea = layers.near_features(sources, bounds), sources.sea_of(zooms.start)
    tiles = {}
    for zoom in zooms:
        times = 1 << (zoom - layers.BLOCK_ZOOM)
        water = layers.sea_features(sea, zoom, tiles_rectangle(columns, rows, layers.BLOCK_ZOOM))
        shown = layers.features_of_zoom(features + water, zoom)
        tiles.update(tiles_of_zoom(
            zoom, (columns[0] * times, (columns[1] + 1) * times - 1),
            (rows[0] * times, (rows[1] + 1) * times - 1), shown, layers.LAYER_ORDER,
            layers.grain_of(zoom)))
    return tiles


def world_tiles(zoom, features):
    last = (1 << zoom) - 1
    shown = layers.features_of_zoom(features, zoom)
    return tiles_of_zoom(zoom, (0, last), (0, last), shown, layers.LAYER_ORDER,
                         layers.grain_of(zoom))


def build(sources):
    started, tiles = time.monotonic(), {}
    with concurrent.futures.ProcessPoolExecutor(max_workers=2) as pool:
        parts = {
            "zoom 7": pool.submit(near_tiles, sources, 7, "coarse"),
            "zoom 6": pool.submit(near_tiles, sources, 6, "coarsest"),
            "detailed block": pool.submit(block_tiles, sources, layers.DETAIL_ZOOMS),
            "zooms 4 and 5": pool.submit(far_tiles, sources, range(layers.FINE_FROM_ZOOM,
                                                                  layers.CLOSE_FROM_ZOOM)),
            "zooms 0 to 3": pool.submit(far_tiles, sources, range(layers.FINE_FROM_ZOOM)),
        }
        names = {future: name for name, future in parts.items()}
        for future in concurrent.futures.as_completed(names):
            found = future.result()
            tiles.update(found)
            print(f"{names[future]}: {len(found)} tiles, {sum(map(len, found.values()))} bytes, "
                  f"{time.monotonic() - started:.0f} s", flush=True)
    return tiles


def metadata():
    last = layers.DETAIL_ZOOMS[-1]
    first_zoom = {"roads": layers.CLOSE_FROM_ZOOM, "rail": layers.DETAIL_ZOOMS[0]}
    return {
        "name": "Strabo basemap", "type": "baselayer", "format": "pbf", "version": "1",
        "attribution": ATTRIBUTION,
        "vector_layers": [{"id": name, "fields": fields, "maxzoom": last,
                           "minzoom": first_zoom.get(name, 0)}
                          for name, fields in FIELDS.items()],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inputs", type=pathlib.Path, help="folder of the unpacked inputs")
    parser.add_argument("output", type=pathlib.Path)
    arguments = parser.parse_args()
    tables = pathlib.Path(__file__).parent / "tables"
    tiles = build(layers.Sources(arguments.inputs, tables))
    header = {"min_lon_e7": -1800000000, "max_lon_e7": 1800000000,
              "min_lat_e7": -850500000, "max_lat_e7": 850500000,
              "center_zoom": 6, "center_lon_e7": 383000000, "center_lat_e7": 346000000}
    write_archive(arguments.output, tiles, header, metadata())
    print(f"{arguments.output}: {len(tiles)} tiles, {arguments.output.stat().st_size} bytes")


if __name__ == "__main__":
    main()
