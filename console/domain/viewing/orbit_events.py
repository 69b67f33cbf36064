"""What the banner counts down to: sunrise and sunset, contacts, and the number of the orbit."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import partial

import numpy as np

from console.domain.viewing.access import Sites, find_passes
from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.flight_events import anomaly_depth
from console.domain.viewing.lighting import sun_events
from console.domain.viewing.roots import sign_changes
from console.domain.viewing.stretches import positive_stretches
from telemetry.geodesy import Array, itrf_from_geodetic
from telemetry.mission import Mission, Relay
from telemetry.shadow import limb_clearance_deg

# A link through the last of the air is not a link.
_AIR_KM = 100.0


@dataclass(frozen=True, slots=True)
class LightChange:
    """The first or the last of the Sun as the vehicle sees it."""

    instant_ns: int
    is_sunrise: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A stretch in sight of a station or relay, from AOS (included) to LOS (excluded).

    Parameters
    ----------
    kind : str
        ``"station"`` or ``"relay"``.
    max_elevation_deg : float
        The vehicle's greatest elevation at a station; 0 for a relay.
    """

    kind: str
    id: str
    name: str
    start_ns: int
    end_ns: int
    max_elevation_deg: float


@dataclass(frozen=True, kw_only=True)
class OrbitEvents:
    """The events of one flight, computed once and asked for at any instant.

    Parameters
    ----------
    light_changes : tuple of LightChange
        In order of time.
    contacts : tuple of Contact
        In order of start.
    ascending_nodes_ns : tuple of int
        Instants of the northward crossings of the equator since launch, rising.
    starts_in_sunlight : bool
        Whether the vehicle is lit before the first light change.
    anomalies : tuple of (int, int)
        Stretches inside the South Atlantic Anomaly, a planning estimate; UTC nanoseconds.
    """

    light_changes: tuple[LightChange, ...]
    contacts: tuple[Contact, ...]
    ascending_nodes_ns: tuple[int, ...]
    starts_in_sunlight: bool
    anomalies: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, mission: Mission) -> "OrbitEvents":
        """Return the events from launch to the end of the flight.

        Raises
        ------
        PropagationError
            If the mission's elements do not carry that far.
        """
        ephemeris = Ephemeris.over(mission.orbit, mission.launch_ns, mission.end_ns)
        changes = light_changes(ephemeris)
        first = np.array([ephemeris.from_s])
        clearance = limb_clearance_deg(ephemeris.position(first), ephemeris.sun(first))
        return cls(
            light_changes=changes,
            contacts=contacts(mission, ephemeris),
            ascending_nodes_ns=ascending_nodes_ns(ephemeris),
            starts_in_sunlight=not changes[0].is_sunrise if changes else bool(clearance[0] > 0),
            anomalies=anomalies(ephemeris),
        )

    def orbit_number(self, instant_ns: int) -> int:
        """Return the number of the orbit: 1 at launch, one more at each ascending node."""
        return 1 + bisect_right(self.ascending_nodes_ns, instant_ns)

    def is_in_sunlight(self, instant_ns: int) -> bool:
        """Return whether any of the Sun is in sight."""
        at = bisect_right(self.light_changes, instant_ns, key=lambda change: change.instant_ns)
        return self.light_changes[at - 1].is_sunrise if at else self.starts_in_sunlight

    def next_light_change(self, instant_ns: int) -> LightChange | None:
        """Return the next sunrise or sunset, None after the last."""
        at = bisect_right(self.light_changes, instant_ns, key=lambda change: change.instant_ns)
        return self.light_changes[at] if at < len(self.light_changes) else None

    def contacts_at(self, instant_ns: int) -> tuple[Contact, ...]:
        """Return who is in sight."""
        return tuple(c for c in self.contacts if c.start_ns <= instant_ns < c.end_ns)

    def next_contact(self, instant_ns: int) -> Contact | None:
        """Return the next contact to begin, None after the last."""
        return next((c for c in self.contacts if c.start_ns > instant_ns), None)

    def loss_of_signal_ns(self, instant_ns: int) -> int | None:
        """Return when the last of the unbroken contacts ends; None if there is no contact."""
        end_ns = instant_ns
        for contact in self.contacts:
            if contact.start_ns <= end_ns < contact.end_ns:
                end_ns = contact.end_ns
        return end_ns if end_ns > instant_ns else None


def light_changes(ephemeris: Ephemeris) -> tuple[LightChange, ...]:
    """Return sunrises and sunsets at the Sun's upper limb on WGS 84."""
    events = sun_events(ephemeris)
    instants_ns = ephemeris.instants_ns(events.seconds)
    return tuple(
        LightChange(int(instant_ns), bool(is_rising))
        for instant_ns, is_rising in zip(instants_ns, events.is_rising, strict=True)
    )


def ascending_nodes_ns(ephemeris: Ephemeris) -> tuple[int, ...]:
    """Return the northward crossings of the equator."""
    seconds, is_rising = sign_changes(lambda s: ephemeris.position(s)[:, 2], ephemeris.grid_s())
    return tuple(int(t) for t in ephemeris.instants_ns(seconds[is_rising]))


def anomalies(ephemeris: Ephemeris) -> tuple[tuple[int, int], ...]:
    """Return the stretches the vehicle spends in the South Atlantic Anomaly."""
    stretches = positive_stretches(partial(anomaly_depth, ephemeris), ephemeris.grid_s())
    instants_ns = ephemeris.instants_ns(np.array(stretches).ravel()).reshape(-1, 2)
    return tuple((int(start_ns), int(end_ns)) for start_ns, end_ns in instants_ns)


def contacts(mission: Mission, ephemeris: Ephemeris) -> tuple[Contact, ...]:
    """Return contacts with the mission's stations and relays, in order of start."""
    found = _station_contacts(mission, ephemeris)
    for relay in mission.relays:
        found.extend(_relay_contacts(relay, ephemeris))
    return tuple(sorted(found, key=lambda contact: (contact.start_ns, contact.id)))


def _station_contacts(mission: Mission, ephemeris: Ephemeris) -> list[Contact]:
    if not mission.stations:
        return []
    sites = Sites(
        np.array([station.latitude_deg for station in mission.stations]),
        np.array([station.longitude_deg for station in mission.stations]),
        np.array([station.height_km for station in mission.stations]),
    )
    least_deg = np.array([station.min_elevation_deg for station in mission.stations])
    passes = find_passes(ephemeris, sites, least_deg)
    starts_ns, ends_ns = ephemeris.instants_ns(passes.rise_s), ephemeris.instants_ns(passes.set_s)
    return [
        Contact(
            kind="station",
            id=mission.stations[site].id,
            name=mission.stations[site].name,
            start_ns=int(starts_ns[i]),
            end_ns=int(ends_ns[i]),
            max_elevation_deg=float(passes.max_elevation_deg[i]),
        )
        for i, site in enumerate(passes.site)
    ]


def _relay_contacts(relay: Relay, ephemeris: Ephemeris) -> list[Contact]:
    ends = np.array([ephemeris.from_s, ephemeris.to_s])
    if relay.longitude_deg is None:
        stretches = [(ends[0], ends[1])]
    else:
        place = itrf_from_geodetic(0.0, relay.longitude_deg, relay.altitude_km)
        stretches = positive_stretches(
            partial(_clearance_deg, ephemeris, place), ephemeris.grid_s()
        )
    instants_ns = ephemeris.instants_ns(np.array(stretches).ravel()).reshape(-1, 2)
    return [
        Contact(
            kind="relay",
            id=relay.id,
            name=relay.name,
            start_ns=int(start_ns),
            end_ns=int(end_ns),
            max_elevation_deg=0.0,
        )
        for start_ns, end_ns in instants_ns
    ]


def _clearance_deg(ephemeris: Ephemeris, place_itrf_km: Array, seconds: Array) -> Array:
    vehicle = ephemeris.position(seconds)
    return limb_clearance_deg(
        vehicle, np.broadcast_to(place_itrf_km, vehicle.shape), air_km=_AIR_KM
    )
