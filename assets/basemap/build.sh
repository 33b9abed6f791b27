#!/bin/sh
# Build basemap.blocks, places.br and gazetteer.br in assets/ from what fetch.sh fetched, and check them.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
work=${STRABO_BASEMAP_WORK:-${TMPDIR:-/tmp}/strabo-basemap}
assets=${1:-$here/..}
python="$work/venv/bin/python"
export PYTHONDONTWRITEBYTECODE=1

"$python" "$here/build_tiles.py" "$work/inputs" "$work/basemap.blocks"
"$python" "$here/places.py" "$work/inputs" "$work/places.br"
"$python" "$here/gazetteer.py" "$work/inputs" "$work/gazetteer.br"
"$python" "$here/check.py" "$work/basemap.blocks" "$work/places.br" "$work/gazetteer.br"
cp "$work/basemap.blocks" "$work/places.br" "$work/gazetteer.br" "$assets/"
