"""Turn the star table of the d3-celestial 0.7.35 package into the array the views are drawn from.

Usage: npm pack d3-celestial@0.7.35 && tar xzf d3-celestial-0.7.35.tgz
       python scripts/make_stars.py package [resources/sky]
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Final

import numpy as np

FAINTEST_MAGNITUDE: Final = 5.0  # what an eye finds behind glass in a cabin that is dark
FAINTEST_NAMED: Final = 2.1


def main() -> int:
    """Write the table of stars."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", type=Path, help="folder of the unpacked d3-celestial package")
    parser.add_argument("output", nargs="?", default="resources/sky", type=Path)
    arguments = parser.parse_args()
    data = arguments.package / "data"
    features = json.loads((data / "stars.6.json").read_text(encoding="utf-8"))["features"]
    names = json.loads((data / "starnames.json").read_text(encoding="utf-8"))
    bright = [f for f in features if f["properties"]["mag"] <= FAINTEST_MAGNITUDE]
    bright.sort(key=lambda feature: (feature["properties"]["mag"], feature["id"]))
    magnitude = np.array([f["properties"]["mag"] for f in bright])
    places = np.array([f["geometry"]["coordinates"] for f in bright])
    colour = np.array([float(f["properties"]["bv"] or 0.0) for f in bright])
    named = [
        names.get(str(f["id"]), {}).get("name", "")
        if f["properties"]["mag"] < FAINTEST_NAMED
        else ""
        for f in bright
    ]
    arguments.output.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        arguments.output / "stars.npz",
        hipparcos=np.array([f["id"] for f in bright], np.int32),
        right_ascension_deg=(places[:, 0] % 360.0).astype(np.float32),
        declination_deg=places[:, 1].astype(np.float32),
        magnitude=magnitude.astype(np.float32),
        colour_index_bv=colour.astype(np.float32),
        name=np.array(named),
    )
    print(f"{len(bright)} stars to magnitude {FAINTEST_MAGNITUDE:g}, {sum(map(bool, named))} named")
    return 0


if __name__ == "__main__":
    sys.exit(main())
