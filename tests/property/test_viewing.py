"""Passes and roots keep their promises on any orbit, place and limit."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain.viewing.access import Sites, find_passes
from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.flight_events import find_events
from console.domain.viewing.opportunities import ViewingRules, find_opportunities
from console.domain.viewing.roots import bracketed_roots
from telemetry.elements import Orbit, read_elements
from telemetry.geodesy import elevation_deg
from telemetry.mission import AttitudeSegment, load_mission, read_configuration
from telemetry.timebase import NS_PER_S

SIX_HOURS_NS = 6 * 3600 * NS_PER_S
HUNDREDTH_OF_A_DEGREE = 0.01


@st.composite
def orbits(draw):
    perigee_km = draw(st.floats(220.0, 1200.0))
    eccentricity = draw(st.floats(0.0, 0.05))
    axis_km = (6378.137 + perigee_km) / (1.0 - eccentricity)
    message = {
        "OBJECT_NAME": "ANY",
        "EPOCH": "2025-05-22T00:00:00",
        "MEAN_MOTION": 86_400.0 / (2 * np.pi) * (398_600.4418 / axis_km**3) ** 0.5,
        "ECCENTRICITY": eccentricity,
        "INCLINATION": draw(st.floats(0.0, 180.0)),
        "RA_OF_ASC_NODE": draw(st.floats(0.0, 359.0)),
        "ARG_OF_PERICENTER": draw(st.floats(0.0, 359.0)),
        "MEAN_ANOMALY": draw(st.floats(0.0, 359.0)),
        "BSTAR": 0.0,
    }
    return Orbit.of(read_elements(json.dumps(message).encode(), "any.json")[0])


places = st.tuples(st.floats(-90, 90), st.floats(-180, 180), st.floats(0, 5))


@settings(max_examples=20, deadline=None)
@given(orbits(), places, st.floats(0.0, 80.0))
def test_between_rise_and_set_the_vehicle_is_above_the_limit_and_outside_it_is_not(
    orbit, place, limit_deg
) -> None:
    start_ns = orbit.segments[0].elements.epoch_ns
    ephemeris = Ephemeris.over(orbit, start_ns, start_ns + SIX_HOURS_NS)
    sites = Sites(*(np.array([value]) for value in place))
    passes = find_passes(ephemeris, sites, limit_deg)
    seconds = np.arange(ephemeris.from_s + 1200.0, ephemeris.to_s - 1200.0, 5.0)
    above = (
        elevation_deg(sites.position_itrf_km, sites.up, ephemeris.position(seconds))
        > limit_deg + HUNDREDTH_OF_A_DEGREE
    )
    claimed = np.zeros(seconds.size, dtype=bool)
    for rise_s, set_s in zip(passes.rise_s, passes.set_s, strict=True):
        claimed |= (seconds >= rise_s - 0.01) & (seconds <= set_s + 0.01)
    assert (claimed | ~above).all()
    inside = claimed & (
        elevation_deg(sites.position_itrf_km, sites.up, ephemeris.position(seconds))
        < limit_deg - HUNDREDTH_OF_A_DEGREE
    )
    assert not inside.any()
    assert (passes.rise_s <= passes.culmination_s).all()
    assert (passes.culmination_s <= passes.set_s).all()


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.floats(0.001, 0.999), min_size=1, max_size=20),
    st.floats(0.01, 100.0),
    st.integers(1, 5),
)
def test_any_monotonic_functions_root_is_found(roots, steepness, power) -> None:
    wanted = np.array(roots)

    def f(x, lanes):
        away = (x - wanted[lanes]) * steepness
        return np.tanh(away) + np.sign(away) * np.abs(away) ** power

    found = bracketed_roots(f, np.zeros(wanted.size), np.ones(wanted.size))
    assert found == pytest.approx(wanted, abs=1e-4)


@settings(max_examples=10, deadline=None)
@given(
    orbits(),
    st.lists(
        st.sampled_from(["VIEW_NADIR", "LVLH_HOLD", "SUN_POINT", "BURN"]), min_size=1, max_size=3
    ),
    st.floats(0.0, 9.0),
)
def test_whatever_the_orbit_and_attitude_what_is_offered_is_sound(orbit, modes, kp) -> None:
    start_ns = orbit.segments[0].elements.epoch_ns
    attitude = tuple(
        AttitudeSegment(start_ns=start_ns + index * 7200 * NS_PER_S, mode=mode)
        for index, mode in enumerate(modes)
    )
    mission = replace(
        load_mission(read_configuration("meridian-1")),
        orbit=orbit,
        launch_ns=start_ns,
        duration_s=6 * 3600.0,
        attitude=attitude,
    )
    found = find_opportunities(mission, start_ns, mission.end_ns, ViewingRules(kp=kp))
    assert len({opportunity.id for opportunity in found}) == len(found)
    for each in found:
        assert start_ns <= each.peak_ns < mission.end_ns
        assert each.start_ns <= each.peak_ns <= each.end_ns
        angles = (each.off_nadir_deg, each.elevation_deg, each.sun_elevation_deg)
        assert np.isfinite((*angles, each.off_boresight_deg)).all()
        assert 0 <= each.quality <= 100
    kinds = [kind for _, kind in find_events(Ephemeris.over(orbit, start_ns, mission.end_ns))]
    assert abs(kinds.count("umbra_in") - kinds.count("umbra_out")) <= 1
