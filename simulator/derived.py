"""Quantities the flight software derives for its crew: reserves, margins, go or no-go."""

from dataclasses import dataclass, field
from math import log, pi, sqrt
from typing import Final

LEAST_PRESSURE_MMHG: Final = 525.0  # PIO2 of 100 mmHg at 21 % oxygen
NEVER_MIN: Final = 99999.0
LIOH_PLANNED_KG: Final = 2.0
# A day with 8 h of sleep; with 72 h from nine cartridges for six people.
MEAN_OXYGEN_KG_PER_DAY: Final = 0.75
PLANNED_CO2_KG_PER_DAY: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What the derivations need of the moment; units in the names."""

    people: int
    co2_mmhg: float
    volume_m3: float
    oxygen_kg: float
    nitrogen_kg: float
    oxygen_use_kg_per_h: float
    cartridges: int
    battery_kwh: float
    load_w: float
    viewing: int
    entry: int


@dataclass(kw_only=True)
class DerivedState:
    """Trends and smoothed rates."""

    co2_mmhg: list[float] = field(default_factory=list)
    co2_left_min: float = NEVER_MIN
    load_w: float = 1200.0
    oxygen_use_kg_per_h: float = -1.0  # below zero: not known yet


class Derived:
    """Derived parameters, renewed every ten seconds."""

    REPORTS: Final = (
        "DRV_CO2_TTL",
        "DRV_O2_DAYS",
        "DRV_N2_REPRESS",
        "DRV_CO2_RESERVE",
        "DRV_BAT_TTL",
        "DRV_GO_VIEW",
        "DRV_GO_ENTRY",
    )

    def __init__(self) -> None:
        self.state = DerivedState()
        self._report: tuple[float, ...] = (0.0,) * len(self.REPORTS)

    def step(self, step_s: float, stock: Stock) -> None:
        """Work everything out for one moment."""
        state = self.state
        self._trend(stock.co2_mmhg)
        state.load_w += (stock.load_w - state.load_w) * min(1.0, step_s / 1800.0)
        if state.oxygen_use_kg_per_h < 0.0:
            state.oxygen_use_kg_per_h = stock.people * MEAN_OXYGEN_KG_PER_DAY / 24.0
        gap = stock.oxygen_use_kg_per_h - state.oxygen_use_kg_per_h
        state.oxygen_use_kg_per_h += gap * min(1.0, step_s / 43200.0)
        use_kg_per_day = max(0.1, 24.0 * state.oxygen_use_kg_per_h)
        co2_kg_per_h = max(0.01, stock.people * PLANNED_CO2_KG_PER_DAY / 24.0)
        self._report = (
            state.co2_left_min,
            min(30.0, stock.oxygen_kg / use_kg_per_day),
            min(4.0, stock.nitrogen_kg / (19.1 * stock.volume_m3 / 16.0)),
            min(200.0, stock.cartridges * LIOH_PLANNED_KG / co2_kg_per_h),
            min(50.0, 800.0 * stock.battery_kwh / max(1.0, state.load_w)),
            stock.viewing,
            stock.entry,
        )

    def _trend(self, co2_mmhg: float) -> None:
        """Work out the time until 6 mmHg of CO2 on the trend of the last 5 min."""
        state = self.state
        state.co2_mmhg = [*state.co2_mmhg[-30:], co2_mmhg]
        per_min = (co2_mmhg - state.co2_mmhg[0]) / max(1, len(state.co2_mmhg) - 1) * 6.0
        if co2_mmhg >= 6.0:
            state.co2_left_min = 0.0
        elif per_min < 0.01 or len(state.co2_mmhg) < 12:
            state.co2_left_min = NEVER_MIN
        else:
            state.co2_left_min = min(NEVER_MIN, (6.0 - co2_mmhg) / per_min)

    def report(self) -> tuple[float, ...]:
        """Return the truth of `REPORTS`."""
        return self._report


def leak_rate_mmhg_per_min(fast_mmhg_per_min: float, slow_mmhg_per_h: float) -> float:
    """Return the leak, positive, from the fast rate when it is clear of use and noise."""
    if fast_mmhg_per_min < -0.35:
        return -fast_mmhg_per_min
    return -slow_mmhg_per_h / 60.0 if slow_mmhg_per_h < -3.0 else 0.0


def reserve_time_min(pressure_mmhg: float, leak_mmhg_per_min: float) -> float:
    """Return the time until 525 mmHg: T = P/|dP/dt|·ln(P/525), for a hole to vacuum."""
    if pressure_mmhg <= LEAST_PRESSURE_MMHG:
        return 0.0
    if leak_mmhg_per_min <= 0.0:
        return NEVER_MIN
    return min(
        NEVER_MIN, pressure_mmhg / leak_mmhg_per_min * log(pressure_mmhg / LEAST_PRESSURE_MMHG)
    )


def hole_diameter_mm(pressure_mmhg: float, leak_mmhg_per_min: float, volume_m3: float) -> float:
    """Return the round hole of Cd 0.62 that leaks as fast: √(4·V·|dP/dt|/(π·Cd·199.3·P))."""
    per_s = leak_mmhg_per_min / 60.0
    area_m2 = volume_m3 * per_s / (0.62 * 199.3 * max(1.0, pressure_mmhg))
    return min(50.0, 1e3 * sqrt(4.0 * area_m2 / pi))
