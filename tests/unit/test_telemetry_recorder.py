from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from record_builder import DATABASE, T0_NS, a_frame, at

from telemetry import recorder as recording
from telemetry import sqlite_file
from telemetry.dictionary import MissionDatabase
from telemetry.recorder import Recorder
from telemetry.sqlite_tables import SqliteTables
from telemetry.tables import StoreFullError
from telemetry.timebase import NS_PER_S

PLENTY = 1 << 40


class Disk:
    """A disk whose room a test decides."""

    def __init__(self) -> None:
        self.free = PLENTY
        self.checkpoints = 0

    def checkpoint(self) -> None:
        self.checkpoints += 1


@pytest.fixture
def tables(tmp_path: Path) -> Iterator[SqliteTables]:
    tables = SqliteTables(sqlite_file.create(tmp_path / "day"), tmp_path / "day")
    yield tables
    tables.close()


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def start(tables: SqliteTables, disk: Disk) -> Iterator[Callable[[], Recorder]]:
    started: list[Recorder] = []

    def start() -> Recorder:
        recorder = Recorder(
            tables, DATABASE, free_bytes=lambda: disk.free, checkpoint=disk.checkpoint
        )
        started.append(recorder)
        return recorder

    yield start
    disk.free = PLENTY
    for recorder in started:
        recorder.finish()


def record(recorder: Recorder, first_s: int, last_s: int, *, commit_every: int = 10) -> None:
    for second in range(first_s, last_s):
        recorder.append(a_frame(second, (float(second), 0.0)), T0_NS)
        if second % commit_every == 0:
            recorder.commit()
    recorder.commit()


def test_rows_are_verbatim_until_ten_minutes_are_full(
    start: Callable[[], Recorder], tables: SqliteTables
) -> None:
    recorder = start()
    record(recorder, 0, 590)
    (stream,) = tables.streams()
    assert tables.blocks(stream.id, 0, 1 << 62) == []
    record(recorder, 590, 700)
    recorder.finish()
    blocks = tables.blocks(stream.id, 0, 1 << 62)
    assert sum(block.rows for block in blocks) == 700
    assert blocks[0].last_ns - blocks[0].first_ns >= 600 * NS_PER_S
    assert tables.tails() == []


def test_slow_packets_wait_for_rows_worth_a_block(
    start: Callable[[], Recorder], tables: SqliteTables
) -> None:
    recorder = start()
    for second in range(0, 50 * 600, 600):
        recorder.append(a_frame(second), T0_NS)
        recorder.commit()
    (stream,) = tables.streams()
    assert tables.blocks(stream.id, 0, 1 << 62) == []


def test_an_earlier_runs_unsealed_rows_are_taken_up(
    start: Callable[[], Recorder], tables: SqliteTables
) -> None:
    record(start(), 0, 100)  # and then dies: nothing is finished
    recorder = start()
    (stream,) = tables.streams()
    assert recorder.rows(stream, 2).shape == (100, 6)
    record(recorder, 100, 700)
    recorder.finish()
    assert sum(block.rows for block in tables.blocks(stream.id, 0, 1 << 62)) == 700


def test_the_same_packets_are_defined_once(
    start: Callable[[], Recorder], tables: SqliteTables
) -> None:
    start()
    start()
    assert len(tables.packets()) == len(DATABASE.packets)


def test_a_full_disk_keeps_a_limited_number_of_frames(
    start: Callable[[], Recorder], disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "MOST_WAITING_VALUES", 20)
    recorder = start()
    disk.free = 0
    for second in range(30):
        recorder.append(a_frame(second), T0_NS)
        with pytest.raises(StoreFullError):
            recorder.commit()
    assert recorder.not_recorded == 30 - 11
    disk.free = PLENTY
    recorder.commit()
    recorder.append(a_frame(30), T0_NS)
    recorder.commit()
    assert recorder.not_recorded == 30 - 11


def test_the_log_is_folded_now_and_then(
    start: Callable[[], Recorder], disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "CHECKPOINT_BYTES", 1 << 20)
    recorder = start()
    record(recorder, 0, 500)
    recorder.finish()
    assert 1 <= disk.checkpoints <= 3


def test_a_commit_without_frames_writes_nothing(
    start: Callable[[], Recorder], disk: Disk, tables: SqliteTables
) -> None:
    recorder = start()
    disk.free = 0
    recorder.commit()
    assert tables.tails() == []


def test_many_values_are_sealed_before_ten_minutes_are_full(
    start: Callable[[], Recorder], tables: SqliteTables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("telemetry.open_stream.SEAL_MOST_VALUES", 1000)
    recorder = start()
    recorder.append(a_frame(0, np.zeros((600, 2))), T0_NS)
    recorder.commit()
    recorder.finish()
    (stream,) = tables.streams()
    assert [block.rows for block in tables.blocks(stream.id, at(0), at(600))] == [600]


def test_rows_of_a_packet_that_is_no_longer_defined_are_kept_and_sealed(
    start: Callable[[], Recorder], tables: SqliteTables, disk: Disk
) -> None:
    record(start(), 0, 10)
    without = Recorder(
        tables,
        MissionDatabase(vehicle="test", packets=()),
        free_bytes=lambda: disk.free,
        checkpoint=disk.checkpoint,
    )
    (stream,) = tables.streams()
    assert without.rows(stream, 2).shape == (10, 6)
    without.finish()
    assert [block.rows for block in tables.blocks(stream.id, 0, 1 << 62)] == [10]


def test_damaged_rows_of_an_earlier_run_are_told_and_the_others_taken_up(
    start: Callable[[], Recorder], tables: SqliteTables
) -> None:
    record(start(), 0, 100, commit_every=50)
    (stream,) = tables.streams()
    with tables.transaction():
        (damaged,) = tables.add_tails([(stream.id, b"half a row")])
    recorder = start()
    assert recorder.rows(stream, 2).shape == (100, 6)
    assert recorder.damage[0].startswith(f"rows {damaged} of ARS_1HZ: ")
    recorder.finish()
    assert [number for number, _, _ in tables.tails()] == [damaged]
