"""The cabin with everything that works its air: people, fans, beds, cooling, feeds, holes."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import expm1, pi
from typing import Final

import numpy as np

from simulator.air import HOLE_ZONES, AirParameters, AirState
from simulator.cabin import (
    ZONE_COUNT,
    Air,
    Array,
    Cabin,
    CabinParameters,
    CabinState,
    Inputs,
    standard_state,
)
from simulator.co2_removal import Co2Removal, Co2RemovalParameters
from simulator.gases import (
    COLUMN_COUNT,
    GAS_CONSTANT_J_PER_MOL_K,
    MOLAR_CV_J_PER_K,
    MOLAR_MASS_KG,
    PA_PER_MMHG,
    ZERO_CELSIUS_K,
    Gas,
    dew_point_c,
)
from simulator.humidity import Humidity, HumidityParameters
from simulator.metabolism import (
    Activity,
    People,
    Rate,
    Row,
    advance,
    lags_s,
    metabolic_table,
    settled_people,
)
from simulator.pressure_control import (
    NITROGEN,
    OXYGEN,
    PressureControl,
    PressureControlParameters,
)
from simulator.ventilation import Ventilation, VentilationParameters

# Per person and day: CO 18 mg, NH3 50 mg, organics 350 mg. Source: BVAD table 4.3 by way of GUNNS.
_TRACE_MG_PER_DAY: Final = ((Gas.CO, 18.0), (Gas.NH3, 50.0), (Gas.VOC, 25.0))
_KG_PER_S: Final = 1e-3 / 60.0  # of a gram per minute
# What the first three columns of `Rate` are of, and mol/s of a g/min of each.
_BREATHED: Final = [Gas.O2, Gas.CO2, Gas.H2O]
_BREATHED_MOL_PER_S: Final = np.array([-_KG_PER_S, _KG_PER_S, _KG_PER_S]) / MOLAR_MASS_KG[_BREATHED]
_CO2_KG_PER_MOL: Final = float(MOLAR_MASS_KG[Gas.CO2])
_WATER_KG_PER_MOL: Final = float(MOLAR_MASS_KG[Gas.H2O])
# Seconds until a detector has seen two thirds of a change, and the air behind the galley panel.
DUCT_DELAY_S: Final = (8.0, 20.0, 2.0)
PLUME_M3_PER_S: Final = 0.8
PEOPLE_STEP_S: Final = 10.0  # a body changes slowly


@dataclass(frozen=True, slots=True)
class Release:
    """Gas, and heat with it, let into a zone."""

    zone: int
    gas: Gas
    grams_per_s: float
    heat_w: float = 0.0


class LifeSupport:
    """Everything that shares the cabin's air.

    Parameters
    ----------
    cabin, air, ventilation, co2_removal, humidity, pressure_control
        Parameters of each part.
    activities, zones
        What each person does at the start and where; zone indices.
    scales : ndarray, shape (people,)
        Size of each against the metabolic table's man.
    """

    REPORTS: Final = (
        "CAB_P_TOT",
        "CAB_PPO2",
        "CAB_FO2",
        "CAB_PPN2",
        "CAB_PPCO2_Z1",
        "CAB_PPCO2_Z2",
        "CAB_PPCO2_Z3",
        "CAB_PPCO2_Z4",
        "CAB_T_Z1",
        "CAB_T_Z2",
        "CAB_T_Z3",
        "CAB_T_Z4",
        "CAB_RH_Z1",
        "CAB_RH_Z2",
        "CAB_T_DEW",
        "CAB_CO",
        "CAB_NH3",
        "CAB_HCN",
        "CAB_HCL",
        "CAB_VOC",
        "CAB_PM",
        "HSP_DOME_N",
        "FDS_SMK_1",
        "FDS_SMK_2",
        "FDS_SMK_3",
    )

    def __init__(
        self,
        *,
        cabin: CabinParameters,
        air: AirParameters,
        ventilation: VentilationParameters,
        co2_removal: Co2RemovalParameters,
        humidity: HumidityParameters,
        pressure_control: PressureControlParameters,
        activities: list[Activity],
        zones: list[int],
        scales: Array,
    ) -> None:
        self.cabin = Cabin(cabin)
        self.parameters = air
        self.ventilation = Ventilation(ventilation)
        self.co2_removal = Co2Removal(co2_removal)
        self.humidity = Humidity(humidity)
        self.pressure_control = PressureControl(pressure_control)
        self.table: dict[Activity, Row] = metabolic_table(air.metabolic_table, air.metabolic_rows)
        self._lag_s = lags_s(air.gas_lag_s, air.sweat_lag_s) if air.people_lag else None
        self.people: People = settled_people(activities, zones, self.table, scales)
        self.state: CabinState = standard_state(cabin)
        self.disturbance = AirState()
        self._settle_traces()
        self.air: Air = self.cabin.air(self.state)
        self.people_changed = True
        self._since_people_s = 0.0
        self._people_mol_per_s = np.zeros((ZONE_COUNT, COLUMN_COUNT))
        self._people_w = np.zeros(ZONE_COUNT)
        self._traces_per_person = np.zeros(COLUMN_COUNT)
        for gas, mg_per_day in _TRACE_MG_PER_DAY:
            self._traces_per_person[gas] = mg_per_day * 1e-6 / 86400.0 / MOLAR_MASS_KG[gas]
        self._traces_per_person[Gas.DUST] = air.dust_mg_per_h * 1e-3 / 3600.0
        self._gathered_zones: list[int] = []
        self._present = np.zeros((ZONE_COUNT, 0))
        source = np.zeros(COLUMN_COUNT)
        source[: len(air.source_g_per_min)] = air.source_g_per_min
        self._source_mol_per_s = source * (_KG_PER_S / MOLAR_MASS_KG)
        self._mg_per_m3 = 1e3 / self.cabin.volumes_m3
        self._duct_per_m3 = self.ventilation.duct_shares / self.cabin.volumes_m3
        self._has_source = bool(source.any())
        self._inputs = Inputs()

    def step(
        self,
        step_s: float,
        *,
        coolant_c: float,
        coolant_w_per_k: float,
        shell_heat_w: float = 0.0,
        extra: Sequence[Release] = (),
    ) -> float:
        """Advance everything by `step_s`; return the heat given to the coolant, W.

        Parameters
        ----------
        coolant_c, coolant_w_per_k
            Of the coolant at the condensing heat exchanger.
        shell_heat_w
            Into the walls from outside.
        extra
            Gases that other models let into a zone.
        """
        inputs = self._inputs
        inputs.shell_heat_w = shell_heat_w
        self._people(step_s, inputs)
        self._disturb(inputs)
        for release in extra:
            inputs.sources_mol_per_s[release.zone, release.gas] += (
                release.grams_per_s * 1e-3 / MOLAR_MASS_KG[release.gas]
            )
            inputs.heat_w[release.zone] += release.heat_w
        self.ventilation.step(step_s)
        inputs.exchange_m3_per_s = self.ventilation.exchange_m3_per_s()
        coolant_w = self._clean(step_s, inputs, coolant_c, coolant_w_per_k)
        self._feed(step_s, inputs)
        self.air = self.cabin.step(self.state, inputs, step_s, self.air)
        self._smell(step_s, extra)
        return coolant_w

    def _smell(self, step_s: float, extra: Sequence[Release]) -> None:
        """Carry smoke to the detectors: in the return duct, by the avionics, behind the galley.

        The first two hang at the end of ducts; the third sees a fire's plume before it has mixed
        with the bay (assumptions).
        """
        deck, bay = (self.state.amounts[:2, Gas.DUST] * self._mg_per_m3[:2]).tolist()
        plume = sum(1e3 * r.grams_per_s for r in extra if r.gas is Gas.DUST) / PLUME_M3_PER_S
        shown = self.disturbance.smoke_at_detectors_mg_per_m3
        for detector, arriving in enumerate((bay, deck, bay + plume)):
            share = -expm1(-step_s / DUCT_DELAY_S[detector])
            shown[detector] += (arriving - shown[detector]) * share

    def _settle_traces(self) -> None:
        """Start with the traces and the dust that people and cleaning leave in balance."""
        people = len(self.people.zones)
        charcoal_m3_per_s = self.parameters.trace_removal_m3_per_h / 3600.0
        if charcoal_m3_per_s:
            for gas, mg_per_day in _TRACE_MG_PER_DAY:
                mol_per_s = people * mg_per_day * 1e-6 / 86400.0 / MOLAR_MASS_KG[gas]
                self.state.amounts[:, gas] = mol_per_s / charcoal_m3_per_s * self.cabin.volumes_m3
            moles = self.state.amounts[:, : Gas.DUST].sum(axis=1)
            kelvin = self.cabin.parameters.temperature_c + ZERO_CELSIUS_K
            self.state.energy_j = moles * (MOLAR_CV_J_PER_K * kelvin)
        cleaned_m3_per_s = (
            self.ventilation.flow_m3_per_h / 3600.0 * self.parameters.filter_efficiency
        )
        if cleaned_m3_per_s:
            grams_per_s = people * self.parameters.dust_mg_per_h * 1e-3 / 3600.0
            self.state.amounts[:, Gas.DUST] = grams_per_s / cleaned_m3_per_s * self.cabin.volumes_m3
        mg_per_m3 = float(self.state.amounts[0, Gas.DUST]) * 1e3 / float(self.cabin.volumes_m3[0])
        self.disturbance.smoke_at_detectors_mg_per_m3 = [mg_per_m3] * len(DUCT_DELAY_S)

    def _people(self, step_s: float, inputs: Inputs) -> None:
        self._since_people_s += step_s
        if self._since_people_s >= PEOPLE_STEP_S or self.people_changed:
            advance(self.people, self.table, self._since_people_s, self._lag_s)
            self._since_people_s = 0.0
            self.people_changed = False
            self._gather_people()
        inputs.sources_mol_per_s[:] = self._people_mol_per_s
        inputs.heat_w = self._people_w + self._equipment_w()

    def _gather_people(self) -> None:
        """Sum what everybody takes and gives, by zone."""
        zones, into = self.people.zones, self._people_mol_per_s
        if zones != self._gathered_zones:
            self._gathered_zones = list(zones)
            self._present = np.zeros((ZONE_COUNT, len(zones)))
            self._present[zones, np.arange(len(zones))] = 1.0
            into[:] = np.outer(self._present.sum(axis=1), self._traces_per_person)
        rates = self._present @ self.people.rates
        into[:, _BREATHED] = rates[:, : len(_BREATHED)] * _BREATHED_MOL_PER_S
        self._people_w = rates[:, Rate.SENSIBLE_W]

    def _equipment_w(self) -> Array:
        total_w = self.parameters.equipment_heat_w * self.disturbance.equipment_share
        return np.asarray(total_w * self.cabin.shares + self.disturbance.extra_heat_w)

    def _disturb(self, inputs: Inputs) -> None:
        state = self.disturbance
        if self._has_source:
            inputs.sources_mol_per_s[self.parameters.source_zone - 1] += self._source_mol_per_s
        if any(state.injected_g_per_s):
            injected = np.array(state.injected_g_per_s) * 1e-3 / MOLAR_MASS_KG
            inputs.sources_mol_per_s[state.injected_zone] += injected
        overboard_m2 = self.pressure_control.overboard_area_m2()
        overboard_m2 += self.co2_removal.leak_area_m2()
        inputs.leaks = overboard_m2 > 0.0 or any(state.hole_mm)
        inputs.leak_area_m2[:] = 0.0
        if inputs.leaks:
            state.lose_stale_patches()
            coefficient = self.cabin.parameters.leak_discharge_coefficient * pi / 4e6
            for zone, open_mm2 in zip(HOLE_ZONES, state.open_mm2(), strict=True):
                inputs.leak_area_m2[zone] += coefficient * open_mm2
            inputs.leak_area_m2[1] += overboard_m2

    def _clean(
        self, step_s: float, inputs: Inputs, coolant_c: float, coolant_w_per_k: float
    ) -> float:
        """Send the return air through CO2 removal, the coil, the filter and the charcoal."""
        shares = self.ventilation.duct_shares
        partial_mmhg = shares @ self.air.partial_mmhg
        celsius = float(shares @ self.air.temperature_c)
        per_m3 = PA_PER_MMHG / (GAS_CONSTANT_J_PER_MOL_K * (celsius + ZERO_CELSIUS_K))
        co2_mmhg, vapour_mmhg = float(partial_mmhg[Gas.CO2]), float(partial_mmhg[Gas.H2O])
        removal = self.co2_removal.step(
            step_s,
            flow_m3_per_h=self.ventilation.scrubber_flow_m3_per_h,
            co2_mmhg=co2_mmhg,
            co2_kg_per_m3=co2_mmhg * per_m3 * _CO2_KG_PER_MOL,
            water_kg_per_m3=vapour_mmhg * per_m3 * _WATER_KG_PER_MOL,
            cabin_pa=self.air.pressure_mmhg * PA_PER_MMHG,
            air_c=celsius,
        )
        cooling = self.humidity.step(
            step_s,
            flow_m3_per_h=self.ventilation.heat_exchanger_flow_m3_per_h,
            air_c=celsius,
            cabin_pa=self.air.pressure_mmhg * PA_PER_MMHG,
            vapour_pa=vapour_mmhg * PA_PER_MMHG,
            coolant_c=coolant_c,
            coolant_w_per_k=coolant_w_per_k,
            cabin_c=float(self.cabin.shares @ self.air.temperature_c),
        )
        taken = self._traces(partial_mmhg, per_m3)
        taken[Gas.CO2] = removal.co2_kg_per_s / _CO2_KG_PER_MOL
        taken[Gas.H2O] = (removal.water_kg_per_s + cooling.water_kg_per_s) / _WATER_KG_PER_MOL
        # Lean air comes back to each zone in the share it was drawn from it, by what is there.
        inputs.sources_mol_per_s -= shares[:, None] * taken
        inputs.heat_w += shares * (removal.heat_w - cooling.sensible_w)
        inputs.vent_m3_per_s[1] = removal.ullage_m3 / step_s
        inputs.leaks = inputs.leaks or removal.ullage_m3 > 0.0
        return cooling.coolant_w

    def _traces(self, partial_mmhg: Array, mol_per_m3_mmhg: float) -> Array:
        """Return what charcoal, catalyst and filter take out, mol/s (g/s of dust)."""
        ventilation = self.ventilation
        relative = ventilation.flow_m3_per_h / max(ventilation.parameters.fan_flow_m3_per_h, 1e-9)
        charcoal = self.parameters.trace_removal_m3_per_h / 3600.0 * relative * mol_per_m3_mmhg
        taken = partial_mmhg * charcoal
        taken[: Gas.CO] = 0.0
        grams_per_m3 = float(self._duct_per_m3 @ self.state.amounts[:, Gas.DUST])
        cleaned = ventilation.flow_m3_per_h / 3600.0 * self.parameters.filter_efficiency
        taken[Gas.DUST] = cleaned * grams_per_m3
        return taken

    def _feed(self, step_s: float, inputs: Inputs) -> None:
        self.pressure_control.step(
            step_s,
            oxygen_mmhg=float(self.air.partial_mmhg[1, Gas.O2]),
            pressure_mmhg=self.air.pressure_mmhg,
        )
        feeds = self.pressure_control.state.feeds
        flows = (feeds[OXYGEN].flow_kg_per_h, feeds[NITROGEN].flow_kg_per_h)
        inputs.is_fed = flows != (0.0, 0.0)
        inputs.feed_mol_per_s[1, Gas.O2] = flows[OXYGEN] / 3600.0 / MOLAR_MASS_KG[Gas.O2]
        inputs.feed_mol_per_s[1, Gas.N2] = flows[NITROGEN] / 3600.0 / MOLAR_MASS_KG[Gas.N2]

    def dew_point_c(self) -> float:
        """Return the dew point in the seating bay."""
        return dew_point_c(float(self.air.partial_mmhg[1, Gas.H2O]) * PA_PER_MMHG)

    def report(self) -> tuple[float, ...]:
        """Return the truth of `REPORTS`."""
        air = self.air
        seating = air.partial_mmhg[1]
        ppm = 1e6 / air.pressure_mmhg
        oxygen, _, carbon_dioxide, vapour = (self.cabin.shares @ air.partial_mmhg)[:4].tolist()
        others = carbon_dioxide + vapour
        dust = (self.state.amounts[:, Gas.DUST] * self._mg_per_m3).tolist()
        return (
            air.pressure_mmhg,
            oxygen,
            100.0 * oxygen / air.pressure_mmhg,
            air.pressure_mmhg - oxygen - others,
            *air.partial_mmhg[:, Gas.CO2].tolist(),
            *air.temperature_c.tolist(),
            *air.humidity_pct[:2].tolist(),
            dew_point_c(float(seating[Gas.H2O]) * PA_PER_MMHG),
            *(seating[Gas.CO : Gas.DUST] * ppm).tolist(),
            dust[1],
            self.people.zones.count(2),
            *self.disturbance.smoke_at_detectors_mg_per_m3,
        )
