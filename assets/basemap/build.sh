#!/bin/sh
# Build assets/basemap.pmtiles and assets/places.csv from what fetch.sh fetched, and check them.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
work=${STRABO_BASEMAP_WORK:-${TMPDIR:-/tmp}/strabo-basemap}
assets=${1:-$here/..}
python="$work/venv/bin/python"
export PYTHONDONTWRITEBYTECODE=1

"$python" "$here/build_tiles.py" "$work/inputs" "$work/basemap.pmtiles"
"$python" "$here/places.py" "$work/inputs" "$work/places.csv"
"$python" "$here/check.py" "$work/basemap.pmtiles" "$work/places.csv"
cp "$work/basemap.pmtiles" "$work/places.csv" "$assets/"
