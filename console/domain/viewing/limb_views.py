"""Sunrise, sunset, moonrise and moonset in orbit, through each window that shows them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.domain.viewing import opportunity as names
from console.domain.viewing import quality
from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.lighting import (
    LimbEvents,
    limb_point,
    moon_events,
    sun_clearance_deg,
    sun_events,
)
from console.domain.viewing.opportunity import Opportunity, opportunity_id
from console.domain.viewing.place_names import place_names
from console.domain.viewing.rules import ViewingRules
from console.domain.viewing.spans import spans_around
from console.domain.viewing.window_view import PaneSet, body_axes_at
from telemetry.geodesy import Array, elevation_deg, itrf_from_geodetic, off_nadir_deg, up_itrf
from telemetry.mission import Mission, Pane
from telemetry.sun_moon import SUN_RADIUS_KM, moon_phase_fraction

_SAMPLES: Final = 31


@dataclass(frozen=True, eq=False)
class _Events:
    """A body's crossings of the limb, all to be seen around the same stretch of time.

    Parameters
    ----------
    place : callable
        The body's Earth-fixed positions at instants.
    before_s, after_s : ndarray of float64, shape (n,)
        What belongs to each event.
    parts : tuple, one for each event
        What is to be said of each whatever the window.
    """

    product: str
    target: str
    seconds: Array
    place: Callable[[Array], Array]
    before_s: float
    after_s: float
    parts: tuple[tuple[quality.Part, ...], ...]


def find_limb_views(
    ephemeris: Ephemeris, mission: Mission, rules: ViewingRules
) -> Iterator[Opportunity]:
    """Yield sunrises, sunsets, moonrises and moonsets within `rules`."""
    for events in (
        *_of_the_sun(sun_events(ephemeris), ephemeris, rules),
        *_of_the_moon(moon_events(ephemeris), ephemeris, rules),
    ):
        if events.seconds.size:
            yield from _views(events, ephemeris, mission, rules)


def _of_the_sun(events: LimbEvents, ephemeris: Ephemeris, rules: ViewingRules) -> Iterator[_Events]:
    # The colour band stands on the limb for some 90 seconds before the first of the Sun and
    # after its last, so a sunset's stretch is a sunrise's mirrored in time.
    before, after = rules.sunrise_before_s, rules.sunrise_after_s
    for product, is_rising, when, stretch in (
        (names.SUNRISE, True, "before", (before, after)),
        (names.SUNSET, False, "after", (after, before)),
    ):
        seconds = events.seconds[events.is_rising == is_rising]
        band = quality.Part(1.0, f"the colour band stands for about {before:.0f} s {when} the Sun")
        yield _Events(
            product, "sun", seconds, ephemeris.sun, *stretch, parts=((band,),) * seconds.size
        )


def _of_the_moon(
    events: LimbEvents, ephemeris: Ephemeris, rules: ViewingRules
) -> Iterator[_Events]:
    lit = moon_phase_fraction(ephemeris.instants_ns(events.seconds))
    for product, is_rising in ((names.MOONRISE, True), (names.MOONSET, False)):
        mine = (events.is_rising == is_rising) & (lit >= rules.moon_min_fraction)
        seconds = events.seconds[mine]
        clearance_deg = sun_clearance_deg(ephemeris, seconds, SUN_RADIUS_KM)
        parts = tuple(
            (quality.phase_part(float(fraction)), quality.darkness_part(is_dark=clear < 0.0))
            for fraction, clear in zip(lit[mine], clearance_deg, strict=True)
        )
        window_s = rules.moon_window_s
        yield _Events(product, "moon", seconds, ephemeris.moon, window_s, window_s, parts)


def _views(
    events: _Events, ephemeris: Ephemeris, mission: Mission, rules: ViewingRules
) -> Iterator[Opportunity]:
    offsets_s = np.linspace(-events.before_s, events.after_s, _SAMPLES)
    samples_s = events.seconds[:, None] + offsets_s
    nearest = np.full(events.seconds.size, np.abs(offsets_s).argmin())
    limb = _Limb(events, ephemeris, mission)
    panes, count = PaneSet(mission.panes), events.seconds.size
    geometry = partial(_axes_and_sight, events, ephemeris, mission)

    def margin(seconds: Array, lanes: NDArray[np.intp]) -> Array:
        return panes.inside_deg(*geometry(seconds), lanes // count)

    # A lane is an event through a pane: all panes of one event after the other.
    number = len(panes.panes)
    sampled = panes.inside_every_deg(*geometry(samples_s.ravel())).reshape(number * count, -1)
    tiled_s, best = np.tile(samples_s, (number, 1)), np.tile(nearest, number)
    spans = spans_around(margin, tiled_s, sampled, best).lasting(rules.least_duration_s)
    pane_index, event = np.divmod(spans.lane, count)
    away_deg = panes.off_boresight_deg(*geometry(events.seconds[event]), pane_index)
    for i, lane in enumerate(event):
        start_s, end_s = float(spans.start_s[i]), float(spans.end_s[i])
        if start_s <= events.seconds[lane] <= end_s:
            pane = panes.panes[pane_index[i]]
            own = (
                *events.parts[lane],
                quality.pane_part(float(away_deg[i]), pane.half_angle_deg, pane.name),
                quality.duration_part(end_s - start_s, rules),
            )
            yield limb.view(int(lane), pane, (start_s, end_s), float(away_deg[i]), own)


class _Limb:
    """The ground below the body at each event, and what is said about it."""

    def __init__(self, events: _Events, ephemeris: Ephemeris, mission: Mission) -> None:
        self._events = events
        self._ephemeris = ephemeris
        vehicle, body = ephemeris.position(events.seconds), events.place(events.seconds)
        latitude_deg, longitude_deg = limb_point(vehicle, body)
        ground, up = (
            itrf_from_geodetic(latitude_deg, longitude_deg),
            up_itrf(latitude_deg, longitude_deg),
        )
        self._names = place_names(latitude_deg, longitude_deg, mission.targets)
        self._off_nadir_deg = off_nadir_deg(vehicle, ground)
        self._elevation_deg = elevation_deg(ground, up, vehicle)
        self._sun_elevation_deg = elevation_deg(ground, up, ephemeris.sun(events.seconds))

    def view(
        self,
        lane: int,
        pane: Pane,
        ends_s: tuple[float, float],
        away_deg: float,
        parts: tuple[quality.Part, ...],
    ) -> Opportunity:
        events = self._events
        mark, reasons = quality.judge(parts)
        start_ns, peak_ns, end_ns = (
            int(t)
            for t in self._ephemeris.instants_ns(
                np.array([ends_s[0], events.seconds[lane], ends_s[1]])
            )
        )
        return Opportunity(
            id=opportunity_id(events.product, events.target, pane.id, peak_ns),
            product=events.product,
            target=events.target,
            title=f"{events.product.capitalize()} {self._names[lane]}",
            pane=pane.id,
            start_ns=start_ns,
            peak_ns=peak_ns,
            end_ns=end_ns,
            off_nadir_deg=float(self._off_nadir_deg[lane]),
            elevation_deg=float(self._elevation_deg[lane]),
            sun_elevation_deg=float(self._sun_elevation_deg[lane]),
            off_boresight_deg=away_deg,
            quality=mark,
            reasons=reasons,
        )


def _axes_and_sight(
    events: _Events, ephemeris: Ephemeris, mission: Mission, seconds: Array
) -> tuple[Array, Array]:
    """Return the body's axes and the way to what rises or sets, at instants."""
    axes = body_axes_at(ephemeris, mission.attitude, seconds)
    return axes, events.place(seconds) - ephemeris.position(seconds)
