"""A mission folder is read as a whole, and every problem in it is told at once."""

from pathlib import Path

import pytest

from telemetry.elements import propagate_teme
from telemetry.geodesy import length
from telemetry.mission import (
    Configuration,
    MissionError,
    known_missions,
    load_mission,
    read_configuration,
)
from telemetry.timebase import NS_PER_S, utc_text

EARTH_RADIUS_KM = 6378.0


@pytest.fixture(scope="module")
def meridian_files() -> dict[str, bytes]:
    return dict(read_configuration("meridian-1").files)


def problems_of(files: dict[str, bytes]) -> str:
    with pytest.raises(MissionError) as refusal:
        load_mission(Configuration(files))
    return str(refusal.value)


def changed(files: dict[str, bytes], name: str, before: str, after: str) -> dict[str, bytes]:
    assert before.encode() in files[name]
    return files | {name: files[name].replace(before.encode(), after.encode(), 1)}


@pytest.mark.parametrize("name", known_missions())
def test_every_shipped_mission_is_sound_and_stays_in_orbit_to_its_end(name) -> None:
    mission = load_mission(read_configuration(name))
    assert mission.id == name
    position_km, _ = propagate_teme(mission.orbit, range(mission.launch_ns, mission.end_ns, 10**13))
    assert (length(position_km) > EARTH_RADIUS_KM + 190).all()
    assert len(mission.targets) >= 150
    assert {pane.id for pane in mission.panes} == {"win-1", "win-2", "win-3", "dome"}
    assert [person.role for person in mission.people] == ["crew"] * 2 + ["guest"] * 4
    assert mission.launch_ns <= mission.simulation_start_ns < mission.end_ns


@pytest.mark.parametrize("name", known_missions())
def test_the_timeline_says_at_any_time_what_everybody_does(name) -> None:
    mission = load_mission(read_configuration(name))
    for person in mission.people:
        instant_ns = mission.launch_ns
        while instant_ns < mission.end_ns:
            activity = mission.activity_at(person.id, instant_ns)
            assert activity is not None, (person.id, mission.elapsed_s(instant_ns))
            instant_ns = activity.end_ns
        assert mission.activity_at(person.id, mission.end_ns) is None


@pytest.mark.parametrize("name", known_missions())
def test_one_of_the_crew_is_always_awake(name) -> None:
    mission = load_mission(read_configuration(name))
    for instant_ns in range(mission.launch_ns, mission.end_ns, 600 * NS_PER_S):
        kinds = [
            activity.kind
            for person in mission.people
            if person.role == "crew" and (activity := mission.activity_at(person.id, instant_ns))
        ]
        assert kinds.count("sleep") < 2


def test_an_attitude_mode_holds_until_the_next_begins(meridian_files) -> None:
    mission = load_mission(Configuration(meridian_files))
    change = mission.attitude[1]
    assert mission.attitude_at(change.start_ns - 1) == mission.attitude[0].mode
    assert mission.attitude_at(change.start_ns) == change.mode
    assert mission.attitude_at(mission.launch_ns - 1) == mission.attitude[0].mode


def test_a_flight_ends_its_duration_after_its_launch(meridian_files) -> None:
    mission = load_mission(Configuration(meridian_files))
    assert utc_text(mission.end_ns) == "2021-09-18T23:06:00Z"
    assert mission.elapsed_s(mission.end_ns) == mission.duration_s


def test_all_problems_of_all_files_are_told_at_once(meridian_files) -> None:
    files = changed(meridian_files, "mission.toml", "hold_horizon", "hold_horizont")
    files = changed(files, "timeline.csv", "guest-a,0/03:00:00", "guest-x,0/03:00:00")
    files = changed(files, "windows.toml", "half_angle_deg = 45.0", "half_angle_deg = 145.0")
    files = changed(files, "relays.csv", "-41.0", "west")
    told = problems_of(files)
    assert "mission.toml: hold_horizon is missing" in told
    assert "mission.toml: unknown key 'hold_horizont'" in told
    assert "person is 'guest-x'; it must be one of crew-1" in told
    assert "windows.toml, window 1: half_angle_deg is '145.0'; it must be a number" in told
    assert "relays.csv:2: longitude_deg_east is 'west'; it must be a number" in told
    assert len(told.splitlines()) == 5


@pytest.mark.parametrize(
    ("name", "before", "after", "problem"),
    [
        ("mission.toml", "launch_utc = ", "launch_utc = [", "mission.toml: not TOML"),
        ("mission.toml", "2021-09-16T00:02:00Z", "soon", "launch_utc: 'soon' is not a UTC time"),
        ("mission.toml", '"2/23:04:00"', '"0s"', "duration must be longer than nothing"),
        ("mission.toml", '"2/23:04:00"', '"9999h"', "duration must not be longer than 366 days"),
        ("mission.toml", '"2021-09-16', '"9021-09-16', "launch_utc must be between 1961 and 2050"),
        ("mission.toml", '"1/14:00:00"', '"9/14:00:00"', "simulation_start 9/14:00:00 is not"),
        ("mission.toml", 'mode = "VIEW_NADIR"', 'mode = "UP"', "mode is 'UP'; it must be one of"),
        ("mission.toml", '"0/03:00:00"', '"2/22:05:00"', "attitude must be in order of time"),
        ("mission.toml", '"tdrs_west"', '"tdrs_moon"', "relays names 'tdrs_moon', which is not"),
        ("mission.toml", '"aconcagua"', '"atlantis"', "guest-a wishes to see 'atlantis'"),
        ("mission.toml", "mountain = 9", "mountain = 19", "mountain is '19'; it must be a number"),
        ("mission.toml", '"guest-b"', '"guest-a"', "the id 'guest-a' is used twice"),
        ("mission.toml", "elements.json", "nowhere.json", "there is no file nowhere.json"),
        ("elements.json", '"INSPIRATION4"', "INSPIRATION4", "elements.json:3: not JSON"),
        ("elements.json", "51.6453", "251.6453", "the inclination 251.645 is not between"),
        ("timeline.csv", "crew-1,0/00:00:00,0/03:00:00", "crew-1,0/00:00:00,0/02:00:00,1", "cells"),
        ("timeline.csv", "0/03:00:00,seated", "-0/03:00:00,seated", "is not within the flight"),
        ("timeline.csv", "0/03:00:00,0/11:00:00", "0/03:00:00,0/02:00:00", "ends before it starts"),
        ("timeline.csv", "0/03:00:00,seated", "0/03:00:01,seated", "sleep while seated"),
        ("timeline.csv", "seated,Z1", "seated,Z9", "zone is 'Z9'; it must be one of Z1"),
        ("timeline.csv", "person,start_met", "who,start_met", "columns missing: person"),
        ("windows.toml", "WIN_1_SHUT", "WIN_9_SHUT", "win-1: the vehicle has no parameter"),
        ("windows.toml", "[1.0, 0.0, 0.0]", "[0.0, 0.0, 0.0]", "boresight_body has no direction"),
        ("windows.toml", "[1.0, 0.0, 0.0]", '"down"', "boresight_body must be three numbers"),
        ("windows.toml", "capacity = 1", "capacity = true", "capacity is 'True'; it must be"),
        ("landmarks.csv", "27.9881", "127.9881", "landmarks.csv:2: lat_deg is '127.9881'"),
        ("landmarks.csv", "k2,K2", "k2,", "landmarks.csv:3: name is missing"),
        ("stations.csv", "svalbard,", '"svalbard,', "stations.csv:"),
        ("vehicle.xml", "<", "<<", "XTCE"),
    ],
)
def test_a_wrong_value_is_named_with_its_file_and_place(
    meridian_files, name, before, after, problem
) -> None:
    assert problem in problems_of(changed(meridian_files, name, before, after))


@pytest.mark.parametrize("name", ["mission.toml", "timeline.csv", "windows.toml", "vehicle.xml"])
def test_a_missing_file_is_named_once(meridian_files, name) -> None:
    files = {key: data for key, data in meridian_files.items() if key != name}
    assert problems_of(files).count(name) == 1


def test_two_element_sets_in_one_file_are_refused(meridian_files) -> None:
    one = meridian_files["elements.json"].decode().strip().removeprefix("[").removesuffix("]")
    files = meridian_files | {"elements.json": f"[{one},{one}]".encode()}
    assert "holds 2 element sets; it must hold one" in problems_of(files)


def test_users_add_their_own_targets_in_a_file_beside_the_mission(meridian_files) -> None:
    own = (
        b"id,name,type,mode,lat_deg,lon_deg,cloud_percent\n"
        b"our-house,Our house,monument,day,48.1,11.5,30\n"
    )
    mission = load_mission(Configuration(meridian_files | {"targets.csv": own}))
    assert mission.targets[-1].name == "Our house"
    assert mission.targets[-1].cloud_fraction == 0.3
    assert mission.targets[0].cloud_fraction is None
    again = b"id,name,type,mode,lat_deg,lon_deg\nk2,K2,mountain,day,35.9,76.5\n"
    assert "the id 'k2' is used twice" in problems_of(meridian_files | {"targets.csv": again})


def test_a_relay_may_be_in_sight_always(meridian_files) -> None:
    files = changed(meridian_files, "relays.csv", "-41.0,35786", "always,")
    assert load_mission(Configuration(files)).relays[0].longitude_deg is None


def test_a_burn_brings_a_second_element_set_into_force() -> None:
    mission = load_mission(read_configuration("station-1"))
    (burn_ns,) = mission.orbit.boundaries_ns()
    assert mission.orbit.elements_at(burn_ns - 1).name == "ISS (NAUKA)"
    assert mission.orbit.elements_at(burn_ns).name == "ISS (ZARYA)"


def test_a_folder_and_a_stored_configuration_read_the_same_as_a_shipped_mission(
    meridian_files, tmp_path: Path
) -> None:
    folder = tmp_path / "ours"
    for name, data in meridian_files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    stored = tmp_path / "stored"
    stored.write_bytes(Configuration(meridian_files).to_bytes())
    assert read_configuration(str(folder)).files == meridian_files
    assert read_configuration(str(stored)).files == meridian_files


def test_an_unknown_mission_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(MissionError, match=r"no mission 'mars'; known are meridian-1, polar-1"):
        read_configuration("mars")


def test_a_mission_of_an_unknown_vehicle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mission.toml").write_text('vehicle = "../../etc"\n')
    with pytest.raises(MissionError, match="it must be one of meridian") as refusal:
        load_mission(read_configuration(str(tmp_path)))
    assert "vehicle.xml: this file is missing" not in str(refusal.value)
    (tmp_path / "mission.toml").write_text("vehicle = \n")
    with pytest.raises(MissionError, match="not TOML"):
        read_configuration(str(tmp_path))


def test_an_empty_mission_is_told_every_key_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "mission.toml").touch()
    with pytest.raises(MissionError) as refusal:
        load_mission(read_configuration(str(tmp_path)))
    assert set(refusal.value.problems) == {
        *(
            f"mission.toml: {key} is missing"
            for key in ("id", "name", "vehicle", "launch_utc", "duration", "simulation_start")
        ),
        "mission.toml: hold_horizon is missing",
        "mission.toml: people are missing",
        "mission.toml: attitude is missing",
        "mission.toml: elements is missing",
        "timeline.csv: this file is missing",
    }


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("mission.toml", 'duration = "', 'duration = "x'),
        ("mission.toml", 'launch_utc = "', 'launch_utc = "x'),
        ("mission.toml", 'id = "guest-a"', "id = 5"),
        ("stations.csv", "id,name", "ident,name"),
        ("landmarks.csv", "id,name", "ident,name"),
        ("timeline.csv", "crew-1,0/03:00:00,0/11", "crew-1,0/03:61:00,0/11"),
        ("mission.toml", 'from = "0/00:00:00"', 'from = "soon"'),
    ],
)
def test_what_follows_from_a_wrong_value_is_no_further_problem(
    meridian_files, name, before, after
) -> None:
    told = problems_of(changed(meridian_files, name, before, after)).splitlines()
    assert len(told) == 1, told


def test_a_mission_reaches_for_no_file_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "mission.toml").write_text(
        'vehicle = "meridian"\nelements = [{file = "../secret"}, {file = 3}]\n'
    )
    (tmp_path.parent / "secret").write_text("no")
    assert "../secret" not in read_configuration(str(tmp_path)).files


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x93abc", b"\x81\xa1a\x01"])
def test_bytes_that_are_no_stored_configuration_are_refused(data: bytes) -> None:
    with pytest.raises(MissionError, match="not a stored configuration"):
        Configuration.from_bytes(data)


def test_a_file_that_is_far_too_large_is_refused(tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(bytes((8 << 20) + 1))
    with pytest.raises(MissionError, match="larger than 8 MB"):
        read_configuration(str(large))
