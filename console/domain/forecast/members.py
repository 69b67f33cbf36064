"""Many cabins side by side, each with coefficients and a present state of its own.

Gas, vapour and heat mix between the zones as in `simulator.cabin`; the pressure control, the
coil's bypass and the relief valve act as they are known to.
"""

from typing import Final

import numpy as np

from console.domain.forecast import agenda as people
from console.domain.forecast.beds import Beds
from console.domain.forecast.draws import MEMBERS, STEPS_S, Draws
from console.domain.forecast.feed import OXYGEN_SHARE, PressureControl
from console.domain.forecast.fit import (
    DRYING,
    EXTRA,
    LEAK,
    PRODUCTION,
    REMOVAL,
    STIRRED_BETWEEN,
    STIRRING,
    USE,
    VAPOUR,
    CabinFit,
)
from console.domain.forecast.heat import (
    BODY_HEAT,
    COOLING,
    EXTRA_HEAT,
    LATENT_J_PER_MOL,
    STANDARD_MMHG,
    zone_capacity_j_per_k,
)
from console.domain.forecast.inputs import (
    R_MMHG,
    equipment_share,
    exchange_m3_per_s,
    saturation_mmhg,
)
from console.domain.forecast.vehicle import (
    AIR_J_PER_M3_K,
    BED_WATER_SHARE,
    BYPASS,
    BYPASS_HIGHEST_PCT,
    BYPASS_INTEGRAL,
    BYPASS_PROPORTIONAL,
    BYPASS_TRAVEL_PCT_PER_S,
    CABIN,
    COIL,
    COIL_FLOW,
    COLDEST_C,
    COOLANT,
    DUCT_SHARES,
    EQUIPMENT_W,
    HOTTEST_C,
    SCRUBBER_FLOW,
    SEATING_BAY,
    SET_POINT_C,
    SHARES,
    STIRRED_ZONES,
    VOLUME_M3,
    VOLUMES_M3,
    ZONE_COUNT,
)
from simulator.cabin import Array
from simulator.gases import ZERO_CELSIUS_K

_RESPIRATORY_QUOTIENT: Final = float(people.AWAKE[people.CO2] / people.AWAKE[people.O2])
_HALVINGS: Final = 4  # so that a step is short against the dome's exchange


class Members:
    """All members' cabins at one instant, and what does not change while they run."""

    def __init__(self, fit: CabinFit, draws: Draws) -> None:
        co2, heat = fit.co2.samples(draws.co2), fit.heat.samples(draws.heat)
        self.walls, self._outside_w = fit.walls.samples(draws.walls)[:, :2].T
        air, water = fit.air.samples(draws.air), fit.water.samples(draws.water)
        self.celsius = np.clip(heat[:, :ZONE_COUNT], COLDEST_C, HOTTEST_C)
        theta = co2[:, ZONE_COUNT:]
        self.production = np.clip(theta[:, PRODUCTION], 0.2, 3.0)[:, None]
        self._removal = np.clip(theta[:, REMOVAL], 0.2, 2.0)[:, None]
        self._extra = theta[:, EXTRA] * people.AWAKE[people.CO2]
        self._co2_mmhg = np.maximum(0.0, co2[:, :ZONE_COUNT])
        self.density = self._co2_mmhg / (R_MMHG * self._kelvin)
        self._body_heat = heat[:, ZONE_COUNT + BODY_HEAT, None]
        self._cooling = heat[:, ZONE_COUNT + COOLING, None]
        self._other_w = heat[:, ZONE_COUNT:][:, EXTRA_HEAT]
        per_mol = VOLUME_M3 / (R_MMHG * 295.15)
        self.oxygen = air[:, 1] * per_mol
        self.other = (air[:, 0] - air[:, 1]) * per_mol
        self._use = air[:, 2 + USE]
        self._leak = np.maximum(0.0, air[:, 2 + LEAK])
        self._breathes_out = water[:, 1 + VAPOUR, None]
        self._dries = np.clip(water[:, 1 + DRYING], 0.2, 2.0)[:, None]
        self._mix(fit, np.clip(theta[:, STIRRING], *STIRRED_BETWEEN))
        self._settle(fit, water[:, 0])
        self._control(fit)
        self.control = PressureControl(fit, self.exchange, draws.control, float(self._to_walls[0]))
        self.beds = Beds(fit, draws.beds)
        _, self._pressure_mmhg = self.air_mmhg()
        self._pressure_at_first_mmhg = self._pressure_mmhg

    @property
    def _kelvin(self) -> Array:
        return self.celsius + ZERO_CELSIUS_K

    def _mix(self, fit: CabinFit, stirring: Array) -> None:
        """Work out how one step of exchange mixes gas, and mixes and cools air to the walls."""
        flow, local = (each[-1] for each in exchange_m3_per_s(fit.held))
        ducts = np.outer(DUCT_SHARES, DUCT_SHARES) * flow
        exchange = np.tile(ducts, (MEMBERS, 1, 1))
        for fan, zone in enumerate(STIRRED_ZONES):
            exchange[:, zone, SEATING_BAY] += stirring[:, fan] * local[fan]
            exchange[:, SEATING_BAY, zone] += stirring[:, fan] * local[fan]
        diagonal = np.arange(ZONE_COUNT)
        exchange[:, diagonal, diagonal] = 0.0
        exchange[:, diagonal, diagonal] = -exchange.sum(axis=2)
        self.exchange = exchange
        rate = exchange / VOLUMES_M3[:, None]
        self._per_j = 1.0 / zone_capacity_j_per_k(float(fit.air.mean[0]))
        self._to_walls = CABIN.shell_conductance_w_per_k * SHARES * self._per_j
        cooled = rate.copy()
        cooled[:, diagonal, diagonal] -= self._to_walls
        self._gas = {step_s: _propagators(rate, step_s) for step_s in set(STEPS_S.tolist())}
        self._warmth = {step_s: _propagators(cooled, step_s) for step_s in self._gas}

    def _settle(self, fit: CabinFit, mean_mmhg: Array) -> None:
        """Spread the vapour as it was at last."""
        level = np.maximum(0.0, fit.vapour_mmhg + mean_mmhg[:, None])
        self.vapour = level / (R_MMHG * self._kelvin)
        self._brought: Array | None = None

    def _control(self, fit: CabinFit) -> None:
        last = fit.last
        self.scrubber = last(SCRUBBER_FLOW, 0.0) / 3600.0
        self._coil_flow = last(COIL_FLOW, 0.0) / 3600.0
        self._equipment_w = float(equipment_share(fit.held)[-15:].mean()) * EQUIPMENT_W * SHARES
        coolant = [value for each in COOLANT if (value := last(each, np.nan)) == value]
        self._coolant_c = float(np.mean(coolant)) if coolant else last(COIL, 8.5) - 3.0
        drawn = float(fit.heat.mean[:ZONE_COUNT] @ DUCT_SHARES)
        room = drawn - self._coolant_c
        self._approach = (
            float(np.clip((drawn - last(COIL, 8.5)) / room, 0.0, 1.0)) if room > 2.0 else 0.0
        )
        bypass = last(BYPASS, 35.0)
        error = SET_POINT_C - float(fit.heat.mean[:ZONE_COUNT] @ SHARES)
        self.bypass = np.full(MEMBERS, bypass)
        self._integral = np.clip(self.bypass - BYPASS_PROPORTIONAL * error, 0.0, BYPASS_HIGHEST_PCT)
        moved = float(np.ptp(fit.held[BYPASS][-6:]))
        is_at_end = bypass < 0.5 if error < 0.0 else bypass > BYPASS_HIGHEST_PCT - 0.5
        self._bypass_is_stuck = bypass > BYPASS_HIGHEST_PCT + 0.5 or (
            abs(error) > 0.5 and moved < 0.3 and not is_at_end
        )

    def step(self, rates: Array, step_s: float) -> None:
        """Advance by one of `STEPS_S`; `rates` is what people give, shape (members, 4, 4)."""
        drawn = self.density @ DUCT_SHARES
        inlet_mmhg = drawn * R_MMHG * (self.celsius @ DUCT_SHARES + ZERO_CELSIUS_K)
        taken = self.scrubber * self.beds.efficiency(inlet_mmhg, self.scrubber, step_s) * drawn
        removed = (self._removal[:, 0] * taken)[:, None] * DUCT_SHARES
        self._advance_heat(rates, step_s)
        into = self.production * rates[:, :, people.CO2] + self._extra - removed
        self.density = np.maximum(
            0.0, _advanced(self._gas[step_s], self.density, into / VOLUMES_M3)
        )
        self._advance_water(rates, step_s)
        self._advance_air(rates, step_s)

    def _advance_heat(self, rates: Array, step_s: float) -> None:
        drawn = self.celsius @ DUCT_SHARES
        cooled = self._coil_flow * (1.0 - self.bypass / 100.0)
        self.coil_c = drawn - self._approach * (drawn - self._coolant_c)
        taken_w = (cooled * AIR_J_PER_M3_K * (drawn - self.coil_c))[:, None] * self._cooling
        heat_w = self._body_heat * rates[:, :, people.HEAT] + self._other_w + self._equipment_w
        # Thinner air is warmed by less heat, and gives up less to the coil.
        density = self._pressure_at_first_mmhg[:, None] / STANDARD_MMHG
        thinned = (self._pressure_at_first_mmhg / np.maximum(self._pressure_mmhg, 1.0))[:, None]
        source = (heat_w * thinned - taken_w * density * DUCT_SHARES) * self._per_j
        mean = self.celsius @ SHARES
        to_walls_w = (mean - self.walls) * CABIN.shell_conductance_w_per_k
        apart = self.walls[:, None] - self.celsius
        source += self._to_walls * (self.walls[:, None] + (thinned - 1.0) * apart)
        celsius = _advanced(self._warmth[step_s], self.celsius, source)
        self.celsius = np.clip(celsius, COLDEST_C, HOTTEST_C)
        self.walls += (to_walls_w + self._outside_w) * (step_s / CABIN.shell_capacity_j_per_k)
        if not self._bypass_is_stuck:
            error = SET_POINT_C - mean
            self._integral = np.clip(
                self._integral + BYPASS_INTEGRAL * step_s * error, 0.0, BYPASS_HIGHEST_PCT
            )
            wanted = np.clip(self._integral + BYPASS_PROPORTIONAL * error, 0.0, BYPASS_HIGHEST_PCT)
            travel = BYPASS_TRAVEL_PCT_PER_S * step_s
            self.bypass += np.clip(wanted - self.bypass, -travel, travel)

    def _advance_water(self, rates: Array, step_s: float) -> None:
        drawn = self.vapour @ DUCT_SHARES
        cooled = self._coil_flow * (1.0 - self.bypass / 100.0)
        inlet_k = self.celsius @ DUCT_SHARES + ZERO_CELSIUS_K
        dry = saturation_mmhg(self.coil_c) / (R_MMHG * inlet_k)
        taken = cooled * np.maximum(0.0, drawn - dry) + self.scrubber * BED_WATER_SHARE * drawn
        into = self._breathes_out * rates[:, :, people.VAPOUR]
        into = into - self._dries * taken[:, None] * DUCT_SHARES
        if self._brought is None:
            self._brought = self._what_keeps_apart(into)
        into += self._brought
        vapour = np.maximum(0.0, _advanced(self._gas[step_s], self.vapour, into / VOLUMES_M3))
        self.vapour = np.minimum(vapour, saturation_mmhg(self.celsius) / (R_MMHG * self._kelvin))
        settled_mol = (vapour - self.vapour) @ VOLUMES_M3
        self.walls += settled_mol * LATENT_J_PER_MOL / CABIN.shell_capacity_j_per_k

    def _what_keeps_apart(self, into: Array) -> Array:
        """Return what must come to one and go from the other zone with a sensor, mol/s.

        Nothing tells more of why one is damper, so it is taken to go on: their difference is not
        to begin to change by itself.
        """
        change = (into + (self.exchange @ self.vapour[:, :, None])[:, :, 0]) / VOLUMES_M3
        brought = np.zeros_like(into)
        brought[:, 1] = (change[:, 0] - change[:, 1]) / (1.0 / VOLUMES_M3[:2]).sum()
        brought[:, 0] = -brought[:, 1]
        return brought

    def _advance_air(self, rates: Array, step_s: float) -> None:
        """Let out, feed and breathe; what else changed the pressure did so evenly."""
        oxygen_mmhg, pressure_mmhg = self.air_mmhg()
        per_mmhg = VOLUME_M3 / (R_MMHG * (self.celsius @ SHARES + ZERO_CELSIUS_K))
        used = self._use * rates[:, :, people.O2].sum(axis=1)
        changed_mmhg_per_s = (pressure_mmhg - self._pressure_mmhg) / step_s
        done = self.control.step(
            oxygen_mmhg + self._fresher_mmhg(),
            self._pressure_mmhg,
            (-used / per_mmhg, changed_mmhg_per_s - used / per_mmhg),
            self._leak,
            per_mmhg,
            step_s,
        )
        self.celsius += self._kelvin * done.warmed[:, None]
        self.density *= done.kept[:, None]
        self.vapour *= done.kept[:, None]
        oxygen = (self.oxygen - used * step_s) * done.kept + done.oxygen_mol
        self.oxygen = np.maximum(0.0, oxygen)
        self.other = self.other * done.kept + done.nitrogen_mol
        _, self._pressure_mmhg = self.air_mmhg()

    def _fresher_mmhg(self) -> Array:
        """Return by how much more oxygen the seating bay has, where less of it was breathed."""
        scale = R_MMHG * self._kelvin
        co2, vapour = self.density * scale, self.vapour * scale
        less_co2, less_vapour = (each @ SHARES - each[:, SEATING_BAY] for each in (co2, vapour))
        return np.asarray(less_co2 / _RESPIRATORY_QUOTIENT + OXYGEN_SHARE * less_vapour)

    def air_mmhg(self) -> tuple[Array, Array]:
        """Return oxygen and total pressure of each member."""
        per_mol = R_MMHG * (self.celsius @ SHARES + ZERO_CELSIUS_K) / VOLUME_M3
        wet = (self.density + self.vapour) @ VOLUMES_M3
        return self.oxygen * per_mol, (self.oxygen + self.other + wet) * per_mol

    def readings(self) -> Array:
        """Return what sensors would show, in the order of `FORECAST`, shape (12, members)."""
        oxygen, pressure = self.air_mmhg()
        scale = R_MMHG * self._kelvin
        humidity = 100.0 * self.vapour * scale / saturation_mmhg(self.celsius)
        return np.concatenate(
            ((self.density * scale).T, [oxygen, pressure], self.celsius.T, humidity[:, :2].T)
        )


def _propagators(rate: Array, step_s: float) -> tuple[Array, Array]:
    """Return what one step makes of amounts, and of what comes in: Crank-Nicolson, in parts."""
    half = 0.5 * step_s / 2**_HALVINGS * rate
    spread = np.linalg.inv(np.eye(ZONE_COUNT) - half)
    kept = spread @ (np.eye(ZONE_COUNT) + half)
    spread = spread * (step_s / 2**_HALVINGS)
    for _ in range(_HALVINGS):
        spread = kept @ spread + spread
        kept = kept @ kept
    return np.asarray(kept), np.asarray(spread)


def _advanced(propagators: tuple[Array, Array], amounts: Array, into: Array) -> Array:
    kept, spread = propagators
    return np.asarray((kept @ amounts[:, :, None] + spread @ into[:, :, None])[:, :, 0])
