"""Turn the world-atlas 2.0.2 package (Natural Earth) into the arrays the maps are drawn from.

Usage: npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
       python scripts/make_map.py package [resources/map]
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]  # shape (n, 2): longitude, latitude in degrees
SOUTHERNMOST_COAST_DEG: Final = -89.0
TURNS_DEG: Final = (-360.0, 0.0, 360.0)


def main() -> int:
    """Write the three files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", type=Path, help="folder of the unpacked world-atlas package")
    parser.add_argument("output", nargs="?", default="resources/map", type=Path)
    arguments = parser.parse_args()
    for scale in ("50m", "110m"):
        rings = list(land_rings(_topology(arguments.package / f"land-{scale}.json")))
        areas = [area for ring in rings for area in areas_on_the_map(ring)]
        lines = [line for ring in rings for line in lines_on_the_map(ring)]
        _save(arguments.output / f"land_{scale}.npz", ring=areas, line=lines)
    borders = land_borders(_topology(arguments.package / "countries-110m.json"))
    lines = [line for border in borders for line in lines_on_the_map(border)]
    _save(arguments.output / "borders_110m.npz", line=lines)
    return 0


def _topology(path: Path) -> dict[str, Any]:
    topology: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return topology


def decoded_arcs(topology: dict[str, Any]) -> list[Points]:
    """Return the arcs in degrees: whole-number steps, scaled and moved (TopoJSON 1.0, 2.1.3)."""
    scale, origin = topology["transform"]["scale"], topology["transform"]["translate"]
    return [np.cumsum(arc, axis=0) * scale + origin for arc in topology["arcs"]]


def land_rings(topology: dict[str, Any]) -> Iterator[Points]:
    """Yield every closed ring of land and of the waters in it, longitudes running on past 180."""
    arcs = decoded_arcs(topology)
    for geometry in topology["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"]:
            for numbers in polygon:
                ring = _unwrapped(_joined(arcs, numbers))
                if ring[:, 1].max() > SOUTHERNMOST_COAST_DEG:  # else it marks the pole itself
                    yield ring


def land_borders(topology: dict[str, Any]) -> Iterator[Points]:
    """Yield the lines that two countries share."""
    arcs = decoded_arcs(topology)
    used = Counter(
        number if number >= 0 else ~number
        for country in topology["objects"]["countries"]["geometries"]
        for number in set(_numbers(country["arcs"]))
    )
    for number, countries in used.items():
        if countries > 1:
            yield _unwrapped(arcs[number])


def areas_on_the_map(ring: Points) -> Iterator[Points]:
    """Yield the parts of a closed ring inside -180 … 180, themselves closed.

    A ring that runs once round the pole becomes one area that ends at the pole.
    """
    turn_deg = ring[-1, 0] - ring[0, 0]
    if abs(turn_deg) > 180.0:
        yield _clipped_to_map(_closed_along_the_pole(ring, turn_deg))
        return
    for shift_deg in TURNS_DEG:
        part = _clipped_to_map(_shifted(ring, shift_deg))
        if len(part) and np.ptp(part, axis=0).all():
            yield part


def lines_on_the_map(line: Points) -> Iterator[Points]:
    """Yield the pieces of a line inside -180 … 180, without stretches along the edge."""
    for shift_deg in TURNS_DEG:
        shifted = _shifted(line, shift_deg)
        cut = np.concatenate([_crossings_added(shifted), shifted[-1:]])
        middle_deg = (cut[1:, 0] + cut[:-1, 0]) / 2
        is_seam = (np.abs(cut[1:, 0]) == 180.0) & (cut[1:, 0] == cut[:-1, 0])
        is_shown = (np.abs(middle_deg) <= 180.0) & ~is_seam
        for first, last in _runs(is_shown):
            yield cut[first : last + 1]


def _numbers(arcs: Iterable[Any]) -> Iterator[int]:
    for item in arcs:
        if isinstance(item, int):
            yield item
        else:
            yield from _numbers(item)


def _joined(arcs: list[Points], numbers: Iterable[int]) -> Points:
    """Return arcs end to end; a number below zero is the arc ~number backwards."""
    parts = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
    return np.concatenate([parts[0][:1], *(part[1:] for part in parts)])


def _unwrapped(points: Points) -> Points:
    """Return points whose longitudes run on; rounded, so that the edge is exactly at 180."""
    longitudes = np.unwrap(points[:, 0], period=360.0)
    return np.column_stack([longitudes, points[:, 1]]).round(6)


def _shifted(points: Points, shift_deg: float) -> Points:
    return np.column_stack([points[:, 0] + shift_deg, points[:, 1]])


def _closed_along_the_pole(ring: Points, turn_deg: float) -> Points:
    """Return a ring round the pole as three turns, closed along the pole."""
    pole_deg = np.copysign(90.0, ring[:, 1].mean())
    turns = np.concatenate([_shifted(ring[:-1], turn_deg * turn) for turn in (-1, 0, 1)])
    ends = [[turns[-1, 0], pole_deg], [turns[0, 0], pole_deg], turns[0]]
    return np.concatenate([turns, ends])


def _clipped_to_map(ring: Points) -> Points:
    return _clipped(_clipped(ring, 180.0, 1.0), -180.0, -1.0)


def _crossings_added(line: Points) -> Points:
    """Return the line without its last point, with points where it crosses -180 and 180."""
    rows: list[Points] = []
    for start, end in pairwise(line):
        rows.append(start)
        rows.extend(
            _at_longitude(start, end, edge_deg)
            for edge_deg in sorted((-180.0, 180.0), key=lambda edge: abs(edge - start[0]))
            if (start[0] - edge_deg) * (end[0] - edge_deg) < 0
        )
    return np.array(rows)


def _clipped(ring: Points, edge_deg: float, side: float) -> Points:
    """Return the part of a closed ring at ``side * (longitude - edge) <= 0``, closed.

    Source: Sutherland and Hodgman, Reentrant polygon clipping, 1974.
    """
    kept: list[Points] = []
    for start, end in pairwise(ring):
        before, after = side * (start[0] - edge_deg), side * (end[0] - edge_deg)
        if before <= 0:
            kept.append(start)
        if before * after < 0:
            kept.append(_at_longitude(start, end, edge_deg))
    return np.array([*kept, *kept[:1]]).reshape(-1, 2)


def _at_longitude(start: Points, end: Points, longitude_deg: float) -> Points:
    fraction = (longitude_deg - start[0]) / (end[0] - start[0])
    return np.array([longitude_deg, start[1] + fraction * (end[1] - start[1])])


def _runs(flags: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield the first index and the index after the last of every run of True."""
    edges = np.flatnonzero(np.diff(flags, prepend=False, append=False))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _save(path: Path, **sets: list[Points]) -> None:
    arrays: dict[str, NDArray[Any]] = {}
    for name, pieces in sets.items():
        arrays[f"{name}_lon_lat_deg"] = np.concatenate(pieces).astype(np.float32)
        arrays[f"{name}_offsets"] = np.cumsum([0, *map(len, pieces)]).astype(np.int32)
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]  # its stub takes no mapping
    counts = ", ".join(f"{len(pieces)} {name}s" for name, pieces in sets.items())
    print(f"{path.name}: {counts}, {path.stat().st_size // 1024} KiB", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
