"""One step of the vehicle: how the models act on each other.

What is due happens; power decides what runs; the air and the flight follow. Heat, windows, people's
comfort and everything else slow step every ten seconds.
"""

from collections.abc import Callable, Sequence
from math import asin, cos, radians, sin
from typing import Final

import numpy as np

from simulator.attitude import SLEW_S, AttitudeMode
from simulator.cabin import ZONE_COUNT
from simulator.comms import LinkState
from simulator.derived import Stock
from simulator.fire import GIVEN_G_PER_G, HEAT_J_PER_G
from simulator.gases import Gas
from simulator.life_support import Release
from simulator.metabolism import Activity, Rate
from simulator.models import SEATING_BAY
from simulator.parameters import VehicleParameters
from simulator.power import LOAD_NUMBER
from simulator.surroundings import CHUNK_S, SLOW_S, Moment, Surroundings
from simulator.vehicle import Vehicle
from simulator.windows import WINDOW_ZONES

STEP_S: Final = 2
SLOW_STEP_S: Final = 10
# How much of the air a stride may turn over (of its heat, twice as much).
STRIDE_SHARE: Final = 0.1
HYGIENE_BAY: Final = 3
SUN_MODES: Final = (AttitudeMode.SUN_POINT, AttitudeMode.SAFE)
_FAN_A, _FAN_B, _COMM = (LOAD_NUMBER[name] for name in ("fan_a", "fan_b", "comm"))


class Stepper:
    """Steps a vehicle.

    Parameters
    ----------
    vehicle
        What is stepped.
    pane_boresights
        Unit vectors, body frame, of windows 1, 2, 3 and the dome.
    """

    def __init__(
        self, vehicle: Vehicle, pane_boresights: Sequence[tuple[float, float, float]]
    ) -> None:
        self.vehicle = vehicle
        self._boresights = np.array(pane_boresights).reshape(-1, 3)
        self._gimbal_reach = sin(radians(vehicle.parameters.power.outer_gimbal_deg))
        self._zone_means = np.full(ZONE_COUNT, 1.0 / ZONE_COUNT)
        self._powered: list[bool] = []
        self._awake = len(vehicle.life_support.people.zones)
        self._coil_j = 0.0
        self._coolant = vehicle.thermal.coolant()
        self._shell_w = 0.0
        self._coolant_leak_g_per_s = 0.0
        self._odour_g_per_s = 0.0
        self._pressure_mmhg = vehicle.life_support.air.pressure_mmhg
        self.before_stride: Callable[[], None] | None = None
        self._can_stride = _can_stride(vehicle.parameters)
        self.step_slow(vehicle.sky.chunk(0), 0)

    def step(self) -> None:
        """Advance every model by one step: two seconds, or ten while nothing can happen."""
        vehicle = self.vehicle
        for happening in vehicle.agenda.due(vehicle.second):
            vehicle.happen(happening)
        if vehicle.faults.active:
            vehicle.faults.step(float(vehicle.second))
        chunk = vehicle.sky.chunk(vehicle.second)
        row = vehicle.second - chunk.first_second
        moment = chunk.moments[row]
        step_s = STEP_S
        if self._is_calm(chunk, row):
            step_s = SLOW_STEP_S
            if self.before_stride is not None:
                self.before_stride()
        self._electricity(float(step_s), moment)
        self._air(float(step_s))
        self._flight(float(step_s), moment)
        vehicle.second += step_s
        if vehicle.second % SLOW_STEP_S == 0:
            self.step_slow(chunk, row)

    def _is_calm(self, chunk: Surroundings, row: int) -> bool:
        """Return whether the next ten seconds can be taken in one stride."""
        vehicle = self.vehicle
        second = vehicle.second
        if not self._can_stride or second % SLOW_STEP_S or second < vehicle.disturbed_until_s:
            return False
        if vehicle.faults.active or vehicle.attitude.state.slewing_s < SLEW_S:
            return False
        planned = vehicle.agenda.next_second()
        if planned is not None and planned < second + SLOW_STEP_S:
            return False
        pressure_control = vehicle.life_support.pressure_control
        if pressure_control.lets_air_out(vehicle.life_support.air.pressure_mmhg):
            return False
        now, soon = chunk.moments[row], chunk.moments[min(row + SLOW_STEP_S, CHUNK_S - 1)]
        return now.sunlight == soon.sunlight and now.contact[0] == soon.contact[0]

    def _electricity(self, step_s: float, moment: Moment) -> None:
        power, life_support = self.vehicle.power, self.vehicle.life_support
        fans_w = life_support.ventilation.fan_power_w()
        power.demand_w[_FAN_A], power.demand_w[_FAN_B] = fans_w
        power.demand_w[_COMM] = self.vehicle.comms.power_w
        incidence = 1.0
        if self.vehicle.attitude.state.mode not in SUN_MODES:
            incidence = self._wing_incidence(moment.sun_starboard)
        power.step(
            step_s,
            incidence=incidence,
            sunlight=moment.sunlight,
            plate_c=self.vehicle.thermal.state.plate_c[2],
        )
        if self.vehicle.parameters.air.heat_follows_load:
            share = min(1.2, power.state.load_w / 1200.0)
            self.vehicle.life_support.disturbance.equipment_share = share
        if power.powered != self._powered:
            self._powered = list(power.powered)
            self._switch()

    def _wing_incidence(self, sun_starboard: float) -> float:
        """Return the cosine of the Sun's angle; the outer gimbal reaches only so far sideways."""
        sideways = abs(sun_starboard)
        if sideways <= self._gimbal_reach:
            return 1.0
        return cos(asin(min(1.0, sideways)) - asin(self._gimbal_reach))

    def _switch(self) -> None:
        """Tell every model whether it has power."""
        powered = self.vehicle.power.is_powered
        ventilation = self.vehicle.life_support.ventilation.state
        ventilation.is_powered[0] = powered("fan_a")
        ventilation.is_powered[1] = powered("fan_b")
        ventilation.local_is_powered = powered("local_fans")
        self.vehicle.life_support.humidity.state.separator_is_powered = powered("separator")
        self.vehicle.life_support.co2_removal.state.swing_is_powered = powered("swing_bed")
        self.vehicle.thermal.state.loops[0].pump_is_powered = powered("pump_a")
        self.vehicle.thermal.state.loops[1].pump_is_powered = powered("pump_b")
        self.vehicle.attitude.state.drive_is_powered = powered("attitude")
        self.vehicle.propulsion.state.heaters_are_powered = powered("heaters_a")
        for pane in self.vehicle.windows.state.panes:
            pane.heater_is_powered = powered("heaters_b")

    def _air(self, step_s: float) -> None:
        coolant_c, coolant_w_per_k = self._coolant
        self._coil_j += step_s * self.vehicle.life_support.step(
            step_s,
            coolant_c=coolant_c,
            coolant_w_per_k=coolant_w_per_k,
            shell_heat_w=self._shell_w,
            extra=self._releases(step_s),
        )

    def _heat(self, sunlight: float) -> None:
        """Advance coolant loops, plates and shell, with the coil's mean heat since last time."""
        thermal = self.vehicle.thermal
        thermal.step(
            float(SLOW_STEP_S),
            coil_w=self._coil_j / SLOW_STEP_S,
            plates_w=self.vehicle.power.heat_on_plates_w(),
            illumination=sunlight,
        )
        self._coil_j = 0.0
        self._coolant = thermal.coolant()
        self._shell_w = thermal.shell_heat_w(
            self.vehicle.life_support.state.shell_k - 273.15, sunlight
        )
        self._coolant_leak_g_per_s = 1e3 * thermal.cabin_leak_kg_per_s()

    def _releases(self, step_s: float) -> list[Release]:
        """Return what fire, coolant and toilet let into the air."""
        releases = []
        fire, air = self.vehicle.fire, self.vehicle.life_support.air
        if fire.state.source_g_per_min or fire.state.burning_g_per_min:
            burning = fire.step(
                step_s,
                source_has_power=self.vehicle.power.is_powered("galley"),
                oxygen_pct=100.0 * float(air.partial_mmhg[SEATING_BAY, Gas.O2]) / air.pressure_mmhg,
            )
            zone = self.vehicle.fire.state.zone
            releases += [Release(zone, gas, share * burning) for gas, share in GIVEN_G_PER_G]
            # Four fifths of the heat go into walls and fittings at once (assumption).
            releases.append(Release(zone, Gas.CO2, 0.0, 0.2 * HEAT_J_PER_G * burning))
        if self._coolant_leak_g_per_s:
            # One part in a thousand of spilt glycol evaporates (assumption).
            releases.append(Release(SEATING_BAY, Gas.VOC, 1e-3 * self._coolant_leak_g_per_s))
        if self._odour_g_per_s:
            releases.append(Release(HYGIENE_BAY, Gas.VOC, self._odour_g_per_s))
        return releases

    def _flight(self, step_s: float, moment: Moment) -> None:
        propulsion = self.vehicle.propulsion
        manifolds = propulsion.open_manifolds()
        firing = self.vehicle.attitude.step(
            step_s,
            orbit_rad=moment.orbit_rad,
            stuck_x=propulsion.stuck_about_x(),
            manifolds_open=manifolds,
        )
        # Attitude pulses: at full authority a pod fires 5 % of the time (assumption).
        propulsion.state.pod_on_share = [0.004 + 0.05 * firing if manifolds else 0.0] * 4
        self.vehicle.comms.step(
            step_s,
            contact=moment.contact,
            is_powered=self.vehicle.power.powered[_COMM],
            people_awake=self._awake,
        )

    def step_slow(self, chunk: Surroundings, row: int) -> None:
        """Advance the slow models by ten seconds."""
        life_support = self.vehicle.life_support
        air = life_support.air
        temperatures = air.temperature_c.tolist()
        sunlight = chunk.moments[row].sunlight
        self._heat(sunlight)
        heater_w = self.vehicle.windows.step(
            float(SLOW_STEP_S),
            air_c=tuple(temperatures[zone] for zone in WINDOW_ZONES),
            dew_c=life_support.dew_point_c(),
            cabin_mmhg=air.pressure_mmhg,
            sun_on=self._sun_on_panes(chunk, row, sunlight),
            is_sunlit=sunlight,
            people_at=[life_support.people.zones.count(zone) for zone in WINDOW_ZONES],
            firing_s=self.vehicle.propulsion.take_firing_s(),
        )
        demand = self.vehicle.power.demand_w
        demand[LOAD_NUMBER["galley"]] = self.vehicle.hospitality.power_w
        demand[LOAD_NUMBER["waste"]] = (
            40.0 if self.vehicle.hospitality.state.visiting_s > 0.0 else 5.0
        )
        heater_w += 60.0 - 20.0 * sunlight
        demand[LOAD_NUMBER["heaters_a"]] = demand[LOAD_NUMBER["heaters_b"]] = heater_w / 2.0
        activities = life_support.people.activities
        self._awake = len(activities) - activities.count(Activity.SLEEP)
        self._odour_g_per_s = self.vehicle.hospitality.step(
            float(SLOW_STEP_S),
            people=len(activities),
            asleep=len(activities) - self._awake,
            eating=self.vehicle.kinds.count("meal"),
            is_powered=self.vehicle.power.is_powered("galley"),
        )
        self.vehicle.biomedical.step(
            float(SLOW_STEP_S),
            people=life_support.people,
            inspired_o2_mmhg=self._inspired_o2_mmhg(),
            air_c=temperatures[SEATING_BAY],
            co2_mmhg=float(air.partial_mmhg[SEATING_BAY, Gas.CO2]),
        )
        self.vehicle.propulsion.step(
            float(SLOW_STEP_S), altitude_km=float(chunk.altitude_km[row]), sunlight=sunlight
        )
        self.vehicle.radiation.step(
            float(SLOW_STEP_S),
            quiet_ugy_per_h=float(chunk.dose_ugy_per_h[row // SLOW_S]),
            polar=float(chunk.polar_share[row // SLOW_S]),
            place=float(chunk.anomaly[row // SLOW_S]),
        )
        self.vehicle.computers.step(
            float(SLOW_STEP_S),
            cabin_mmhg=air.pressure_mmhg,
            link_is_up=self.vehicle.comms.link is LinkState.AOS,
        )
        self._derive()
        life_support.cabin.check(life_support.state)

    def _sun_on_panes(
        self, chunk: Surroundings, row: int, sunlight: float
    ) -> tuple[float, float, float, float]:
        forward, starboard, down = chunk.sun_lvlh[row].tolist()
        sun_body = np.array([forward, starboard, down])
        if self.vehicle.attitude.state.mode in {AttitudeMode.VIEW_NADIR, AttitudeMode.VIEW_TARGET}:
            sun_body = np.array([down, starboard, -forward])
        elif self.vehicle.attitude.state.mode in SUN_MODES:
            sun_body = np.array([0.0, 0.0, -1.0])
        cosines = np.maximum(self._boresights @ sun_body, 0.0) * sunlight
        first, second, third, dome = cosines.tolist()
        return first, second, third, dome

    def _inspired_o2_mmhg(self) -> float:
        air = self.vehicle.life_support.air
        oxygen = float(air.partial_mmhg[SEATING_BAY, Gas.O2]) / air.pressure_mmhg
        return (air.pressure_mmhg - 47.0) * oxygen

    def _derive(self) -> None:
        """Let the computers work out reserves and margins."""
        life_support = self.vehicle.life_support
        feeds = life_support.pressure_control.state.feeds
        people = life_support.people
        per_hour = 0.06  # g/min to kg/h
        self.vehicle.derived.step(
            float(SLOW_STEP_S),
            Stock(
                people=len(people.activities),
                co2_mmhg=float(self._zone_means @ life_support.air.partial_mmhg[:, Gas.CO2]),
                volume_m3=self.vehicle.parameters.cabin.volume_m3,
                oxygen_kg=sum(feeds[0].tank_kg),
                nitrogen_kg=sum(feeds[1].tank_kg),
                oxygen_use_kg_per_h=per_hour * float(people.rates[:, Rate.O2_G_PER_MIN].sum()),
                cartridges=life_support.co2_removal.state.cartridge_stock,
                battery_kwh=self.vehicle.power.stored_kwh(),
                load_w=self.vehicle.power.state.load_w,
                viewing=self._viewing(),
                entry=0 if self.vehicle.propulsion.manifold_is_open(0) else 1,
            ),
        )

    def _viewing(self) -> int:
        """Return 0 go, 1 hold, 2 no-go for viewing, by the air alone."""
        air = self.vehicle.life_support.air
        fall_mmhg_per_min = (self._pressure_mmhg - air.pressure_mmhg) * 60.0 / SLOW_STEP_S
        self._pressure_mmhg = air.pressure_mmhg
        if fall_mmhg_per_min > 1.0 or self.vehicle.fire.state.burning_g_per_min > 0.0:
            return 2
        return 1 if float(air.partial_mmhg[:, Gas.CO2].max()) > 4.5 else 0


def _can_stride(parameters: VehicleParameters) -> bool:
    """Return whether ten-second steps are accurate: nothing may turn over the air in less."""
    flow_m3_per_h = parameters.ventilation.fan_flow_m3_per_h
    flow_m3_per_h += parameters.co2_removal.linear_flow_m3_per_h
    turned_over = flow_m3_per_h / 3600.0 * SLOW_STEP_S / parameters.cabin.volume_m3
    air_j_per_k = 850.0 * parameters.cabin.volume_m3  # 41.6 mol/m³ at cv
    cooled = parameters.cabin.shell_conductance_w_per_k * SLOW_STEP_S / air_j_per_k
    return turned_over < STRIDE_SHARE and cooled < 2.0 * STRIDE_SHARE
