"""Each attitude mode points the nose and the floor where its name says."""

import numpy as np
import pytest

from telemetry.attitude import body_axes, lvlh_axes
from telemetry.geodesy import angle_deg

POSITION = np.array([[7000.0, 0.0, 0.0], [0.0, 6800.0, 500.0]])
VELOCITY = np.array([[0.0, 5.0, 5.5], [-7.5, 0.0, 0.3]])
SUN = np.array([[1.5e8, 2e7, 1e7], [-1e8, 1e8, 3e7]])


@pytest.mark.parametrize("mode", ["LVLH_HOLD", "VIEW_NADIR", "SUN_POINT"])
def test_axes_are_square_to_each_other_and_right_handed(mode) -> None:
    axes = body_axes(mode, POSITION, VELOCITY, SUN)
    assert axes is not None
    for x, y, z in axes:
        assert np.cross(x, y) == pytest.approx(z)
        assert np.linalg.norm([x, y, z], axis=1) == pytest.approx(1.0)


def test_flying_level_the_nose_goes_forward_and_the_floor_looks_down() -> None:
    for (x, y, z), position, velocity in zip(
        lvlh_axes(POSITION, VELOCITY), POSITION, VELOCITY, strict=True
    ):
        assert z @ position < 0
        assert angle_deg(z, -position) == pytest.approx(0.0, abs=1e-6)
        assert x @ velocity > 0
        assert y @ np.cross(position, velocity) < 0


def test_with_the_nose_to_the_earth_the_floor_looks_aft_and_starboard_stays() -> None:
    nadir = body_axes("VIEW_NADIR", POSITION, VELOCITY, SUN)
    level = lvlh_axes(POSITION, VELOCITY)
    assert nadir is not None
    assert nadir[:, 0] == pytest.approx(level[:, 2])
    assert nadir[:, 1] == pytest.approx(level[:, 1])
    assert nadir[:, 2] == pytest.approx(-level[:, 0])


def test_pointing_at_the_sun_the_roof_faces_it() -> None:
    axes = body_axes("SUN_POINT", POSITION, VELOCITY, SUN)
    assert axes is not None
    assert angle_deg(-axes[:, 2], SUN - POSITION) == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("mode", ["FREE_DRIFT", "VIEW_TARGET", "MNVR", "BURN", "ENTRY", "SAFE"])
def test_a_mode_that_turns_or_names_no_target_promises_no_axes(mode) -> None:
    assert body_axes(mode, POSITION, VELOCITY, SUN) is None
