"""CO2 removal: a swing bed of two amine beds, LiOH cartridges, and a plain Q·η element.

Adsorption into a bed is efficiency × flow × concentration; the efficiency follows the transfer
units left as the bed fills towards its equilibrium with the inlet (linear in CO2 pressure, Henry
regime). Open to vacuum the bed empties with its own time constant. Capacities, transfer units and
ullage are assumptions; the 780 s half cycle is Shuttle's RCRS.
LiOH: 2 LiOH + CO2 → Li2CO3 + H2O gives 0.409 kg of vapour and 2.15 MJ per kg CO2.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from math import exp, pi
from typing import Final

from simulator.gases import PA_PER_MMHG
from simulator.places import held
from simulator.quantity import quantity


class BedPhase(IntEnum):
    """What a bed is doing."""

    ADSORB = 0
    EQUALIZE = 1
    DESORB = 2
    ISOLATED = 3
    FAULT = 4


class CartridgeState(IntEnum):
    """Where a LiOH cartridge is in its life."""

    EMPTY = 0
    STOWED = 1
    IN_USE = 2
    SPENT = 3


ULLAGE_FILLING_S: Final = 120.0
LIOH_WATER_KG_PER_KG_CO2: Final = 0.409
LIOH_HEAT_J_PER_KG_CO2: Final = 2.15e6


@dataclass(frozen=True, kw_only=True)
class Co2RemovalParameters:
    """Sizes of beds and cartridges; assumptions unless a source is named."""

    linear_flow_m3_per_h: float = quantity(
        0.0, "m³/h", "Q·η of a plain element beside the beds, with no dynamics", low=0, high=1e5
    )
    beds_are_fitted: bool = quantity(True, "-", "whether the swing bed exists")
    efficiency: float = quantity(
        0.97, "-", "of a fresh bed with endless transfer units", low=0, high=1
    )
    transfer_units: float = quantity(5.0, "-", "of a fresh bed", low=0, high=100)
    capacity_kg_per_mmhg: float = quantity(
        0.05, "kg/mmHg", "CO2 held per inlet pressure", low=1e-6, high=1e3
    )
    desorption_time_constant_s: float = quantity(
        110.0, "s", "of emptying to vacuum", low=1, high=1e5
    )
    vacuum_line_mm: float = quantity(18.0, "mm", "bore of the line to space", low=1, high=1e3)
    half_cycle_s: float = quantity(
        780.0, "s", "adsorption time (Shuttle RCRS 13 min)", low=30, high=1e5
    )
    lone_desorption_s: float = quantity(
        330.0,
        "s",
        "desorption time of a bed that works alone (three time constants)",
        low=30,
        high=1e5,
    )
    equalise_s: float = quantity(20.0, "s", "pressure equalisation at a swing", low=1, high=1e4)
    ullage_m3: float = quantity(
        0.002, "m³", "cabin air lost per swing after recovery", low=0, high=10
    )
    water_share: float = quantity(0.05, "-", "of inlet vapour taken by a bed", low=0, high=1)
    cartridge_capacity_kg: float = quantity(
        2.5, "kg", "CO2 per LiOH cartridge (2.0 planned, up to 3.2)", low=0.01, high=1e3
    )
    cartridge_efficiency: float = quantity(0.95, "-", "of a fresh cartridge", low=0, high=1)
    cartridge_stock: int = quantity(9, "count", "unused cartridges at start", low=0, high=20)


@dataclass(kw_only=True)
class Co2RemovalState:
    """Loadings, phases and what is broken."""

    bed_loading_kg: list[float] = held([0.02, 0.04], "kg", 0, 100)
    bed_phase: list[BedPhase] = field(default_factory=lambda: [BedPhase.ADSORB, BedPhase.DESORB])
    bed_temperature_c: list[float] = held([24.0, 24.0], "°C", -60, 200)
    bed_pressure_pa: list[float] = held([101325.0, 60.0], "Pa", 0, 2.5e5)
    bed_is_isolated: list[bool] = field(default_factory=lambda: [False, False])
    bed_vent_is_stuck: list[bool] = field(default_factory=lambda: [False, False])
    bed_capacity_share: list[float] = held([1.0, 1.0], "-", 0, 1)
    half_cycle_elapsed_s: float = held(0.0, "s", 0, 2e5)
    swing_is_stopped: bool = False
    swing_is_powered: bool = True
    ullage_left_m3: float = held(0.0, "m³", 0, 100)
    vacuum_leak_mm: float = held(0.0, "mm", 0, 20)
    vent_valve_is_closed: bool = False
    cartridge_state: list[CartridgeState] = field(
        default_factory=lambda: [CartridgeState.STOWED, CartridgeState.STOWED]
    )
    cartridge_used_kg: list[float] = held([0.0, 0.0], "kg", 0, 1e3)
    cartridge_capacity_share: list[float] = held([1.0, 1.0], "-", 0, 1)
    cartridge_total_kg: float = 0.0
    cartridge_stock: int = held(9, "count", 0, 20)
    outlet_share: float = 0.1
    vented_co2_kg: float = 0.0
    vented_water_kg: float = 0.0


@dataclass(slots=True)
class Removal:
    """What the step takes from the air stream."""

    co2_kg_per_s: float = 0.0
    water_kg_per_s: float = 0.0
    heat_w: float = 0.0
    ullage_m3: float = 0.0


class Co2Removal:
    """The two beds and the two cartridge slots in one air stream."""

    REPORTS: Final = (
        "ARS_BED_A_STATE",
        "ARS_BED_A_T",
        "ARS_BED_A_VAC",
        "ARS_BED_B_STATE",
        "ARS_BED_B_T",
        "ARS_BED_B_VAC",
        "ARS_BED_CYCLE",
        "ARS_CO2_OUT",
        "ARS_CO2_EFF",
        "ARS_LIOH_1_STATE",
        "ARS_LIOH_1_USED",
        "ARS_LIOH_2_STATE",
        "ARS_LIOH_2_USED",
        "ARS_LIOH_STOCK",
    )

    def __init__(self, parameters: Co2RemovalParameters) -> None:
        self.parameters = parameters
        self.state = Co2RemovalState(cartridge_stock=parameters.cartridge_stock)
        self._inlet_mmhg = 2.0
        self._has_flow = True

    def step(
        self,
        step_s: float,
        *,
        flow_m3_per_h: float,
        co2_mmhg: float,
        co2_kg_per_m3: float,
        water_kg_per_m3: float,
        cabin_pa: float,
        air_c: float,
    ) -> Removal:
        """Work the stream for `step_s`; the concentrations are those of the inlet."""
        removal = Removal()
        self._inlet_mmhg = co2_mmhg
        self._swing(step_s, removal)
        flow = flow_m3_per_h / 3600.0
        passes = 1.0
        for slot in (0, 1):
            passes *= 1.0 - self._cartridge(slot, step_s, flow, passes * co2_kg_per_m3, removal)
        carried = passes * co2_kg_per_m3
        adsorbing = [bed for bed in (0, 1) if self._takes_flow(bed)]
        out = 0.0
        for bed in adsorbing:
            share = flow / len(adsorbing)
            efficiency = self._adsorb(bed, step_s, share, carried, passes * co2_mmhg, removal)
            water_kg_per_s = share * water_kg_per_m3 * self.parameters.water_share
            removal.water_kg_per_s += water_kg_per_s
            self.state.vented_water_kg += water_kg_per_s * step_s
            out += (1.0 - efficiency) / len(adsorbing)
        self.state.outlet_share = passes * (out if adsorbing else 1.0)
        self._has_flow = flow_m3_per_h > 1.0
        for bed in (0, 1):
            self._desorb(bed, step_s, cabin_pa, air_c)
        linear = self.parameters.linear_flow_m3_per_h / 3600.0
        removal.co2_kg_per_s += linear * co2_kg_per_m3
        return removal

    def _takes_flow(self, bed: int) -> bool:
        return self.parameters.beds_are_fitted and self.state.bed_phase[bed] in {
            BedPhase.ADSORB,
            BedPhase.FAULT,
        }

    def _adsorb(
        self, bed: int, step_s: float, flow: float, kg_per_m3: float, mmhg: float, removal: Removal
    ) -> float:
        state, parameters = self.state, self.parameters
        capacity = parameters.capacity_kg_per_mmhg * state.bed_capacity_share[bed]
        holds_kg = max(capacity * mmhg, 1e-9)
        room = max(0.0, 1.0 - state.bed_loading_kg[bed] / holds_kg)
        efficiency = parameters.efficiency * (1.0 - exp(-parameters.transfer_units * room))
        taken = flow * kg_per_m3 * efficiency
        state.bed_loading_kg[bed] += taken * step_s
        removal.co2_kg_per_s += taken
        return efficiency

    def _desorb(self, bed: int, step_s: float, cabin_pa: float, air_c: float) -> None:
        state, parameters = self.state, self.parameters
        opens = state.bed_phase[bed] is BedPhase.DESORB and not state.bed_vent_is_stuck[bed]
        if opens and not state.vent_valve_is_closed:
            # What leaks in chokes once more where the line ends in space.
            leaked_pa = cabin_pa * (state.vacuum_leak_mm / parameters.vacuum_line_mm) ** 2
            floor_pa = min(cabin_pa, 60.0 + leaked_pa)
            target_pa, time_constant_s = floor_pa, 12.0
            residual = parameters.capacity_kg_per_mmhg * 0.02 * floor_pa / PA_PER_MMHG
            share = 1.0 - exp(-step_s / parameters.desorption_time_constant_s)
            released = max(0.0, state.bed_loading_kg[bed] - residual) * share
            state.bed_loading_kg[bed] -= released
            state.vented_co2_kg += released
            target_c = air_c - 2.0
        else:
            target_pa, time_constant_s = cabin_pa, 5.0
            if state.bed_phase[bed] is BedPhase.EQUALIZE:
                target_pa = 0.5 * cabin_pa
            target_c = air_c + (4.0 if self._takes_flow(bed) else 0.0)
        share = 1.0 - exp(-step_s / time_constant_s)
        state.bed_pressure_pa[bed] += (target_pa - state.bed_pressure_pa[bed]) * share
        share = 1.0 - exp(-step_s / 300.0)
        state.bed_temperature_c[bed] += (target_c - state.bed_temperature_c[bed]) * share

    def _swing(self, step_s: float, removal: Removal) -> None:
        """Let the beds change places when the half cycle is over."""
        state, parameters = self.state, self.parameters
        if not parameters.beds_are_fitted:
            return
        for bed in (0, 1):
            if state.bed_is_isolated[bed] and state.bed_phase[bed] is not BedPhase.ISOLATED:
                state.bed_phase[bed] = BedPhase.ISOLATED
        # The emptied bed fills with cabin air over two minutes.
        removal.ullage_m3 = min(
            state.ullage_left_m3, parameters.ullage_m3 * step_s / ULLAGE_FILLING_S
        )
        state.ullage_left_m3 -= removal.ullage_m3
        if state.swing_is_stopped or not state.swing_is_powered or all(state.bed_is_isolated):
            return
        before = state.half_cycle_elapsed_s
        state.half_cycle_elapsed_s += step_s
        half_cycle_s = self._half_cycle_s()
        if state.half_cycle_elapsed_s < half_cycle_s:
            return
        if before < half_cycle_s:
            state.ullage_left_m3 += parameters.ullage_m3
        self._next_phase(state.half_cycle_elapsed_s - half_cycle_s)

    def _half_cycle_s(self) -> float:
        """Return how long this half cycle lasts: a lone bed is back as soon as it is empty."""
        state, parameters = self.state, self.parameters
        if any(state.bed_is_isolated) and BedPhase.ADSORB not in state.bed_phase:
            return min(parameters.lone_desorption_s, parameters.half_cycle_s)
        return parameters.half_cycle_s

    def _next_phase(self, past_s: float) -> None:
        state = self.state
        usable = [bed for bed in (0, 1) if not state.bed_is_isolated[bed]]
        if past_s < self.parameters.equalise_s:
            for bed in usable:
                if state.bed_phase[bed] is BedPhase.DESORB:
                    state.bed_phase[bed] = BedPhase.EQUALIZE
            return
        was_adsorbing = next((bed for bed in usable if state.bed_phase[bed] is BedPhase.ADSORB), -1)
        for bed in usable:
            empties = bed == was_adsorbing
            state.bed_phase[bed] = BedPhase.DESORB if empties else BedPhase.ADSORB
        state.half_cycle_elapsed_s = 0.0

    def _cartridge(
        self, slot: int, step_s: float, flow: float, kg_per_m3: float, removal: Removal
    ) -> float:
        """Return the efficiency of a cartridge, having let it work; 0 for an idle one."""
        state, parameters = self.state, self.parameters
        if state.cartridge_state[slot] not in {CartridgeState.IN_USE, CartridgeState.SPENT}:
            return 0.0
        capacity = parameters.cartridge_capacity_kg * state.cartridge_capacity_share[slot]
        used = state.cartridge_used_kg[slot] / max(capacity, 1e-9)
        # Breakthrough: half the efficiency is gone at 95 % of capacity (assumption).
        exponent = min(60.0, (used - 0.95) / 0.03)
        efficiency = parameters.cartridge_efficiency / (1.0 + exp(exponent))
        taken = flow * kg_per_m3 * efficiency
        state.cartridge_used_kg[slot] += taken * step_s
        state.cartridge_total_kg += taken * step_s
        removal.co2_kg_per_s += taken
        removal.water_kg_per_s -= LIOH_WATER_KG_PER_KG_CO2 * taken
        removal.heat_w += LIOH_HEAT_J_PER_KG_CO2 * taken
        if used > 0.98:
            state.cartridge_state[slot] = CartridgeState.SPENT
        return efficiency

    def leak_area_m2(self) -> float:
        """Return the area through which a poppet that does not seat vents the cabin."""
        state = self.state
        if state.vent_valve_is_closed or not state.vacuum_leak_mm:
            return 0.0
        return 0.62 * pi / 4e6 * state.vacuum_leak_mm**2

    def fit_cartridge(self, slot: int) -> str | None:
        """Put a fresh cartridge into `slot` and use it; return why not, if it cannot be done."""
        state = self.state
        if state.cartridge_stock < 1:
            return "no unused LiOH cartridge is left"
        state.cartridge_stock -= 1
        state.cartridge_state[slot] = CartridgeState.IN_USE
        state.cartridge_used_kg[slot] = 0.0
        state.cartridge_capacity_share[slot] = 1.0
        return None

    def report(self) -> tuple[float, ...]:
        """Return the truth of `REPORTS`."""
        state = self.state
        outlet = state.outlet_share
        return (
            state.bed_phase[0],
            state.bed_temperature_c[0],
            state.bed_pressure_pa[0],
            state.bed_phase[1],
            state.bed_temperature_c[1],
            state.bed_pressure_pa[1],
            state.half_cycle_elapsed_s,
            outlet * self._inlet_mmhg,
            100.0 * (1.0 - outlet) if self._has_flow else 0.0,
            state.cartridge_state[0],
            state.cartridge_used_kg[0],
            state.cartridge_state[1],
            state.cartridge_used_kg[1],
            state.cartridge_stock,
        )
