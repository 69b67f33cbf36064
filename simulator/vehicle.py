"""The whole vehicle: every model, stepped together, and how they act on each other.

One step: what is due happens; power decides what runs; the air, the coolant and everything else
follow. Slow models step every ten seconds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import asin, cos, radians, sin
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from simulator.agenda import (
    Agenda,
    ClearFault,
    GiveCommand,
    Happening,
    InjectFault,
    SetActivity,
    SetAttitude,
    SetPlace,
)
from simulator.attitude import Attitude, AttitudeMode, AttitudeParameters
from simulator.biomedical import Biomedical
from simulator.cabin import ZONE_COUNT, CabinParameters
from simulator.co2_removal import Co2RemovalParameters
from simulator.comms import Comms, CommsParameters, LinkState
from simulator.computers import Computers
from simulator.derived import Derived, Stock
from simulator.faults import Fault, FaultBoard
from simulator.fire import GIVEN_G_PER_G, HEAT_J_PER_G, Fire
from simulator.gases import Gas
from simulator.hospitality import Hospitality, HospitalityParameters
from simulator.humidity import HumidityParameters
from simulator.life_support import AirParameters, LifeSupport, Release
from simulator.metabolism import Activity, Rate, begin
from simulator.places import Place
from simulator.power import LOAD_NUMBER, Power, PowerParameters
from simulator.pressure_control import PressureControlParameters
from simulator.propulsion import Propulsion, PropulsionParameters
from simulator.radiation import Radiation, RadiationParameters
from simulator.surroundings import Moment, Sky, Surroundings
from simulator.thermal import Thermal, ThermalParameters
from simulator.ventilation import VentilationParameters
from simulator.windows import WINDOW_ZONES, WindowParameters, Windows

STEP_S: Final = 2
SLOW_STEP_S: Final = 10
SUN_MODES: Final = (AttitudeMode.SUN_POINT, AttitudeMode.SAFE)
_FAN_A, _FAN_B, _COMM = (LOAD_NUMBER[name] for name in ("fan_a", "fan_b", "comm"))
SEATING_BAY: Final = 1
HYGIENE_BAY: Final = 3
# What the mission's timeline calls an activity, as far as the air notices.
TIMELINE_ACTIVITIES: Final = MappingProxyType(
    {
        "sleep": Activity.SLEEP,
        "exercise": Activity.LIGHT_EXERCISE,
        **dict.fromkeys(
            ("seated", "meal", "care", "call", "medical", "work", "free"), Activity.NOMINAL
        ),
    }
)


@dataclass(frozen=True, kw_only=True)
class VehicleParameters:
    """Every parameter of every model, by its dotted path."""

    cabin: CabinParameters = field(default_factory=CabinParameters)
    air: AirParameters = field(default_factory=AirParameters)
    ventilation: VentilationParameters = field(default_factory=VentilationParameters)
    co2_removal: Co2RemovalParameters = field(default_factory=Co2RemovalParameters)
    humidity: HumidityParameters = field(default_factory=HumidityParameters)
    pressure_control: PressureControlParameters = field(default_factory=PressureControlParameters)
    thermal: ThermalParameters = field(default_factory=ThermalParameters)
    power: PowerParameters = field(default_factory=PowerParameters)
    attitude: AttitudeParameters = field(default_factory=AttitudeParameters)
    propulsion: PropulsionParameters = field(default_factory=PropulsionParameters)
    comms: CommsParameters = field(default_factory=CommsParameters)
    radiation: RadiationParameters = field(default_factory=RadiationParameters)
    windows: WindowParameters = field(default_factory=WindowParameters)
    hospitality: HospitalityParameters = field(default_factory=HospitalityParameters)


class Vehicle:
    """One vehicle in flight.

    Parameters
    ----------
    parameters
        Of every model.
    sky
        Orbit, light, contacts and radiation.
    pane_boresights
        Unit vectors, body frame, of windows 1, 2, 3 and the dome.
    elapsed_s
        Mission elapsed time at second 0.
    catalogue
        The faults that can be injected.
    activities, zones
        What each person does at second 0 and where.
    """

    def __init__(
        self,
        parameters: VehicleParameters,
        sky: Sky,
        pane_boresights: Sequence[tuple[float, float, float]],
        elapsed_s: float,
        catalogue: Mapping[str, Fault],
        activities: list[str],
        zones: list[int],
    ) -> None:
        self.parameters = parameters
        self.sky = sky
        self.second = 0
        self.elapsed_at_start_s = elapsed_s
        self.life_support = LifeSupport(
            cabin=parameters.cabin,
            air=parameters.air,
            ventilation=parameters.ventilation,
            co2_removal=parameters.co2_removal,
            humidity=parameters.humidity,
            pressure_control=parameters.pressure_control,
            activities=[as_activity(activity) for activity in activities],
            zones=zones,
        )
        self.thermal = Thermal(parameters.thermal)
        self.power = Power(parameters.power)
        self.attitude = Attitude(parameters.attitude)
        self.propulsion = Propulsion(parameters.propulsion)
        self.comms = Comms(parameters.comms)
        self.radiation = Radiation(parameters.radiation, elapsed_s)
        self.windows = Windows(parameters.windows)
        self.hospitality = Hospitality(parameters.hospitality)
        self.biomedical = Biomedical()
        self.fire = Fire()
        self.computers = Computers()
        self.derived = Derived()
        self.roots: dict[str, Any] = {
            "cabin": self.life_support.state,
            "air": self.life_support.disturbance,
            "ventilation": self.life_support.ventilation.state,
            "co2_removal": self.life_support.co2_removal.state,
            "humidity": self.life_support.humidity.state,
            "pressure_control": self.life_support.pressure_control.state,
            "thermal": self.thermal.state,
            "power": self.power.state,
            "attitude": self.attitude.state,
            "propulsion": self.propulsion.state,
            "comms": self.comms.state,
            "radiation": self.radiation.state,
            "windows": self.windows.state,
            "hospitality": self.hospitality.state,
            "biomedical": self.biomedical.state,
            "fire": self.fire.state,
            "computers": self.computers.state,
            "people": self.life_support.people,
        }
        self.faults = FaultBoard(catalogue, self.roots)
        self.agenda = Agenda()
        self._boresights = np.array(pane_boresights).reshape(-1, 3)
        self._eating = 0
        self._awake = len(activities)
        self._coil_j = 0.0
        self._coolant = self.thermal.coolant()
        self._shell_w = 0.0
        self._coolant_leak_g_per_s = 0.0
        self._gimbal_reach = sin(radians(parameters.power.outer_gimbal_deg))
        self._odour_g_per_s = 0.0
        self._kinds = list(activities)
        self._powered: list[bool] = []
        self._pressure_mmhg = self.life_support.air.pressure_mmhg
        self._zone_means = np.full(ZONE_COUNT, 1.0 / ZONE_COUNT)
        self.step_slow(self.sky.chunk(0), 0)

    def happen(self, happening: Happening) -> None:
        """Let something happen now."""
        match happening:
            case InjectFault(fault=fault, severity=severity):
                self.faults.inject(fault, float(self.second), severity)
            case ClearFault(fault=fault):
                self.faults.clear(fault)
            case SetPlace(path=path, value=value):
                Place(self.roots, path).write(value)
            case SetActivity(person=person, activity=activity, zone=zone):
                self._live(person, activity, zone)
            case SetAttitude(mode=mode):
                self.attitude.command(AttitudeMode[mode])
            case GiveCommand():
                pass

    def _live(self, person: int, activity: str, zone: int) -> None:
        people = self.life_support.people
        people.zones[person] = zone
        begin(people, person, as_activity(activity))
        self.life_support.people_changed = True
        self._kinds[person] = activity
        self._eating = self._kinds.count("meal")
        if activity == "meal":
            self.hospitality.eat()
        elif activity == "care":
            self.hospitality.visit(person)

    def step(self) -> None:
        """Advance every model by one step."""
        for happening in self.agenda.due(self.second):
            self.happen(happening)
        if self.faults.active:
            self.faults.step(float(self.second))
        chunk = self.sky.chunk(self.second)
        row = self.second - chunk.first_second
        moment = chunk.moments[row]
        self._electricity(moment)
        self._air()
        self._flight(moment)
        self.second += STEP_S
        if self.second % SLOW_STEP_S == 0:
            self.step_slow(chunk, row)

    def _electricity(self, moment: Moment) -> None:
        power, life_support = self.power, self.life_support
        fans_w = life_support.ventilation.fan_power_w()
        power.demand_w[_FAN_A], power.demand_w[_FAN_B] = fans_w
        power.demand_w[_COMM] = self.comms.power_w
        incidence = 1.0
        if self.attitude.state.mode not in SUN_MODES:
            incidence = self._wing_incidence(moment.sun_starboard)
        power.step(
            float(STEP_S),
            incidence=incidence,
            sunlight=moment.sunlight,
            plate_c=self.thermal.state.plate_c[2],
        )
        self.life_support.disturbance.equipment_share = min(1.2, power.state.load_w / 1200.0)
        if power.powered != self._powered:
            self._powered = power.powered
            self._switch()

    def _wing_incidence(self, sun_starboard: float) -> float:
        """Return the cosine of the Sun's angle; the outer gimbal reaches only so far sideways."""
        sideways = abs(sun_starboard)
        if sideways <= self._gimbal_reach:
            return 1.0
        return cos(asin(min(1.0, sideways)) - asin(self._gimbal_reach))

    def _switch(self) -> None:
        """Tell every model whether it has power."""
        powered = self.power.is_powered
        ventilation = self.life_support.ventilation.state
        ventilation.is_powered[0] = powered("fan_a")
        ventilation.is_powered[1] = powered("fan_b")
        ventilation.local_is_powered = powered("local_fans")
        self.life_support.humidity.state.separator_is_powered = powered("separator")
        self.life_support.co2_removal.state.swing_is_powered = powered("swing_bed")
        self.thermal.state.loops[0].pump_is_powered = powered("pump_a")
        self.thermal.state.loops[1].pump_is_powered = powered("pump_b")
        self.attitude.state.drive_is_powered = powered("attitude")
        self.propulsion.state.heaters_are_powered = powered("heaters_a")
        for pane in self.windows.state.panes:
            pane.heater_is_powered = powered("heaters_b")

    def _air(self) -> None:
        coolant_c, coolant_w_per_k = self._coolant
        self._coil_j += STEP_S * self.life_support.step(
            float(STEP_S),
            coolant_c=coolant_c,
            coolant_w_per_k=coolant_w_per_k,
            shell_heat_w=self._shell_w,
            extra=self._releases(),
        )

    def _heat(self, sunlight: float) -> None:
        """Advance coolant loops, plates and shell, with the coil's mean heat since last time."""
        thermal = self.thermal
        thermal.step(
            float(SLOW_STEP_S),
            coil_w=self._coil_j / SLOW_STEP_S,
            plates_w=self.power.heat_on_plates_w(),
            illumination=sunlight,
        )
        self._coil_j = 0.0
        self._coolant = thermal.coolant()
        self._shell_w = thermal.shell_heat_w(self.life_support.state.shell_k - 273.15, sunlight)
        self._coolant_leak_g_per_s = 1e3 * thermal.cabin_leak_kg_per_s()

    def _releases(self) -> list[Release]:
        """Return what fire, coolant and toilet let into the air."""
        releases = []
        fire, air = self.fire, self.life_support.air
        if fire.state.source_g_per_min or fire.state.burning_g_per_min:
            burning = fire.step(
                float(STEP_S),
                source_has_power=self.power.is_powered("galley"),
                oxygen_pct=100.0 * float(air.partial_mmhg[SEATING_BAY, Gas.O2]) / air.pressure_mmhg,
            )
            zone = self.fire.state.zone
            releases += [Release(zone, gas, share * burning) for gas, share in GIVEN_G_PER_G]
            # Four fifths of the heat go into walls and fittings at once (assumption).
            releases.append(Release(zone, Gas.CO2, 0.0, 0.2 * HEAT_J_PER_G * burning))
        if self._coolant_leak_g_per_s:
            # One part in two thousand of spilt glycol evaporates (assumption).
            releases.append(Release(SEATING_BAY, Gas.VOC, 5e-4 * self._coolant_leak_g_per_s))
        if self._odour_g_per_s:
            releases.append(Release(HYGIENE_BAY, Gas.VOC, self._odour_g_per_s))
        return releases

    def _flight(self, moment: Moment) -> None:
        propulsion = self.propulsion
        manifolds = propulsion.open_manifolds()
        firing = self.attitude.step(
            float(STEP_S),
            orbit_rad=moment.orbit_rad,
            stuck_x=propulsion.stuck_about_x(),
            manifolds_open=manifolds,
        )
        # Attitude pulses: at full authority a pod fires 5 % of the time (assumption).
        propulsion.state.pod_on_share = [0.004 + 0.05 * firing if manifolds else 0.0] * 4
        self.comms.step(
            float(STEP_S),
            contact=moment.contact,
            is_powered=self.power.powered[_COMM],
            people_awake=self._awake,
        )

    def step_slow(self, chunk: Surroundings, row: int) -> None:
        """Advance the slow models by ten seconds."""
        life_support = self.life_support
        air = life_support.air
        temperatures = air.temperature_c.tolist()
        sunlight = chunk.moments[row].sunlight
        self._heat(sunlight)
        heater_w = self.windows.step(
            float(SLOW_STEP_S),
            air_c=tuple(temperatures[zone] for zone in WINDOW_ZONES),
            dew_c=life_support.dew_point_c(),
            cabin_mmhg=air.pressure_mmhg,
            sun_on=self._sun_on_panes(chunk, row, sunlight),
            is_sunlit=sunlight,
        )
        demand = self.power.demand_w
        demand[LOAD_NUMBER["galley"]] = self.hospitality.power_w
        demand[LOAD_NUMBER["waste"]] = 40.0 if self.hospitality.state.visiting_s > 0.0 else 5.0
        heater_w += 60.0 - 20.0 * sunlight
        demand[LOAD_NUMBER["heaters_a"]] = demand[LOAD_NUMBER["heaters_b"]] = heater_w / 2.0
        activities = life_support.people.activities
        self._awake = len(activities) - activities.count(Activity.SLEEP)
        self._odour_g_per_s = self.hospitality.step(
            float(SLOW_STEP_S),
            people=len(activities),
            asleep=len(activities) - self._awake,
            eating=self._eating,
            is_powered=self.power.is_powered("galley"),
        )
        self.biomedical.step(
            float(SLOW_STEP_S),
            people=life_support.people,
            inspired_o2_mmhg=self._inspired_o2_mmhg(),
            air_c=temperatures[SEATING_BAY],
            co2_mmhg=float(air.partial_mmhg[SEATING_BAY, Gas.CO2]),
        )
        self.propulsion.step(
            float(SLOW_STEP_S), altitude_km=float(chunk.altitude_km[row]), sunlight=sunlight
        )
        self.radiation.step(
            float(SLOW_STEP_S),
            quiet_ugy_per_h=float(chunk.dose_ugy_per_h[row]),
            polar=float(chunk.polar_share[row]),
            place=float(chunk.anomaly[row]),
        )
        self.computers.step(
            float(SLOW_STEP_S),
            cabin_mmhg=air.pressure_mmhg,
            link_is_up=self.comms.link is LinkState.AOS,
        )
        self._derive()
        life_support.cabin.check(life_support.state)

    def _sun_on_panes(
        self, chunk: Surroundings, row: int, sunlight: float
    ) -> tuple[float, float, float, float]:
        forward, starboard, down = chunk.sun_lvlh[row].tolist()
        sun_body = np.array([forward, starboard, down])
        if self.attitude.state.mode in {AttitudeMode.VIEW_NADIR, AttitudeMode.VIEW_TARGET}:
            sun_body = np.array([down, starboard, -forward])
        elif self.attitude.state.mode in SUN_MODES:
            sun_body = np.array([0.0, 0.0, -1.0])
        cosines = np.maximum(self._boresights @ sun_body, 0.0) * sunlight
        first, second, third, dome = cosines.tolist()
        return first, second, third, dome

    def _inspired_o2_mmhg(self) -> float:
        air = self.life_support.air
        oxygen = float(air.partial_mmhg[SEATING_BAY, Gas.O2]) / air.pressure_mmhg
        return (air.pressure_mmhg - 47.0) * oxygen

    def _derive(self) -> None:
        """Let the computers work out reserves and margins."""
        life_support = self.life_support
        feeds = life_support.pressure_control.state.feeds
        people = life_support.people
        per_hour = 0.06  # g/min to kg/h
        self.derived.step(
            float(SLOW_STEP_S),
            Stock(
                people=len(people.activities),
                co2_mmhg=float(self._zone_means @ life_support.air.partial_mmhg[:, Gas.CO2]),
                volume_m3=self.parameters.cabin.volume_m3,
                oxygen_kg=sum(feeds[0].tank_kg),
                nitrogen_kg=sum(feeds[1].tank_kg),
                oxygen_use_kg_per_h=per_hour * float(people.rates[:, Rate.O2_G_PER_MIN].sum()),
                cartridges=life_support.co2_removal.state.cartridge_stock,
                battery_kwh=self.power.stored_kwh(),
                load_w=self.power.state.load_w,
                viewing=self._viewing(),
                entry=0 if self.propulsion.manifold_is_open(0) else 1,
            ),
        )

    def _viewing(self) -> int:
        """Return 0 go, 1 hold, 2 no-go for viewing, by the air alone."""
        air = self.life_support.air
        fall_mmhg_per_min = (self._pressure_mmhg - air.pressure_mmhg) * 60.0 / SLOW_STEP_S
        self._pressure_mmhg = air.pressure_mmhg
        if fall_mmhg_per_min > 1.0 or self.fire.state.burning_g_per_min > 0.0:
            return 2
        return 1 if float(air.partial_mmhg[:, Gas.CO2].max()) > 4.5 else 0


def as_activity(name: str) -> Activity:
    """Return the metabolic activity of a timeline's kind or of an activity's own name."""
    return TIMELINE_ACTIVITIES.get(name) or Activity(name)
