"""Sunrise and sunset in orbit, through each window that shows them."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.domain.viewing import quality
from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.lighting import limb_point, sun_events
from console.domain.viewing.opportunity import SUNRISE, SUNSET, Opportunity, opportunity_id
from console.domain.viewing.rules import ViewingRules
from console.domain.viewing.spans import spans_around
from console.domain.viewing.window_view import body_axes_at, off_boresight_deg
from telemetry.geodesy import (
    EARTH_RADIUS_EQUATORIAL_KM,
    Array,
    elevation_deg,
    itrf_from_geodetic,
    off_nadir_deg,
    unit,
    up_itrf,
)
from telemetry.mission import Mission, Pane

_SAMPLES: Final = 31
# Places further from the limb's point than this do not lend their name.
_NEAR_KM: Final = 800.0


def find_sun_views(
    ephemeris: Ephemeris, mission: Mission, rules: ViewingRules
) -> Iterator[Opportunity]:
    """Yield sunrises and sunsets within `rules`.

    The colour band stands on the limb for some 90 seconds before the first of the Sun and
    after its last, so a sunset's stretch is a sunrise's mirrored in time.
    """
    events = sun_events(ephemeris)
    if not events.seconds.size:
        return
    before = np.where(events.is_rising, rules.sunrise_before_s, rules.sunrise_after_s)
    after = np.where(events.is_rising, rules.sunrise_after_s, rules.sunrise_before_s)
    share = np.linspace(0.0, 1.0, _SAMPLES)
    samples_s = events.seconds[:, None] - before[:, None] + (before + after)[:, None] * share
    nearest = np.abs(samples_s - events.seconds[:, None]).argmin(axis=1)
    names = _places(ephemeris, mission, events.seconds)
    for pane in mission.panes:

        def margin(seconds: Array, _lanes: NDArray[np.intp], pane: Pane = pane) -> Array:
            away = _off_boresight_deg(ephemeris, mission, seconds, pane)
            return np.nan_to_num(pane.half_angle_deg - away, nan=-90.0)

        flat = samples_s.ravel()
        sampled = margin(flat, np.arange(flat.size)).reshape(samples_s.shape)
        spans = spans_around(margin, samples_s, sampled, nearest)
        for lane, start_s, end_s in zip(spans.lane, spans.start_s, spans.end_s, strict=True):
            event_s = float(events.seconds[lane])
            if end_s - start_s >= rules.least_duration_s and start_s <= event_s <= end_s:
                yield _described(
                    ephemeris,
                    mission,
                    pane,
                    rules,
                    (float(start_s), event_s, float(end_s)),
                    SUNRISE if events.is_rising[lane] else SUNSET,
                    names[lane],
                )


def _described(
    ephemeris: Ephemeris,
    mission: Mission,
    pane: Pane,
    rules: ViewingRules,
    times_s: tuple[float, float, float],
    product: str,
    place: str,
) -> Opportunity:
    start_s, event_s, end_s = times_s
    at = np.array([event_s])
    vehicle, sun = ephemeris.position(at), ephemeris.sun(at)
    latitude_deg, longitude_deg = limb_point(vehicle, sun)
    ground = itrf_from_geodetic(latitude_deg, longitude_deg)
    up = up_itrf(latitude_deg, longitude_deg)
    boresight = float(_off_boresight_deg(ephemeris, mission, at, pane)[0])
    band = "before" if product == SUNRISE else "after"
    mark, reasons = quality.judge(
        (
            quality.pane_part(boresight, pane.half_angle_deg, pane.name),
            quality.duration_part(end_s - start_s, rules),
            quality.Part(1.0, f"the colour band stands for about 90 s {band} the Sun"),
        )
    )
    start_ns, peak_ns, end_ns = (
        int(t) for t in ephemeris.instants_ns(np.array([start_s, event_s, end_s]))
    )
    return Opportunity(
        id=opportunity_id(product, "sun", pane.id, peak_ns),
        product=product,
        target="sun",
        title=f"{product.capitalize()} {place}",
        pane=pane.id,
        start_ns=start_ns,
        peak_ns=peak_ns,
        end_ns=end_ns,
        off_nadir_deg=float(off_nadir_deg(vehicle, ground)[0]),
        elevation_deg=float(elevation_deg(ground, up, vehicle)[0]),
        sun_elevation_deg=float(elevation_deg(ground, up, sun)[0]),
        off_boresight_deg=boresight,
        quality=mark,
        reasons=reasons,
    )


def _off_boresight_deg(ephemeris: Ephemeris, mission: Mission, seconds: Array, pane: Pane) -> Array:
    axes = body_axes_at(ephemeris, mission.attitude, seconds)
    return off_boresight_deg(axes, ephemeris.sun(seconds) - ephemeris.position(seconds), pane)


def _places(ephemeris: Ephemeris, mission: Mission, seconds: Array) -> list[str]:
    """Return words for the stretch of limb below the Sun at each instant."""
    latitude_deg, longitude_deg = limb_point(ephemeris.position(seconds), ephemeris.sun(seconds))
    limb = unit(itrf_from_geodetic(latitude_deg, longitude_deg))
    targets = unit(
        itrf_from_geodetic(
            [target.latitude_deg for target in mission.targets],
            [target.longitude_deg for target in mission.targets],
        )
    )
    cosine = np.einsum("ei,ti->et", limb, targets)
    cosine[cosine < np.cos(_NEAR_KM / EARTH_RADIUS_EQUATORIAL_KM)] = -1.0
    words = []
    for i, row in enumerate(cosine):
        if (row > -1.0).any():
            words.append(f"near {mission.targets[int(row.argmax())].name}")
        else:
            north = "N" if latitude_deg[i] >= 0 else "S"
            east = "E" if longitude_deg[i] >= 0 else "W"
            words.append(
                f"at {abs(latitude_deg[i]):.0f}° {north} {abs(longitude_deg[i]):.0f}° {east}"
            )
    return words
