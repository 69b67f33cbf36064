"""Passes, track, events and opportunities as rows of text, for CSV.

Times are ISO 8601 UTC with milliseconds; longitudes count to the east. The first row is the
header.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from console.domain.viewing.access import find_passes
from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.flight_events import find_events
from console.domain.viewing.opportunities import ViewingRules, find_opportunities
from console.domain.viewing.sites import NamedSite, sites_of
from console.domain.viewing.unseen import explain_unseen
from telemetry.elements import Orbit, propagate_teme
from telemetry.geodesy import (
    Array,
    azimuth_deg,
    elevation_deg,
    geodetic_from_itrf,
    itrf_from_geodetic,
    itrf_from_teme,
    up_itrf,
)
from telemetry.mission import Mission
from telemetry.shadow import Illumination, illumination
from telemetry.sun_moon import beta_deg, sun_itrf_km
from telemetry.timebase import NS_PER_S, parse_utc, utc_text

Row = tuple[str, ...]

PASS_COLUMNS: Row = (
    "site",
    "rise_utc",
    "culmination_utc",
    "set_utc",
    "max_elevation_deg",
    "rise_azimuth_deg",
    "culmination_azimuth_deg",
    "set_azimuth_deg",
)
TRACK_COLUMNS: Row = (
    "utc",
    "x_itrf_km",
    "y_itrf_km",
    "z_itrf_km",
    "latitude_deg",
    "longitude_deg",
    "height_km",
    "sun_elevation_deg",
    "beta_deg",
    "shadow",
)
EVENT_COLUMNS: Row = ("utc", "kind")
UNSEEN_COLUMNS: Row = ("target", "name", "reason")
VIEWING_COLUMNS: Row = (
    "id",
    "product",
    "target",
    "title",
    "window",
    "start_utc",
    "peak_utc",
    "end_utc",
    "off_nadir_deg",
    "elevation_deg",
    "sun_elevation_deg",
    "quality",
    "reasons",
)
# What the ephemeris of Sun and Moon that ships covers in any case.
_EARLIEST_NS = parse_utc("1961-01-01T00:00:00Z")
_LATEST_NS = parse_utc("2050-01-01T00:00:00Z")
LEAST_STEP_S = 0.001
_DEFAULT_RULES = ViewingRules()
_MOST_HOURS = 366 * 24.0
# Rows of a track computed at a time: a long listing need not wait for its end.
_TRACK_ROWS_AT_ONCE = 20_000


def parse_stretch(start_utc: str, hours: float) -> tuple[int, int]:
    """Return start and end of a listing, UTC nanoseconds since 1970.

    Raises
    ------
    ValueError
        If the start is no UTC time between 1961 and 2050, or `hours` is not above 0 and within
        a year.
    """
    start_ns = parse_utc(start_utc)
    if not _EARLIEST_NS <= start_ns <= _LATEST_NS:
        raise ValueError(f"'{start_utc}' is not between 1961 and 2050")
    if not 0.0 < hours <= _MOST_HOURS:
        raise ValueError(f"{hours:g} hours cannot be listed; from above 0 to {_MOST_HOURS:g} can")
    return start_ns, start_ns + round(hours * 3600 * NS_PER_S)


def list_passes(
    orbit: Orbit,
    places: Sequence[NamedSite],
    start_ns: int,
    end_ns: int,
    min_elevation_deg: float,
) -> Iterator[Row]:
    """Yield the passes that lie, if only in part, between two instants, by place, then time.

    A pass in progress at an end is listed with its true rise or set outside. What never rises or
    sets as far as the path was followed, such as a geostationary vehicle, has nothing there.
    """
    yield PASS_COLUMNS
    ephemeris = Ephemeris.over(orbit, start_ns, end_ns)
    sites = sites_of(places)
    passes = find_passes(ephemeris, sites, min_elevation_deg, with_cut_ones=True)
    latitude, longitude = sites.latitude_deg[passes.site], sites.longitude_deg[passes.site]
    ground = sites.position_itrf_km[passes.site]
    times: list[list[str]] = []
    azimuths: list[list[str]] = []
    for seconds in (passes.rise_s, passes.culmination_s, passes.set_s):
        is_event = (seconds > 0.0) & (seconds < ephemeris.end_s)
        azimuth = azimuth_deg(latitude, longitude, ephemeris.position(seconds) - ground)
        times.append(_where(is_event, _utc_texts(ephemeris, seconds)))
        azimuths.append(_where(is_event, [f"{angle:.3f}" for angle in azimuth]))
    for i, site in enumerate(passes.site):
        yield (
            places[site].name,
            *(texts[i] for texts in times),
            f"{passes.max_elevation_deg[i]:.4f}",
            *(texts[i] for texts in azimuths),
        )


def list_track(orbit: Orbit, start_ns: int, end_ns: int, step_s: float) -> Iterator[Row]:
    """Yield where the vehicle is every `step_s` from `start_ns` to `end_ns`, both included.

    The Sun's elevation is that at the point below the vehicle, without refraction.

    Raises
    ------
    ValueError
        If `step_s` is shorter than a millisecond.
    """
    yield TRACK_COLUMNS
    if not step_s >= LEAST_STEP_S:
        raise ValueError(f"a step of {step_s:g} s is shorter than a millisecond")
    step_ns = round(step_s * NS_PER_S)
    for begin_ns in range(start_ns, end_ns + 1, step_ns * _TRACK_ROWS_AT_ONCE):
        last_ns = min(begin_ns + step_ns * (_TRACK_ROWS_AT_ONCE - 1), end_ns)
        part_ns = np.arange(begin_ns, last_ns + 1, step_ns, dtype=np.int64)
        position_teme, velocity_teme = propagate_teme(orbit, part_ns)
        position, _ = itrf_from_teme(position_teme, velocity_teme, part_ns)
        latitude, longitude, height = geodetic_from_itrf(position)
        sun = sun_itrf_km(part_ns)
        up = up_itrf(latitude, longitude)
        sun_elevation = elevation_deg(itrf_from_geodetic(latitude, longitude), up, sun)
        beta = beta_deg(position_teme, velocity_teme, part_ns)
        shadow = illumination(position, sun)
        for i, instant_ns in enumerate(part_ns):
            yield (
                _utc_text(int(instant_ns)),
                *(f"{value:.6f}" for value in position[i]),
                f"{latitude[i]:.7f}",
                f"{longitude[i]:.7f}",
                f"{height[i]:.6f}",
                f"{sun_elevation[i]:.5f}",
                f"{beta[i]:.5f}",
                Illumination(shadow[i]).name,
            )


def list_events(orbit: Orbit, start_ns: int, end_ns: int) -> Iterator[Row]:
    """Yield shadow, Sun, Moon and anomaly events from `start_ns` to `end_ns`, in order."""
    yield EVENT_COLUMNS
    for instant_ns, kind in find_events(Ephemeris.over(orbit, start_ns, end_ns)):
        yield (_utc_text(instant_ns), kind)


def list_unseen(
    mission: Mission, start_ns: int, end_ns: int, rules: ViewingRules = _DEFAULT_RULES
) -> Iterator[Row]:
    """Yield the targets that cannot be seen from `start_ns` to `end_ns`, and why."""
    yield UNSEEN_COLUMNS
    opportunities = find_opportunities(mission, start_ns, end_ns, rules)
    for unseen in explain_unseen(mission, start_ns, end_ns, opportunities, rules):
        yield (unseen.target.id, unseen.target.name, unseen.reason)


def list_opportunities(
    mission: Mission, start_ns: int, end_ns: int, rules: ViewingRules = _DEFAULT_RULES
) -> Iterator[Row]:
    """Yield the viewing opportunities that peak from `start_ns` to `end_ns`."""
    yield VIEWING_COLUMNS
    for opportunity in find_opportunities(mission, start_ns, end_ns, rules):
        yield (
            opportunity.id,
            opportunity.product,
            opportunity.target,
            opportunity.title,
            opportunity.pane,
            _utc_text(opportunity.start_ns),
            _utc_text(opportunity.peak_ns),
            _utc_text(opportunity.end_ns),
            f"{opportunity.off_nadir_deg:.2f}",
            f"{opportunity.elevation_deg:.2f}",
            f"{opportunity.sun_elevation_deg:.2f}",
            str(opportunity.quality),
            "; ".join(opportunity.reasons),
        )


def _where(is_event: NDArray[np.bool_], texts: list[str]) -> list[str]:
    return [text if happens else "" for happens, text in zip(is_event, texts, strict=True)]


def _utc_texts(ephemeris: Ephemeris, seconds: Array) -> list[str]:
    return [_utc_text(int(instant_ns)) for instant_ns in ephemeris.instants_ns(seconds)]


def _utc_text(instant_ns: int) -> str:
    # `utc_text` cuts off what is below a millisecond; a listing rounds.
    return utc_text(instant_ns + 500_000, milliseconds=True)
