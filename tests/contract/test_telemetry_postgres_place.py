import time
import uuid
from pathlib import Path

import psycopg
import pytest
from record_builder import CONFIGURATION, DATABASE, T0_NS, a_fact, a_frame, at

from console.cli import main
from telemetry.inspection import inspect
from telemetry.places import place_of
from telemetry.postgres_place import PostgresPlace
from telemetry.store import MissionFile
from telemetry.tables import StoreError


@pytest.fixture
def url(postgres_url: str) -> str:
    return f"{postgres_url}#{uuid.uuid4().hex}"


def begun(where: object) -> MissionFile:
    return MissionFile.create(
        place_of(where), mission="m", configuration=CONFIGURATION, database=DATABASE
    )


def fill(mission: MissionFile) -> None:
    """Record 700 s of frames, a source set back in time and facts, and a part not yet sealed."""
    for second in range(700):
        mission.append_frame(a_frame(second, (second / 10, -second)), T0_NS)
        mission.append_frame(
            a_frame(second, [[n, n / 2] for n in range(5)], packet="CAB_5HZ"), T0_NS
        )
        if second % 50 == 0:
            mission.commit()
    mission.append_frame(a_frame(650, (9.5, 2.5), source="sim/2"), T0_NS)
    mission.append_entries([a_fact(1), a_fact(2)])
    mission.commit()


def answers(mission: MissionFile) -> list[object]:
    """Return what a reader can ask, as plain values."""
    times_ns, values = mission.samples("ARS_1HZ_0", 0, 1 << 62)
    columns = mission.columns("CAB_5HZ_1", at(0), at(700), 20)
    frames = mission.frames(
        "ARS_1HZ", "sim/1", sequences=range(100, 120), from_ns=at(0), to_ns=at(700)
    )
    return [
        mission.span_ns,
        times_ns.tolist(),
        values.tolist(),
        [columns.times_ns.tolist(), columns.low.tolist(), columns.high.tolist()],
        mission.state_at(at(333)),
        mission.state_at(at(699)),
        [frame.values.tolist() for frame in frames],
        list(mission.entries()),
        mission.configuration,
        mission.verify_chain(),
    ]


def test_both_stores_answer_alike_while_written_and_afterwards(url: str, tmp_path: Path) -> None:
    with begun(tmp_path / "day") as file, begun(url) as record:
        for mission in (file, record):
            fill(mission)
        assert answers(record) == answers(file)
        with MissionFile.read(place_of(url)) as beside:
            assert answers(beside) == answers(file)
    with MissionFile.read(tmp_path / "day") as file, MissionFile.read(place_of(url)) as record:
        assert answers(record) == answers(file)


def test_a_server_carries_on_where_the_last_one_ended(url: str) -> None:
    with begun(url) as mission:
        fill(mission)
        assert mission.raise_epoch() == 1
    with MissionFile.open(place_of(url), database=DATABASE) as mission:
        assert mission.raise_epoch() == 2
        mission.append_frame(a_frame(800, (1.0, 2.0), source="sim/2"), T0_NS)
        mission.append_entries([a_fact(3)])
        mission.commit()
        assert mission.state_at(at(900))["ARS_1HZ_1"] == (at(800), 2.0)
    assert inspect(place_of(url)).is_whole


def test_two_servers_cannot_write_one_record(url: str) -> None:
    with begun(url), pytest.raises(StoreError, match="written by another mission server"):
        MissionFile.open(place_of(url), database=DATABASE)
    MissionFile.open(place_of(url), database=DATABASE).close()


def test_one_database_holds_several_records(postgres_url: str) -> None:
    names = [uuid.uuid4().hex for _ in range(2)]
    with begun(f"{postgres_url}#{names[0]}") as one, begun(f"{postgres_url}#{names[1]}") as other:
        one.append_entries([a_fact(1)])
        assert [one.head()[0], other.head()[0]] == [1, 0]


def test_a_record_is_made_once_and_must_be_there_to_be_read(url: str) -> None:
    place = place_of(url)
    assert not place.exists()
    with pytest.raises(StoreError, match="is not there"):
        MissionFile.read(place)
    begun(url).close()
    assert place.exists()
    with pytest.raises(StoreError, match="exists already"):
        begun(url)


def broken_off(url: str) -> None:
    """End every other connection, as a restart of the database would."""
    with psycopg.connect(url.partition("#")[0], autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )


def test_recording_goes_on_after_the_connection_broke(url: str) -> None:
    with begun(url) as mission:
        broken_off(url)
        mission.append_frame(a_frame(1), T0_NS)
        with pytest.raises(StoreError):
            mission.commit()
        mission.append_frame(a_frame(2), T0_NS)
        mission.commit()
        with pytest.raises(StoreError, match="another mission server"):
            MissionFile.open(place_of(url), database=DATABASE)
    with MissionFile.read(place_of(url)) as mission:
        assert mission.samples("ARS_1HZ_0", 0, 1 << 62)[0].tolist() == [at(1), at(2)]


@pytest.mark.parametrize("was_written", [False, True])
def test_a_commit_in_doubt_is_looked_up_before_more_is_written(url: str, was_written: bool) -> None:
    writing = PostgresPlace(url).create()
    tables = writing.tables
    tables._connection.execute("BEGIN")
    tables._in_doubt = tables._one("SELECT pg_current_xact_id()::text")[0]
    tables._connection.execute("COMMIT" if was_written else "ROLLBACK")
    tables._connection.close()

    def refusal() -> str:
        try:
            with tables.transaction():
                tables.set_meta("key", b"value")
        except StoreError as error:
            return str(error)
        return ""

    # The database takes a moment to see that the writer's first connection is gone.
    deadline_s = time.monotonic() + 10.0
    while "being written" in (said := refusal()):
        assert time.monotonic() < deadline_s, said
    if was_written:
        assert "start the server again" in said
    else:
        assert said == ""
        assert tables.meta("key") == b"value"
    writing.close(trimmed=True)


def test_what_cannot_be_used_is_one_line_without_the_password(capsys) -> None:
    nobody = "postgresql://me:secret@127.0.0.1:1/cupola#day"
    assert main(["doctor", nobody]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "postgresql://127.0.0.1:1/cupola#day" in told
    assert "secret" not in told
    for wrong in ("postgresql://host/x?nonsense=1", "postgresql://host/x#a/b"):
        with pytest.raises(SystemExit) as stopped:
            main(["info", wrong])
        assert stopped.value.code == 2
        assert "Traceback" not in capsys.readouterr().err


def test_the_commands_for_records_take_a_database(url: str, tmp_path: Path, capsys) -> None:
    with begun(url) as mission:
        fill(mission)
    assert main(["doctor", url]) == 0
    assert "is whole" in capsys.readouterr().out
    assert main(["info", url]) == 0
    assert "CAB_5HZ" in capsys.readouterr().out
    output = tmp_path / "day.csv"
    assert main(["export", url, "--format", "csv", "--output", str(output)]) == 0
    assert "ARS_1HZ_0" in output.read_text()
    replayed = ["replay", url, "--speed", "max", "--publish", "tcp://127.0.0.1:*"]
    assert main(replayed) == 0
