"""Links to ground stations and relays: contacts from geometry, signal from range.

Free-space loss 20·log(4πd/λ) with everything else in one constant; a station is used above its
least elevation, a relay while the Earth does not hide it. Figures are assumptions; a 2000 km
S-band path loses 165.5 dB.
"""

from dataclasses import dataclass
from enum import IntEnum
from math import log10
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.places import held
from simulator.quantity import quantity
from telemetry.geodesy import elevation_deg, itrf_from_geodetic, look_angles, up_itrf
from telemetry.mission_model import Relay, Station

Array = NDArray[np.float64]
LIGHT_KM_PER_S: Final = 299_792.458
EARTH_RADIUS_KM: Final = 6378.137
ATMOSPHERE_KM: Final = 20.0


class LinkState(IntEnum):
    """State of the link."""

    LOS = 0
    ACQUIRING = 1
    AOS = 2
    DEGRADED = 3


class Site(IntEnum):
    """Which kind of station carries the link; ground stations take three channels in turn."""

    NONE = 0
    GND_1 = 1
    GND_2 = 2
    GND_3 = 3
    RELAY_E = 4
    RELAY_W = 5


@dataclass(frozen=True, kw_only=True)
class CommsParameters:
    """Budget and services; assumptions."""

    acquisition_s: float = quantity(8.0, "s", "from contact to lock", low=0, high=600)
    ground_ebn0_db: float = quantity(13.0, "dB", "from a station 2000 km away", low=-20, high=60)
    relay_ebn0_db: float = quantity(9.0, "dB", "from a relay 40 000 km away", low=-20, high=60)
    relay_rate_kbit_per_s: float = quantity(6000.0, "kbit/s", "through a relay", low=1, high=1e7)
    ground_rate_kbit_per_s: float = quantity(20000.0, "kbit/s", "to a station", low=1, high=1e7)
    data_stop_in_planned_gaps: bool = quantity(
        False, "-", "whether frames stop in planned gaps too; unplanned ones always stop them"
    )
    transmitter_w: float = quantity(
        80.0, "W", "of the transmitter and antenna drive", low=0, high=1e4
    )


@dataclass(kw_only=True)
class CommsState:
    """What is wrong with the link, and how long it has been up or down."""

    transmitter_is_on: bool = True
    transmitter_has_tripped: bool = False
    signal_loss_db: float = held(0.0, "dB", 0, 100)
    locked_s: float = 1e4
    unplanned_s: float = 0.0
    video_is_live: bool = False
    voice_has_failed: bool = False


@dataclass(frozen=True, slots=True)
class Contacts:
    """Links that geometry allows, one row per second of a chunk.

    Parameters
    ----------
    site, range_km, azimuth_deg, elevation_deg : ndarray, shape (n,)
        Of the best link; 0 and NaN where there is none.
    """

    site: Array
    range_km: Array
    azimuth_deg: Array
    elevation_deg: Array


def find_contacts(
    position_itrf_km: Array, stations: tuple[Station, ...], relays: tuple[Relay, ...]
) -> Contacts:
    """Return the best link at each position: a station if one is up, else a relay."""
    count = len(position_itrf_km)
    site = np.zeros(count)
    distance = np.full(count, np.nan)
    azimuth = np.zeros(count)
    elevation = np.full(count, -90.0)
    for number, relay in enumerate(relays):
        sight_km, visible = _relay_sight(position_itrf_km, relay)
        better = visible & (np.isnan(distance) | (sight_km < distance))
        site[better] = Site.RELAY_E if number % 2 == 0 else Site.RELAY_W
        distance[better] = sight_km[better]
        azimuth[better], elevation[better] = 0.0, 60.0
    for number, station in enumerate(stations):
        place = itrf_from_geodetic(station.latitude_deg, station.longitude_deg, station.height_km)
        up = up_itrf(station.latitude_deg, station.longitude_deg)
        above = elevation_deg(place, up, position_itrf_km)
        better = (above >= station.min_elevation_deg) & (
            (site == Site.NONE) | (site >= Site.RELAY_E) | (above > elevation)
        )
        if not better.any():
            continue
        turned, _, sight_km = look_angles(
            station.latitude_deg,
            station.longitude_deg,
            station.height_km,
            position_itrf_km[better],
        )
        site[better] = Site.GND_1 + number % 3
        distance[better], azimuth[better], elevation[better] = sight_km, turned, above[better]
    return Contacts(site, distance, azimuth, elevation)


def _relay_sight(position_itrf_km: Array, relay: Relay) -> tuple[Array, NDArray[np.bool_]]:
    """Return range and whether the Earth and its air leave the path free."""
    if relay.longitude_deg is None:
        return np.full(len(position_itrf_km), 40_000.0), np.ones(len(position_itrf_km), bool)
    place = np.asarray(itrf_from_geodetic(0.0, relay.longitude_deg, relay.altitude_km))
    sight = place - position_itrf_km
    distance = np.linalg.norm(sight, axis=1)
    along = -(position_itrf_km * sight).sum(axis=1) / distance
    square = (position_itrf_km**2).sum(axis=1) - along**2
    is_free = (along < 0.0) | (square > (EARTH_RADIUS_KM + ATMOSPHERE_KM) ** 2)
    return distance, is_free


class Comms:
    """The link as the crew's and the ground's displays show it."""

    REPORTS: Final = (
        "COM_LINK",
        "COM_SITE",
        "COM_EBN0",
        "COM_DL_RATE",
        "COM_FER",
        "COM_OWLT",
        "COM_ANT_AZ",
        "COM_ANT_EL",
        "COM_VOICE",
        "COM_VIDEO",
        "COM_WIFI_N",
        "DRV_LOS_UNPL",
    )

    def __init__(self, parameters: CommsParameters) -> None:
        self.parameters = parameters
        self.state = CommsState()
        self.link = LinkState.AOS
        self._contact = (0.0, 40_000.0, 0.0, 0.0)
        self._is_powered = True
        self._people_awake = 6

    @property
    def power_w(self) -> float:
        """Electrical power of the link."""
        return 30.0 + (self.parameters.transmitter_w if self._sends() else 0.0)

    def _sends(self) -> bool:
        return self.state.transmitter_is_on and not self.state.transmitter_has_tripped

    def step(
        self,
        step_s: float,
        *,
        contact: tuple[float, float, float, float],
        is_powered: bool,
        people_awake: int,
    ) -> None:
        """Advance by `step_s` under the contact (site, range, azimuth, elevation) of now."""
        state = self.state
        self._contact = contact
        self._is_powered = is_powered
        self._people_awake = people_awake
        is_planned = contact[0] != Site.NONE
        carries = is_planned and self._sends() and is_powered
        state.locked_s = state.locked_s + step_s if carries else 0.0
        state.unplanned_s = state.unplanned_s + step_s if is_planned and not carries else 0.0
        if not carries:
            self.link = LinkState.LOS
        elif state.locked_s <= self.parameters.acquisition_s:
            self.link = LinkState.ACQUIRING
        else:
            self.link = LinkState.DEGRADED if self._ebn0_db() < 4.0 else LinkState.AOS

    def _ebn0_db(self) -> float:
        site, range_km, _, _ = self._contact
        if site >= Site.RELAY_E:
            level = self.parameters.relay_ebn0_db - 20.0 * log10(range_km / 40_000.0)
        else:
            level = self.parameters.ground_ebn0_db - 20.0 * log10(range_km / 2_000.0)
        return level - self.state.signal_loss_db

    def report(self) -> tuple[float, ...]:
        """Return the truth of `REPORTS`.

        While there is no link the signal's instruments show their last locked figures' nominal,
        not an alarm: loss of signal is told by `COM_LINK` alone.
        """
        site, range_km, azimuth, elevation = self._contact
        is_up = self.link in {LinkState.AOS, LinkState.DEGRADED}
        ebn0 = self._ebn0_db() if is_up else self.parameters.relay_ebn0_db
        by_relay = site >= Site.RELAY_E
        rate = (
            self.parameters.relay_rate_kbit_per_s
            if by_relay
            else self.parameters.ground_rate_kbit_per_s
        )
        return (
            self.link,
            site if is_up else Site.NONE,
            ebn0,
            rate if is_up else 0.0,
            min(1.0, 10.0 ** (-6.0 + max(0.0, 7.0 - ebn0))),
            1e3 * (2.0 if by_relay else 1.0) * range_km / LIGHT_KM_PER_S if is_up else 0.0,
            azimuth,
            max(-10.0, elevation),
            3 if self.state.voice_has_failed else (1 if self._is_powered else 0),
            (2 if is_up else 3) if self.state.video_is_live else 1,
            2 + self._people_awake,
            self.state.unplanned_s,
        )
