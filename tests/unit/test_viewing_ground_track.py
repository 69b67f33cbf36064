"""The track on the map is where the vehicle really is."""

import numpy as np
import pytest

from console.domain.viewing.ground_track import ground_track
from telemetry.mission import load_mission, read_configuration
from telemetry.timebase import NS_PER_S


def test_the_track_stays_between_the_orbits_inclinations() -> None:
    mission = load_mission(read_configuration("meridian-1"))
    times_ns = mission.simulation_start_ns + np.arange(0, 5760, 30, dtype=np.int64) * NS_PER_S
    latitude_deg, longitude_deg, height_km = ground_track(mission, times_ns)
    assert np.abs(latitude_deg).max() == pytest.approx(51.7, abs=0.3)
    assert ((height_km > 560) & (height_km < 610)).all()
    assert (np.abs(longitude_deg) <= 180).all()
