"""What people at a window do to its zone's air: CO2 from the cabin model.

One person's rise is worked out from the cabin model; the air of several stays is the sum of
their rises, because the model is linear in who breathes where.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import itemgetter
from typing import Final

import msgspec
import numpy as np

from console.domain.forecast.air import FittedAir, Steps
from console.domain.planning.intervals import Stretch, merged
from simulator.cabin import ZONE_COUNT, Array, Cabin, CabinParameters, Inputs, standard_state
from simulator.gases import MOLAR_MASS_KG, Gas
from telemetry.dictionary import MissionDatabase, Severity
from telemetry.timebase import NS_PER_S

# Source: BVAD NASA/TP-2015-218570 table 3.22, awake, 82 kg.
CO2_PER_PERSON_G_PER_MIN: Final = 0.720
# A plan keeps this much clear, so that the air fitted again a little later still agrees.
PLANNING_MARGIN_MMHG: Final = 0.1
STEP_S: Final = 10.0  # the model adds, then mixes: at 30 s the dome came out a fifth too low
_FORECAST_STEPS: Final = 360  # an hour: the rise has settled in every zone that is stirred
# Exchange of each zone with the rest of the cabin, with and without its local fan. Assumptions
# of the vehicle's own model: local fans 120, 100 and 80, still air 30, 7 and 7, the ducts the rest.
_STIRRED_M3_PER_H: Final = {"Z1": 205.0, "Z2": 416.0, "Z3": 118.0, "Z4": 120.0}
_STILL_M3_PER_H: Final = {"Z1": 85.0, "Z2": 116.0, "Z3": 18.0, "Z4": 40.0}
_LOCAL_FAN: Final = {"Z1": "ARS_IMV_2_STATE", "Z3": "ARS_IMV_3_STATE", "Z4": "ARS_IMV_4_STATE"}
_RUNS: Final = 1.0
ZONES: Final = ("Z1", "Z2", "Z3", "Z4")


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
    breath_g_per_min : float
        CO2 one person gives.
    levels : tuple of (int, float)
        From which instant on the level with nobody there is another than the base.
    """

    zone: str
    base_mmhg: float
    limit_mmhg: float
    exchange_m3_per_h: float
    breath_g_per_min: float = CO2_PER_PERSON_G_PER_MIN
    levels: Steps = ()

    def base_at(self, instant_ns: int) -> float:
        """Return the level with nobody there at an instant."""
        return level_at(self.levels, self.base_mmhg, instant_ns)


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
    levels: Steps = ()

    def room_mmhg(self, instant_ns: int) -> float:
        """Return how far a planner may let CO2 rise."""
        base = level_at(self.levels, self.base_mmhg, instant_ns)
        return self.limit_mmhg - base - (PLANNING_MARGIN_MMHG if self.levels else 0.0)

    def added_mmhg(self, stay: Stretch, at_ns: int) -> float:
        """Return what one person's stay has added at an instant."""
        return self._rise_mmhg(at_ns - stay[0]) - self._rise_mmhg(at_ns - stay[1])

    def cannot_be_reached(self, people: int) -> bool:
        """Return whether `people` could stay for ever."""
        highest = max((level for _, level in self.levels), default=self.base_mmhg)
        margin = PLANNING_MARGIN_MMHG if self.levels else 0.0
        return people * self.rise_mmhg[-1] < self.limit_mmhg - highest - margin

    def longest_s(self, people: int, instant_ns: int) -> float:
        """Return how long `people` may stay who come at an instant, infinite for ever."""
        room = self.room_mmhg(instant_ns)
        over = [n for n, rise in enumerate(self.rise_mmhg) if people * rise >= room]
        return over[0] * STEP_S if over else float("inf")

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
    zones: Iterable[str],
    database: MissionDatabase,
    readings: Mapping[str, float] | None = None,
    fitted: FittedAir | None = None,
) -> tuple[AirConditions, ...]:
    """Return the conditions in `zones`.

    Parameters
    ----------
    readings : mapping of str to float
        Valid readings by parameter id: CO2 while nobody is at the windows, and the states of
        the local fans. What is not given is taken as nominal.
    fitted : FittedAir or None
        What the forecast found; it goes before readings.
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
        conditions = AirConditions(
            zone=zone,
            base_mmhg=readings.get(parameter.id, parameter.nominal or 0.0),
            limit_mmhg=min(limits, default=float("inf")),
            exchange_m3_per_h=flows[zone],
        )
        if fitted is not None and fitted.levels.get(zone):
            conditions = replace(
                conditions,
                base_mmhg=fitted.levels[zone][0][1],
                exchange_m3_per_h=fitted.exchange_m3_per_h[zone],
                breath_g_per_min=fitted.breath_g_per_min,
                levels=fitted.levels[zone],
            )
        found.append(conditions)
    return tuple(found)


def zone_air(conditions: AirConditions, others: Iterable[Stretch] = ()) -> ZoneAir:
    """Return the sum-over-stays form of `conditions`."""
    return ZoneAir(
        zone=conditions.zone,
        base_mmhg=conditions.base_mmhg,
        limit_mmhg=conditions.limit_mmhg,
        rise_mmhg=_one_persons_rise(
            conditions.zone, conditions.exchange_m3_per_h, conditions.breath_g_per_min
        ),
        others=tuple(sorted(others)),
        levels=conditions.levels,
    )


def capacity_words(air: ZoneAir, people: int, instant_ns: int) -> str:
    """Return what the air would allow: with nobody there it is so much, so many may stay."""
    base = level_at(air.levels, air.base_mmhg, instant_ns)
    if air.room_mmhg(instant_ns) <= 0.0:
        return f"With nobody there it is {base:.1f} already; nobody may come."
    lasting = int(air.room_mmhg(instant_ns) / air.rise_mmhg[-1])
    words = f"With nobody there it is {base:.1f}; {lasting} may stay for long"
    if lasting < people:
        words += f", {people} for {air.longest_s(people, instant_ns) / 60.0:.0f} min"
    return f"{words}."


def level_at(levels: Steps, base_mmhg: float, instant_ns: int) -> float:
    """Return the level in force at an instant: the last that began, before any the base."""
    place = bisect_right(levels, instant_ns, key=itemgetter(0))
    return levels[place - 1][1] if place else base_mmhg


@lru_cache(maxsize=64)
def _one_persons_rise(
    zone: str, exchange_m3_per_h: float, breath_g_per_min: float
) -> tuple[float, ...]:
    """Return by how much one who has come raises CO2, mmHg, every `STEP_S`.

    The cabin model says what becomes of CO2 in each zone within a step; the steps are then a
    matter of multiplication. A test compares that with as many steps of the model.
    """
    cabin = Cabin(CabinParameters(is_isothermal=True))
    inputs = zone_inputs(cabin, zone, exchange_m3_per_h, breath_g_per_min)
    nobody = Inputs(exchange_m3_per_s=inputs.exchange_m3_per_s)
    nothing = np.zeros(ZONE_COUNT)
    breathed = _after_a_step(cabin, inputs, nothing)
    carried = np.column_stack([_after_a_step(cabin, nobody, one) for one in np.eye(ZONE_COUNT)])
    state = standard_state(cabin.parameters)
    here = ZONES.index(zone)
    mmhg_per_mol = cabin.air(state).partial_mmhg[here, Gas.CO2] / state.amounts[here, Gas.CO2]
    added, rise = nothing, [0.0]
    for _ in range(_FORECAST_STEPS):
        added = carried @ added + breathed
        rise.append(float(added[here] * mmhg_per_mol))
    return tuple(rise)


def _after_a_step(cabin: Cabin, inputs: Inputs, added_mol: Array) -> Array:
    """Return what is there after a step of CO2 put in place of nitrogen, mol by zone."""
    state = standard_state(cabin.parameters)
    before = state.amounts[:, Gas.CO2].copy()
    state.amounts[:, Gas.CO2] += added_mol
    state.amounts[:, Gas.N2] -= added_mol  # as much gas as before, so that none is pushed out
    cabin.step(state, inputs, STEP_S, cabin.air(state))
    return np.asarray(state.amounts[:, Gas.CO2] - before)


def zone_inputs(
    cabin: Cabin, zone: str, exchange_m3_per_h: float, breath_g_per_min: float
) -> Inputs:
    """Return what one person at `zone`'s windows does to the cabin.

    Who comes to the zone came from the others, so what is breathed out here is missing there.
    """
    here = ZONES.index(zone)
    elsewhere = np.where(np.arange(ZONE_COUNT) == here, 0.0, cabin.shares)
    elsewhere /= elsewhere.sum()
    exchange = np.full((ZONE_COUNT, ZONE_COUNT), 1.0)  # the rest is stirred well
    exchange[here] = exchange[:, here] = elsewhere * exchange_m3_per_h / 3600.0
    direction = -elsewhere
    direction[here] = 1.0
    inputs = Inputs(exchange_m3_per_s=exchange)
    inputs.sources_mol_per_s[:, Gas.CO2] = direction * (
        breath_g_per_min / 60.0 / (1000.0 * MOLAR_MASS_KG[Gas.CO2])
    )
    return inputs


def peaks(conditions: AirConditions, stays: Sequence[Stretch]) -> list[tuple[int, float]]:
    """Return the highest CO2, mmHg, of each unbroken visit and when.

    Every coming and going adds the cabin model's answer to one person, because it is linear in
    people: a test compares the sum with the model itself, which takes a hundred times as long.
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
        rises = _summed(conditions, people)
        bases = [conditions.base_at(start_ns + step * step_ns) for step in range(len(rises))]
        levels = rises + np.array(bases)
        highest = int(np.argmax(levels))
        found.append((start_ns + highest * step_ns, float(levels[highest])))
    return found


def _summed(conditions: AirConditions, people: Sequence[int]) -> Array:
    """Return by how much CO2, mmHg, is above its start, shape (steps + 1,)."""
    rise = np.array(
        _one_persons_rise(
            conditions.zone, conditions.exchange_m3_per_h, conditions.breath_g_per_min
        )
    )
    levels = np.zeros(len(people) + 1)
    change = np.diff(people, prepend=0)
    for step in np.flatnonzero(change):
        known = rise[: len(levels) - step]
        levels[step : step + len(known)] += change[step] * known
        levels[step + len(known) :] += change[step] * rise[-1]
    return levels
