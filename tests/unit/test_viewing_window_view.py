"""Windows look where the attitude and their place in the hull say."""

import numpy as np
import pytest

from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.window_view import PaneSet, body_axes_at, pane_frame, place_in_pane_deg
from telemetry.geodesy import angle_deg
from telemetry.mission import AttitudeSegment, load_mission, read_configuration
from telemetry.timebase import NS_PER_S


@pytest.fixture(scope="module")
def mission():
    return load_mission(read_configuration("station-1"))


@pytest.fixture(scope="module")
def ephemeris(mission):
    start_ns = mission.simulation_start_ns
    return Ephemeris.over(mission.orbit, start_ns, start_ns + 3600 * NS_PER_S)


def pane_of(mission, name):
    return next(pane for pane in mission.panes if pane.id == name)


def off_boresight_deg(axes, sight, pane):
    return PaneSet([pane]).off_boresight_deg(axes, sight, np.zeros(len(sight), dtype=np.intp))


def test_with_the_nose_to_the_earth_the_dome_looks_straight_down(mission, ephemeris) -> None:
    seconds = ephemeris.grid_s()
    axes = body_axes_at(ephemeris, mission.attitude, seconds)
    down = -ephemeris.position(seconds)
    assert off_boresight_deg(axes, down, pane_of(mission, "dome")) == pytest.approx(0, abs=1e-5)
    assert off_boresight_deg(axes, down, pane_of(mission, "win-1")) == pytest.approx(60, abs=0.2)


def test_port_looks_to_the_left_of_the_track_and_the_roof_ahead(mission, ephemeris) -> None:
    seconds = ephemeris.grid_s()
    axes = body_axes_at(ephemeris, mission.attitude, seconds)
    position, velocity = ephemeris.state(seconds)
    ahead = ephemeris.inertial_velocity(position, velocity)
    left = np.cross(position, ahead)
    port, starboard, roof = (pane_of(mission, f"win-{k}") for k in (1, 2, 3))
    assert (off_boresight_deg(axes, left, port) < 45).all()
    assert (off_boresight_deg(axes, left, starboard) > 90).all()
    assert off_boresight_deg(axes, ahead, roof) == pytest.approx(10, abs=1.5)


def test_nothing_is_promised_while_the_attitude_is_not_planned_for_it(mission, ephemeris) -> None:
    half_ns = int(ephemeris.instants_ns(np.array([ephemeris.from_s + 1800]))[0])
    attitude = (
        AttitudeSegment(start_ns=0, mode="VIEW_NADIR"),
        AttitudeSegment(start_ns=half_ns, mode="MNVR"),
    )
    seconds = ephemeris.from_s + np.array([1799.0, 1801.0])
    axes = body_axes_at(ephemeris, attitude, seconds)
    away = off_boresight_deg(axes, -ephemeris.position(seconds), pane_of(mission, "dome"))
    assert np.isfinite(away).tolist() == [True, False]


def test_pointing_at_the_sun_the_roof_window_sees_it(mission, ephemeris) -> None:
    seconds = ephemeris.grid_s()
    axes = body_axes_at(ephemeris, (AttitudeSegment(start_ns=0, mode="SUN_POINT"),), seconds)
    sight = ephemeris.sun(seconds) - ephemeris.position(seconds)
    roof = pane_of(mission, "win-3")
    away = off_boresight_deg(axes, sight, roof)
    assert away == pytest.approx(
        angle_deg(np.array([0.0, 0.0, -1.0]), np.array(roof.boresight_body)), abs=0.01
    )


def test_all_panes_are_judged_at_once_as_each_is_alone(mission, ephemeris) -> None:
    seconds = ephemeris.grid_s()
    axes = body_axes_at(ephemeris, mission.attitude, seconds)
    sight = ephemeris.sun(seconds) - ephemeris.position(seconds)
    panes = PaneSet(mission.panes)
    every = panes.inside_every_deg(axes, sight)
    for index, pane in enumerate(mission.panes):
        alone = panes.inside_deg(axes, sight, np.full(seconds.size, index))
        assert every[index] == pytest.approx(alone)
        assert alone == pytest.approx(pane.half_angle_deg - off_boresight_deg(axes, sight, pane))


def test_an_unknown_attitude_is_outside_every_pane(mission, ephemeris) -> None:
    seconds = ephemeris.grid_s()[:3]
    axes = body_axes_at(ephemeris, (AttitudeSegment(start_ns=0, mode="BURN"),), seconds)
    assert (PaneSet(mission.panes).inside_every_deg(axes, ephemeris.position(seconds)) < 0).all()


@pytest.mark.parametrize("name", ["dome", "win-1", "win-2", "win-3"])
def test_a_panes_frame_is_right_handed_as_a_guest_sees_it(mission, name) -> None:
    right, up, out = pane_frame(pane_of(mission, name))
    assert np.cross(right, up) == pytest.approx(-out)
    assert out == pytest.approx(pane_of(mission, name).boresight_body)


def test_through_the_dome_the_flight_goes_up_and_starboard_is_right(mission, ephemeris) -> None:
    seconds = ephemeris.grid_s()
    axes = body_axes_at(ephemeris, mission.attitude, seconds)
    position, velocity = ephemeris.state(seconds)
    ahead = ephemeris.inertial_velocity(position, velocity)
    dome = pane_of(mission, "dome")
    forward_and_down = ahead / 7.6 - position / 6800.0
    right, up = place_in_pane_deg(axes, forward_and_down, dome)
    assert up == pytest.approx(45.0, abs=2.0)
    assert right == pytest.approx(0.0, abs=0.5)
    starboard = np.cross(ahead, position) / (7.6 * 6800) - position / 6800.0
    right, up = place_in_pane_deg(axes, starboard, dome)
    assert right == pytest.approx(45.0, abs=2.0)
    assert up == pytest.approx(0.0, abs=0.5)


@pytest.mark.parametrize("name", ["dome", "win-1", "win-3"])
def test_the_place_in_a_pane_is_as_far_from_its_middle_as_the_angle(
    mission, ephemeris, name
) -> None:
    seconds = ephemeris.grid_s()
    axes = body_axes_at(ephemeris, mission.attitude, seconds)
    sight = ephemeris.sun(seconds) - ephemeris.position(seconds)
    pane = pane_of(mission, name)
    right, up = place_in_pane_deg(axes, sight, pane)
    assert np.hypot(right, up) == pytest.approx(off_boresight_deg(axes, sight, pane))
