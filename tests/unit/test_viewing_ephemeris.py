"""The shared path is SGP4 to a tenth of a metre, whole over burns, the same for every stretch."""

from importlib.resources import files

import numpy as np
import pytest

from console.domain.viewing.ephemeris import Ephemeris
from telemetry.elements import (
    Orbit,
    PropagationError,
    first_failure,
    propagate_teme,
    read_elements,
)
from telemetry.geodesy import angle_deg, itrf_from_teme
from telemetry.mission import load_mission, read_configuration
from telemetry.sun_moon import moon_itrf_km, sun_itrf_km
from telemetry.timebase import NS_PER_S

A_TENTH_OF_A_METRE_KM = 1e-4
# SGP4's velocity is not quite the derivative of its position: decimetres a second.
HALF_A_METRE_KM = 5e-4
SGP4_VELOCITY_KM_S = 3e-4


def vallado(number):
    lines = files("sgp4").joinpath("SGP4-VER.TLE").read_text().splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith(f"1 {number}"))
    tle = f"{lines[at][:69]}\n{lines[at + 1][:69]}\n"
    return read_elements(tle.encode(), f"{number}.tle")[0]


@pytest.fixture(scope="module")
def station():
    return load_mission(read_configuration("station-1"))


def path_and_truth(mission, from_ns, to_ns, count=400):
    ephemeris = Ephemeris.over(mission.orbit, from_ns, to_ns)
    seconds = np.linspace(ephemeris.from_s, ephemeris.to_s, count)
    times_ns = ephemeris.instants_ns(seconds)
    seconds = (times_ns - ephemeris.start_ns) / NS_PER_S
    return ephemeris, seconds, itrf_from_teme(*propagate_teme(mission.orbit, times_ns), times_ns)


@pytest.mark.parametrize("name", ["meridian-1", "polar-1", "station-1"])
def test_between_samples_the_path_is_sgp4_to_a_tenth_of_a_metre(name) -> None:
    mission = load_mission(read_configuration(name))
    ephemeris, seconds, (position, velocity) = path_and_truth(
        mission, mission.launch_ns, mission.end_ns
    )
    found, speed = ephemeris.state(seconds)
    changes_s = (np.array(mission.orbit.boundaries_ns()) - ephemeris.start_ns) / NS_PER_S
    beside = (np.abs(seconds[:, None] - changes_s) < 90.0).any(axis=1)
    assert np.abs(found - position)[~beside].max() < A_TENTH_OF_A_METRE_KM
    assert np.abs(found - position).max() < HALF_A_METRE_KM
    assert np.abs(speed - velocity).max() < SGP4_VELOCITY_KM_S


def test_over_a_change_of_elements_the_path_jumps_and_does_not_bend(station) -> None:
    (burn_ns,) = station.orbit.boundaries_ns()
    ephemeris, seconds, (position, _) = path_and_truth(
        station, burn_ns - 60 * NS_PER_S, burn_ns + 60 * NS_PER_S, 241
    )
    assert np.abs(ephemeris.position(seconds) - position).max() < HALF_A_METRE_KM


def test_samples_are_the_same_whatever_stretch_is_asked_for(station) -> None:
    early = Ephemeris.over(station.orbit, station.launch_ns, station.end_ns)
    late = Ephemeris.over(station.orbit, station.launch_ns + 7_654_321_000_001, station.end_ns)
    seconds = np.array([3000.5, 9000.25])
    shift_s = (late.start_ns - early.start_ns) / NS_PER_S
    assert (late.position(seconds) == early.position(seconds + shift_s)).all()


def test_the_path_reaches_past_both_ends_of_the_stretch(station) -> None:
    ephemeris = Ephemeris.over(station.orbit, station.launch_ns, station.end_ns)
    assert ephemeris.from_s >= 900
    assert ephemeris.end_s >= ephemeris.to_s + 900
    grid = ephemeris.grid_s()
    assert (grid[0], grid[-1]) == (ephemeris.from_s, ephemeris.to_s)
    assert (np.diff(grid) > 0).all()


def test_to_the_stars_the_vehicle_moves_by_the_earths_turning_more(station) -> None:
    ephemeris = Ephemeris.over(station.orbit, station.launch_ns, station.end_ns)
    seconds = np.array([5000.0])
    position, velocity = ephemeris.state(seconds)
    _, teme = propagate_teme(station.orbit, ephemeris.instants_ns(seconds))
    inertial = ephemeris.inertial_velocity(position, velocity)
    assert np.linalg.norm(inertial) == pytest.approx(np.linalg.norm(teme), abs=SGP4_VELOCITY_KM_S)


@pytest.fixture(scope="module")
def decaying():
    return read_elements(
        b"1 25544U 98067A   25142.17626388  .00007957  00000+0  50000+0 0  9996\n"
        b"2 25544  51.6387  75.9349 0002437 130.6256  11.0458 15.49654472511124\n",
        "decaying.tle",
    )[0]


def test_elements_that_end_within_the_stretch_say_when(decaying) -> None:
    with pytest.raises(PropagationError) as end:
        Ephemeris.over(
            Orbit.of(decaying), decaying.epoch_ns, decaying.epoch_ns + 72 * 3600 * NS_PER_S
        )
    assert decaying.epoch_ns < end.value.instant_ns


def test_elements_that_end_only_beyond_the_stretch_serve_up_to_its_end(decaying) -> None:
    orbit, end_ns = Orbit.of(decaying), decaying.epoch_ns + 72 * 3600 * NS_PER_S
    failure = first_failure(orbit, decaying.epoch_ns, end_ns)
    to_ns = failure.instant_ns - 60 * NS_PER_S
    ephemeris = Ephemeris.over(orbit, decaying.epoch_ns, to_ns)
    assert ephemeris.to_s <= ephemeris.end_s < ephemeris.to_s + 90.0
    assert np.isfinite(ephemeris.position(ephemeris.grid_s())).all()


def test_elements_that_hold_only_from_the_start_on_serve_from_there() -> None:
    high = vallado("23333")  # SGP4 carries this one forwards, and not twenty minutes backwards
    ephemeris = Ephemeris.over(Orbit.of(high), high.epoch_ns, high.epoch_ns + 3600 * NS_PER_S)
    assert 0.0 <= ephemeris.from_s < 30.0
    assert np.isfinite(ephemeris.position(ephemeris.grid_s())).all()


@pytest.mark.parametrize(("body", "truth"), [("sun", sun_itrf_km), ("moon", moon_itrf_km)])
def test_between_samples_sun_and_moon_are_right_to_a_tenth_of_an_arc_second(
    station, body, truth
) -> None:
    ephemeris = Ephemeris.over(station.orbit, station.launch_ns, station.end_ns)
    seconds = np.linspace(ephemeris.from_s, ephemeris.to_s, 5000)
    found = getattr(ephemeris, body)(seconds)
    assert angle_deg(found, truth(ephemeris.instants_ns(seconds))).max() < 0.1 / 3600
