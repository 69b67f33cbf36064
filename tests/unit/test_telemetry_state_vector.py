"""Where a vehicle says it is, in the frames vehicles say it in."""

import numpy as np
import pytest
from jpss_capture import FOLDER, the_mission, the_positions_km, the_times_ns
from skyfield.api import load
from skyfield.framelib import itrs

from telemetry.geodesy import angle_deg, itrf_from_teme, length, teme_from_itrf
from telemetry.mission import Configuration, MissionError, load_mission, read_configuration
from telemetry.state_vector import StateVector

FIFTY_METRES_KM = 0.05  # polar motion, which is left out, and an hour of precession
NAMES = ("X", "Y", "Z")


def refusal(**changed: str) -> str:
    files = dict(read_configuration(str(FOLDER)).files)
    text = files["mission.toml"].decode()
    for key, value in changed.items():
        old = next(line for line in text.splitlines() if line.startswith(f"{key} ="))
        text = text.replace(old, f"{key} = {value}")
    with pytest.raises(MissionError) as error:
        load_mission(Configuration(files | {"mission.toml": text.encode()}))
    return str(error.value)


def test_earth_fixed_and_inertial_frames_undo_each_other() -> None:
    times_ns, position = the_times_ns()[::500], the_positions_km()[::500]
    velocity = np.full_like(position, 1.5)
    there = teme_from_itrf(position, velocity, times_ns)
    back = itrf_from_teme(*there, times_ns)
    assert np.allclose(back[0], position, atol=1e-9)
    assert np.allclose(back[1], velocity, atol=1e-12)


@pytest.mark.parametrize("unit_km", [1.0, 0.001])
def test_a_position_in_j2000_is_where_skyfield_puts_it(unit_km: float) -> None:
    times_ns, position = the_times_ns()[::900], the_positions_km()[::900]
    scale = load.timescale(builtin=True)
    day, rest_ns = np.divmod(times_ns, 86_400 * 10**9)  # days, so that leap seconds do not count
    moments = scale.utc(1970, 1, 1 + day, 0, 0, rest_ns / 1e9)
    inertial = np.stack(
        [
            itrs.rotation_at(moment).T @ vector
            for moment, vector in zip(moments, position, strict=True)
        ]
    )
    named = StateVector(frame="J2000", position=NAMES, km_per_unit=unit_km)
    found = named.itrf_km(inertial / unit_km, times_ns)
    assert length(found - position).max() < FIFTY_METRES_KM


def test_a_real_satellite_flies_in_one_plane_once_its_own_frame_is_undone() -> None:
    named = the_mission().state_vector
    assert named is not None
    times_ns = the_times_ns()
    position_m = the_positions_km() * 1000
    position_km, _ = named.teme(position_m, np.zeros_like(position_m), times_ns)
    between_s = (np.diff(times_ns)[:, None]) / 1e9
    momentum = np.cross(position_km[:-1], np.diff(position_km, axis=0) / between_s)
    smooth = np.stack([part.mean(axis=0) for part in np.array_split(momentum, 24)])
    assert angle_deg(smooth, smooth[:1]).max() < 0.1  # Earth-fixed it would turn by 30 degrees


def test_all_that_is_wrong_with_a_state_vector_is_told_at_once() -> None:
    told = refusal(frame='"GCRF"', position='["ADGPSPOSX", "NO_SUCH"]')
    assert "frame is 'GCRF'; it must be one of ITRF, TEME, J2000" in told
    assert "position must name 3 parameters, not 2" in told
    assert "the vehicle has no parameter NO_SUCH" in told


def test_an_xtce_file_outside_the_folder_is_not_read() -> None:
    files = dict(read_configuration(str(FOLDER)).files)
    del files["vehicle.xml"]
    with pytest.raises(MissionError, match="xtce must be the bare name of a file in the mission"):
        load_mission(Configuration(files))


def test_a_satellite_needs_no_crew_and_has_no_elements() -> None:
    mission = the_mission()
    assert (mission.people, mission.panes, mission.timeline) == ((), (), ())
    assert mission.attitude_at(mission.launch_ns) == ""
    assert mission.orbit.segments == ()
    assert mission.database.packet_by_name["JPSS_ATT_EPHEM"].columns == 20
