"""Build basemap.pmtiles: the shapes of the map, without a single name."""

import argparse
import pathlib
import time

import layers
import shores
from mercator import tile_at
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


def build(sources):
    tiles = {}

    def add(zoom, columns, rows, features):
        shown = layers.features_of_zoom(features, zoom)
        tiles.update(tiles_of_zoom(zoom, columns, rows, shown, layers.LAYER_ORDER))
        print(f"zoom {zoom}: {len(tiles)} tiles so far, {time.monotonic() - started:.0f} s",
              flush=True)

    started = time.monotonic()
    coarse = layers.far_features(sources, fine=False)
    for zoom in range(layers.FINE_FROM_ZOOM):
        add(zoom, (0, (1 << zoom) - 1), (0, (1 << zoom) - 1), coarse)
    fine = layers.far_features(sources, fine=True)
    for zoom in range(layers.FINE_FROM_ZOOM, layers.CLOSE_FROM_ZOOM):
        add(zoom, (0, (1 << zoom) - 1), (0, (1 << zoom) - 1), fine)

    sea = shores.Sea(sources.sea)
    near = layers.near_features(sources)
    for zoom, grain in zip((6, 7), ("coarsest", "coarse"), strict=True):
        lines = layers.read_roads(sources.graph / "world_highways.py", "roads", "highway", None,
                                  grain)
        last = (1 << zoom) - 1
        add(zoom, (0, last), (0, last), near + lines + layers.sea_features(sea, zoom))

    columns, rows = detail_block()
    features = layers.near_features(
        sources, layers.block_bounds(columns, rows, layers.BLOCK_ZOOM))
    for zoom in layers.DETAIL_ZOOMS:
        times = 1 << (zoom - layers.BLOCK_ZOOM)
        add(zoom, (columns[0] * times, (columns[1] + 1) * times - 1),
            (rows[0] * times, (rows[1] + 1) * times - 1),
            features + layers.sea_features(sea, zoom))
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
