#!/usr/bin/env bash
# Pins every package with its hashes; no address of any package index ends up in the files.
set -euo pipefail
cd "$(dirname "$0")/../requirements"
for name in build run dev; do
    ../.venv/bin/python -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
        --no-annotate --no-emit-index-url --no-emit-find-links --no-emit-trusted-host "$@" \
        --output-file "$name.txt" "$name.in"
done
