"""The mission file as the server carries it on."""

import pytest
from builders import an_alarm_raised, an_entry

from console.server.record import Record
from telemetry.mission import Configuration, MissionError, read_configuration
from telemetry.store import MissionFile, StoreError
from telemetry.tables import LogRow

CONFIGURATION = read_configuration("meridian-1")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "folder" / "a.mission"


def test_a_new_record_makes_its_folder_and_keeps_the_configuration(path):
    record = Record.open(path, CONFIGURATION)
    assert record.configuration == dict(CONFIGURATION.files)
    assert record.entries() == []
    record.close()


def test_entries_are_there_when_the_file_is_opened_again(path):
    log = [an_entry(1), an_entry(2, fact=an_alarm_raised(), request_id="q")]
    record = Record.open(path, CONFIGURATION)
    record.append_entries(log)
    record.close()
    record = Record.open(path, CONFIGURATION)
    assert record.entries() == log
    record.close()


def test_a_record_goes_on_with_the_configuration_it_was_begun_with(path):
    Record.open(path, CONFIGURATION).close()
    files = dict(CONFIGURATION.files)
    changed = files["mission.toml"] + b"# changed since\n"
    record = Record.open(path, Configuration(files | {"mission.toml": changed}))
    assert record.configuration == files
    record.close()


def test_bad_flight_rules_begin_no_record_so_that_mended_ones_can(path):
    files = dict(CONFIGURATION.files)
    with pytest.raises(MissionError, match=r"flight_rules/x\.toml"):
        Record.open(path, Configuration(files | {"flight_rules/x.toml": b"["}))
    assert not path.exists()


def test_every_life_of_the_server_has_a_number_of_its_own(path):
    numbers = []
    for _ in range(3):
        record = Record.open(path, CONFIGURATION)
        numbers.append(record.raise_epoch())
        record.close()
    assert numbers == [1, 2, 3]


def test_the_record_of_another_mission_is_refused(path):
    Record.open(path, CONFIGURATION).close()
    with pytest.raises(StoreError, match="record of mission meridian-1, not of station-1"):
        Record.open(path, read_configuration("station-1"))


def test_a_file_that_a_server_writes_is_refused_to_another(path):
    record = Record.open(path, CONFIGURATION)
    with pytest.raises(StoreError):
        Record.open(path, CONFIGURATION)
    record.close()


def test_a_fact_that_cannot_be_read_is_an_error_that_names_the_file(path):
    record = Record.open(path, CONFIGURATION)
    record.file.append_entries(
        [
            LogRow(
                sequence=1,
                epoch=1,
                mission_ns=1,
                recorded_ns=1,
                by="server",
                kind="Strange",
                body=b"rubbish",
            )
        ]
    )
    with pytest.raises(StoreError, match=r"a\.mission holds a fact that cannot be read"):
        record.entries()
    record.close()


def test_the_file_can_be_read_beside_the_server(path):
    record = Record.open(path, CONFIGURATION)
    record.append_entries([an_entry(1)])
    with MissionFile.read(path) as beside:
        assert [row.sequence for row in beside.entries()] == [1]
    record.close()
