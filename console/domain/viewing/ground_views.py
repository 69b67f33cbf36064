"""Views of the ground: passes within every limit of light, angle and window."""

from collections.abc import Iterator
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.domain.viewing import quality
from console.domain.viewing.access import Passes, find_passes
from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.ground_geometry import GroundGeometry, GroundView
from console.domain.viewing.opportunity import Opportunity, opportunity_id
from console.domain.viewing.products import GroundProduct, ground_products, name_and_title
from console.domain.viewing.rules import REEF_KINDS, ViewingRules
from console.domain.viewing.spans import Spans, spans_around
from console.domain.viewing.window_view import PaneSet
from telemetry.geodesy import Array
from telemetry.mission import Mission, Target
from telemetry.sun_moon import moon_phase_fraction

# Low enough that the near edge of an area within its longest reach is never missed.
_PASS_ELEVATION_DEG: Final = 10.0
_SAMPLES: Final = 41
_FINE_SAMPLES: Final = 161
# The Sun's mirror image passes a place by this much in half a step.
_GLINT_MOVES_DEG: Final = 15.0
# The Sun moves less than two degrees at a place during a pass.
_SUN_MOVES_DEG: Final = 2.0


def find_ground_views(
    ephemeris: Ephemeris, mission: Mission, rules: ViewingRules
) -> Iterator[Opportunity]:
    """Yield every view of a target on the ground within `rules`."""
    if mission.targets:
        yield from _GroundSearch(ephemeris, mission, rules).opportunities()


class _GroundSearch:
    """One search: the passes and their geometry are computed once for all products."""

    def __init__(self, ephemeris: Ephemeris, mission: Mission, rules: ViewingRules) -> None:
        self._rules = rules
        self._targets = mission.targets
        self._panes = PaneSet(mission.panes)
        self._homes = frozenset(person.home for person in mission.people if person.home)
        self._geometry = GroundGeometry(
            ephemeris, mission.attitude, mission.targets, rules.area_reach_max_km
        )
        self._passes = find_passes(ephemeris, self._geometry.sites, _PASS_ELEVATION_DEG)
        self._culmination = self._geometry.view(self._passes.culmination_s, self._passes.site)

    def opportunities(self) -> Iterator[Opportunity]:
        """Yield what every product finds."""
        products = tuple(ground_products(self._targets, self._homes, self._rules))
        wanted = [self._might_do(product) for product in products]
        some = np.any(wanted, axis=0)
        passes = self._passes.chosen(some)
        samples_s = _samples_s(passes, _SAMPLES)
        view = self._geometry.view(samples_s.ravel(), np.repeat(passes.site, _SAMPLES))
        for product, which in zip(products, wanted, strict=True):
            mine = which[some]
            if not mine.any():
                continue
            own, own_s = passes.chosen(mine), samples_s[mine]
            own_view = view.chosen(np.repeat(mine, _SAMPLES))
            if product.max_glint_deg is not None:
                # A blaze is shorter than the step: look closer where it comes near.
                glint_deg = own_view.glint_deg.reshape(own_s.shape).min(axis=1)
                own = own.chosen(glint_deg < product.max_glint_deg + _GLINT_MOVES_DEG)
                own_s = _samples_s(own, _FINE_SAMPLES)
                own_view = self._geometry.view(own_s.ravel(), np.repeat(own.site, _FINE_SAMPLES))
            if own.site.size:
                yield from self._product(product, own, own_s, own_view)

    def _might_do(self, product: GroundProduct) -> NDArray[np.bool_]:
        """Return the passes whose culmination is not far outside the product's limits."""
        at = self._culmination
        is_target = np.array([target.id in product.targets for target in self._targets])
        return (
            is_target[self._passes.site]
            & (at.off_nadir_deg < product.max_off_nadir_deg)
            & (at.sun_elevation_deg > product.min_sun_deg - _SUN_MOVES_DEG)
            & (at.sun_elevation_deg < product.max_sun_deg + _SUN_MOVES_DEG)
        )

    def _product(
        self, product: GroundProduct, passes: Passes, samples_s: Array, view: GroundView
    ) -> Iterator[Opportunity]:
        limits = view.limits_margin(product)
        panes, count = len(self._panes.panes), passes.site.size
        nearest = np.argmin(
            np.where(limits > 0, view.off_nadir_deg, 180.0).reshape(samples_s.shape), axis=1
        )
        # A lane is a pass through a pane: all panes of one pass after the other.
        inside = self._panes.inside_every_deg(view.axes, view.sight)
        sampled = np.minimum(limits, inside).reshape(panes * count, -1)
        at_nearest = np.tile(nearest, panes)
        is_seen = sampled[np.arange(panes * count), at_nearest] > 0.0
        spans = spans_around(
            partial(self._margin, product, passes),
            np.tile(samples_s, (panes, 1)),
            sampled,
            np.where(is_seen, at_nearest, sampled.argmax(axis=1)),
        )
        yield from self._described(product, passes, spans.lasting(product.least_duration_s))

    def _margin(
        self, product: GroundProduct, passes: Passes, seconds: Array, lanes: NDArray[np.intp]
    ) -> Array:
        pane, which = np.divmod(lanes, passes.site.size)
        view = self._geometry.view(seconds, passes.site[which])
        inside = self._panes.inside_deg(view.axes, view.sight, pane)
        return np.minimum(view.limits_margin(product), inside)

    def _described(
        self, product: GroundProduct, passes: Passes, spans: Spans
    ) -> Iterator[Opportunity]:
        ephemeris = self._geometry.ephemeris
        pane_index, which = np.divmod(spans.lane, passes.site.size)
        target = passes.site[which]
        peak_s = np.clip(passes.culmination_s[which], spans.start_s, spans.end_s)
        if product.max_glint_deg is not None:
            peak_s = (spans.start_s + spans.end_s) / 2.0
        view = self._geometry.view(peak_s, target)
        boresight = self._panes.off_boresight_deg(view.axes, view.sight, pane_index)
        moon_deg = self._geometry.moon_elevation_deg(peak_s, target)
        starts_ns, peaks_ns, ends_ns = (
            ephemeris.instants_ns(s) for s in (spans.start_s, peak_s, spans.end_s)
        )
        phase = moon_phase_fraction(peaks_ns)
        for i, seen in enumerate(self._targets[t] for t in target):
            pane = self._panes.panes[pane_index[i]]
            off_nadir, sun = float(view.off_nadir_deg[i]), float(view.sun_elevation_deg[i])
            glint = float(view.glint_deg[i])
            name, title = name_and_title(
                product, seen, self._homes, self._rules, (off_nadir, sun, glint)
            )
            duration_s = float(spans.end_s[i] - spans.start_s[i])
            mark, reasons = quality.judge(
                (
                    quality.angle_part(off_nadir, self._rules, product.max_off_nadir_deg),
                    *self._light(product, seen, sun, glint, (float(moon_deg[i]), float(phase[i]))),
                    quality.duration_part(duration_s, self._rules),
                    quality.pane_part(float(boresight[i]), pane.half_angle_deg, pane.name),
                    quality.cloud_part(seen, self._rules),
                )
            )
            yield Opportunity(
                id=opportunity_id(name, seen.id, pane.id, int(peaks_ns[i])),
                product=name,
                target=seen.id,
                title=title,
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

    def _light(
        self,
        product: GroundProduct,
        target: Target,
        sun_deg: float,
        glint_deg: float,
        moon: tuple[float, float],
    ) -> Iterator[quality.Part]:
        if product.is_night:
            yield quality.night_part(sun_deg, self._rules)
            yield quality.moon_part(*moon)
            return
        if product.max_glint_deg is not None:
            yield quality.blaze_part(glint_deg, self._rules)
            return
        yield quality.day_light_part(sun_deg, target.kind, self._rules)
        if target.kind in REEF_KINDS:
            yield quality.reef_part(glint_deg, self._rules)


def _samples_s(passes: Passes, count: int) -> Array:
    """Return instants from rise to set, shape (passes, count)."""
    share = np.linspace(0.0, 1.0, count)
    return np.asarray(passes.rise_s[:, None] + (passes.set_s - passes.rise_s)[:, None] * share)
