#!/bin/sh
# Build basemap.pmtiles, places.csv.gz and gazetteer.br in assets/ from what fetch.sh fetched, and check them.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
work=${STRABO_BASEMAP_WORK:-${TMPDIR:-/tmp}/strabo-basemap}
assets=${1:-$here/..}
python="$work/venv/bin/python"
export PYTHONDONTWRITEBYTECODE=1

"$python" "$here/build_tiles.py" "$work/inputs" "$work/basemap.pmtiles"
"$python" "$here/places.py" "$work/inputs" "$work/places.csv.gz"
"$python" "$here/gazetteer.py" "$work/inputs" "$work/gazetteer.br"
"$python" "$here/check.py" "$work/basemap.pmtiles" "$work/places.csv.gz" "$work/gazetteer.br"
cp "$work/basemap.pmtiles" "$work/places.csv.gz" "$work/gazetteer.br" "$assets/"
