"""Solar wings, batteries, four buses, every load with its switch, and load shedding.

dE/dt = P_sun·η − P_load. The wings track the Sun on two axes as far as the outer gimbal reaches;
what the loads do not need charges the batteries, whose current tapers when they are full. Every
load hangs on a bus behind a switch that trips on undervoltage. Figures are assumptions sized to
1.2 kW and 5 kWh.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from simulator.places import held
from simulator.quantity import quantity


class Bus(IntEnum):
    """The four distribution buses."""

    A28 = 0
    B28 = 1
    A120 = 2
    B120 = 3


class Shed(IntEnum):
    """How far loads are shed."""

    NONE = 0
    COMFORT = 1
    GUEST = 2
    MISSION = 3
    SURVIVAL = 4


NOMINAL_V: Final = (28.0, 28.0, 120.0, 120.0)
RESISTANCE_OHM: Final = (0.008, 0.008, 0.08, 0.08)
_SHED_AT_SOC_PCT: Final = (45.0, 40.0, 30.0, 20.0)


@dataclass(frozen=True, slots=True)
class Load:
    """One switched load: its bus, power and the shed level from which it is off."""

    name: str
    bus: Bus
    power_w: float
    shed_from: Shed | None


# Power of loads given as 0 comes from their models.
LOADS: Final = (
    Load("fan_a", Bus.A28, 0.0, None),
    Load("pump_a", Bus.A28, 60.0, None),
    Load("separator", Bus.A28, 25.0, None),
    Load("computers_a", Bus.A28, 120.0, None),
    Load("local_fans", Bus.A28, 30.0, None),
    Load("lights", Bus.A28, 50.0, Shed.MISSION),
    Load("fan_b", Bus.B28, 0.0, None),
    Load("pump_b", Bus.B28, 60.0, None),
    Load("computers_b", Bus.B28, 120.0, None),
    Load("comm", Bus.B28, 0.0, None),
    Load("swing_bed", Bus.B28, 20.0, None),
    Load("waste", Bus.B28, 0.0, None),
    Load("galley", Bus.A120, 0.0, Shed.COMFORT),
    Load("heaters_a", Bus.A120, 0.0, None),
    Load("attitude", Bus.A120, 110.0, None),
    Load("guest_outlets", Bus.B120, 90.0, Shed.GUEST),
    Load("heaters_b", Bus.B120, 0.0, None),
    Load("sensors", Bus.B120, 130.0, None),
    Load("video", Bus.B120, 40.0, Shed.COMFORT),
)
_LOAD_BUSES: Final = tuple(int(load.bus) for load in LOADS)
RIDES_THROUGH: Final = "sensors"
STRINGS_OF_A_BATTERY: Final = 8  # assumption
SHORTED_LOAD: Final = "galley"  # the feeder that shorts in a trip storm
LOAD_NUMBER: Final = {load.name: number for number, load in enumerate(LOADS)}


@dataclass(frozen=True, kw_only=True)
class PowerParameters:
    """Sizes of wings and batteries; assumptions."""

    wing_w: float = quantity(
        1260.0, "W", "one wing face-on to the Sun, all strings", low=0, high=1e6
    )
    outer_gimbal_deg: float = quantity(
        60.0, "deg", "reach of the wings' outer axis from the orbit plane", low=0, high=90
    )
    battery_kwh: float = quantity(1.25, "kWh", "one of four batteries", low=0.01, high=1e4)
    battery_capacity_shares: tuple[float, ...] = quantity(
        (0.98, 1.0, 1.01, 1.01), "-", "capacity of each, for no two are alike", low=0.1, high=2
    )
    charge_efficiency: float = quantity(0.9, "-", "of charging", low=0.1, high=1)
    charge_a: float = quantity(12.0, "A", "highest charge current of one battery", low=0, high=1e4)
    initial_charge_pct: float = quantity(92.0, "%", "of all batteries at start", low=1, high=100)
    conversion_efficiency: float = quantity(0.94, "-", "of the bus converters", low=0.1, high=1)
    resistance_ohm: float = quantity(0.03, "Ω", "of one battery", low=0, high=10)
    battery_capacity_j_per_k: float = quantity(
        12e3, "J/K", "heat capacity of one battery", low=6e3, high=1e8
    )
    battery_conductance_w_per_k: float = quantity(
        0.8, "W/K", "battery to its plate", low=0.01, high=100
    )


@dataclass(kw_only=True)
class BatteryState:
    """One battery."""

    charge_pct: float = held(92.0, "%", 0, 100)
    temperature_c: float = held(24.0, "°C", -150, 400)
    current_a: float = 0.0
    is_isolated: bool = False
    charge_is_stopped: bool = False
    internal_short_w: float = held(0.0, "W", 0, 5000)


@dataclass(kw_only=True)
class PowerState:
    """Wings, batteries, buses and switches."""

    strings: list[float] = held([16.0, 16.0], "count", 0, 16)
    wings_are_feathered: bool = False
    wing_a: list[float] = field(default_factory=lambda: [0.0, 0.0])
    wing_v: list[float] = field(default_factory=lambda: [0.0, 0.0])
    batteries: list[BatteryState] = field(default_factory=list)
    converter_has_failed: list[bool] = field(default_factory=lambda: [False] * 4)
    bus_is_dead: list[bool] = field(default_factory=lambda: [False] * 4)
    cross_tie_28: bool = False
    short_a: list[float] = held([0.0] * 4, "A", 0, 5000)
    bus_v: list[float] = field(default_factory=lambda: list(NOMINAL_V))
    bus_a: list[float] = field(default_factory=lambda: [0.0] * 4)
    switch_is_closed: list[bool] = field(default_factory=lambda: [True] * len(LOADS))
    switch_has_tripped: list[bool] = field(default_factory=lambda: [False] * len(LOADS))
    shed: Shed = Shed.NONE
    shed_by_command: Shed = Shed.NONE
    load_w: float = 1200.0


class Power:
    """The electrical power system."""

    REPORTS: Final = (
        *(f"EPS_SA{wing}_{name}" for wing in (1, 2) for name in ("V", "I", "STR")),
        *(
            f"EPS_BAT{battery}_{name}"
            for battery in (1, 2, 3, 4)
            for name in ("SOC", "V", "I", "TMAX")
        ),
        *(f"EPS_BUS_{bus}_{name}" for bus in ("28A", "28B", "120A", "120B") for name in ("V", "I")),
        "EPS_LOAD",
        "EPS_SHED",
        "EPS_TRIPS",
    )

    def __init__(self, parameters: PowerParameters) -> None:
        self.parameters = parameters
        charge = parameters.initial_charge_pct
        self.state = PowerState(batteries=[BatteryState(charge_pct=charge) for _ in range(4)])
        self.demand_w = [load.power_w for load in LOADS]
        self.powered = [True] * len(LOADS)

    def is_powered(self, load: str) -> bool:
        """Return whether `load` gets its voltage through a closed switch."""
        return self.powered[LOAD_NUMBER[load]]

    def _powered(self) -> list[bool]:
        state = self.state
        lives = [state.bus_v[bus] > 0.6 * NOMINAL_V[bus] for bus in Bus]
        return [
            closed
            and not tripped
            and lives[load.bus]
            and (load.shed_from is None or state.shed < load.shed_from)
            for load, closed, tripped in zip(
                LOADS, state.switch_is_closed, state.switch_has_tripped, strict=True
            )
        ]

    def step(self, step_s: float, *, incidence: float, sunlight: float, plate_c: float) -> None:
        """Advance by `step_s`.

        Parameters
        ----------
        incidence
            Cosine of the Sun's angle on the wings as they track, 0 to 1.
        sunlight
            1 in sunlight, 0 in eclipse.
        plate_c
            Temperature of the batteries' cold plate.
        """
        state, parameters = self.state, self.parameters
        self._shed()
        drawn_w = self._buses(step_s)
        self.powered = self._powered()
        state.load_w = drawn_w
        needed_w = drawn_w / parameters.conversion_efficiency
        facing = 0.03 if state.wings_are_feathered else incidence
        offered = [
            parameters.wing_w * strings / 16.0 * facing * sunlight for strings in state.strings
        ]
        surplus_w = sum(offered) - needed_w
        taken_w = self._batteries(step_s, surplus_w, plate_c)
        # What neither loads nor batteries take stays in the wings.
        used = 1.0 if surplus_w <= 0.0 else min(1.0, (needed_w + taken_w) / max(sum(offered), 1e-9))
        for wing in (0, 1):
            is_lit = offered[wing] > 20.0
            state.wing_v[wing] = (
                120.0 + 18.0 * (1.0 - used) if is_lit else 120.0 * min(1.0, offered[wing] / 20.0)
            )
            state.wing_a[wing] = offered[wing] * used / 120.0

    def _shed(self) -> None:
        state = self.state
        usable = [b.charge_pct for b in state.batteries if not b.is_isolated]
        lowest = sum(usable) / len(usable) if usable else 0.0
        if lowest > _SHED_AT_SOC_PCT[0] + 10.0:
            state.shed = state.shed_by_command
            return
        level = Shed(sum(1 for limit in _SHED_AT_SOC_PCT if lowest < limit))
        if level < state.shed and lowest < _SHED_AT_SOC_PCT[state.shed - 1] + 10.0:
            level = Shed(max(level, min(state.shed, Shed.SURVIVAL)))
        state.shed = max(level, state.shed_by_command)

    def _buses(self, step_s: float) -> float:
        """Work out currents and voltages; trip what starves; return the power drawn."""
        state = self.state
        has_source = any(b.charge_pct > 0.5 and not b.is_isolated for b in state.batteries)
        has_source = has_source or sum(state.wing_a) > 1.0
        currents = [0.0, 0.0, 0.0, 0.0]
        for bus, watts, is_on in zip(_LOAD_BUSES, self.demand_w, self.powered, strict=True):
            if is_on:
                currents[bus] += watts / NOMINAL_V[bus]
        drawn_w = 0.0
        for bus in (0, 1, 2, 3):
            lives = has_source and not state.bus_is_dead[bus]
            if state.converter_has_failed[bus]:
                lives = lives and state.cross_tie_28 and bus < Bus.A120
            if state.short_a[bus] and lives and self.powered[LOAD_NUMBER[SHORTED_LOAD]]:
                currents[bus] += state.short_a[bus]
            volts = NOMINAL_V[bus] + 0.16 - RESISTANCE_OHM[bus] * currents[bus]
            state.bus_v[bus] = max(0.0, volts) if lives else 0.0
            state.bus_a[bus] = currents[bus] if lives else 0.0
            drawn_w += state.bus_a[bus] * state.bus_v[bus]
            if state.short_a[bus]:
                self._trip(bus)
        return drawn_w

    def _trip(self, bus: int) -> None:
        """Open every undervoltage relay of a bus that a short holds down, and of its twin.

        They open within half a second (assumption), so at the end of the step the bus is up again,
        without its loads. The instruments' feed rides the sag through.
        """
        state = self.state
        if not 0.0 < state.bus_v[bus] < 0.9 * NOMINAL_V[bus]:
            return
        for number, load in enumerate(LOADS):
            if load.bus in {bus, bus ^ 1} and load.name != RIDES_THROUGH:
                state.switch_has_tripped[number] = True
        state.bus_v[bus] = NOMINAL_V[bus]

    def _batteries(self, step_s: float, surplus_w: float, plate_c: float) -> float:
        """Charge or discharge by `surplus_w`; return what went into charging."""
        state, parameters = self.state, self.parameters
        usable = [b for b in state.batteries if not b.is_isolated and b.charge_pct > 0.0]
        taken_w = 0.0
        for number, battery in enumerate(state.batteries):
            open_v = 26.6 + 3.6 * battery.charge_pct / 100.0
            power_w = 0.0
            if battery in usable and not battery.is_isolated:
                power_w = surplus_w / len(usable)
                if power_w > 0.0:
                    full_a = min(parameters.charge_a, max(0.0, 100.0 - battery.charge_pct) * 1.5)
                    highest_w = 0.0 if battery.charge_is_stopped else full_a * open_v
                    power_w = min(power_w, highest_w)
                    taken_w += power_w
            battery.current_a = power_w / open_v
            self._battery(step_s, number, power_w, plate_c)
        return taken_w

    def _battery(self, step_s: float, number: int, power_w: float, plate_c: float) -> None:
        parameters, battery = self.parameters, self.state.batteries[number]
        stored_w = power_w * parameters.charge_efficiency if power_w > 0.0 else power_w
        short_w = _short_w(battery)
        stored_w -= short_w
        gained_pct = 100.0 * stored_w * step_s / (self.capacity_kwh(number) * 3.6e6)
        battery.charge_pct = min(100.0, max(0.0, battery.charge_pct + gained_pct))
        heat_w = battery.current_a**2 * parameters.resistance_ohm + short_w
        if power_w > 0.0:
            heat_w += power_w * (1.0 - parameters.charge_efficiency) * 0.3
        if battery.temperature_c > 65.0 and battery.charge_pct > 5.0:
            heat_w += 8.0 * (battery.temperature_c - 65.0)  # towards thermal runaway (assumption)
        drained_w = parameters.battery_conductance_w_per_k * (battery.temperature_c - plate_c - 2.0)
        gained_k = (heat_w - drained_w) * step_s / parameters.battery_capacity_j_per_k
        battery.temperature_c = min(400.0, battery.temperature_c + gained_k)

    def stored_kwh(self) -> float:
        """Return the energy in the batteries that are not isolated."""
        return sum(
            battery.charge_pct / 100.0 * self.capacity_kwh(number)
            for number, battery in enumerate(self.state.batteries)
            if not battery.is_isolated
        )

    def capacity_kwh(self, battery: int) -> float:
        """Return what one battery holds when full."""
        return self.parameters.battery_kwh * self.parameters.battery_capacity_shares[battery]

    def heat_on_plates_w(self) -> tuple[float, float, float, float]:
        """Return the heat into the plates of computers, converters, batteries and comm."""
        state = self.state
        lost_w = state.load_w * (1.0 / self.parameters.conversion_efficiency - 1.0)
        computers = sum(
            self.demand_w[LOAD_NUMBER[name]]
            for name in ("computers_a", "computers_b")
            if self.is_powered(name)
        )
        comm = self.demand_w[LOAD_NUMBER["comm"]] if self.is_powered("comm") else 0.0
        sensors = 130.0 if self.is_powered("sensors") else 0.0
        attitude = 110.0 if self.is_powered("attitude") else 0.0
        batteries = sum(
            self.parameters.battery_conductance_w_per_k * (battery.temperature_c - 22.0)
            for battery in state.batteries
        )
        return computers + 0.5 * sensors, lost_w + attitude, max(0.0, 80.0 + batteries), comm

    def report(self) -> tuple[float, ...]:
        """Return the truth of `REPORTS`."""
        state = self.state
        wings = (
            value
            for wing in (0, 1)
            for value in (state.wing_v[wing], state.wing_a[wing], round(state.strings[wing]))
        )
        batteries = (
            value for battery in state.batteries for value in self._battery_report(battery)
        )
        buses = (value for bus in Bus for value in (state.bus_v[bus], state.bus_a[bus]))
        return (
            *wings,
            *batteries,
            *buses,
            state.load_w,
            state.shed,
            sum(state.switch_has_tripped),
        )

    def _battery_report(self, battery: BatteryState) -> tuple[float, float, float, float]:
        volts = 26.6 + 3.6 * battery.charge_pct / 100.0
        volts += battery.current_a * self.parameters.resistance_ohm
        volts -= 0.02 * _short_w(battery)
        return battery.charge_pct, volts, battery.current_a, battery.temperature_c + 1.5


def _short_w(battery: BatteryState) -> float:
    """Return what a short burns: fed by every string, by its own when the contactors part them."""
    if battery.charge_pct <= 0.0:
        return 0.0
    return battery.internal_short_w / (STRINGS_OF_A_BATTERY if battery.is_isolated else 1)
