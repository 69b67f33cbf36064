"""Cabin windows: shutters, pane temperatures against the dew point, gaps between panes.

Each inner pane is one node between the cabin's air and an outside that the Sun warms when it
shines on the glass; a heater keeps it above the dew point. Sizes are assumptions.

Glass gets dirty: thruster plumes leave a film outside that nobody can wipe off in flight, people at
the window leave prints, and dew leaves what was dissolved in it. What light gets through is
exp(−film/800 mg·m⁻²)·exp(−residue/2000 mg·m⁻²)·(1 − 0.3·prints); all of it is assumption. No
instrument measures it: the crew tells, a trainer reads it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from math import exp
from typing import Final

from simulator.places import held
from simulator.quantity import quantity

WINDOW_NAMES: Final = ("1", "2", "3", "D")
MOST_DEW_G_PER_M2: Final = 200.0  # more runs off
WINDOW_ZONES: Final = (0, 0, 1, 2)


class ShutterState(IntEnum):
    """Position of a shutter."""

    OPEN = 0
    CLOSED = 1
    MOVING = 2
    STUCK = 3


@dataclass(frozen=True, kw_only=True)
class WindowParameters:
    """Heat paths of a pane; assumptions."""

    capacity_j_per_k: float = quantity(3500.0, "J/K", "one inner pane", low=500, high=1e7)
    inside_w_per_k: float = quantity(1.2, "W/K", "pane to cabin air", low=0, high=20)
    outside_w_per_k: float = quantity(
        0.32, "W/K", "pane to its surroundings outside", low=0, high=20
    )
    heater_w: float = quantity(34.0, "W", "one pane heater", low=0, high=1e4)
    heater_below_c: float = quantity(
        18.5, "°C", "pane temperature that switches it on", low=-40, high=60
    )
    shutter_s: float = quantity(12.0, "s", "travel time of a shutter", low=0.1, high=1e4)
    film_mg_per_m2_per_s: float = quantity(
        0.01, "mg/m²/s", "outside film of a firing thruster on an open window", low=0, high=100
    )
    prints_per_hour: float = quantity(
        0.01, "1/h", "share of the pane one person at it touches", low=0, high=10
    )
    residue_mg_per_g: float = quantity(
        2.0, "mg/g", "left behind by dew that dries", low=0, high=1e3
    )
    gap_time_constant_s: float = quantity(
        200.0, "s", "of filling through a cracked pane", low=1, high=1e6
    )


@dataclass(kw_only=True)
class WindowState:
    """One window."""

    pane_c: float = held(18.5, "°C", -150, 200)
    wants_open: bool = True
    opening: float = held(1.0, "-", 0, 1)
    shutter_is_jammed: bool = False
    heater_has_failed: bool = False
    heater_is_powered: bool = True
    gap_mmhg: float = held(5.0, "mmHg", 0, 2e3)
    pane_is_cracked: bool = False
    film_mg_per_m2: float = held(0.0, "mg/m²", 0, 1e5)
    residue_mg_per_m2: float = held(0.0, "mg/m²", 0, 1e5)
    prints_share: float = held(0.0, "-", 0, 1)
    fog_g_per_m2: float = held(0.0, "g/m²", 0, 1e4)


@dataclass(kw_only=True)
class WindowsState:
    """All four windows."""

    panes: list[WindowState] = field(default_factory=lambda: [WindowState() for _ in WINDOW_NAMES])


class Windows:
    """Windows 1 to 3 and the viewing dome."""

    REPORTS: Final = tuple(
        f"WIN_{name}_{what}" for name in WINDOW_NAMES for what in ("SHUT", "T", "GAP_P", "CLEAN")
    )

    def __init__(self, parameters: WindowParameters) -> None:
        self.parameters = parameters
        self.state = WindowsState()

    def step(
        self,
        step_s: float,
        *,
        air_c: tuple[float, float, float, float],
        dew_c: float,
        cabin_mmhg: float,
        sun_on: tuple[float, float, float, float],
        is_sunlit: float,
        people_at: Sequence[int] = (0, 0, 0, 0),
        firing_s: float = 0.0,
    ) -> float:
        """Advance by `step_s`; return the heaters' power.

        Parameters
        ----------
        air_c
            Air temperature at each window.
        sun_on
            Cosine of the Sun's angle on each pane, 0 when behind it or in eclipse.
        people_at
            How many people are in the zone of each.
        firing_s
            Thruster seconds since the last step, of all pods together.
        """
        heater_w = 0.0
        for number, pane in enumerate(self.state.panes):
            heater_w += self._pane(step_s, pane, air_c[number], dew_c, sun_on[number], is_sunlit)
            self._soil(step_s, pane, people_at[number], firing_s)
            if pane.pane_is_cracked:
                pane.gap_mmhg += (cabin_mmhg - pane.gap_mmhg) * min(
                    1.0, step_s / self.parameters.gap_time_constant_s
                )
        return heater_w

    def _pane(
        self,
        step_s: float,
        pane: WindowState,
        air_c: float,
        dew_c: float,
        sun_on: float,
        is_sunlit: float,
    ) -> float:
        parameters = self.parameters
        target = 1.0 if pane.wants_open else 0.0
        if not pane.shutter_is_jammed:
            travel = step_s / parameters.shutter_s
            pane.opening += min(travel, max(-travel, target - pane.opening))
        outside_c = -80.0 + 50.0 * is_sunlit
        heater_w = 0.0
        if pane.heater_is_powered and not pane.heater_has_failed:
            heater_w = parameters.heater_w * min(
                1.0, max(0.0, parameters.heater_below_c + 1.0 - pane.pane_c)
            )
        net_w = (
            heater_w
            + parameters.inside_w_per_k * (air_c - pane.pane_c)
            + parameters.outside_w_per_k * (0.3 + 0.7 * pane.opening) * (outside_c - pane.pane_c)
            + 30.0 * sun_on * pane.opening
        )
        pane.pane_c += net_w * step_s / parameters.capacity_j_per_k
        # Dew grows with how far the pane is under the dew point (assumption).
        rate = 0.02 if pane.pane_c < dew_c else 0.05
        fog = max(0.0, pane.fog_g_per_m2 + rate * (dew_c - pane.pane_c) * step_s / 60)
        dried = max(0.0, pane.fog_g_per_m2 - fog)
        pane.residue_mg_per_m2 += parameters.residue_mg_per_g * dried
        pane.fog_g_per_m2 = min(MOST_DEW_G_PER_M2, fog)
        return heater_w

    def _soil(self, step_s: float, pane: WindowState, people: int, firing_s: float) -> None:
        """Let plumes reach the outside of an open window and people touch the inside."""
        parameters = self.parameters
        pane.film_mg_per_m2 += parameters.film_mg_per_m2_per_s * firing_s * pane.opening
        touched = people * pane.opening * parameters.prints_per_hour * step_s / 3600.0
        pane.prints_share += (1.0 - pane.prints_share) * min(1.0, touched)

    def clean(self, window: int) -> None:
        """Wipe the inside of a window; one wipe takes nineteen parts of twenty (assumption)."""
        pane = self.state.panes[window]
        pane.prints_share *= 0.05
        pane.residue_mg_per_m2 *= 0.05
        pane.fog_g_per_m2 *= 0.05

    def _shutter(self, pane: WindowState) -> ShutterState:
        if pane.shutter_is_jammed:
            return ShutterState.STUCK
        if pane.opening >= 1.0:
            return ShutterState.OPEN
        return ShutterState.CLOSED if pane.opening <= 0.0 else ShutterState.MOVING

    def report(self) -> tuple[float, ...]:
        """Return the truth of `REPORTS`."""
        return tuple(
            value
            for pane in self.state.panes
            for value in (self._shutter(pane), pane.pane_c, pane.gap_mmhg, clearness_pct(pane))
        )


def clearness_pct(pane: WindowState) -> float:
    """Return how much of the light that clean glass lets through still gets through dirt."""
    dirt = exp(-pane.film_mg_per_m2 / 800.0 - pane.residue_mg_per_m2 / 2000.0)
    return 100.0 * dirt * (1.0 - 0.3 * pane.prints_share)
