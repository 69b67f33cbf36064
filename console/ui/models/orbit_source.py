"""Who says where the vehicle is: its elements, or the vehicle itself. No Qt."""

import math
from functools import reduce
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from console.client.desk import Desk
from console.protocol import COLUMNS_MAX
from console.ui.models.back_fill import AskHistory, BackFill
from console.ui.models.ground_track import (
    TRACK_STEP_S,
    GroundTrack,
    OrbitNow,
    ground_track,
    orbit_now,
    orbit_through,
    track_through,
)
from telemetry.geodesy import Array, angle_deg
from telemetry.history import History
from telemetry.state_vector import EARTH_GM_KM3_S2, StateVector, body_z_teme
from telemetry.timebase import NS_PER_S

ORBITS_PAST: Final = 1
ORBITS_AHEAD: Final = 2
_LONGEST_LOOK_BACK_NS: Final = 7_200 * NS_PER_S
_Times = NDArray[np.int64]


class NotReportedError(LookupError):
    """The vehicle has not said yet where it is."""


class OrbitSource(Protocol):
    """Where the vehicle is, and how that is called on the page.

    Attributes
    ----------
    track_again_s : int
        Mission time after which the track is worked out anew.
    trust, trust_tip : str
        Caption of the last figure, and what it means.
    """

    track_title: str
    vehicle_title: str
    orbit_title: str
    track_again_s: int
    age_tip: str
    trust: str
    trust_tip: str

    def now(self, now_ns: int) -> OrbitNow:
        """Return where the vehicle is; `PropagationError` or `NotReportedError` if unknown."""
        ...

    def track(self, now_ns: int) -> GroundTrack:
        """Return its way over the ground, around `now_ns`."""
        ...


def orbit_source(desk: Desk, ask_history: AskHistory) -> OrbitSource:
    """Return who is asked: the vehicle's own word counts more than its elements."""
    named = desk.mission.state_vector
    return ElementsOrbit(desk) if named is None else ReportedOrbit(desk, named, ask_history)


class ElementsOrbit:
    """Propagated from the mission's elements: what was, and what will be."""

    def __init__(self, desk: Desk) -> None:
        self._orbit = desk.mission.orbit
        self.track_again_s = 60
        self.age_tip = "Time since the epoch of the elements"
        self.trust = "ERROR"
        self.trust_tip = "To expect along the track at this age, without burns"
        first = [segment.elements.name for segment in self._orbit.segments[:1]]
        self.track_title = "ORBIT · flown, and the two orbits to come"
        self.vehicle_title = "VEHICLE, FROM ITS ELEMENTS"
        self.orbit_title = f"ORBIT, ELEMENTS OF {first[0]}" if first else "ORBIT"

    def now(self, now_ns: int) -> OrbitNow:
        """Return where the elements put the vehicle."""
        return orbit_now(self._orbit, now_ns)

    def track(self, now_ns: int) -> GroundTrack:
        """Return one revolution flown and two to come."""
        period_ns = round(self._orbit.elements_at(now_ns).period_s * NS_PER_S)
        first_ns, last_ns = now_ns - ORBITS_PAST * period_ns, now_ns + ORBITS_AHEAD * period_ns
        return ground_track(self._orbit, first_ns, last_ns)


class ReportedOrbit:
    """As the vehicle's own position says; of what is to come it says nothing.

    Parameters
    ----------
    named : StateVector
        Which parameters those are.
    ask_history : callable
        Asks the server for what this console did not hear.
    """

    def __init__(self, desk: Desk, named: StateVector, ask_history: AskHistory) -> None:
        self._desk = desk
        self._named = named
        period_ns = desk.mission.database.place[named.position[0]][0].period_ns
        every_sample = _LONGEST_LOOK_BACK_NS // period_ns
        self._past = BackFill(ask_history, min(every_sample, COLUMNS_MAX))
        self.track_again_s = TRACK_STEP_S // 3
        self.age_tip = "Time since the vehicle said where it is"
        self.trust = "OFF NADIR"
        self.trust_tip = "How far the body's z axis stands off straight down"
        vehicle = desk.mission.name
        self.track_title = f"ORBIT · flown, as {vehicle} reports it"
        self.vehicle_title = f"VEHICLE, AS {vehicle} REPORTS"
        self.orbit_title = "ORBIT, FROM ITS POSITION AND VELOCITY"

    def now(self, now_ns: int) -> OrbitNow:
        """Return where the newest report puts the vehicle."""
        named, history = self._named, self._desk.feed.history
        names = named.parameters if named.velocity else (*named.position, *named.attitude)
        times_ns, values = _reports(history, names, now_ns - _LONGEST_LOOK_BACK_NS, now_ns + 1)
        if times_ns.size < 2:
            raise NotReportedError("its position was not received yet")
        position = values[-2:, :3]
        velocity = values[-2:, 3:6] if named.velocity else np.zeros_like(position)
        position_km, velocity_km_s = named.teme(position, velocity, times_ns[-2:])
        if not named.velocity:
            between_s = (times_ns[-1] - times_ns[-2]) / NS_PER_S
            velocity_km_s[-1] = (position_km[1] - position_km[0]) / between_s
        off_nadir_deg = math.nan
        if named.attitude:
            z = body_z_teme(values[-1:, -4:], times_ns[-1:])
            off_nadir_deg = float(angle_deg(z, -position_km[-1:])[0])
        period_s, inclination_deg = _osculating(position_km[-1], velocity_km_s[-1])
        return orbit_through(
            int(times_ns[-1]),
            position_km[-1],
            velocity_km_s[-1],
            period_s=period_s,
            inclination_deg=inclination_deg,
            source=self._desk.mission.name,
            source_age_s=(now_ns - int(times_ns[-1])) / NS_PER_S,
            off_nadir_deg=off_nadir_deg,
        )

    def track(self, now_ns: int) -> GroundTrack:
        """Return what was reported within the last two hours, a point every half minute."""
        history, from_ns = self._desk.feed.history, now_ns - _LONGEST_LOOK_BACK_NS
        self._past.begin(history)
        self._past.follow(self._desk.step)
        for name in self._named.position:
            self._past.want(name, from_ns, now_ns)
        times_ns, position = _reports(history, self._named.position, from_ns, now_ns + 1)
        _, first = np.unique(times_ns // (TRACK_STEP_S * NS_PER_S), return_index=True)
        if times_ns.size:
            first = np.union1d(first, [times_ns.size - 1])
        chosen_ns = times_ns[first]
        return track_through(chosen_ns, self._named.itrf_km(position[first], chosen_ns))


def _reports(
    history: History, names: tuple[str, ...], from_ns: int, to_ns: int
) -> tuple[_Times, Array]:
    """Return when all of `names` were reported and their values, shape (n, names)."""
    read = [history.raw(name, from_ns, to_ns) for name in names]
    times_ns = reduce(np.intersect1d, (times_ns for times_ns, _ in read))
    values = np.stack(
        [values[np.searchsorted(each_ns, times_ns)] for each_ns, values in read], axis=1
    )
    is_whole = np.isfinite(values).all(axis=1)
    return times_ns[is_whole], values[is_whole]


def _osculating(position_teme_km: Array, velocity_teme_km_s: Array) -> tuple[float, float]:
    """Return period (s) and inclination (degrees) of the ellipse flown at this instant.

    By the vis-viva equation; NaN where there is no ellipse.
    """
    momentum = np.cross(position_teme_km, velocity_teme_km_s)
    inclination_deg = float(np.degrees(np.arccos(momentum[2] / np.linalg.norm(momentum))))
    inverse_axis = (
        2.0 / np.linalg.norm(position_teme_km)
        - np.dot(velocity_teme_km_s, velocity_teme_km_s) / EARTH_GM_KM3_S2
    )
    if inverse_axis <= 0.0:
        return math.nan, inclination_deg
    return math.tau / math.sqrt(EARTH_GM_KM3_S2 * float(inverse_axis) ** 3), inclination_deg
