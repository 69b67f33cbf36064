"""The telemetry of a window as the balances want it: without gaps, in zones, with its people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from console.domain.forecast import agenda as people
from console.domain.forecast.bins import BIN_S, Window
from console.domain.forecast.vehicle import (
    BED_WATER_SHARE,
    BYPASS,
    CO2,
    COIL,
    COIL_FLOW,
    DOME,
    DOME_COUNT,
    DUCT_SHARES,
    HUMIDITY,
    LOAD,
    LOCAL_FANS,
    LOCAL_FLOW_M3_PER_H,
    NOMINAL_LOAD_W,
    RUNS,
    SCRUBBER_FLOW,
    SEATING_BAY,
    STILL_FLOW_M3_PER_H,
    STIRRED_ZONES,
    TEMPERATURE,
    VOLUMES_M3,
    ZONE_COUNT,
)
from simulator.cabin import Array
from simulator.gases import GAS_CONSTANT_J_PER_MOL_K, PA_PER_MMHG, ZERO_CELSIUS_K
from telemetry.mission import Mission

HELD_BINS: Final = 4  # how long a reading that does not come again is taken to stand
R_MMHG: Final = GAS_CONSTANT_J_PER_MOL_K / PA_PER_MMHG  # mmHg·m³/mol/K
SATURATED: Final = 0.985  # of the vapour the air can hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A window made ready; n bins, oldest first.

    Parameters
    ----------
    held : mapping of str to ndarray, shape (n,)
        Every input with short gaps bridged.
    rates : ndarray, shape (n, 4, 4)
        What people give, as `forecast.agenda` has it, with the crowd in the dome that is there.
    crowd, in_dome : ndarray, shape (n,)
        How many more are in the dome than the timeline says, and how many are.
    duct_m3_per_s, local_m3_per_s : ndarray, shapes (n,) and (n, 3)
        Exchange by the cabin fan and by local ones, as designed.
    co2, vapour : ndarray, shape (n, 4)
        mmHg; a silent sensor is taken to be like the others. Vapour of zones without a sensor
        is what people's breath and the exchange make of it.
    celsius : ndarray, shape (n, 4)
    """

    window: Window
    held: Mapping[str, Array]
    rates: Array
    crowd: Array
    in_dome: Array
    duct_m3_per_s: Array
    local_m3_per_s: Array
    co2: Array
    vapour: Array
    celsius: Array

    @property
    def kelvin(self) -> Array:
        """Air temperatures, shape (n, 4)."""
        return self.celsius + ZERO_CELSIUS_K

    @property
    def takes_up(self) -> Array:
        """When the air takes up what is breathed out, and does not let it settle on walls."""
        most = SATURATED * saturation_mmhg(self.celsius[:, :2])
        return np.asarray((self.vapour[:, :2] < most).all(axis=1), dtype=np.float64)

    def measured(self, parameters: tuple[str, ...]) -> Array:
        """Return what sensors read, NaN where they are silent, shape (n, parameters)."""
        return np.stack([self.window.values[each] for each in parameters], axis=1)

    def since_crowd(self, parameters: tuple[str, ...]) -> Array:
        """Return `measured`, only since the dome has been other than the timeline says."""
        found = self.measured(parameters)
        as_planned = np.flatnonzero(self.crowd == 0.0)
        if as_planned.size and self.crowd[-1]:
            found[: as_planned[-1] + 1] = np.nan
        return found

    def input(self, parameter: str, usual: float) -> Array:
        """Return an input, what is usual where it is silent, shape (n,)."""
        return or_usual(self.held[parameter], usual)

    def cooled_m3_per_s(self) -> Array:
        """Return the air that goes over the coil and not past it, shape (n,)."""
        share = 1.0 - self.input(BYPASS, 35.0) / 100.0
        return self.input(COIL_FLOW, 0.0) * share / 3600.0

    def dried_mol_per_s(self, vapour: Array) -> Array:
        """Return what the coil and the beds should take from air of `vapour` mmHg, shape (n,)."""
        excess = np.maximum(0.0, vapour - saturation_mmhg(self.input(COIL, 8.5)))
        beds = self.input(SCRUBBER_FLOW, 0.0) / 3600.0 * BED_WATER_SHARE
        taken = self.cooled_m3_per_s() * excess + beds * vapour
        return np.asarray(taken / (R_MMHG * self.kelvin.mean(axis=1)))


def see(window: Window, mission: Mission) -> Seen:
    """Return `window`, of at least two bins, made ready."""
    held = {name: _held(values) for name, values in window.values.items()}
    planned = people.people_in_dome(mission, window.times_ns)
    in_dome = or_usual(held[DOME_COUNT], planned)
    crowd = in_dome - planned
    ducts, local = exchange_m3_per_s(held)
    celsius = _zones(held, TEMPERATURE, usual=22.0)
    rates = people.expected_rates(mission, window.times_ns)
    if crowd.any():
        rates = rates + crowd[:, None, None] * people.moved_by_one(mission, window.times_ns)
    measured = vapour_mmhg(_zones(held, HUMIDITY, usual=50.0), celsius[:, :2])
    unmeasured = _breathed_mmhg(rates, ducts, local, measured[:, SEATING_BAY], celsius[:, 2:])
    return Seen(
        window=window,
        held=held,
        rates=rates,
        crowd=crowd,
        in_dome=in_dome,
        duct_m3_per_s=ducts,
        local_m3_per_s=local,
        co2=_zones(held, CO2, usual=2.0),
        vapour=np.concatenate((measured, unmeasured), axis=1),
        celsius=celsius,
    )


def exchange_m3_per_s(held: Mapping[str, Array]) -> tuple[Array, Array]:
    """Return the design's exchange: by the ducts, (n,) in all, and locally, (n, 3)."""
    flow = or_usual(held[SCRUBBER_FLOW], 60.0) + or_usual(held[COIL_FLOW], 235.0)
    runs = np.stack([or_usual(held[fan], RUNS) == RUNS for fan in LOCAL_FANS], axis=1)
    local = STILL_FLOW_M3_PER_H + runs * LOCAL_FLOW_M3_PER_H
    return flow / 3600.0, np.asarray(local / 3600.0)


def saturation_mmhg(celsius: Array) -> Array:
    """Return the vapour pressure over water. Source: Magnus form, WMO-No. 8, annex 4.B."""
    return np.asarray(611.2 / PA_PER_MMHG * np.exp(17.62 * celsius / (243.12 + celsius)))


def vapour_mmhg(humidity_pct: Array, celsius: Array) -> Array:
    """Return the partial pressure of vapour."""
    return np.asarray(humidity_pct / 100.0 * saturation_mmhg(celsius))


def equipment_share(held: Mapping[str, Array]) -> Array:
    """Return how much of its usual heat the equipment gives, by the electrical load."""
    return np.minimum(1.2, or_usual(held[LOAD], NOMINAL_LOAD_W) / NOMINAL_LOAD_W)


def stirring(local_m3_per_s: Array, density: Array) -> list[Array]:
    """Return what each local fan brings into every zone, shape (n, 4) each."""
    terms = []
    for fan, zone in enumerate(STIRRED_ZONES):
        brought = local_m3_per_s[:, fan] * (density[:, SEATING_BAY] - density[:, zone])
        term = np.zeros_like(density)
        term[:, zone], term[:, SEATING_BAY] = brought, -brought
        terms.append(term)
    return terms


def only(zone: int, values: Array) -> Array:
    """Return `values`, shape (n,), in one zone and nothing in the others, shape (n, 4)."""
    into = np.zeros((len(values), ZONE_COUNT))
    into[:, zone] = values
    return into


def or_usual(values: Array, usual: float | Array) -> Array:
    """Return `values` with what is usual in place of NaN."""
    return np.asarray(np.where(np.isnan(values), usual, values))


def _breathed_mmhg(
    rates: Array, ducts: Array, local: Array, seating_mmhg: Array, celsius: Array
) -> Array:
    """Return the vapour in dome and hygiene bay, which people's breath raises above the rest.

    Parameters
    ----------
    rates, ducts, local : ndarray
        As in `Seen`.
    seating_mmhg, celsius : ndarray, shapes (n,) and (n, 2)

    Returns
    -------
    ndarray, shape (n, 2)
    """
    volumes = VOLUMES_M3[DOME:]
    outflow = (ducts[:, None] * DUCT_SHARES[DOME:] * (1.0 - DUCT_SHARES[DOME:])) + local[:, 1:]
    breath = rates[:, DOME:, people.VAPOUR] * R_MMHG * (celsius + ZERO_CELSIUS_K)
    settled = breath / np.maximum(outflow, 1e-4)
    share = -np.expm1(-BIN_S * outflow / volumes)
    raised = np.empty_like(settled)
    level = settled[0]
    for place, target in enumerate(settled):
        level = level + (target - level) * share[place]
        raised[place] = level
    return np.minimum(seating_mmhg[:, None] + raised, saturation_mmhg(celsius))


def _zones(held: Mapping[str, Array], parameters: tuple[str, ...], *, usual: float) -> Array:
    """Return readings of alike sensors without gaps: a silent one is like the others' mean."""
    values = np.stack([held[each] for each in parameters], axis=1)
    known = np.isfinite(values)
    counts = known.sum(axis=1)
    mean = np.where(known, values, 0.0).sum(axis=1) / np.maximum(counts, 1)
    mean = np.where(counts > 0, mean, usual)
    return np.where(known, values, mean[:, None])


def _held(values: Array) -> Array:
    """Return `values` with gaps bridged for `HELD_BINS` by what was read before."""
    filled = values.copy()
    for _ in range(HELD_BINS):
        gaps = np.flatnonzero(np.isnan(filled[1:])) + 1
        filled[gaps] = filled[gaps - 1]
    return filled
