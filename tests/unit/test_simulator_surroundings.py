"""Orbit, light, contacts, radiation, attitude and burns of a flight."""

import numpy as np
import pytest
from builders import a_mission

from simulator.attitude import SLEW_S, AttitudeMode
from simulator.burn import BurnError, burn, fitted_elements
from simulator.comms import Site, find_contacts
from simulator.pointing import attitude_quaternions, quaternions_of
from simulator.radiation import RadiationParameters
from simulator.surroundings import CHUNK_S, LOOK_AHEAD_S, Sky
from telemetry.attitude import lvlh_axes
from telemetry.elements import propagate_teme
from telemetry.mission_model import Relay

WHOLE = slice(0, CHUNK_S)


@pytest.fixture(scope="module")
def sky():
    mission = a_mission("station-1")
    return Sky(mission, mission.simulation_start_ns, RadiationParameters())


def rotated(quaternions, vectors):
    """Return vectors turned into the frames of unit quaternions, scalar first."""
    w, u = quaternions[:, :1], quaternions[:, 1:]
    return vectors + 2.0 * np.cross(np.cross(vectors, u) + w * vectors, u)


def test_chunks_join_without_a_seam(sky):
    before, after = sky.chunk(0), sky.chunk(CHUNK_S)
    step_km = after.position_teme_km[0] - before.position_teme_km[-1]
    assert np.linalg.norm(step_km) == pytest.approx(7.66, abs=0.05)
    assert sky.chunk(CHUNK_S + 5).first_second == CHUNK_S


def test_an_orbit_has_a_third_in_eclipse(sky):
    lit = np.concatenate([sky.chunk(s).illumination for s in range(0, 5400, CHUNK_S)])
    assert 30 * 60 < (lit == 2).sum() < 37 * 60


@pytest.mark.long
def test_the_day_of_dose_is_that_of_the_station():
    """Measured on ISS crews 2000 to 2003: 170 to 200 µGy a day; must stay 150 to 250 at 420 km."""
    mission = a_mission("station-1")
    sky = Sky(mission, mission.simulation_start_ns, RadiationParameters())
    rates = [sky.chunk(s).dose_ugy_per_h for s in range(0, 86400, CHUNK_S)]
    assert 150.0 < np.concatenate(rates).mean() * 24.0 < 250.0


def test_time_to_the_next_contact_counts_down(sky):
    chunk = sky.chunk(0)
    for wait in (chunk.next_acquisition_s, chunk.next_loss_s):
        assert ((wait >= 0.0) & (wait <= LOOK_AHEAD_S)).all()
        steps = np.diff(wait[wait < LOOK_AHEAD_S])
        assert ((steps == -1.0) | (steps > 0.0)).all()


def test_a_relay_behind_the_earth_carries_nothing():
    relay = Relay(id="r", name="r", longitude_deg=0.0, altitude_km=35_786.0)
    positions = np.array([[6800.0, 0.0, 0.0], [-6800.0, 0.0, 0.0]])
    contacts = find_contacts(positions, (), (relay,))
    assert contacts.site.tolist() == [float(Site.RELAY_E), 0.0]
    assert contacts.range_km[0] == pytest.approx(35_786.0 + 6378.137 - 6800.0, abs=1.0)


def test_a_relay_in_sight_always_is_always_there():
    relay = Relay(id="r", name="r", longitude_deg=None, altitude_km=35_786.0)
    contacts = find_contacts(np.array([[0.0, 0.0, -6800.0]]), (), (relay,))
    assert contacts.site.tolist() == [float(Site.RELAY_E)]


def test_quaternions_turn_as_their_axes_do(sky):
    chunk = sky.chunk(0)
    axes = lvlh_axes(chunk.position_teme_km, chunk.velocity_teme_km_s)
    vectors = chunk.sun_teme
    expected = np.einsum("nij,nj->ni", axes, vectors)
    assert rotated(quaternions_of(axes), vectors) == pytest.approx(expected, abs=1e-9)


def attitude(sky, mode, *, previous=None, slewing_s=SLEW_S, error_deg=(0.0, 0.0, 0.0)):
    count = CHUNK_S
    return attitude_quaternions(
        sky.chunk(0),
        WHOLE,
        np.full(count, float(mode)),
        np.full(count, float(mode if previous is None else previous)),
        np.full(count, float(slewing_s)),
        np.tile(error_deg, (count, 1)),
    )


def test_in_sun_point_the_roof_faces_the_sun(sky):
    sun = rotated(attitude(sky, AttitudeMode.SUN_POINT), sky.chunk(0).sun_teme)
    assert sun[:, 2] == pytest.approx(-1.0, abs=1e-3)


def test_in_view_nadir_the_nose_faces_the_earth(sky):
    chunk = sky.chunk(0)
    down = -chunk.position_teme_km / np.linalg.norm(chunk.position_teme_km, axis=1)[:, None]
    assert rotated(attitude(sky, AttitudeMode.VIEW_NADIR), down)[:, 0] == pytest.approx(1.0)


def test_a_burn_is_flown_tail_first(sky):
    chunk = sky.chunk(0)
    forward = chunk.velocity_teme_km_s / np.linalg.norm(chunk.velocity_teme_km_s, axis=1)[:, None]
    assert (rotated(attitude(sky, AttitudeMode.BURN), forward)[:, 0] < -0.99).all()


def test_a_slew_begins_at_the_old_attitude_and_ends_at_the_new(sky):
    old, new = attitude(sky, AttitudeMode.LVLH_HOLD), attitude(sky, AttitudeMode.SUN_POINT)
    start = attitude(sky, AttitudeMode.SUN_POINT, previous=AttitudeMode.LVLH_HOLD, slewing_s=0.0)
    assert np.abs((start * old).sum(axis=1)) == pytest.approx(1.0)
    end = attitude(sky, AttitudeMode.SUN_POINT, previous=AttitudeMode.LVLH_HOLD, slewing_s=SLEW_S)
    assert np.abs((end * new).sum(axis=1)) == pytest.approx(1.0)


def test_an_error_about_x_turns_the_vehicle_by_as_much(sky):
    exact, off = (
        attitude(sky, AttitudeMode.LVLH_HOLD, error_deg=(angle, 0.0, 0.0)) for angle in (0.0, 2.0)
    )
    half_angles = np.degrees(np.arccos(np.clip(np.abs((exact * off).sum(axis=1)), 0, 1)))
    assert 2.0 * half_angles == pytest.approx(2.0, abs=1e-3)


def test_fitted_elements_pass_through_the_state():
    mission = a_mission()
    instant_ns = mission.simulation_start_ns
    position, velocity = propagate_teme(mission.orbit, [instant_ns])
    elements = fitted_elements(
        mission.orbit.elements_at(instant_ns), instant_ns, position[0], velocity[0]
    )
    again, speed = propagate_teme(elements, [instant_ns])
    assert again[0] == pytest.approx(position[0], abs=1e-3)
    assert speed[0] == pytest.approx(velocity[0], abs=1e-5)


@pytest.mark.parametrize("delta_v_m_per_s", [-50.0, 5.0, 80.0])
def test_a_burn_changes_the_speed_at_its_instant_by_as_much(delta_v_m_per_s):
    mission = a_mission()
    instant_ns = mission.simulation_start_ns
    _, before = propagate_teme(mission.orbit, [instant_ns])
    orbit = burn(mission.orbit, instant_ns, delta_v_m_per_s)
    _, after = propagate_teme(orbit, [instant_ns])
    change = (np.linalg.norm(after[0]) - np.linalg.norm(before[0])) * 1e3
    assert change == pytest.approx(delta_v_m_per_s, abs=0.01)


def test_a_burn_out_of_orbit_is_refused():
    mission = a_mission()
    with pytest.raises(BurnError, match="cannot be described"):
        burn(mission.orbit, mission.simulation_start_ns, 5000.0)
