"""Quantities the flight software derives for its crew: reserves, margins, go or no-go."""

from dataclasses import dataclass
from math import log, pi, sqrt
from typing import Final

LEAST_PRESSURE_MMHG: Final = 525.0  # PIO2 of 100 mmHg at 21 % oxygen
NEVER_MIN: Final = 99999.0
LIOH_PLANNED_KG: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the derivations need of the moment; units in the names."""

    pressure_mmhg: float
    oxygen_pct: float
    fast_mmhg_per_min: float
    slow_mmhg_per_h: float
    co2_mmhg: float
    volume_m3: float
    oxygen_kg: float
    nitrogen_kg: float
    oxygen_use_kg_per_h: float
    co2_kg_per_h: float
    cartridges: int
    battery_kwh: float
    load_w: float
    stale: int
    viewing: int
    entry: int
    alarms_10_min: int


class Derived:
    """Derived parameters, renewed once a step."""

    REPORTS: Final = (
        "DRV_PIO2",
        "DRV_T_RES",
        "DRV_LEAK_D",
        "DRV_CO2_TTL",
        "DRV_O2_DAYS",
        "DRV_N2_REPRESS",
        "DRV_CO2_RESERVE",
        "DRV_BAT_TTL",
        "DRV_STALE_N",
        "DRV_GO_VIEW",
        "DRV_GO_ENTRY",
        "DRV_ALM_10M",
    )

    def __init__(self) -> None:
        self._co2: list[float] = []
        self._since_s = 0.0
        self._co2_left_min = NEVER_MIN
        self._load_w = 1200.0
        self._report: tuple[float, ...] = (0.0,) * len(self.REPORTS)

    def step(self, step_s: float, reading: Reading) -> None:
        """Work everything out for one moment."""
        rate = leak_rate_mmhg_per_min(reading.fast_mmhg_per_min, reading.slow_mmhg_per_h)
        self._trend(step_s, reading.co2_mmhg)
        self._load_w += (reading.load_w - self._load_w) * min(1.0, step_s / 1800.0)
        use_kg_per_day = max(0.1, 24.0 * reading.oxygen_use_kg_per_h)
        self._report = (
            (reading.pressure_mmhg - 47.0) * reading.oxygen_pct / 100.0,
            reserve_time_min(reading.pressure_mmhg, rate),
            hole_diameter_mm(reading.pressure_mmhg, rate, reading.volume_m3),
            self._co2_left_min,
            min(30.0, reading.oxygen_kg / use_kg_per_day),
            min(4.0, reading.nitrogen_kg / (19.1 * reading.volume_m3 / 16.0)),
            min(200.0, reading.cartridges * LIOH_PLANNED_KG / max(0.01, reading.co2_kg_per_h)),
            min(50.0, 800.0 * reading.battery_kwh / max(1.0, self._load_w)),
            reading.stale,
            reading.viewing,
            reading.entry,
            reading.alarms_10_min,
        )

    def _trend(self, step_s: float, co2_mmhg: float) -> None:
        """Time until 6 mmHg of CO2 on the trend of the last 5 min, renewed every 10 s."""
        self._since_s += step_s
        if self._since_s < 10.0:
            return
        self._since_s = 0.0
        self._co2 = [*self._co2[-30:], co2_mmhg]
        per_min = (co2_mmhg - self._co2[0]) / max(1, len(self._co2) - 1) * 6.0
        if co2_mmhg >= 6.0:
            self._co2_left_min = 0.0
        elif per_min < 0.01 or len(self._co2) < 12:
            self._co2_left_min = NEVER_MIN
        else:
            self._co2_left_min = min(NEVER_MIN, (6.0 - co2_mmhg) / per_min)

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
