"""What people at a window do to its zone's air: CO2 from the cabin model.

One person's rise is worked out by the cabin model once; the air of several stays is the sum of
their rises, because the model is linear in who breathes where. Planning uses the sum, the
independent check runs the model itself.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import msgspec
import numpy as np

from console.domain.planning.intervals import Stretch, merged
from simulator.cabin import ZONE_COUNT, Array, Cabin, CabinParameters, Inputs, standard_state
from simulator.gases import MOLAR_MASS_KG, Gas
from telemetry.dictionary import MissionDatabase, Severity
from telemetry.timebase import NS_PER_S

# Source: BVAD NASA/TP-2015-218570 table 3.22, awake, 82 kg.
CO2_PER_PERSON_G_PER_MIN: Final = 0.720
STEP_S: Final = 10.0  # the model adds, then mixes: at 30 s the dome came out a fifth too low
_FORECAST_STEPS: Final = 360  # an hour: the rise has settled in every zone that is stirred
# Exchange of each zone with the rest of the cabin, with and without its local fan. Assumptions
# of the vehicle's own model: local fans 120, 100 and 80, still air 30, 7 and 7, the ducts the rest.
_STIRRED_M3_PER_H: Final = {"Z1": 205.0, "Z2": 416.0, "Z3": 118.0, "Z4": 120.0}
_STILL_M3_PER_H: Final = {"Z1": 85.0, "Z2": 116.0, "Z3": 18.0, "Z4": 40.0}
_LOCAL_FAN: Final = {"Z1": "ARS_IMV_2_STATE", "Z3": "ARS_IMV_3_STATE", "Z4": "ARS_IMV_4_STATE"}
_RUNS: Final = 1.0
_ZONES: Final = ("Z1", "Z2", "Z3", "Z4")


@dataclass(frozen=True, slots=True, kw_only=True)
class AirConditions:
    """The air of one zone when nobody is at its windows.

    Parameters
    ----------
    base_mmhg : float
        Partial pressure of CO2 with nobody there.
    limit_mmhg : float
        Where the first alarm stands; a plan stays below it.
    exchange_m3_per_h : float
        With the rest of the cabin.
    """

    zone: str
    base_mmhg: float
    limit_mmhg: float
    exchange_m3_per_h: float


class ZoneAir(msgspec.Struct, frozen=True, kw_only=True):
    """CO2 in one zone as a sum over stays.

    Parameters
    ----------
    rise_mmhg : tuple of float
        What one person has added 0, 1, 2 … times `STEP_S` after arriving.
    others : tuple of (int, int)
        Stays of people by the mission's own timeline.
    """

    zone: str
    base_mmhg: float
    limit_mmhg: float
    rise_mmhg: tuple[float, ...]
    others: tuple[Stretch, ...] = ()

    @property
    def room_mmhg(self) -> float:
        """How far CO2 may rise."""
        return self.limit_mmhg - self.base_mmhg

    def added_mmhg(self, stay: Stretch, at_ns: int) -> float:
        """Return what one person's stay has added at an instant."""
        return self._rise_mmhg(at_ns - stay[0]) - self._rise_mmhg(at_ns - stay[1])

    def cannot_be_reached(self, people: int) -> bool:
        """Return whether `people` could stay for ever."""
        return people * self.rise_mmhg[-1] < self.room_mmhg

    def _rise_mmhg(self, after_ns: int) -> float:
        steps = after_ns / NS_PER_S / STEP_S
        if steps <= 0.0:
            return 0.0
        whole = int(steps)
        if whole >= len(self.rise_mmhg) - 1:
            return self.rise_mmhg[-1]
        low, high = self.rise_mmhg[whole : whole + 2]
        return low + (high - low) * (steps - whole)


def air_conditions(
    zones: Iterable[str], database: MissionDatabase, readings: Mapping[str, float] | None = None
) -> tuple[AirConditions, ...]:
    """Return the conditions in `zones`.

    Parameters
    ----------
    readings : mapping of str to float
        Valid readings by parameter id: CO2 while nobody is at the windows, and the states of
        the local fans. What is not given is taken as nominal.
    """
    readings = readings or {}
    found = []
    for zone in sorted(set(zones)):
        parameter = database.parameters.get(f"CAB_PPCO2_{zone}")
        if parameter is None:
            continue
        limits = [
            limit.threshold
            for limit in parameter.limits
            if limit.is_high and limit.severity >= Severity.CAUTION
        ]
        fan_runs = readings.get(_LOCAL_FAN.get(zone, ""), _RUNS) == _RUNS
        flows = _STIRRED_M3_PER_H if fan_runs else _STILL_M3_PER_H
        found.append(
            AirConditions(
                zone=zone,
                base_mmhg=readings.get(parameter.id, parameter.nominal or 0.0),
                limit_mmhg=min(limits, default=float("inf")),
                exchange_m3_per_h=flows[zone],
            )
        )
    return tuple(found)


def zone_air(conditions: AirConditions, others: Iterable[Stretch] = ()) -> ZoneAir:
    """Return the sum-over-stays form of `conditions`."""
    return ZoneAir(
        zone=conditions.zone,
        base_mmhg=conditions.base_mmhg,
        limit_mmhg=conditions.limit_mmhg,
        rise_mmhg=_one_persons_rise(conditions.zone, conditions.exchange_m3_per_h),
        others=tuple(sorted(others)),
    )


@cache
def _one_persons_rise(zone: str, exchange_m3_per_h: float) -> tuple[float, ...]:
    levels = _cabin_levels(zone, exchange_m3_per_h, [1] * _FORECAST_STEPS)
    return tuple(float(level) for level in levels)


def peaks(conditions: AirConditions, stays: Sequence[Stretch]) -> list[tuple[int, float]]:
    """Return the highest CO2, mmHg, of each unbroken visit and when, by the cabin model.

    Visits less than an hour apart are run through in one go: the air remembers.
    """
    pause_ns = round(_FORECAST_STEPS * STEP_S * NS_PER_S)
    step_ns = round(STEP_S * NS_PER_S)
    found = []
    for start_ns, end_ns in merged((start, end + pause_ns) for start, end in stays):
        inside = [stay for stay in stays if start_ns <= stay[0] < end_ns]
        starts = sorted(stay[0] for stay in inside)
        ends = sorted(stay[1] for stay in inside)
        last_ns = ends[-1]
        middles = range(start_ns + step_ns // 2, last_ns + step_ns, step_ns)
        people = [bisect_right(starts, at) - bisect_right(ends, at) for at in middles]
        rises = _cabin_levels(conditions.zone, conditions.exchange_m3_per_h, people)
        highest = int(np.argmax(rises))
        found.append((start_ns + highest * step_ns, conditions.base_mmhg + float(rises[highest])))
    return found


def _cabin_levels(zone: str, exchange_m3_per_h: float, people: Sequence[int]) -> Array:
    """Return by how much CO2, mmHg, is above its start, shape (steps + 1,).

    Who comes to the zone came from the others, so what is breathed out here is missing there.

    Parameters
    ----------
    people : sequence of int
        How many are in the zone during each step of `STEP_S`.
    """
    cabin = Cabin(CabinParameters(is_isothermal=True))
    state = standard_state(cabin.parameters)
    here = _ZONES.index(zone)
    elsewhere = np.where(np.arange(ZONE_COUNT) == here, 0.0, cabin.shares)
    elsewhere /= elsewhere.sum()
    exchange = np.full((ZONE_COUNT, ZONE_COUNT), 1.0)  # the rest is stirred well
    exchange[here] = exchange[:, here] = elsewhere * exchange_m3_per_h / 3600.0
    per_person = CO2_PER_PERSON_G_PER_MIN / 60.0 / (1000.0 * MOLAR_MASS_KG[Gas.CO2])
    direction = -elsewhere
    direction[here] = 1.0
    air = cabin.air(state)
    levels = [float(air.partial_mmhg[here, Gas.CO2])]
    for count in people:
        inputs = Inputs(exchange_m3_per_s=exchange)
        inputs.sources_mol_per_s[:, Gas.CO2] = direction * (count * per_person)
        air = cabin.step(state, inputs, STEP_S, air)
        levels.append(float(air.partial_mmhg[here, Gas.CO2]))
    return np.array(levels) - levels[0]
