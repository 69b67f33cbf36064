"""The condensing heat exchanger, its bypass and the water separator.

Air that is not bypassed leaves saturated at the coil's temperature, or as dry as it came:
condensate = Q·(1 − bypass)·(c_in − c_sat(T_coil)) when that is positive. Sizes are assumptions;
the bypass range of 0 to 70 % and the separator's 1 to 4 lb/h are Shuttle's.
"""

from dataclasses import dataclass
from math import exp
from typing import Final

from simulator.gases import (
    GAS_CONSTANT_J_PER_MOL_K,
    HEAT_OF_VAPORISATION_J_PER_KG,
    MOLAR_CP_J_PER_K,
    MOLAR_MASS_KG,
    ZERO_CELSIUS_K,
    Gas,
    saturation_pressure_pa,
)
from simulator.places import held
from simulator.quantity import quantity

_WATER_KG_PER_MOL: Final = float(MOLAR_MASS_KG[Gas.H2O])


@dataclass(frozen=True, kw_only=True)
class HumidityParameters:
    """Sizes of exchanger and separator; assumptions."""

    coil_is_fitted: bool = quantity(True, "-", "whether the condensing heat exchanger exists")
    coil_effectiveness: float = quantity(0.84, "-", "of the coil against its air", low=0, high=1)
    coil_time_constant_s: float = quantity(40.0, "s", "of the coil's own heat", low=0.1, high=1e4)
    set_point_c: float = quantity(22.0, "°C", "cabin temperature the bypass holds", low=10, high=35)
    bypass_highest_pct: float = quantity(70.0, "%", "of the controller's range", low=0, high=100)
    separator_rpm: float = quantity(5800.0, "rpm", "running speed", low=1, high=1e5)
    tank_kg: float = quantity(40.0, "kg", "condensate tank", low=0.1, high=1e4)
    dump_at_pct: float = quantity(70.0, "%", "fill that starts a dump overboard", low=1, high=100)
    dump_kg_per_min: float = quantity(1.0, "kg/min", "of a dump", low=0, high=100)


@dataclass(kw_only=True)
class HumidityState:
    """Valve positions, temperatures, tank, and what is broken."""

    bypass_pct: float = held(35.0, "%", 0, 100)
    bypass_stuck_pct: float = held(-1.0, "%", -1, 100)
    integral_pct: float = held(35.0, "%", 0, 100)
    coil_c: float = held(8.0, "°C", -40, 100)
    coolant_is_shut: bool = False
    manual_coolant_is_open: bool = False
    separator_rpm: float = held(5800.0, "rpm", 0, 1e5)
    separator_is_on: bool = True
    separator_is_seized: bool = False
    separator_is_powered: bool = True
    free_water_kg: float = held(0.0, "kg", 0, 1e3)
    carry_pct: float = held(0.0, "%", 0, 100)
    condensate_kg_per_h: float = 0.42
    tank_kg: float = held(12.0, "kg", 0, 1e4)
    collected_kg: float = 0.0
    is_dumping: bool = False
    dump_is_frozen: bool = False


@dataclass(slots=True)
class Cooling:
    """What the step takes from the air stream and gives to the coolant."""

    sensible_w: float = 0.0
    water_kg_per_s: float = 0.0
    coolant_w: float = 0.0


class Humidity:
    """Heat exchanger and separator."""

    REPORTS: Final = (
        "ARS_CHX_T_AIR",
        "ARS_CHX_BYPASS",
        "ARS_SEP_RPM",
        "ARS_SEP_CARRY",
        "ARS_COND_RATE",
        "ARS_COND_QTY",
    )

    def __init__(self, parameters: HumidityParameters) -> None:
        self.parameters = parameters
        self.state = HumidityState(separator_rpm=parameters.separator_rpm)

    def step(
        self,
        step_s: float,
        *,
        flow_m3_per_h: float,
        air_c: float,
        cabin_pa: float,
        vapour_pa: float,
        coolant_c: float,
        coolant_w_per_k: float,
        cabin_c: float,
    ) -> Cooling:
        """Cool and dry the stream for `step_s`; the air's figures are those of the inlet."""
        self._control(step_s, cabin_c)
        self._spin(step_s)
        cooling = Cooling()
        if not self.parameters.coil_is_fitted:
            return cooling
        state = self.state
        cooled_m3_per_s = flow_m3_per_h / 3600.0 * (1.0 - state.bypass_pct / 100.0)
        flows = not state.coolant_is_shut or state.manual_coolant_is_open
        target_c = air_c
        kelvin = air_c + ZERO_CELSIUS_K
        mol_per_m3_pa = 1.0 / (GAS_CONSTANT_J_PER_MOL_K * kelvin)
        air_w_per_k = cooled_m3_per_s * cabin_pa * mol_per_m3_pa * MOLAR_CP_J_PER_K
        if flows and coolant_w_per_k > 1.0:
            # The coil warms with the load it carries (ε-NTU, capacity ratio in the coolant).
            effectiveness = self.parameters.coil_effectiveness / (
                1.0 + 0.5 * air_w_per_k / coolant_w_per_k
            )
            target_c = coolant_c + (1.0 - effectiveness) * (air_c - coolant_c)
        share = 1.0 - exp(-step_s / self.parameters.coil_time_constant_s)
        state.coil_c += (target_c - state.coil_c) * share
        cooling.sensible_w = air_w_per_k * (air_c - state.coil_c)
        excess_pa = vapour_pa - saturation_pressure_pa(state.coil_c)
        if excess_pa > 0.0:
            cooling.water_kg_per_s = cooled_m3_per_s * excess_pa * mol_per_m3_pa * _WATER_KG_PER_MOL
        self._separate(step_s, cooling, flow_m3_per_h)
        cooling.coolant_w = (
            cooling.sensible_w + cooling.water_kg_per_s * HEAT_OF_VAPORISATION_J_PER_KG
        )
        return cooling

    def _control(self, step_s: float, cabin_c: float) -> None:
        """Move the bypass towards what holds the set point (PI; full travel in 4 min)."""
        state = self.state
        if state.bypass_stuck_pct >= 0.0:
            state.bypass_pct = state.bypass_stuck_pct
            return
        error_k = self.parameters.set_point_c - cabin_c
        highest = self.parameters.bypass_highest_pct
        state.integral_pct = min(highest, max(0.0, state.integral_pct + 0.02 * error_k * step_s))
        wanted = min(highest, max(0.0, state.integral_pct + 6.0 * error_k))
        travel = highest / 240.0 * step_s
        state.bypass_pct += min(travel, max(-travel, wanted - state.bypass_pct))

    def _spin(self, step_s: float) -> None:
        state = self.state
        drives = state.separator_is_on and state.separator_is_powered
        drives = drives and not state.separator_is_seized
        target = self.parameters.separator_rpm if drives else 0.0
        state.separator_rpm += (target - state.separator_rpm) * (1.0 - exp(-step_s / 8.0))

    def _separate(self, step_s: float, cooling: Cooling, flow_m3_per_h: float) -> None:
        """Let the separator take the water; a slow one leaves it in the duct, where it dries."""
        state = self.state
        share = min(1.0, state.separator_rpm / (0.6 * self.parameters.separator_rpm))
        water_kg = cooling.water_kg_per_s * step_s
        drained_kg = (water_kg + state.free_water_kg * min(1.0, step_s / 300.0)) * share
        state.free_water_kg += water_kg - drained_kg
        # Pooled water dries back into the duct air, 20 g/h per kg pooled at full flow (assumption).
        dried_kg = state.free_water_kg * 0.02 / 3600.0 * flow_m3_per_h / 235.0 * step_s
        state.free_water_kg -= dried_kg
        cooling.water_kg_per_s -= dried_kg / step_s
        state.tank_kg += drained_kg
        self._dump(step_s)
        state.collected_kg += drained_kg
        rate = drained_kg / step_s * 3600.0
        state.condensate_kg_per_h += (rate - state.condensate_kg_per_h) * (step_s / 300.0)
        target_pct = min(100.0, 40.0 * state.free_water_kg / 0.1)
        state.carry_pct += (target_pct - state.carry_pct) * (step_s / 60.0)

    def _dump(self, step_s: float) -> None:
        """Let condensate overboard when the tank is well filled, until little is left."""
        state, parameters = self.state, self.parameters
        fill_pct = 100.0 * state.tank_kg / parameters.tank_kg
        if fill_pct > parameters.dump_at_pct:
            state.is_dumping = True
        elif fill_pct < 15.0:
            state.is_dumping = False
        if state.is_dumping and not state.dump_is_frozen:
            lost_kg = parameters.dump_kg_per_min * step_s / 60.0
            state.tank_kg = max(0.0, state.tank_kg - lost_kg)

    def report(self) -> tuple[float, ...]:
        """Return the truth of `REPORTS`."""
        state = self.state
        return (
            state.coil_c,
            state.bypass_pct,
            state.separator_rpm,
            state.carry_pct,
            state.condensate_kg_per_h,
            min(100.0, 100.0 * state.tank_kg / self.parameters.tank_kg),
        )
