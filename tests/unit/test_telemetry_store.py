import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from telemetry.dictionary import MissionDatabase, Packet, Parameter, ParameterKind
from telemetry.store import LogRow, MissionFile, StoreError, StoreFullError
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame

T0_NS = 1_631_750_400 * NS_PER_S
CONFIGURATION = {"mission.toml": b'name = "meridian-1"\n', "vehicle.xml": b"<xml/>"}


def a_packet(name: str = "ARS_1HZ", *, period_s: float = 1.0, columns: int = 2) -> Packet:
    return Packet(
        name=name,
        apid=100,
        period_ns=round(period_s * NS_PER_S),
        parameters=tuple(
            Parameter(
                id=f"{name}_{column}",
                subsystem="ARS",
                group="co2",
                name="carbon dioxide",
                unit="mmHg",
                kind=ParameterKind.FLOAT,
                range_low=0.0,
                range_high=20.0,
            )
            for column in range(columns)
        ),
    )


DATABASE = MissionDatabase(vehicle="test", packets=(a_packet(), a_packet("CAB_5HZ", period_s=0.2)))


def a_frame(
    second: float, value: float = 0.0, *, packet: str = "ARS_1HZ", source: str = "sim/1"
) -> Frame:
    return Frame(
        source=source,
        packet=packet,
        sequence=int(second),
        generated_ns=T0_NS + round(second * NS_PER_S),
        values=np.array([[value, -value]]),
    )


def a_fact(sequence: int, kind: str = "AlarmRaised") -> LogRow:
    return LogRow(
        sequence=sequence,
        epoch=1,
        mission_ns=T0_NS,
        recorded_ns=T0_NS + 1,
        by="server",
        kind=kind,
        body=b"\x80",
    )


def record(mission: MissionFile, *frames: Frame) -> None:
    for frame in frames:
        mission.append_frame(frame, T0_NS)
    mission.commit()


def seconds(times_ns: np.ndarray) -> list[float]:
    return ((times_ns - T0_NS) / NS_PER_S).tolist()


def whole_span(mission: MissionFile, parameter: str = "ARS_1HZ_0") -> tuple[list[float], list]:
    times_ns, values = mission.samples(parameter, 0, 1 << 62)
    return seconds(times_ns), values.tolist()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "day.cupola"


@pytest.fixture
def mission(path: Path) -> Iterator[MissionFile]:
    with MissionFile.create(
        path, mission="meridian-1", configuration=CONFIGURATION, database=DATABASE
    ) as mission:
        yield mission


def test_the_file_keeps_the_mission_and_its_configuration(mission: MissionFile, path: Path) -> None:
    with MissionFile.read(path) as reading:
        assert (reading.mission, reading.configuration) == ("meridian-1", CONFIGURATION)


def test_the_epoch_rises_with_every_run_of_the_server(mission: MissionFile, path: Path) -> None:
    assert mission.raise_epoch() == 1
    mission.close()
    with MissionFile.open(path, database=DATABASE) as again:
        assert again.raise_epoch() == 2


def test_samples_are_read_before_after_commit_and_after_sealing(
    mission: MissionFile, path: Path
) -> None:
    record(mission, a_frame(0, 1.0), a_frame(1, np.nan))
    mission.append_frame(a_frame(2, 3.0), T0_NS)
    assert str(whole_span(mission)) == "([0.0, 1.0, 2.0], [1.0, nan, 3.0])"
    with MissionFile.read(path) as reading:
        assert whole_span(reading)[0] == [0.0, 1.0]
    mission.close()
    with MissionFile.read(path) as reading:
        assert str(whole_span(reading)) == "([0.0, 1.0, 2.0], [1.0, nan, 3.0])"


def test_a_span_includes_its_start_and_excludes_its_end(mission: MissionFile) -> None:
    record(mission, *(a_frame(second) for second in range(5)))
    times_ns, _ = mission.samples("ARS_1HZ_0", T0_NS + NS_PER_S, T0_NS + 3 * NS_PER_S)
    assert seconds(times_ns) == [1.0, 2.0]


def test_rows_are_sealed_every_ten_minutes_and_nothing_changes(
    mission: MissionFile, path: Path
) -> None:
    values = np.sin(np.arange(2000) / 50)
    for second, value in enumerate(values.tolist()):
        mission.append_frame(a_frame(second, value), T0_NS)
        if second % 7 == 0:
            mission.commit()
    mission.commit()
    assert whole_span(mission) == (list(range(2000)), values.tolist())
    mission.close()
    with MissionFile.read(path) as reading:
        assert whole_span(reading) == (list(range(2000)), values.tolist())
        assert not reading.damage


def test_frames_of_several_rows_spread_over_their_period(mission: MissionFile) -> None:
    frame = replace(a_frame(0, packet="CAB_5HZ"), values=np.arange(10.0).reshape(5, 2))
    record(mission, frame)
    assert whole_span(mission, "CAB_5HZ_1") == ([0, 0.2, 0.4, 0.6, 0.8], [1, 3, 5, 7, 9])


def test_late_frames_are_sorted_in_and_repeated_ones_kept_once(mission: MissionFile) -> None:
    record(mission, a_frame(0, 1.0), a_frame(2, 3.0), a_frame(1, 2.0), a_frame(2, 3.0))
    assert whole_span(mission) == ([0, 1, 2], [1, 2, 3])


def test_a_source_set_back_in_time_replaces_what_it_said_before(
    mission: MissionFile, path: Path
) -> None:
    record(mission, *(a_frame(second, 1.0) for second in range(10)))
    record(mission, *(a_frame(second, 2.0, source="sim/2") for second in (4, 5)))
    assert whole_span(mission) == ([0, 1, 2, 3, 4, 5], [1, 1, 1, 1, 2, 2])
    assert mission.state_at(T0_NS + 9 * NS_PER_S)["ARS_1HZ_0"] == (T0_NS + 5 * NS_PER_S, 2.0)
    mission.close()
    with MissionFile.read(path) as reading:
        assert whole_span(reading) == ([0, 1, 2, 3, 4, 5], [1, 1, 1, 1, 2, 2])


def test_the_state_at_an_instant_is_the_last_value_before_it_not_the_nearest(
    mission: MissionFile,
) -> None:
    record(mission, a_frame(0, 1.0), a_frame(10, 2.0), a_frame(3, 7.0, packet="CAB_5HZ"))
    state = mission.state_at(T0_NS + 9 * NS_PER_S)
    assert state["ARS_1HZ_1"] == (T0_NS, -1.0)
    assert state["CAB_5HZ_0"] == (T0_NS + 3 * NS_PER_S, 7.0)
    assert mission.state_at(T0_NS - 1) == {}


def test_the_state_is_found_in_sealed_blocks_too(mission: MissionFile, path: Path) -> None:
    record(mission, *(a_frame(second, float(second)) for second in range(3000)))
    mission.close()
    with MissionFile.read(path) as reading:
        for second in (0, 599, 1234, 2999):
            state = reading.state_at(T0_NS + second * NS_PER_S + 5)
            assert state["ARS_1HZ_0"] == (T0_NS + second * NS_PER_S, float(second))


def test_a_frame_that_fits_no_packet_is_refused(mission: MissionFile) -> None:
    with pytest.raises(StoreError, match="no packet BIO"):
        mission.append_frame(a_frame(0, packet="BIO"), T0_NS)
    with pytest.raises(StoreError, match="has 3 values instead of 2"):
        mission.append_frame(replace(a_frame(0), values=np.zeros((1, 3))), T0_NS)


def test_an_unknown_parameter_is_refused(mission: MissionFile) -> None:
    with pytest.raises(StoreError, match="no parameter NONE"):
        mission.samples("NONE", 0, 1)


def test_packets_are_explained_by_the_recording_itself(mission: MissionFile, path: Path) -> None:
    with MissionFile.read(path) as reading:
        assert reading.packets == DATABASE.packets


def test_a_changed_packet_is_recorded_beside_the_old_one(mission: MissionFile, path: Path) -> None:
    record(mission, a_frame(0, 1.0))
    mission.close()
    wider = MissionDatabase(vehicle="test", packets=(a_packet(columns=3),))
    with MissionFile.open(path, database=wider) as again:
        frame = replace(a_frame(1, source="sim/2"), values=np.array([[2.0, 3.0, 4.0]]))
        record(again, frame)
        assert whole_span(again) == ([0, 1], [1, 2])
        assert whole_span(again, "ARS_1HZ_2") == ([1], [4])


def test_facts_come_back_in_order_and_chained(mission: MissionFile, path: Path) -> None:
    mission.append_entries([a_fact(1), a_fact(2)])
    mission.append_entries([a_fact(3, "Acknowledged")])
    assert mission.head()[0] == 3
    with MissionFile.read(path) as reading:
        assert list(reading.entries(after=1)) == [a_fact(2), a_fact(3, "Acknowledged")]
        assert reading.head() == mission.head()
        assert reading.verify_chain() is None


def test_disk_full_keeps_frames_until_there_is_room(
    mission: MissionFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("telemetry.places.free_bytes", lambda _: 1 << 20)
    mission.append_frame(a_frame(0, 1.0), T0_NS)
    with pytest.raises(StoreFullError, match="only 1 MiB are left"):
        mission.commit()
    mission.append_entries([a_fact(1)])
    monkeypatch.undo()
    mission.commit()
    assert whole_span(mission) == ([0], [1])
    assert mission.frames_not_recorded == 0


def test_a_file_open_for_reading_refuses_to_be_written(mission: MissionFile, path: Path) -> None:
    with MissionFile.read(path) as reading, pytest.raises(StoreError, match="for reading only"):
        reading.append_entries([a_fact(1)])


def test_a_second_server_on_the_same_file_is_refused(mission: MissionFile, path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from telemetry.store import *\n"
        "from telemetry.dictionary import MissionDatabase\n"
        "try: MissionFile.open(Path(sys.argv[1]), database=MissionDatabase('v', ()))\n"
        "except StoreError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout == f"{path} is being written by another mission server\n"


def test_creating_over_an_existing_file_is_refused(path: Path) -> None:
    path.write_text("mine")
    with pytest.raises(StoreError, match="exists already"):
        MissionFile.create(path, mission="m", configuration={}, database=DATABASE)
    assert path.read_text() == "mine"


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\0" + bytes(200)])
def test_what_is_no_mission_file_is_refused_in_one_line(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreError, match="is not a mission file"):
        MissionFile.read(path)
    with pytest.raises(StoreError, match="is not a mission file"):
        MissionFile.open(path, database=DATABASE)


def test_a_missing_file_is_refused_in_one_line(path: Path) -> None:
    with pytest.raises(StoreError, match="is not there"):
        MissionFile.read(path)
    with pytest.raises(StoreError, match="is not there"):
        MissionFile.open(path, database=DATABASE)
    assert list(path.parent.iterdir()) == []
