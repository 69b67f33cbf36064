"""The whole vehicle: every model, stepped together once a second.

`Vehicle.advance` returns the truth, one row per second; `simulator.sampling` makes telemetry of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import degrees
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
    SetPlace,
)
from simulator.cabin import Array, CabinParameters
from simulator.co2_removal import Co2RemovalParameters
from simulator.faults import Fault, FaultBoard
from simulator.humidity import HumidityParameters
from simulator.life_support import AirParameters, LifeSupport
from simulator.metabolism import Activity, begin
from simulator.onboard import PressureRates
from simulator.orbit_track import OrbitTrack, lvlh_quaternion
from simulator.places import Place
from simulator.pressure_control import PressureControlParameters
from simulator.ventilation import VentilationParameters
from telemetry.dictionary import MissionDatabase

STEP_S: Final = 1.0
SEATING_BAY: Final = 1
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


class Vehicle:
    """One vehicle in flight.

    Parameters
    ----------
    parameters
        Of every model.
    database
        Names the parameters to report.
    track
        The orbit.
    launch_ns
        For mission elapsed time.
    catalogue
        The faults that can be injected.
    """

    _TRACK_REPORTS: Final = (
        "GNC_R_X",
        "GNC_R_Y",
        "GNC_R_Z",
        "GNC_V_X",
        "GNC_V_Y",
        "GNC_V_Z",
        "GNC_LAT",
        "GNC_LON",
        "GNC_ALT",
        "GNC_BETA",
        "EPS_SUN",
        "GNC_Q0",
        "GNC_Q1",
        "GNC_Q2",
        "GNC_Q3",
        "GNC_W_Y",
        "CDH_MET",
    )
    _PRESSURE_COPIES: Final = ("CAB_P_TOT_A", "CAB_P_TOT_B", "CAB_P_TOT_C")
    _OXYGEN_COPIES: Final = ("CAB_PPO2_A", "CAB_PPO2_B")

    def __init__(
        self,
        parameters: VehicleParameters,
        database: MissionDatabase,
        track: OrbitTrack,
        launch_ns: int,
        catalogue: Mapping[str, Fault],
    ) -> None:
        self.parameters = parameters
        self.track = track
        self.launch_ns = launch_ns
        self.second = 0
        self.life_support = LifeSupport(
            cabin=parameters.cabin,
            air=parameters.air,
            ventilation=parameters.ventilation,
            co2_removal=parameters.co2_removal,
            humidity=parameters.humidity,
            pressure_control=parameters.pressure_control,
            activities=[Activity.NOMINAL] * 6,
            zones=[0, 0, 1, 1, 1, 1],
        )
        self.pressure_rates = PressureRates()
        self.roots: dict[str, Any] = {
            "cabin": self.life_support.state,
            "air": self.life_support.disturbance,
            "ventilation": self.life_support.ventilation.state,
            "co2_removal": self.life_support.co2_removal.state,
            "humidity": self.life_support.humidity.state,
            "pressure_control": self.life_support.pressure_control.state,
        }
        self.faults = FaultBoard(catalogue, self.roots)
        self.agenda = Agenda()
        reported = (
            *self.life_support.REPORTS,
            *self.life_support.ventilation.REPORTS,
            *self.life_support.co2_removal.REPORTS,
            *self.life_support.humidity.REPORTS,
            *self.life_support.pressure_control.REPORTS,
            *self._PRESSURE_COPIES,
            *self._OXYGEN_COPIES,
            *self.pressure_rates.REPORTS,
        )
        others = [
            parameter
            for parameter in database.parameters.values()
            if parameter.id not in reported and parameter.id not in self._TRACK_REPORTS
        ]
        self._others = np.array([parameter.nominal or 0.0 for parameter in others])
        self.columns: tuple[str, ...] = (
            *reported,
            *self._TRACK_REPORTS,
            *(parameter.id for parameter in others),
        )
        self._reported = len(reported)
        self._last_row = self._row()

    def advance(self, seconds: int) -> Array:
        """Step `seconds` times; return the truth from the present second to the last.

        Returns
        -------
        ndarray, shape (seconds + 1, columns)
            Row 0 is the present second.
        """
        truth = np.empty((seconds + 1, len(self.columns)))
        truth[:, self._reported + len(self._TRACK_REPORTS) :] = self._others
        truth[0, : self._reported] = self._last_row
        for step in range(1, seconds + 1):
            self._step()
            self._last_row = self._row()
            truth[step, : self._reported] = self._last_row
        self._fill_track(truth, self.second - seconds)
        return truth

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
                people = self.life_support.people
                people.zones[person] = zone
                begin(people, person, TIMELINE_ACTIVITIES.get(activity) or Activity(activity))
            case GiveCommand():
                pass

    def _step(self) -> None:
        for happening in self.agenda.due(self.second):
            self.happen(happening)
        if self.faults.active:
            self.faults.step(float(self.second))
        self.life_support.step(STEP_S, coolant_c=5.5, coolant_w_per_k=300.0)
        self.second += 1
        air = self.life_support.air
        self.pressure_rates.step(
            self.second,
            pressure_mmhg=air.pressure_mmhg,
            temperature_c=float(air.temperature_c.mean()),
            oxygen_mmhg=float(air.partial_mmhg[SEATING_BAY, 0]),
            other_mmhg=float(air.partial_mmhg[SEATING_BAY, 2:4].sum()),
            nitrogen_feed_mmhg_per_h=self._nitrogen_feed_mmhg_per_h(),
            co2_mmhg=float(air.partial_mmhg[:, 2].mean()),
        )

    def _nitrogen_feed_mmhg_per_h(self) -> float:
        flow = self.life_support.pressure_control.state.feeds[1].flow_kg_per_h
        # 1 kg of N2 at 22 °C is 657.1 mmHg·m³.
        return flow * 657.1 / self.parameters.cabin.volume_m3

    def _row(self) -> tuple[float, ...]:
        life_support = self.life_support
        air = life_support.report()
        return (
            *air,
            *life_support.ventilation.report(),
            *life_support.co2_removal.report(),
            *life_support.humidity.report(),
            *life_support.pressure_control.report(),
            air[0],
            air[0],
            air[0],
            air[1],
            air[1],
            *self.pressure_rates.report(),
        )

    def _fill_track(self, truth: Array, first_second: int) -> None:
        row = 0
        while row < len(truth):
            chunk = self.track.chunk(first_second + row)
            start = first_second + row - chunk.first_second
            count = min(len(truth) - row, len(chunk.times_ns) - start)
            part = slice(start, start + count)
            into = truth[row : row + count, self._reported :]
            into[:, 0:3] = chunk.position_teme_km[part]
            into[:, 3:6] = chunk.velocity_teme_km_s[part]
            into[:, 6] = chunk.latitude_deg[part]
            into[:, 7] = chunk.longitude_deg[part]
            into[:, 8] = chunk.altitude_km[part]
            into[:, 9] = chunk.beta_deg[part]
            into[:, 10] = chunk.illumination[part]
            into[:, 11:15] = lvlh_quaternion(
                chunk.position_teme_km[part], chunk.velocity_teme_km_s[part]
            )
            speed = np.linalg.norm(chunk.velocity_teme_km_s[part], axis=1)
            radius = np.linalg.norm(chunk.position_teme_km[part], axis=1)
            into[:, 15] = -degrees(1.0) * speed / radius
            into[:, 16] = (chunk.times_ns[part] - self.launch_ns) / 1e9
            row += count
