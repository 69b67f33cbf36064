"""What surrounds the vehicle second by second: orbit, light, contacts, radiation.

Worked out ahead in chunks on a fixed grid from the start of the simulation, so nothing depends on
how the time is cut into blocks.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.burn import burn
from simulator.comms import Contacts, find_contacts
from simulator.radiation import RadiationParameters, quiet_dose
from telemetry.attitude import lvlh_axes
from telemetry.elements import propagate_teme
from telemetry.geodesy import geodetic_from_itrf, itrf_from_teme, turned_to_itrf, unit
from telemetry.mission_model import Mission
from telemetry.shadow import illumination
from telemetry.sun_moon import beta_deg, sun_teme_km
from telemetry.timebase import NS_PER_S

Array = NDArray[np.float64]
CHUNK_S: Final = 600
SLOW_S: Final = 10
LOOK_AHEAD_S: Final = 7200
LOOK_AHEAD_STEP_S: Final = 10


class Moment(NamedTuple):
    """What the models need of one second.

    Parameters
    ----------
    sunlight : float
        1 in the Sun, 0.5 in penumbra, 0 in eclipse.
    sun_starboard : float
        Sine of the Sun's angle out of the orbit plane.
    contact : tuple of float
        Site, range (km), azimuth and elevation (degrees) of the best link.
    """

    sunlight: float
    sun_starboard: float
    orbit_rad: float
    contact: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Surroundings:
    """One chunk; every array has one row per second.

    Parameters
    ----------
    first_second : int
        Since the start of the simulation.
    position_teme_km, velocity_teme_km_s : ndarray, shape (n, 3)
    latitude_deg, longitude_deg, altitude_km, beta_deg : ndarray, shape (n,)
    illumination : ndarray, shape (n,)
        Numbers of `telemetry.shadow.Illumination`.
    sun_teme : ndarray, shape (n, 3)
        Unit vectors to the Sun.
    sun_lvlh : ndarray, shape (n, 3)
        The same in the frame x forward, y starboard, z down.
    orbit_rad : ndarray, shape (n,)
        Argument of latitude.
    dose_ugy_per_h, polar_share, anomaly : ndarray, shape (n / 10,)
        Every `SLOW_S` seconds.
    next_acquisition_s, next_loss_s : ndarray, shape (n,)
        Time to the next contact and the next gap, at most `LOOK_AHEAD_S`.
    moments : list of Moment
        The same seconds as plain numbers, for stepping.
    """

    first_second: int
    times_ns: NDArray[np.int64]
    position_teme_km: Array
    velocity_teme_km_s: Array
    latitude_deg: Array
    longitude_deg: Array
    altitude_km: Array
    beta_deg: Array
    illumination: Array
    sun_teme: Array
    sun_lvlh: Array
    orbit_rad: Array
    dose_ugy_per_h: Array
    polar_share: Array
    anomaly: Array
    contacts: Contacts
    next_acquisition_s: Array
    next_loss_s: Array
    moments: list[Moment]


class Sky:
    """The surroundings of one simulation.

    Parameters
    ----------
    mission
        Its stations and relays.
    start_ns
        UTC nanoseconds at second 0.
    radiation
        Levels of dose.
    """

    def __init__(self, mission: Mission, start_ns: int, radiation: RadiationParameters) -> None:
        self._planned = mission.orbit
        self.orbit = mission.orbit
        self.start_ns = start_ns
        self._stations = mission.stations
        self._relays = mission.relays
        self._radiation = radiation
        self._forget()

    def _forget(self) -> None:
        """Let go of what was worked out for another orbit."""
        self._chunk: Surroundings | None = None
        self._seen = self.start_ns, np.empty(0, bool)  # from when the look ahead tells of contact

    def burn(self, second: int, delta_v_m_per_s: float) -> None:
        """Change the orbit by an impulse along the flight.

        Raises
        ------
        BurnError
            If no orbit comes out of it.
        """
        self.orbit = burn(self.orbit, self.start_ns + second * NS_PER_S, delta_v_m_per_s)
        self._forget()

    def rewind(self) -> None:
        """Forget every burn."""
        self.orbit = self._planned
        self._forget()

    def chunk(self, second: int) -> Surroundings:
        """Return the chunk that holds `second`."""
        first = second // CHUNK_S * CHUNK_S
        if self._chunk is None or self._chunk.first_second != first:
            self._chunk = self._compute(first)
        return self._chunk

    def _compute(self, first_second: int) -> Surroundings:
        seconds = np.arange(first_second, first_second + CHUNK_S, dtype=np.int64)
        times_ns = self.start_ns + seconds * NS_PER_S
        position, velocity = propagate_teme(self.orbit, times_ns)
        position_itrf, _ = itrf_from_teme(position, velocity, times_ns)
        latitude, longitude, altitude = geodetic_from_itrf(position_itrf)
        sun = sun_teme_km(times_ns)
        frame = lvlh_axes(position, velocity)
        sun_unit = unit(sun)
        momentum = unit(np.cross(position, velocity))
        node = unit(np.stack((-momentum[:, 1], momentum[:, 0], 0.0 * momentum[:, 2]), axis=1))
        ahead = np.cross(momentum, node)
        orbit_rad = np.arctan2((position * ahead).sum(axis=1), (position * node).sum(axis=1))
        tens = slice(None, None, SLOW_S)
        dose, polar, anomaly = quiet_dose(
            self._radiation, position_itrf[tens], altitude[tens], times_ns[tens]
        )
        acquisition, loss = self._look_ahead(times_ns)
        lit = illumination(position_itrf, turned_to_itrf(sun, times_ns)).astype(float)
        sun_lvlh = np.einsum("nij,nj->ni", frame, sun_unit)
        orbit_rad %= 2.0 * np.pi
        contacts = find_contacts(position_itrf, self._stations, self._relays)
        return Surroundings(
            first_second=first_second,
            times_ns=times_ns,
            position_teme_km=position,
            velocity_teme_km_s=velocity,
            latitude_deg=latitude,
            longitude_deg=longitude,
            altitude_km=altitude,
            beta_deg=beta_deg(position, velocity, times_ns),
            illumination=lit,
            sun_teme=sun_unit,
            sun_lvlh=sun_lvlh,
            orbit_rad=orbit_rad,
            dose_ugy_per_h=dose,
            polar_share=polar,
            anomaly=anomaly,
            contacts=contacts,
            next_acquisition_s=acquisition,
            next_loss_s=loss,
            moments=_moments(lit, sun_lvlh[:, 1], orbit_rad, contacts),
        )

    def _look_ahead(self, times_ns: NDArray[np.int64]) -> tuple[Array, Array]:
        """Return the time to the next acquisition and to the next loss at each instant."""
        offsets_s = np.arange(0, CHUNK_S + LOOK_AHEAD_S + 1, LOOK_AHEAD_STEP_S)
        instants_ns = times_ns[0] + offsets_s.astype(np.int64) * NS_PER_S
        # All but the last ten minutes of it was looked at for the chunk before.
        seen_from_ns, seen = self._seen
        later = (int(times_ns[0]) - seen_from_ns) // (LOOK_AHEAD_STEP_S * NS_PER_S)
        known = seen[later:] if later >= 0 else seen[:0]
        new_ns = instants_ns[len(known) :]
        position, velocity = propagate_teme(self.orbit, new_ns)
        position_itrf, _ = itrf_from_teme(position, velocity, new_ns)
        new = find_contacts(position_itrf, self._stations, self._relays).site > 0.0
        is_up = np.concatenate((known, new))
        self._seen = int(times_ns[0]), is_up
        own_s = np.arange(len(times_ns))
        changes = np.flatnonzero(is_up[1:] != is_up[:-1]) + 1
        rises = offsets_s[changes[is_up[changes]]]
        falls = offsets_s[changes[~is_up[changes]]]
        return _until(own_s, rises), _until(own_s, falls)


def _moments(
    lit: Array, sun_starboard: Array, orbit_rad: Array, contacts: Contacts
) -> list[Moment]:
    links = zip(
        contacts.site.tolist(),
        contacts.range_km.tolist(),
        contacts.azimuth_deg.tolist(),
        contacts.elevation_deg.tolist(),
        strict=True,
    )
    sunlight = (1.0 - 0.5 * lit).tolist()
    return list(map(Moment, sunlight, sun_starboard.tolist(), orbit_rad.tolist(), links))


def _until(own_s: NDArray[np.int64], events_s: NDArray[np.int64]) -> Array:
    """Return the time from each of `own_s` to the next event, capped."""
    if not len(events_s):
        return np.full(len(own_s), float(LOOK_AHEAD_S))
    following = np.searchsorted(events_s, own_s)
    found = events_s[np.minimum(following, len(events_s) - 1)] - own_s
    wait = np.where(following < len(events_s), found, LOOK_AHEAD_S)
    return np.asarray(np.minimum(wait, LOOK_AHEAD_S), dtype=np.float64)
