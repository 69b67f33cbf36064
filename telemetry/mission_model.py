"""A mission as everybody knows it: orbit, people, timeline, cabin windows, stations, targets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from telemetry.dictionary import MissionDatabase
from telemetry.elements import Orbit
from telemetry.state_vector import StateVector
from telemetry.timebase import NS_PER_S

ZONES: Final = ("Z1", "Z2", "Z3", "Z4")  # flight deck, seating bay, viewing dome, hygiene bay
PRODUCTS: Final = (
    "landmark by day",
    "best light",
    "reef colours",
    "sunglint",
    "city lights",
    "home town",
    "sunrise",
    "sunset",
    "moonrise",
    "moonset",
    "aurora",
    "Milky Way",
)
ROLES: Final = ("crew", "guest")
ACTIVITY_KINDS: Final = (
    "seated",
    "sleep",
    "meal",
    "exercise",
    "care",
    "call",
    "medical",
    "work",
    "free",
)
ATTITUDE_MODES: Final = (
    "FREE_DRIFT",
    "SUN_POINT",
    "LVLH_HOLD",
    "VIEW_NADIR",
    "VIEW_TARGET",
    "MNVR",
    "BURN",
    "ENTRY",
    "SAFE",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone on board, known by an alias only.

    Parameters
    ----------
    role : str
        ``"crew"`` or ``"guest"``.
    preferences : mapping of str to float
        0 to 10 by a product or a kind of target; what is not named counts 5.
    must_sees : tuple of str
        Ids of targets, or products such as ``"sunrise"``, promised to this guest.
    home : str
        Id of the target the guest calls home, or ``""``.
    """

    id: str
    alias: str
    role: str
    preferences: Mapping[str, float] = field(default_factory=dict)
    must_sees: tuple[str, ...] = ()
    home: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What one person does from `start_ns` (included) to `end_ns` (excluded), and where."""

    person: str
    start_ns: int
    end_ns: int
    kind: str
    zone: str
    note: str = ""

    @property
    def is_flexible(self) -> bool:
        """Whether a viewing window may take its place."""
        return self.kind == "free"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pane:
    """A cabin window.

    Parameters
    ----------
    position_m, boresight_body : tuple of 3 floats
        In the vehicle's frame: x to the nose, y to starboard, z down when flying level.
        The boresight is a unit vector.
    half_angle_deg : float
        Half of the cone an eye at the pane can look into.
    shutter : str
        The telemetry parameter that says whether it is open.
    """

    id: str
    name: str
    zone: str
    capacity: int
    position_m: tuple[float, float, float]
    boresight_body: tuple[float, float, float]
    half_angle_deg: float
    shutter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttitudeSegment:
    """The attitude mode flown from an instant on, until the next segment begins."""

    start_ns: int
    mode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A ground station; heights in km above WGS 84."""

    id: str
    name: str
    latitude_deg: float
    longitude_deg: float
    height_km: float
    min_elevation_deg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """A relay in geostationary orbit, or one that is in sight always (`longitude_deg` None)."""

    id: str
    name: str
    longitude_deg: float | None
    altitude_km: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Something on the ground worth looking at.

    Parameters
    ----------
    kind : str
        For example ``"mountain"`` or ``"city-lights"``.
    mode : str
        ``"day"``, ``"night"`` or ``"both"``: when it is worth looking at.
    extent_km : float
        How far an area reaches across; 0 for a point.
    is_core : bool
        Whether it belongs to the best.
    cloud_fraction : float or None
        The usual share of cloud there, 0 to 1, if it is known.
    """

    id: str
    name: str
    kind: str
    mode: str
    latitude_deg: float
    longitude_deg: float
    height_km: float
    extent_km: float
    is_core: bool
    note: str = ""
    source: str = ""
    cloud_fraction: float | None = None


@dataclass(frozen=True, kw_only=True)
class Mission:
    """Everything about one flight that is decided before it flies.

    Parameters
    ----------
    launch_ns : int
        Mission elapsed time counts from here; UTC nanoseconds since 1970.
    duration_s : float
        From launch to the end of the flight.
    simulation_start_ns : int
        Where a simulation of this mission begins unless told otherwise.
    hold_horizon_s : float
        How far ahead of now an alarm holds viewing windows.
    orbit : Orbit
        Without elements where the mission has none.
    timeline : tuple of Activity
        In order of start.
    state_vector : StateVector or None
        Which parameters tell where the vehicle is, if that is known.
    """

    id: str
    name: str
    vehicle: str
    launch_ns: int
    duration_s: float
    simulation_start_ns: int
    hold_horizon_s: float
    orbit: Orbit
    people: tuple[Person, ...]
    timeline: tuple[Activity, ...]
    panes: tuple[Pane, ...]
    attitude: tuple[AttitudeSegment, ...]
    stations: tuple[Station, ...]
    relays: tuple[Relay, ...]
    targets: tuple[Target, ...]
    database: MissionDatabase
    state_vector: StateVector | None = None

    @property
    def end_ns(self) -> int:
        """The end of the flight."""
        return self.launch_ns + round(self.duration_s * NS_PER_S)

    def elapsed_s(self, instant_ns: int) -> float:
        """Return mission elapsed time."""
        return (instant_ns - self.launch_ns) / NS_PER_S

    def activity_at(self, person: str, instant_ns: int) -> Activity | None:
        """Return what `person` does at an instant, None where the timeline is silent."""
        return next(
            (
                activity
                for activity in self.timeline
                if activity.person == person and activity.start_ns <= instant_ns < activity.end_ns
            ),
            None,
        )

    def attitude_at(self, instant_ns: int) -> str:
        """Return the attitude mode planned for an instant, empty where nothing is planned."""
        mode = self.attitude[0].mode if self.attitude else ""
        for segment in self.attitude[1:]:
            if segment.start_ns <= instant_ns:
                mode = segment.mode
        return mode
