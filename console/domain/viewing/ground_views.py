"""Landmarks by day and city lights: passes within every limit of light, angle and window."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.domain.viewing import quality
from console.domain.viewing.access import Passes, Sites, find_passes
from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.opportunity import (
    CITY_LIGHTS,
    LANDMARK_BY_DAY,
    Opportunity,
    opportunity_id,
)
from console.domain.viewing.rules import ViewingRules
from console.domain.viewing.spans import spans_around
from console.domain.viewing.window_view import body_axes_at, off_boresight_deg
from telemetry.geodesy import (
    Array,
    dot,
    elevation_deg,
    length,
    normal,
    off_nadir_deg,
    on_ellipsoid,
    unit,
)
from telemetry.mission import Mission, Pane, Target
from telemetry.shadow import limb_clearance_deg
from telemetry.sun_moon import SUN_RADIUS_KM, moon_phase_fraction

# Low enough that the near edge of an area within its longest reach is never missed.
_PASS_ELEVATION_DEG: Final = 10.0
_SAMPLES: Final = 41
_NEVER_DEG: Final = -90.0
_NOT_CITIES: Final = frozenset({"aurora zone"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Product:
    name: str
    title: str
    modes: frozenset[str]
    max_off_nadir_deg: float
    # The Sun at the target must be above this by day, below it by night.
    sun_limit_deg: float
    is_night: bool
    needs_dark_cabin: bool


@dataclass(frozen=True, eq=False)
class _View:
    """The geometry of target, vehicle and Sun at many instants, one lane each."""

    off_nadir_deg: Array
    elevation_deg: Array
    sun_elevation_deg: Array
    sun_clearance_deg: Array
    sight: Array
    axes: Array


def find_ground_views(
    ephemeris: Ephemeris, mission: Mission, rules: ViewingRules
) -> Iterator[Opportunity]:
    """Yield landmarks by day and city lights within `rules`."""
    for product in (
        _Product(
            name=LANDMARK_BY_DAY,
            title="{} by day",
            modes=frozenset({"day", "both"}),
            max_off_nadir_deg=rules.day_max_off_nadir_deg,
            sun_limit_deg=rules.day_min_sun_elevation_deg,
            is_night=False,
            needs_dark_cabin=False,
        ),
        _Product(
            name=CITY_LIGHTS,
            title="{} by night",
            modes=frozenset({"night", "both"}),
            max_off_nadir_deg=rules.night_max_off_nadir_deg,
            sun_limit_deg=rules.night_max_sun_elevation_deg,
            is_night=True,
            needs_dark_cabin=rules.night_needs_dark_cabin,
        ),
    ):
        yield from _Search(ephemeris, mission, rules, product).opportunities()


class _Search:
    """One product's search over a stretch of flight."""

    def __init__(
        self, ephemeris: Ephemeris, mission: Mission, rules: ViewingRules, product: _Product
    ) -> None:
        self._ephemeris = ephemeris
        self._mission = mission
        self._rules = rules
        self._product = product
        self._targets = [
            target
            for target in mission.targets
            if target.mode in product.modes and target.kind not in _NOT_CITIES
        ]
        self._reach_km = np.array(
            [min(target.extent_km / 2.0, rules.area_reach_max_km) for target in self._targets]
        )
        self._sites = Sites(
            np.array([target.latitude_deg for target in self._targets]),
            np.array([target.longitude_deg for target in self._targets]),
            np.array([target.height_km for target in self._targets]),
        )
        self._places = self._sites.position_itrf_km
        self._ups = self._sites.up

    def opportunities(self) -> Iterator[Opportunity]:
        if not self._targets:
            return
        every = find_passes(self._ephemeris, self._sites, _PASS_ELEVATION_DEG)
        passes = every.chosen(self._might_do(every))
        if not passes.site.size:
            return
        share = np.linspace(0.0, 1.0, _SAMPLES)
        samples_s = passes.rise_s[:, None] + (passes.set_s - passes.rise_s)[:, None] * share
        site = np.repeat(passes.site, _SAMPLES)
        view = self._view(samples_s.ravel(), site)
        shape = samples_s.shape
        nearest = np.argmin(
            np.where(self._limits(view) > 0.0, view.off_nadir_deg, 180.0).reshape(shape), axis=1
        )
        for pane in self._mission.panes:
            sampled = self._margin(view, pane).reshape(shape)
            best = np.where(
                sampled[np.arange(nearest.size), nearest] > 0.0, nearest, sampled.argmax(axis=1)
            )

            def margin(seconds: Array, lanes: NDArray[np.intp], pane: Pane = pane) -> Array:
                return self._margin(self._view(seconds, passes.site[lanes]), pane)

            spans = spans_around(margin, samples_s, np.nan_to_num(sampled, nan=-90.0), best)
            long_enough = spans.end_s - spans.start_s >= self._rules.least_duration_s
            lane = spans.lane[long_enough]
            start, end = spans.start_s[long_enough], spans.end_s[long_enough]
            yield from self._described(
                passes.site[lane], passes.culmination_s[lane], start, end, pane
            )

    def _might_do(self, passes: Passes) -> NDArray[np.bool_]:
        """Return the passes whose culmination is not far outside the limits."""
        view = self._view(passes.culmination_s, passes.site)
        sun = view.sun_elevation_deg - self._product.sun_limit_deg
        # The Sun moves less than two degrees at a place during a pass.
        light = sun < 2.0 if self._product.is_night else sun > -2.0
        return light & (view.off_nadir_deg < self._product.max_off_nadir_deg)

    def _view(self, seconds: Array, site: NDArray[np.intp]) -> _View:
        vehicle = self._ephemeris.position(seconds)
        sun = self._ephemeris.sun(seconds)
        place, up = self._nearest_place(vehicle, site)
        return _View(
            off_nadir_deg=off_nadir_deg(vehicle, place),
            elevation_deg=elevation_deg(place, up, vehicle),
            sun_elevation_deg=elevation_deg(place, up, sun),
            sun_clearance_deg=limb_clearance_deg(vehicle, sun, SUN_RADIUS_KM)
            if self._product.needs_dark_cabin
            else np.zeros(seconds.shape),
            sight=place - vehicle,
            axes=body_axes_at(self._ephemeris, self._mission.attitude, seconds),
        )

    def _nearest_place(self, vehicle: Array, site: NDArray[np.intp]) -> tuple[Array, Array]:
        """Return the target, or an area's point nearest to the vehicle within its reach."""
        place, up, reach_km = self._places[site], self._ups[site], self._reach_km[site]
        if not reach_km.any():
            return place, up
        centre, beneath = unit(place), unit(vehicle)
        outward = beneath - dot(beneath, centre)[:, None] * centre
        away = length(outward)
        shift_rad = np.minimum(reach_km / length(place), np.arcsin(np.minimum(away, 1.0)))
        direction = outward / np.maximum(away, 1e-12)[:, None]
        moved = np.cos(shift_rad)[:, None] * centre + np.sin(shift_rad)[:, None] * direction
        shifted = (shift_rad > 0.0)[:, None]
        return np.where(shifted, on_ellipsoid(moved), place), np.where(shifted, normal(moved), up)

    def _limits(self, view: _View) -> Array:
        """Return by how many degrees the view keeps every limit but the window's."""
        product = self._product
        sun = view.sun_elevation_deg - product.sun_limit_deg
        margin = np.minimum(
            product.max_off_nadir_deg - view.off_nadir_deg, -sun if product.is_night else sun
        )
        if product.needs_dark_cabin:
            margin = np.minimum(margin, -view.sun_clearance_deg)
        return np.asarray(margin)

    def _margin(self, view: _View, pane: Pane) -> Array:
        inside = pane.half_angle_deg - off_boresight_deg(view.axes, view.sight, pane)
        return np.minimum(self._limits(view), np.nan_to_num(inside, nan=_NEVER_DEG))

    def _described(
        self, site: NDArray[np.intp], culmination_s: Array, start_s: Array, end_s: Array, pane: Pane
    ) -> Iterator[Opportunity]:
        peak_s = np.clip(culmination_s, start_s, end_s)
        view = self._view(peak_s, site)
        boresight = off_boresight_deg(view.axes, view.sight, pane)
        peaks_ns = self._ephemeris.instants_ns(peak_s)
        starts_ns = self._ephemeris.instants_ns(start_s)
        ends_ns = self._ephemeris.instants_ns(end_s)
        moon = elevation_deg(self._places[site], self._ups[site], self._ephemeris.moon(peak_s))
        phase = moon_phase_fraction(peaks_ns)
        for i, target in enumerate(self._targets[s] for s in site):
            off_nadir, sun = float(view.off_nadir_deg[i]), float(view.sun_elevation_deg[i])
            parts = (
                quality.angle_part(off_nadir, self._rules, self._product.max_off_nadir_deg),
                *self._light_parts(target, sun, float(moon[i]), float(phase[i])),
                quality.duration_part(float(end_s[i] - start_s[i]), self._rules),
                quality.pane_part(float(boresight[i]), pane.half_angle_deg, pane.name),
            )
            mark, reasons = quality.judge(parts)
            yield Opportunity(
                id=opportunity_id(self._product.name, target.id, pane.id, int(peaks_ns[i])),
                product=self._product.name,
                target=target.id,
                title=self._product.title.format(target.name),
                pane=pane.id,
                start_ns=int(starts_ns[i]),
                peak_ns=int(peaks_ns[i]),
                end_ns=int(ends_ns[i]),
                off_nadir_deg=off_nadir,
                elevation_deg=float(view.elevation_deg[i]),
                sun_elevation_deg=sun,
                off_boresight_deg=float(boresight[i]),
                quality=mark,
                reasons=reasons,
            )

    def _light_parts(
        self, target: Target, sun_deg: float, moon_deg: float, phase: float
    ) -> tuple[quality.Part, ...]:
        if self._product.is_night:
            return (
                quality.night_part(sun_deg, self._rules),
                quality.moon_part(moon_deg, phase),
            )
        return (quality.day_light_part(sun_deg, target.kind, self._rules),)
