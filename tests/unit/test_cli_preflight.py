"""What is wrong with a mission day is found before anything of it starts, and leaves nothing."""

import re
from pathlib import Path

import pytest

from console.cli.mission_day import DayPlan
from console.cli.mission_file import check_mission_file
from console.cli.preflight import UsageError, check_day
from telemetry.curve import KeysError
from telemetry.mission import MissionError, load_mission, read_configuration
from telemetry.store import MissionFile, StoreError


@pytest.fixture
def check(tmp_path):
    """Return how to check a day that is right but for what a test says."""

    def check(**changes):
        plan = {"mission": "meridian-1", "file": tmp_path / "day.mission", **changes}
        check_day(DayPlan(**plan))

    return check


@pytest.fixture
def a_recording(tmp_path):
    """Return a recording of meridian-1."""
    path = tmp_path / "recorded.mission"
    configuration = read_configuration("meridian-1")
    database = load_mission(configuration).database
    MissionFile.create(
        path, mission="meridian-1", configuration=configuration.files, database=database
    ).close()
    return path


def test_a_sound_day_passes_and_leaves_nothing_but_the_folder_of_pictures(check, tmp_path):
    check(faults=("F01@+00:00:10",), screenshots=tmp_path / "out" / "pictures")
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "pictures"]


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ("F99@+00:00:10", "there is no fault 'F99'; known are F01"),
        ("F01", "'F01' is not of the form"),
        ("F01@25:61:61", "'25:61:61' is not a duration"),
        ("F01@soon", "'soon' is not a duration"),
    ],
)
def test_a_fault_nobody_can_inject_is_refused(check, tmp_path, fault, named):
    with pytest.raises(UsageError, match=re.escape(named)):
        check(faults=(fault,))
    assert list(tmp_path.iterdir()) == []


def test_every_bad_fault_is_named_in_one_line(check):
    with pytest.raises(UsageError) as refused:
        check(faults=("F99@+1", "F01@+1", "F02"))
    assert "F99" in str(refused.value)
    assert "'F02'" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_mission_file_that_is_a_folder_is_refused(check, tmp_path):
    with pytest.raises(StoreError, match="is not a file"):
        check(file=tmp_path)


def test_a_mission_file_that_is_something_else_is_refused_and_kept(check, tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear guests,")
    with pytest.raises(StoreError, match=r"letter\.txt is not a mission file"):
        check(file=letter)
    assert letter.read_text() == "Dear guests,"


@pytest.mark.parametrize("place", ["/dev/null/a.mission", "/proc/nowhere/a.mission"])
def test_a_mission_file_that_cannot_be_made_is_named(check, place):
    with pytest.raises(OSError, match=re.escape(place)):
        check(file=Path(place))


def test_a_recording_is_carried_on_only_by_its_own_mission(check, a_recording):
    check(file=a_recording)
    with pytest.raises(StoreError, match="is the record of mission meridian-1, not of polar-1"):
        check_mission_file(a_recording, "polar-1")


def test_pictures_go_where_a_folder_can_be_made(check, tmp_path):
    (tmp_path / "taken").touch()
    for folder in (tmp_path / "taken", tmp_path / "taken" / "out"):
        with pytest.raises(NotADirectoryError, match=str(folder)):
            check(screenshots=folder)


def test_an_unknown_mission_is_refused(check):
    with pytest.raises(MissionError, match="atlantis-9"):
        check(mission="atlantis-9")


def test_a_rehearsal_signs_for_nobody(check, tmp_path):
    with pytest.raises(KeysError, match="nobody may sign"):
        check(keys=tmp_path, is_headless=True)
