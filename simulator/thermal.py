"""Two coolant loops, their radiators, four cold plates and the cabin's shell.

Q = ṁ·cp·ΔT in the loops; the radiator radiates εσA(T⁴ − T_env⁴); a valve mixes radiator and bypass
flow to hold the coolant's temperature into the cabin. Sizes are assumptions; the plausibility
check is Soyuz MS-22, which lost its radiator loop and warmed to about 30 °C.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from math import exp
from typing import Final

from simulator.places import held
from simulator.quantity import quantity


class PumpState(IntEnum):
    """States of a coolant pump."""

    OFF = 0
    ON = 1
    STALL = 2
    CAVITATION = 3


STEFAN_BOLTZMANN_W_PER_M2_K4: Final = 5.670374e-8
# Where the coolant gets thick and clogs the radiator (assumption).
FREEZES_AT_C: Final = -66.0
# Flight computers, power converters, batteries, comm; which loops cool each (A, B).
PLATE_LOOPS: Final = ((True, True), (True, False), (True, True), (False, True))


@dataclass(frozen=True, kw_only=True)
class ThermalParameters:
    """Sizes of loops, radiators and plates; assumptions."""

    flow_kg_per_h: float = quantity(150.0, "kg/h", "coolant flow of one loop", low=1, high=1e4)
    heat_capacity_j_per_kg_k: float = quantity(
        3600.0, "J/kg/K", "of the coolant", low=100, high=1e4
    )
    pump_head_kpa: float = quantity(140.0, "kPa", "of one pump at nominal flow", low=1, high=1e4)
    set_point_c: float = quantity(5.0, "°C", "coolant into the cabin", low=0, high=20)
    radiator_area_m2: float = quantity(4.6, "m²", "of one loop", low=0.1, high=1e3)
    radiator_emissivity: float = quantity(0.85, "-", "of the radiator", low=0.01, high=1)
    radiator_capacity_j_per_k: float = quantity(22e3, "J/K", "of one radiator", low=5e3, high=1e7)
    sink_sunlit_k: float = quantity(
        224.0, "K", "radiative surroundings in sunlight", low=3, high=400
    )
    sink_eclipse_k: float = quantity(
        196.0, "K", "radiative surroundings in eclipse", low=3, high=400
    )
    coolant_kg_per_pct: float = quantity(
        0.15, "kg/%", "coolant per accumulator percent", low=0.001, high=10
    )
    plate_capacity_j_per_k: tuple[float, ...] = quantity(
        (7000.0, 8000.0, 12000.0, 6000.0),
        "J/K",
        "cold plates: computers, converters, batteries, comm",
        low=3e3,
        high=1e7,
    )
    plate_conductance_w_per_k: tuple[float, ...] = quantity(
        (22.0, 19.0, 12.0, 14.0), "W/K", "cold plates to coolant at full flow", low=0.1, high=200
    )
    shell_loss_w_per_k: float = quantity(3.0, "W/K", "shell to its surroundings", low=0, high=500)


@dataclass(kw_only=True)
class LoopState:
    """One loop with its pump, accumulator and radiator."""

    pump_is_on: bool = True
    pump_is_seized: bool = False
    pump_is_powered: bool = True
    stalled_s: float = 0.0
    speed: float = held(1.0, "-", 0, 1)
    accumulator_pct: float = held(60.0, "%", 0, 100)
    leak_kg_per_min: float = held(0.0, "kg/min", 0, 20)
    cabin_leak_kg_per_min: float = held(0.0, "kg/min", 0, 20)
    radiator_is_isolated: bool = False
    cabin_is_isolated: bool = False
    radiator_extra_cooling_k: float = held(0.0, "K", 0, 200)
    radiator_area_share: float = held(1.0, "-", 0, 10)
    radiator_c: float = held(-5.0, "°C", -200, 300)
    outlet_c: float = held(-2.0, "°C", -200, 300)
    inlet_c: float = held(5.0, "°C", -200, 300)
    return_c: float = held(12.0, "°C", -200, 300)
    radiator_share: float = held(0.5, "-", 0, 1)


@dataclass(kw_only=True)
class ThermalState:
    """Both loops, plates and the environment."""

    loops: list[LoopState] = field(default_factory=lambda: [LoopState(), LoopState()])
    plate_c: list[float] = held([20.0, 20.0, 20.0, 20.0], "°C", -150, 500)
    plates_are_cross_strapped: bool = False
    sink_k: float = held(220.0, "K", 3, 400)
    rejected_w: float = 1700.0


class Thermal:
    """The thermal control system."""

    REPORTS: Final = (
        *(
            f"TCS_{loop}_{name}"
            for loop in ("A", "B")
            for name in ("PUMP", "FLOW", "DP", "T_IN", "T_OUT", "ACC", "RAD_T")
        ),
        "TCS_CP_1_T",
        "TCS_CP_2_T",
        "TCS_CP_3_T",
        "TCS_CP_4_T",
        "TCS_SHELL_T",
        "TCS_REJECT",
    )

    def __init__(self, parameters: ThermalParameters) -> None:
        self.parameters = parameters
        self.state = ThermalState()
        self._shell_c = 20.0

    def flow_kg_per_h(self, loop: int) -> float:
        """Return a loop's coolant flow; an empty accumulator lets the pump cavitate."""
        state = self.state.loops[loop]
        if state.cabin_is_isolated:
            return 0.0
        filled = min(1.0, state.accumulator_pct / 5.0)
        thick = 1.0 / (1.0 + exp((FREEZES_AT_C - state.radiator_c) / 3.0))
        return self.parameters.flow_kg_per_h * state.speed * filled * (0.35 + 0.65 * thick)

    def coolant(self) -> tuple[float, float]:
        """Return temperature (°C) and capacity rate (W/K) of the coolant at the cabin's coil."""
        rates = [self._rate_w_per_k(loop) for loop in (0, 1)]
        total = rates[0] + rates[1]
        if total <= 0.0:
            return 20.0, 0.0
        loops = self.state.loops
        return (loops[0].inlet_c * rates[0] + loops[1].inlet_c * rates[1]) / total, total

    def cabin_leak_kg_per_s(self) -> float:
        """Return the coolant that leaks into the cabin."""
        return sum(
            loop.cabin_leak_kg_per_min / 60.0
            for loop in self.state.loops
            if loop.accumulator_pct > 0.0 and not loop.cabin_is_isolated
        )

    def shell_heat_w(self, shell_c: float, illumination: float) -> float:
        """Return the heat the shell takes from outside (negative: loses)."""
        self._shell_c = shell_c
        outside_c = -75.0 + 40.0 * illumination
        return self.parameters.shell_loss_w_per_k * (outside_c - shell_c)

    def step(
        self,
        step_s: float,
        *,
        coil_w: float,
        plates_w: tuple[float, float, float, float],
        illumination: float,
    ) -> None:
        """Advance by `step_s`.

        Parameters
        ----------
        coil_w
            Heat from the cabin's coil.
        plates_w
            Heat into each cold plate.
        illumination
            1 in sunlight, 0 in eclipse.
        """
        parameters, state = self.parameters, self.state
        sink = parameters.sink_eclipse_k
        sink += (parameters.sink_sunlit_k - parameters.sink_eclipse_k) * illumination
        state.sink_k += (sink - state.sink_k) * min(1.0, step_s / 300.0)
        heat_w = self._plates(step_s, plates_w)
        rates = [self._rate_w_per_k(loop) for loop in (0, 1)]
        total = rates[0] + rates[1]
        state.rejected_w = 0.0
        for loop in (0, 1):
            share_w = coil_w * rates[loop] / total if total > 0.0 else 0.0
            self._pump(step_s, state.loops[loop])
            self._loop(step_s, state.loops[loop], rates[loop], share_w + heat_w[loop])

    def _rate_w_per_k(self, loop: int) -> float:
        return self.flow_kg_per_h(loop) / 3600.0 * self.parameters.heat_capacity_j_per_kg_k

    def _plates(self, step_s: float, plates_w: tuple[float, ...]) -> list[float]:
        """Warm the plates and return the heat each loop takes from them."""
        state, parameters = self.state, self.parameters
        heat_w = [0.0, 0.0]
        flows = [self.flow_kg_per_h(loop) / parameters.flow_kg_per_h for loop in (0, 1)]
        for plate, loops in enumerate(PLATE_LOOPS):
            served = (True, True) if state.plates_are_cross_strapped else loops
            count = 1.0 if sum(loops) == 1 else 2.0
            net_w = plates_w[plate]
            for loop in (0, 1):
                if served[loop]:
                    conductance = parameters.plate_conductance_w_per_k[plate] * flows[loop] / count
                    drawn_w = conductance * (state.plate_c[plate] - state.loops[loop].inlet_c - 3.0)
                    heat_w[loop] += drawn_w
                    net_w -= drawn_w
            state.plate_c[plate] += net_w * step_s / parameters.plate_capacity_j_per_k[plate]
        return heat_w

    def _pump(self, step_s: float, loop: LoopState) -> None:
        drives = loop.pump_is_on and loop.pump_is_powered and not loop.pump_is_seized
        loop.speed += ((1.0 if drives else 0.0) - loop.speed) * (1.0 - exp(-step_s / 4.0))
        if loop.speed < 0.01 and not drives:
            loop.speed = 0.0
        is_slow = loop.pump_is_on and loop.speed < 0.5
        loop.stalled_s = loop.stalled_s + step_s if is_slow else 0.0
        leak_kg_per_min = 0.0 if loop.cabin_is_isolated else loop.cabin_leak_kg_per_min
        if not loop.radiator_is_isolated:
            leak_kg_per_min += loop.leak_kg_per_min
        if leak_kg_per_min:
            lost_pct = leak_kg_per_min * step_s / 60.0 / self.parameters.coolant_kg_per_pct
            loop.accumulator_pct = max(0.0, loop.accumulator_pct - lost_pct)

    def _loop(self, step_s: float, loop: LoopState, rate_w_per_k: float, heat_w: float) -> None:
        parameters = self.parameters
        sink_k = max(3.0, self.state.sink_k - loop.radiator_extra_cooling_k)
        if rate_w_per_k > 1.0:
            target_c = loop.inlet_c + heat_w / rate_w_per_k
            loop.return_c += (target_c - loop.return_c) * min(1.0, step_s / 60.0)
        wanted = (loop.return_c - parameters.set_point_c) / max(0.5, loop.return_c - loop.outlet_c)
        share = min(1.0, max(0.05, wanted))
        if loop.radiator_is_isolated:
            share = 0.0
        loop.radiator_share += (share - loop.radiator_share) * min(1.0, step_s / 20.0)
        through = rate_w_per_k * loop.radiator_share
        given_w = through * 0.85 * (loop.return_c - loop.radiator_c)
        kelvin = loop.radiator_c + 273.15
        radiated_w = (
            parameters.radiator_emissivity
            * STEFAN_BOLTZMANN_W_PER_M2_K4
            * parameters.radiator_area_m2
            * loop.radiator_area_share
            * (kelvin**4 - sink_k**4)
        )
        loop.radiator_c += (given_w - radiated_w) * step_s / parameters.radiator_capacity_j_per_k
        loop.outlet_c = loop.return_c - 0.85 * (loop.return_c - loop.radiator_c)
        mixed_c = loop.return_c + (loop.outlet_c - loop.return_c) * loop.radiator_share
        if rate_w_per_k > 1.0:
            loop.inlet_c += (mixed_c - loop.inlet_c) * min(1.0, step_s / 15.0)
        else:
            loop.inlet_c += (20.0 - loop.inlet_c) * min(1.0, step_s / 1800.0)
            loop.return_c += (20.0 - loop.return_c) * min(1.0, step_s / 1800.0)
        self.state.rejected_w += radiated_w

    def _pump_state(self, loop: LoopState) -> PumpState:
        if not loop.pump_is_on:
            return PumpState.OFF
        if loop.stalled_s > 4.0:
            return PumpState.STALL
        return PumpState.CAVITATION if loop.accumulator_pct < 5.0 else PumpState.ON

    def report(self) -> tuple[float, ...]:
        """Return the truth of `REPORTS`."""
        state = self.state
        return (
            *self._loop_report(0),
            *self._loop_report(1),
            *state.plate_c,
            self._shell_c - 2.0,
            state.rejected_w,
        )

    def _loop_report(self, number: int) -> tuple[float, ...]:
        loop = self.state.loops[number]
        flow = self.flow_kg_per_h(number)
        clogged = 1.0 + 1.5 / (1.0 + exp((loop.radiator_c - FREEZES_AT_C) / 3.0))
        head = self.parameters.pump_head_kpa * loop.speed**2 * min(1.0, loop.accumulator_pct / 12.0)
        return (
            self._pump_state(loop),
            flow,
            head * clogged,
            loop.inlet_c,
            loop.return_c,
            loop.accumulator_pct,
            loop.outlet_c,
        )
