import sqlite3
from pathlib import Path

import numpy as np
import pytest
from record_builder import CONFIGURATION, DATABASE, T0_NS, a_fact, a_frame, at

from telemetry.inspection import inspect
from telemetry.store import MissionFile, StoreDamagedError, StoreError

NOISE = np.random.default_rng(5).normal(0, 1, (4000, 2))
PAGE = 8192


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "day.cupola"
    with MissionFile.create(
        path, mission="m", configuration=CONFIGURATION, database=DATABASE
    ) as mission:
        mission.raise_epoch()
        for second, row in enumerate(NOISE):
            if second != 77:
                mission.append_frame(a_frame(second, row), T0_NS)
            if second % 100 == 0:
                mission.commit()
        mission.append_entries([a_fact(1), a_fact(2)])
    return path


def change(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    connection.close()


def samples(path: Path) -> list[float]:
    with MissionFile.read(path) as mission:
        return mission.samples("ARS_1HZ_0", 0, 1 << 62)[1].tolist()


def test_a_whole_file_tells_what_is_in_it(path: Path) -> None:
    told: list[float] = []
    found = inspect(path, told.append)
    assert found.is_whole
    assert (found.mission, found.epoch, found.facts) == ("m", 1, 2)
    assert found.configuration == ("mission.toml", "vehicle.xml")
    assert found.values == 3999 * 2
    (packet,) = found.packets
    assert (packet.first_ns, packet.last_ns, packet.gaps) == (at(0), at(3999), 1)
    assert told[-1] == 1.0
    assert inspect(path, is_thorough=False) == found


def test_what_a_damaged_file_holds_is_told_without_checking_it(path: Path) -> None:
    whole = inspect(path)
    change(path, "UPDATE cell SET body = zeroblob(100) WHERE key & 0xFFFFF > 4")
    assert inspect(path, is_thorough=False) == whole
    assert not inspect(path).is_whole


def test_a_file_being_written_can_be_inspected(tmp_path: Path) -> None:
    with MissionFile.create(
        tmp_path / "day", mission="m", configuration={}, database=DATABASE
    ) as mission:
        mission.append_frame(a_frame(0), T0_NS)
        mission.commit()
        assert inspect(tmp_path / "day").values == 2


def test_an_edited_fact_is_told(path: Path) -> None:
    change(path, "UPDATE entry SET by = 'me' WHERE sequence = 2")
    assert inspect(path).problems == ("fact 2 was changed, or one before it is missing",)


def test_a_changed_configuration_is_told(path: Path) -> None:
    change(path, "UPDATE configuration SET content = x'00' WHERE name = 'vehicle.xml'")
    assert inspect(path).problems == ("configuration: not what the record began with",)


def test_a_damaged_cell_is_told_and_is_a_gap(path: Path) -> None:
    change(path, "UPDATE cell SET body = zeroblob(100) WHERE key = (SELECT max(key) FROM cell)")
    found = inspect(path)
    assert len(found.problems) == 1
    assert "checksum" in found.problems[0]
    assert 0 < found.values < 3999 * 2


def test_a_damaged_cell_makes_its_parameter_unknown_and_no_other(path: Path) -> None:
    change(path, "UPDATE cell SET body = zeroblob(9) WHERE key & 0xFFFFF = 5")
    with MissionFile.read(path) as mission:
        state = mission.state_at(at(2222))
        assert state["ARS_1HZ_0"] == (at(2222), NOISE[2222, 0])
        assert np.isnan(state["ARS_1HZ_1"][1])
        assert "checksum" in mission.damage[0]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cell SET body = 5 WHERE key & 0xFFFFF = 5",
        "UPDATE level SET body = 'text'",
        "UPDATE block SET rows = 'many' WHERE id = 2",
        "UPDATE stream SET first_ns = 1.5",
        "UPDATE packet SET definition = 7",
        "UPDATE entry SET body = 7 WHERE sequence = 1",
    ],
)
def test_a_number_or_text_where_a_damaged_page_should_have_another_is_told(
    path: Path, statement: str
) -> None:
    change(path, statement)
    try:
        is_whole = inspect(path).is_whole
    except StoreDamagedError:
        is_whole = False
    assert not is_whole


def test_a_damaged_piece_of_the_newest_rows_is_told_and_left_out(tmp_path: Path) -> None:
    path = tmp_path / "day"
    with MissionFile.create(path, mission="m", configuration={}, database=DATABASE) as mission:
        for second in range(3):
            mission.append_frame(a_frame(second), T0_NS)
            mission.commit()
        change(path, "UPDATE tail SET body = zeroblob(length(body)) WHERE id = 2")
        with MissionFile.read(path) as reading:
            assert reading.samples("ARS_1HZ_0", 0, 1 << 62)[0].tolist() == [at(0), at(2)]
            assert "the newest rows are not whole" in reading.damage[0]


def test_a_damaged_level_is_told_and_columns_come_from_the_samples(path: Path) -> None:
    with MissionFile.read(path) as mission:
        before = mission.columns("ARS_1HZ_0", at(0), at(4000), 20)
    change(path, "UPDATE level SET body = zeroblob(100)")
    assert all("levels of ARS_1HZ" in problem for problem in inspect(path).problems)
    with MissionFile.read(path) as mission:
        after = mission.columns("ARS_1HZ_0", at(0), at(4000), 20)
        assert "samples read instead" in mission.damage[0]
    assert np.array_equal(before.low, after.low, equal_nan=True)
    assert np.array_equal(before.high, after.high, equal_nan=True)


def test_a_file_cut_short_opens_as_far_as_it_is_whole(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 7 // 10 // PAGE * PAGE])
    found = inspect(path)
    assert not found.is_whole
    kept = samples(path)
    assert len(kept) < NOISE.shape[0]
    assert set(kept) <= set(NOISE[:, 0].tolist())


def test_a_broken_page_costs_no_more_than_what_was_on_it(path: Path) -> None:
    whole = path.read_bytes()
    unreadable = 0
    for page in range(1, len(whole) // PAGE):
        content = bytearray(whole)
        content[page * PAGE : (page + 1) * PAGE] = b"\xa5" * PAGE
        path.write_bytes(content)
        try:
            found = inspect(path)
            kept = samples(path)
        except StoreDamagedError:
            unreadable += 1
        else:
            assert not found.is_whole
            assert set(kept) <= set(NOISE[:, 0].tolist())
            unreadable += not kept
    # The few that say what the rest means: packets, streams, where the blocks and cells are.
    assert unreadable <= 6


def test_evenly_spaced_times_are_known_without_their_cell(path: Path) -> None:
    change(path, "DELETE FROM cell WHERE key & 0xFFFFF = 0")
    with MissionFile.read(path) as mission:
        _, values = mission.samples("ARS_1HZ_0", at(2000), at(2500))
        assert values.tolist() == NOISE[2000:2500, 0].tolist()
        assert mission.state_at(at(2222))["ARS_1HZ_0"] == (at(2222), NOISE[2222, 0])
        assert any("evenly spaced" in line for line in mission.damage)


def test_what_is_no_mission_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"hello")
    with pytest.raises(StoreError, match="is not a mission file"):
        inspect(tmp_path / "x")
