"""What is drawn over the light in a cabin window: coasts, cities, stars, aurora, Sun, Moon."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

import resources
from console.domain.viewing.aurora import oval_edges
from console.domain.viewing.pane_light import icrs_directions
from console.domain.viewing.pane_scene import PaneScene
from telemetry.geodesy import Array, elevation_deg, itrf_from_geodetic, normal, unit
from telemetry.mission import Target

NIGHT_SUN_DEG: Final = -4.0
_CURTAIN_KM: Final = (100.0, 180.0)  # from its sharp lower edge to where it fades
_ARCS: Final = 3  # between the oval's two edges
_FINER: Final = 12
DISC_DEG: Final = 0.27  # half of Sun and Moon
# The air lifts what stands at the limb by a degree. A tenth of it is enough for the drawing of a
# rise or set, made at a whole second, to have in it what it is about.
_LIFTED_DEG: Final = 0.1


@dataclass(frozen=True, slots=True)
class Mark:
    """Something with a name at a place in the pane, degrees right and up of its middle."""

    name: str
    right_deg: float
    up_deg: float


@cache
def _coast() -> tuple[Array, Array]:
    """Return points of the coast, Earth-fixed, and where each open line begins."""
    with np.load(resources.find("map/land_50m.npz")) as arrays:
        lon_lat = np.asarray(arrays["line_lon_lat_deg"], dtype=np.float64)
        offsets = np.asarray(arrays["line_offsets"])
    begins = np.zeros(len(lon_lat), bool)
    begins[offsets[:-1]] = True
    return itrf_from_geodetic(lon_lat[:, 1], lon_lat[:, 0]), begins


@cache
def star_table() -> tuple[Array, Array, tuple[str, ...]]:
    """Return directions (ICRS), magnitudes and names of the stars, the brightest first."""
    with np.load(resources.find("sky/stars.npz")) as stars:
        right = np.asarray(stars["right_ascension_deg"], np.float64)
        directions = icrs_directions(right, np.asarray(stars["declination_deg"], np.float64))
        names = tuple(str(name) for name in stars["name"])
        return directions, np.asarray(stars["magnitude"], np.float64), names


def coast_lines(scene: PaneScene) -> Iterator[Array]:
    """Yield the pieces of coast in sight as lines in the pane, each of shape (n, 2)."""
    points, begins = _coast()
    seen = scene.is_above_horizon(points)
    places = scene.place_deg(points[seen] - scene.vehicle_km)
    inside = np.hypot(*places.T) < scene.pane.half_angle_deg + 2.0
    which = np.flatnonzero(seen)[inside]
    cuts = (np.diff(which) != 1) | begins[which[1:]]
    for line in np.split(places[inside], np.flatnonzero(cuts) + 1):
        if len(line) > 1:
            yield line


def stars(scene: PaneScene) -> tuple[Array, Array, tuple[str, ...]]:
    """Return places, magnitudes and names of the stars in the pane; none by daylight."""
    if not scene.is_dark:
        return np.empty((0, 2)), np.empty(0), ()
    directions, magnitude, names = star_table()
    sight = directions @ scene.stars_to_itrf.T
    place = scene.place_deg(sight)
    shown = (np.hypot(*place.T) < scene.pane.half_angle_deg) & ~scene.is_hidden(sight)
    return place[shown], magnitude[shown], tuple(names[n] for n in np.flatnonzero(shown))


def targets_in_sight(
    scene: PaneScene, targets: Sequence[Target], *, of_kind: str | None = None
) -> tuple[Array, tuple[Target, ...]]:
    """Return places in the pane of the targets in sight, and which they are."""
    chosen = [each for each in targets if of_kind in (None, each.kind)]
    if not chosen:
        return np.empty((0, 2)), ()
    ground = itrf_from_geodetic(
        [each.latitude_deg for each in chosen],
        [each.longitude_deg for each in chosen],
        [each.height_km for each in chosen],
    )
    place = scene.place_deg(ground - scene.vehicle_km)
    shown = scene.is_above_horizon(ground) & (np.hypot(*place.T) < scene.pane.half_angle_deg)
    return place[shown], tuple(chosen[n] for n in np.flatnonzero(shown))


def sun_elevations_deg(scene: PaneScene, targets: Sequence[Target]) -> Array:
    """Return how high the Sun stands at each target."""
    ground = itrf_from_geodetic(
        [each.latitude_deg for each in targets], [each.longitude_deg for each in targets]
    )
    return elevation_deg(ground, normal(ground), scene.sun_km)


def aurora_rays(scene: PaneScene, kp: float) -> Iterator[tuple[Array, float]]:
    """Yield the curtains in sight as rays in the pane, shape (n, 2, 2), and how bright each is.

    The oval stands where Kp says; where in it the arcs are tonight nobody knows.
    """
    if not scene.is_dark:
        return
    edges = oval_edges(kp, scene.sun_km[None], scene.instant_ns)
    for is_north in (True, False):
        poleward, equatorward = (
            unit(_finer(edge.position_itrf_km()[0])) for edge in edges if edge.is_north == is_north
        )
        for arc in range(_ARCS):
            share = (arc + 0.5) / _ARCS
            line = unit(poleward * (1.0 - share) + equatorward * share)
            bright = float(np.clip(0.35 + 0.1 * kp, 0.0, 1.0)) * (1.0 - 0.25 * arc)
            rays = _rays(scene, line)
            if len(rays):
                yield rays, bright


def _rays(scene: PaneScene, line: Array) -> Array:
    line = line[np.isfinite(line).all(axis=1)]
    ends = [line * (6371.0 + height) for height in _CURTAIN_KM]
    dark = elevation_deg(ends[0], unit(ends[0]), scene.sun_km) < NIGHT_SUN_DEG
    seen = dark & scene.is_above_horizon(ends[0]) & scene.is_above_horizon(ends[1])
    rays = np.stack([scene.place_deg(end[seen] - scene.vehicle_km) for end in ends], axis=1)
    away = np.hypot(rays[..., 0], rays[..., 1]).min(axis=1)
    return np.asarray(rays[away < scene.pane.half_angle_deg])


def _finer(line: Array) -> Array:
    following = np.roll(line, -1, axis=0)
    share = np.arange(_FINER)[:, None] / _FINER
    return np.asarray((line[:, None] * (1 - share) + following[:, None] * share).reshape(-1, 3))


def sun_and_moon(scene: PaneScene) -> Iterator[Mark]:
    """Yield the Sun and the Moon where they stand in the pane, unless the Earth hides them."""
    for name, sight in (("Sun", scene.sun_sight), ("Moon", scene.moon_sight)):
        if not scene.shows_disc(sight, DISC_DEG + _LIFTED_DEG):
            continue
        right, up = scene.place_deg(sight)[0]
        if np.hypot(right, up) < scene.pane.half_angle_deg:
            shown = f"Moon, {scene.moon_lit:.0%} lit" if name == "Moon" else name
            yield Mark(shown, float(right), float(up))
