"""The banner's countdowns: light changes, contacts and the number of the orbit."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from console.domain.viewing.orbit_events import OrbitEvents
from telemetry.elements import propagate_teme
from telemetry.geodesy import itrf_from_teme, look_angles
from telemetry.mission import Relay, load_mission, read_configuration
from telemetry.shadow import Illumination, illumination
from telemetry.sun_moon import sun_itrf_km
from telemetry.timebase import NS_PER_S


@pytest.fixture(scope="module", params=["meridian-1", "station-1"])
def mission(request):
    return load_mission(read_configuration(request.param))


@pytest.fixture(scope="module")
def events(mission):
    return OrbitEvents.of(mission)


def position_at(mission, times_ns):
    return itrf_from_teme(*propagate_teme(mission.orbit, times_ns), times_ns)[0]


def test_sunlight_agrees_with_the_shadow_at_any_instant(mission, events) -> None:
    times_ns = np.arange(mission.launch_ns, mission.end_ns, 971 * NS_PER_S)
    light = illumination(position_at(mission, times_ns), sun_itrf_km(times_ns))
    found = [events.is_in_sunlight(int(t)) for t in times_ns]
    assert found == (light != Illumination.ECLIPSE).tolist()


def test_sunrise_and_sunset_take_turns_and_the_next_is_the_next(events) -> None:
    for first, second in pairwise(events.light_changes):
        assert first.is_sunrise != second.is_sunrise
        assert events.next_light_change(first.instant_ns) == second
        assert events.next_light_change(second.instant_ns - 1) == second
    assert events.next_light_change(events.light_changes[-1].instant_ns) is None


def test_an_orbit_begins_at_each_ascending_node(mission, events) -> None:
    assert events.orbit_number(mission.launch_ns) == 1
    for number, node_ns in enumerate(events.ascending_nodes_ns, 1):
        around = position_at(mission, np.array([node_ns - NS_PER_S, node_ns + NS_PER_S]))
        assert around[0, 2] < 0 < around[1, 2]
        assert events.orbit_number(node_ns - 1) == number
        assert events.orbit_number(node_ns) == number + 1


def test_a_station_sees_the_vehicle_at_its_least_elevation_at_both_ends(mission, events) -> None:
    stations = {station.id: station for station in mission.stations}
    contacts = [contact for contact in events.contacts if contact.kind == "station"][::20]
    assert contacts
    for contact in contacts:
        station = stations[contact.id]
        place = (station.latitude_deg, station.longitude_deg, station.height_km)
        times_ns = np.array([contact.start_ns, contact.end_ns])
        _, elevation_deg, _ = look_angles(*place, position_at(mission, times_ns))
        assert elevation_deg == pytest.approx(station.min_elevation_deg, abs=0.01)
        assert contact.max_elevation_deg > station.min_elevation_deg


def test_a_relay_gap_is_there_with_two_slots_and_gone_with_three(mission, events) -> None:
    """Facts: two slots give about 85 % of an orbit, a third over the Indian Ocean closes it."""
    slots = [
        Relay(id=str(longitude), name="slot", longitude_deg=longitude, altitude_km=35_786.0)
        for longitude in (-41.0, -174.0, 85.0)
    ]
    shares = []
    for relays in (slots[:2], slots):
        found = OrbitEvents.of(replace(mission, stations=(), relays=tuple(relays)))
        times_ns = range(mission.launch_ns, mission.end_ns, 300 * NS_PER_S)
        shares.append(np.mean([bool(found.contacts_at(t)) for t in times_ns]))
    assert 0.8 < shares[0] < 0.97
    assert shares[1] > 0.999


def test_a_relay_in_sight_always_is_one_contact(mission) -> None:
    always = Relay(id="mesh", name="Optical mesh", longitude_deg=None, altitude_km=0.0)
    found = OrbitEvents.of(replace(mission, stations=(), relays=(always,)))
    (contact,) = found.contacts
    assert contact.start_ns == mission.launch_ns
    assert contact.end_ns == pytest.approx(mission.end_ns, abs=1000)


def test_without_stations_and_relays_there_is_never_a_contact(mission) -> None:
    found = OrbitEvents.of(replace(mission, stations=(), relays=()))
    assert found.contacts_at(mission.simulation_start_ns) == ()
    assert found.next_contact(mission.simulation_start_ns) is None
    assert found.loss_of_signal_ns(mission.simulation_start_ns) is None


def test_signal_is_lost_when_the_last_of_unbroken_contacts_ends(mission, events) -> None:
    for contact in events.contacts[:40]:
        lost_ns = events.loss_of_signal_ns(contact.start_ns)
        assert lost_ns is not None
        assert lost_ns >= contact.end_ns
        assert events.contacts_at(lost_ns - 1)
        assert not events.contacts_at(lost_ns)


def test_the_next_contact_has_not_begun(events) -> None:
    for contact in events.contacts[::15]:
        following = events.next_contact(contact.start_ns)
        assert following is None or following.start_ns > contact.start_ns
