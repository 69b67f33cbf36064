"""The air of the cabin: four zones that exchange gas and heat, walls, holes to vacuum.

Per zone and gas: dn/dt = sources − sinks − leak·x + exchange. Gas moves between zones by the
exact solution of the mixing, so mass is conserved to rounding whatever the step. Pressure is the
same everywhere: a zone that warms or is fed pushes air into the others. A rigid cabin heats and
empties at constant volume, so air that leaves takes its enthalpy and the rest cools.

The console's forecasts run on this module alone: make `CabinParameters`, `standard_state`,
`Inputs`, and call `step`.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.gases import (
    CHOKED_FLOW_FACTOR,
    COLUMN_COUNT,
    GAS_CONSTANT_J_PER_MOL_K,
    GAS_COUNT,
    HEAT_OF_VAPORISATION_J_PER_KG,
    MOLAR_CP_J_PER_K,
    MOLAR_CV_J_PER_K,
    MOLAR_MASS_KG,
    PA_PER_MMHG,
    ZERO_CELSIUS_K,
    Gas,
    saturation_pressure_pa,
)
from simulator.mixing import mixing_propagators
from simulator.places import held
from simulator.quantity import quantity

Array = NDArray[np.float64]
ZONE_COUNT: Final = 4
ZONE_NAMES: Final = ("flight deck", "seating bay", "viewing dome", "hygiene bay")
_WATER_KG_PER_MOL: Final = float(MOLAR_MASS_KG[Gas.H2O])
_IS_GAS: Final[Array] = np.where(np.arange(COLUMN_COUNT) < GAS_COUNT, 1.0, 0.0)
_GAS_MASS_KG: Final[Array] = MOLAR_MASS_KG * _IS_GAS
_CV_J_PER_K: Final[Array] = MOLAR_CV_J_PER_K * _IS_GAS
_ONES: Final[Array] = np.ones(ZONE_COUNT)
_MAGNUS: Final = 17.62 * 243.12
_COLDEST_K: Final = 100.0
_HOTTEST_K: Final = 600.0
HIGHEST_MMHG: Final = 1800.0


@dataclass(frozen=True, kw_only=True)
class CabinParameters:
    """Size, walls and first filling of the cabin."""

    volume_m3: float = quantity(16.0, "m³", "free gas volume of all zones", low=0.1, high=5000)
    zone_shares: tuple[float, ...] = quantity(
        (0.22, 0.44, 0.15, 0.19), "-", "share of the volume per zone, sum 1", low=0.001, high=1
    )
    is_well_mixed: bool = quantity(False, "-", "treat the zones as one stirred volume")
    pressure_mmhg: float = quantity(760.0, "mmHg", "total pressure at start", low=1, high=1500)
    oxygen_mmhg: float = quantity(160.0, "mmHg", "O2 partial pressure at start", low=0, high=1500)
    co2_mmhg: float = quantity(2.0, "mmHg", "CO2 partial pressure at start", low=0, high=100)
    relative_humidity_pct: float = quantity(50.0, "%", "humidity at start", low=0, high=100)
    temperature_c: float = quantity(22.0, "°C", "air temperature at start", low=-20, high=60)
    shell_temperature_c: float = quantity(20.0, "°C", "wall temperature at start", low=-60, high=80)
    shell_capacity_j_per_k: float = quantity(
        810e3, "J/K", "heat capacity of walls and fittings (assumption)", low=1e4, high=1e9
    )
    shell_conductance_w_per_k: float = quantity(
        250.0, "W/K", "air to walls, all zones (assumption)", low=0, high=1e5
    )
    is_isothermal: bool = quantity(False, "-", "hold the air temperature, for comparisons")
    leak_discharge_coefficient: float = quantity(
        0.62, "-", "of holes to vacuum (sharp edge; assumption)", low=0.01, high=1
    )


@dataclass(kw_only=True)
class CabinState:
    """What the cabin remembers.

    Parameters
    ----------
    amounts : ndarray, shape (4, 10)
        Moles per zone and `Gas`; the last column is particulate in grams.
    energy_j : ndarray, shape (4,)
        Internal energy of the air, n·cv·T.
    shell_k : float
        Wall temperature, kelvin.
    wall_water_kg : ndarray, shape (4,)
        Free water on the walls; `walls_are_wet` says whether there is any.
    leaked : ndarray, shape (10,)
        Everything lost overboard so far, in the columns of `amounts`.
    added : ndarray, shape (10,)
        Everything sources and sinks put in so far.
    added_j : float
        Energy that entered air and walls so far, less what left with gas.
    """

    amounts: Array
    energy_j: Array
    shell_k: float = held(293.15, "K", 100, 600)
    wall_water_kg: Array = field(default_factory=lambda: np.zeros(ZONE_COUNT))
    walls_are_wet: bool = False
    leaked: Array = field(default_factory=lambda: np.zeros(COLUMN_COUNT))
    added: Array = field(default_factory=lambda: np.zeros(COLUMN_COUNT))
    added_j: float = 0.0


@dataclass(kw_only=True)
class Inputs:
    """What acts on the cabin during one step; every field may be left at nothing.

    Parameters
    ----------
    sources_mol_per_s : ndarray, shape (4, 10)
        Into each zone at the zone's own temperature; negative takes out. Grams for particulate.
    feed_mol_per_s : ndarray, shape (4, 10)
        Fed from outside with its enthalpy at `feed_k`.
    heat_w : ndarray, shape (4,)
        Sensible heat into the air of each zone.
    shell_heat_w : float
        Heat into the walls from anything but the air.
    exchange_m3_per_s : ndarray, shape (4, 4)
        Air exchanged between zones, symmetric; the diagonal is ignored.
    leak_area_m2 : ndarray, shape (4,)
        Effective area (Cd·A) of holes to vacuum.
    vent_m3_per_s : ndarray, shape (4,)
        Air let overboard by volume, whatever the pressure.
    is_fed, leaks : bool
        Whether feeds and leaks are to be looked at, which costs time.
    """

    sources_mol_per_s: Array = field(default_factory=lambda: np.zeros((ZONE_COUNT, COLUMN_COUNT)))
    feed_mol_per_s: Array = field(default_factory=lambda: np.zeros((ZONE_COUNT, COLUMN_COUNT)))
    feed_k: float = 295.15
    heat_w: Array = field(default_factory=lambda: np.zeros(ZONE_COUNT))
    shell_heat_w: float = 0.0
    exchange_m3_per_s: Array = field(default_factory=lambda: np.zeros((ZONE_COUNT, ZONE_COUNT)))
    leak_area_m2: Array = field(default_factory=lambda: np.zeros(ZONE_COUNT))
    vent_m3_per_s: Array = field(default_factory=lambda: np.zeros(ZONE_COUNT))
    is_fed: bool = True
    leaks: bool = True


@dataclass(frozen=True, slots=True)
class Air:
    """The air as perfect instruments would find it.

    Parameters
    ----------
    pressure_mmhg : float
        Total, the same in every zone.
    partial_mmhg : ndarray, shape (4, 10)
        Partial pressures; the particulate column means nothing.
    kelvin, temperature_c, humidity_pct : ndarray, shape (4,)
    """

    pressure_mmhg: float
    partial_mmhg: Array
    kelvin: Array
    temperature_c: Array
    humidity_pct: Array


def zone_volumes_m3(parameters: CabinParameters) -> Array:
    """Return the volume of each zone."""
    shares = np.array(parameters.zone_shares)
    return np.asarray(parameters.volume_m3 * shares / shares.sum())


def standard_state(parameters: CabinParameters) -> CabinState:
    """Return the cabin as first filled, every zone alike.

    Raises
    ------
    ValueError
        If the partial pressures exceed the total.
    """
    kelvin = parameters.temperature_c + ZERO_CELSIUS_K
    vapour_pa = saturation_pressure_pa(parameters.temperature_c)
    vapour_pa *= parameters.relative_humidity_pct / 100
    partial_pa = np.zeros(COLUMN_COUNT)
    partial_pa[Gas.O2] = parameters.oxygen_mmhg * PA_PER_MMHG
    partial_pa[Gas.CO2] = parameters.co2_mmhg * PA_PER_MMHG
    partial_pa[Gas.H2O] = vapour_pa
    partial_pa[Gas.N2] = parameters.pressure_mmhg * PA_PER_MMHG - partial_pa.sum()
    if partial_pa[Gas.N2] < 0:
        raise ValueError("cabin: O2, CO2 and vapour at start are more than the total pressure")
    volumes = zone_volumes_m3(parameters)
    amounts = np.outer(volumes, partial_pa) / (GAS_CONSTANT_J_PER_MOL_K * kelvin)
    energy = (amounts @ _IS_GAS) * (MOLAR_CV_J_PER_K * kelvin)
    return CabinState(
        amounts=amounts, energy_j=energy, shell_k=parameters.shell_temperature_c + ZERO_CELSIUS_K
    )


class PhysicalRangeError(ArithmeticError):
    """A model left the range in which its equations mean anything."""


class Cabin:
    """The cabin's parameters with what is worked out from them once.

    Parameters
    ----------
    parameters : CabinParameters
    """

    def __init__(self, parameters: CabinParameters) -> None:
        self.parameters = parameters
        self.volumes_m3 = zone_volumes_m3(parameters)
        self.shares = self.volumes_m3 / self.volumes_m3.sum()
        self._mmhg_m3_per_mol_k = GAS_CONSTANT_J_PER_MOL_K / PA_PER_MMHG / self.volumes_m3
        self._mmhg_per_j = (
            GAS_CONSTANT_J_PER_MOL_K / MOLAR_CV_J_PER_K / PA_PER_MMHG / float(self.volumes_m3.sum())
        )
        self._conductance_w_per_k = parameters.shell_conductance_w_per_k * self.shares
        self._stirred = np.outer(self.shares, np.ones(ZONE_COUNT))
        self._mixing_key: tuple[float, bytes] = (0.0, b"")
        self._mixing = (np.eye(ZONE_COUNT), np.eye(ZONE_COUNT))

    def air(self, state: CabinState) -> Air:
        """Return pressures, temperatures and humidity of `state`.

        Raises
        ------
        PhysicalRangeError
            If the air left 100 to 600 K.
        """
        kelvin = state.energy_j / (state.amounts @ _CV_J_PER_K)
        celsius = kelvin - ZERO_CELSIUS_K
        if not all(_COLDEST_K < value < _HOTTEST_K for value in kelvin.tolist()):
            raise PhysicalRangeError(
                f"the cabin air is at {kelvin.min():.1f} to {kelvin.max():.1f} K, which this "
                "model does not describe"
            )
        partial = state.amounts * (self._mmhg_m3_per_mol_k * kelvin)[:, None]
        saturation = np.exp(17.62 - _MAGNUS / (celsius + 243.12)) * (6.112 / PA_PER_MMHG)
        pressure = float(_ONES @ state.energy_j) * self._mmhg_per_j
        return Air(pressure, partial, kelvin, celsius, partial[:, Gas.H2O] / saturation)

    def check(self, state: CabinState) -> None:
        """See that the hull holds and no gas ran out below zero.

        Raises
        ------
        PhysicalRangeError
            If not: something gave more than the hull holds or took more than there was.
        """
        pressure_mmhg = float(_ONES @ state.energy_j) * self._mmhg_per_j
        if pressure_mmhg > HIGHEST_MMHG:
            raise PhysicalRangeError(
                f"the cabin is at {pressure_mmhg:.0f} mmHg, more than its hull is described for"
            )
        least = float(state.amounts.min())
        if not least >= 0.0:
            zone, gas = np.unravel_index(int(state.amounts.argmin()), state.amounts.shape)
            raise PhysicalRangeError(
                f"{Gas(int(gas)).name} in the {ZONE_NAMES[int(zone)]} fell to {least:.3g} mol"
            )

    def step(self, state: CabinState, inputs: Inputs, step_s: float, air: Air) -> Air:
        """Advance `state` in place by `step_s`; return the air after it.

        Parameters
        ----------
        air : Air
            The air of `state` as it is now.

        Raises
        ------
        PhysicalRangeError
            As `air`.
        """
        gained = inputs.sources_mol_per_s * step_s
        self._settle_water(state, gained, air, step_s)
        moles = gained @ _IS_GAS
        outside_j = inputs.heat_w * step_s + (MOLAR_CV_J_PER_K * air.kelvin) * moles
        if inputs.is_fed:
            fed = inputs.feed_mol_per_s * step_s
            gained += fed
            outside_j += (MOLAR_CP_J_PER_K * inputs.feed_k) * (fed @ _IS_GAS)
        state.added += _ONES @ gained
        if inputs.leaks:
            lost = self._leak(state, inputs, air, step_s)
            state.leaked += _ONES @ lost
            gained -= lost
            outside_j -= (MOLAR_CP_J_PER_K * air.kelvin) * (lost @ _IS_GAS)
        shell_j = step_s * inputs.shell_heat_w
        to_shell_j = self._to_shell_j(state, gained, outside_j, shell_j, step_s)
        state.added_j += float(_ONES @ outside_j) + shell_j
        state.shell_k += (
            shell_j + float(_ONES @ to_shell_j)
        ) / self.parameters.shell_capacity_j_per_k
        mixed, spread = self._propagators(inputs.exchange_m3_per_s, step_s)
        state.amounts = mixed @ state.amounts + spread @ gained
        state.energy_j = mixed @ state.energy_j + spread @ (outside_j - to_shell_j)
        self._level_pressure(state)
        if self.parameters.is_isothermal:
            self._hold_temperature(state)
        return self.air(state)

    def _to_shell_j(
        self, state: CabinState, gained: Array, outside_j: Array, shell_j: float, step_s: float
    ) -> Array:
        """Return the heat that flows into the walls during a step, J by zone.

        Implicit, with the temperatures at the step's end: stable for any conductance, and what is
        in balance stays in balance whatever the step.
        """
        air_j_per_k = (state.amounts + gained) @ _CV_J_PER_K
        shell_j_per_k = self.parameters.shell_capacity_j_per_k
        difference_k = (state.energy_j + outside_j) / air_j_per_k
        difference_k -= state.shell_k + shell_j / shell_j_per_k
        conducted_j_per_k = self._conductance_w_per_k * step_s
        stiffness = conducted_j_per_k / air_j_per_k + conducted_j_per_k / (
            shell_j_per_k * self.shares
        )
        return np.asarray(conducted_j_per_k * difference_k / (1.0 + stiffness))

    def _leak(self, state: CabinState, inputs: Inputs, air: Air, step_s: float) -> Array:
        """Return what each zone loses through its holes during the step, shape (4, 10)."""
        mass_kg = state.amounts @ _GAS_MASS_KG
        specific = GAS_CONSTANT_J_PER_MOL_K * (state.amounts @ _IS_GAS) / mass_kg
        flow_kg_per_s = (
            inputs.leak_area_m2
            * (air.pressure_mmhg * PA_PER_MMHG * CHOKED_FLOW_FACTOR)
            / np.sqrt(specific * air.kelvin)
        )
        vented = inputs.vent_m3_per_s / self.volumes_m3
        share = -np.expm1(-(flow_kg_per_s / mass_kg + vented) * step_s)
        return np.asarray(state.amounts * share[:, None])

    def _settle_water(self, state: CabinState, gained: Array, air: Air, step_s: float) -> None:
        """Let vapour above saturation settle on the walls, and dry off again below it.

        Both take about a minute (assumption: nobody has measured this cabin's walls).
        """
        if not state.walls_are_wet and all(value <= 100.0 for value in air.humidity_pct.tolist()):
            return
        vapour_kg = state.amounts[:, Gas.H2O] * _WATER_KG_PER_MOL
        excess_kg = vapour_kg * (1.0 - 100.0 / np.maximum(air.humidity_pct, 1e-3))
        settled = np.maximum(excess_kg * -np.expm1(-step_s / 60.0), -state.wall_water_kg)
        state.wall_water_kg += settled
        state.walls_are_wet = bool(state.wall_water_kg.any())
        gained[:, Gas.H2O] -= settled / _WATER_KG_PER_MOL
        latent_j = HEAT_OF_VAPORISATION_J_PER_KG * float(settled.sum())
        state.shell_k += latent_j / self.parameters.shell_capacity_j_per_k
        state.added_j += latent_j

    def _level_pressure(self, state: CabinState) -> None:
        """Let zones of higher pressure push air, with its enthalpy, into the others."""
        surplus_j = state.energy_j - self.shares * (_ONES @ state.energy_j)
        pushed_j = np.maximum(surplus_j, 0.0)
        total_j = float(_ONES @ pushed_j)
        if total_j <= 0.0:
            return
        # n·cp·T is 1.4 times n·cv·T: a share s of the moles carries 1.4·s of the energy.
        share = pushed_j / (state.energy_j * (MOLAR_CP_J_PER_K / MOLAR_CV_J_PER_K))
        pool = share @ state.amounts
        state.amounts *= (1.0 - share)[:, None]
        state.amounts += ((pushed_j - surplus_j) / total_j)[:, None] * pool
        state.energy_j = state.energy_j - surplus_j

    def _propagators(self, exchange_m3_per_s: Array, step_s: float) -> tuple[Array, Array]:
        if self.parameters.is_well_mixed:
            return self._stirred, self._stirred
        key = (step_s, exchange_m3_per_s.tobytes())
        if key != self._mixing_key:
            self._mixing_key = key
            self._mixing = mixing_propagators(exchange_m3_per_s, self.volumes_m3, step_s)
        return self._mixing

    def _hold_temperature(self, state: CabinState) -> None:
        kelvin = self.parameters.temperature_c + ZERO_CELSIUS_K
        held_j = (state.amounts @ _IS_GAS) * (MOLAR_CV_J_PER_K * kelvin)
        state.added_j += float((held_j - state.energy_j).sum())
        state.energy_j = held_j
