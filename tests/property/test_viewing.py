"""Passes and roots keep their promises on any orbit, place and limit."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain.viewing.access import Sites, find_passes
from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.roots import bracketed_roots
from telemetry.elements import Orbit, read_elements
from telemetry.geodesy import elevation_deg
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


@settings(max_examples=60, deadline=None)
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
