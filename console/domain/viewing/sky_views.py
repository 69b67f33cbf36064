"""Aurora and Milky Way: long looks into the night, through each window that shows them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from console.domain.viewing import opportunity as names
from console.domain.viewing import quality
from console.domain.viewing.aurora_view import AuroraView
from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.galaxy_view import GalaxyView
from console.domain.viewing.opportunity import Opportunity, opportunity_id
from console.domain.viewing.place_names import place_names
from console.domain.viewing.rules import ViewingRules
from console.domain.viewing.stretches import positive_stretches
from console.domain.viewing.window_view import PaneSet, body_axes_at
from telemetry.geodesy import (
    Array,
    elevation_deg,
    itrf_from_geodetic,
    off_nadir_deg,
    up_itrf,
)
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S

# Longer than any night in low orbit: a stretch is whole whatever part of it is asked for.
_REACH_NS: Final = 3600 * NS_PER_S
# No stretch shorter than a minute is asked for.
_STEP_S: Final = 60


@dataclass(frozen=True, eq=False)
class _SkyProduct:
    """Something in the sky under limits of its own.

    Parameters
    ----------
    margin_and_sight : callable
        Takes instants; a margin that is positive where every limit but the window's is kept,
        and directions from the vehicle, Earth-fixed, shape (n, 3).
    ground : callable
        Takes instants; latitude and longitude of the place that belongs to the view.
    parts : callable
        Takes one instant; what is to be said whatever the window.
    """

    product: str
    target: str
    title: str
    margin_and_sight: Callable[[Array], tuple[Array, Array]]
    ground: Callable[[Array], tuple[Array, Array]]
    parts: Callable[[float], tuple[quality.Part, ...]]


def find_sky_views(
    mission: Mission, from_ns: int, to_ns: int, rules: ViewingRules
) -> Iterator[Opportunity]:
    """Yield auroras and Milky Way night passes whose middle is from `from_ns` to `to_ns`."""
    ephemeris = Ephemeris.over(mission.orbit, from_ns - _REACH_NS, to_ns + _REACH_NS)
    aurora = AuroraView(ephemeris, rules)
    galaxy = GalaxyView(ephemeris, mission.targets, rules)
    for product in (
        _SkyProduct(
            names.AURORA,
            "aurora",
            "Aurora",
            aurora.margin_and_sight,
            aurora.ground,
            aurora.parts,
        ),
        _SkyProduct(
            names.MILKY_WAY,
            "galaxy",
            "Milky Way night pass",
            galaxy.margin_and_sight,
            galaxy.ground,
            galaxy.parts,
        ),
    ):
        for view in _views(product, ephemeris, mission, rules):
            if from_ns <= view.peak_ns < to_ns:
                yield view


def _views(
    product: _SkyProduct, ephemeris: Ephemeris, mission: Mission, rules: ViewingRules
) -> Iterator[Opportunity]:
    grid_s = ephemeris.grid_s(_STEP_S)
    limits, sight = product.margin_and_sight(grid_s)
    axes = body_axes_at(ephemeris, mission.attitude, grid_s)
    panes = PaneSet(mission.panes)
    inside = panes.inside_every_deg(axes, sight)
    for index in range(len(mission.panes)):
        on_grid = np.minimum(limits, inside[index])
        margin = partial(_margin, product, panes, index, ephemeris, mission)
        found = [
            (start_s, end_s)
            for start_s, end_s in positive_stretches(margin, grid_s, on_grid, find_dips=False)
            if end_s - start_s >= rules.least_duration_s
        ]
        middles = np.array([(start_s + end_s) / 2.0 for start_s, end_s in found])
        # What is nearest may jump: a stretch whose very middle is not in view is none.
        found = [pair for pair, seen in zip(found, margin(middles) > 0.0, strict=True) if seen]
        if found:
            yield from _described(product, panes, index, found, ephemeris, mission, rules)


def _margin(
    product: _SkyProduct,
    panes: PaneSet,
    index: int,
    ephemeris: Ephemeris,
    mission: Mission,
    seconds: Array,
) -> Array:
    limits, sight = product.margin_and_sight(seconds)
    axes = body_axes_at(ephemeris, mission.attitude, seconds)
    return np.minimum(limits, panes.inside_deg(axes, sight, np.full(seconds.size, index)))


def _described(
    product: _SkyProduct,
    panes: PaneSet,
    index: int,
    found: list[tuple[float, float]],
    ephemeris: Ephemeris,
    mission: Mission,
    rules: ViewingRules,
) -> Iterator[Opportunity]:
    middle = np.array([(start_s + end_s) / 2.0 for start_s, end_s in found])
    vehicle, sun = ephemeris.position(middle), ephemeris.sun(middle)
    latitude_deg, longitude_deg = product.ground(middle)
    ground = itrf_from_geodetic(latitude_deg, longitude_deg)
    up = up_itrf(latitude_deg, longitude_deg)
    words = place_names(latitude_deg, longitude_deg, mission.targets)
    _, sight = product.margin_and_sight(middle)
    angles = off_nadir_deg(vehicle, vehicle + sight)
    high, sun_high = elevation_deg(ground, up, vehicle), elevation_deg(ground, up, sun)
    axes = body_axes_at(ephemeris, mission.attitude, middle)
    from_middle = panes.off_boresight_deg(axes, sight, np.full(middle.size, index))
    pane = panes.panes[index]
    for i, (start_s, end_s) in enumerate(found):
        mark, reasons = quality.judge(
            (
                *product.parts(float(middle[i])),
                quality.pane_part(float(from_middle[i]), pane.half_angle_deg, pane.name),
                quality.duration_part(end_s - start_s, rules),
            )
        )
        start_ns, peak_ns, end_ns = (
            int(t) for t in ephemeris.instants_ns(np.array([start_s, middle[i], end_s]))
        )
        yield Opportunity(
            id=opportunity_id(product.product, product.target, pane.id, peak_ns),
            product=product.product,
            target=product.target,
            title=f"{product.title} {words[i]}",
            pane=pane.id,
            start_ns=start_ns,
            peak_ns=peak_ns,
            end_ns=end_ns,
            off_nadir_deg=float(angles[i]),
            elevation_deg=float(high[i]),
            sun_elevation_deg=float(sun_high[i]),
            off_boresight_deg=float(from_middle[i]),
            quality=mark,
            reasons=reasons,
        )
