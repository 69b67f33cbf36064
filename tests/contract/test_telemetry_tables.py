"""What any database under a mission's record must do."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from record_builder import a_fact

from telemetry.places import FilePlace, Place, place_of
from telemetry.tables import LevelRow, SealedBlock, Tables


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where the database is; nothing is there yet."""
    if request.param == "sqlite":
        return FilePlace(tmp_path / "day")
    return place_of(f"{request.getfixturevalue('postgres_url')}#{uuid.uuid4().hex}")


@pytest.fixture
def tables(place: Place) -> Iterator[Tables]:
    writing = place.create()
    yield writing.tables
    writing.close(trimmed=True)


@pytest.fixture
def other(place: Place, tables: Tables) -> Iterator[Tables]:
    """Give a reader of the same database, with a connection of its own."""
    reading = place.open_to_read()
    yield reading
    reading.close()


def a_block(first_ns: int, last_ns: int, *, channel: int = 0) -> SealedBlock:
    return SealedBlock(
        first_ns=first_ns,
        last_ns=last_ns,
        rows=3,
        cells=((channel, b"times"), (channel + 4, b"values")),
        levels=tuple(
            LevelRow(channel=channel + 4, tier=tier, first_bucket=first_ns // 10, body=body)
            for tier, body in enumerate((b"level", b"wide"))
        ),
    )


def test_a_transaction_is_seen_by_others_when_it_is_through(tables: Tables, other: Tables) -> None:
    with tables.transaction():
        tables.set_meta("key", b"value")
        assert other.meta("key") is None
    assert other.meta("key") == b"value"


def test_a_transaction_that_fails_writes_nothing(tables: Tables) -> None:
    def fail() -> None:
        with tables.transaction():
            tables.set_meta("key", b"value")
            raise LookupError("the caller's own error")

    with pytest.raises(LookupError):
        fail()
    assert tables.meta("key") is None


def test_a_snapshot_stays_as_it_was(tables: Tables, other: Tables) -> None:
    with other.snapshot():
        assert other.tails() == []
        with tables.transaction():
            tables.add_tails([(1, b"rows")])
        assert other.tails() == []
    assert len(other.tails()) == 1


def test_meta_and_configuration_are_replaced(tables: Tables) -> None:
    with tables.transaction():
        tables.set_meta("epoch", b"1")
        tables.set_meta("epoch", b"2")
        tables.set_configuration({"a": b"1", "b": b"2"})
        tables.set_configuration({"b": b"3"})
    assert tables.meta("epoch") == b"2"
    assert tables.configuration() == {"b": b"3"}


def test_channels_of_packets_do_not_overlap(tables: Tables) -> None:
    with tables.transaction():
        added = [tables.add_packet(definition=b"x", words=words) for words in (6, 10, 5)]
    assert [packet.first_channel for packet in added] == [0, 6, 16]
    assert tables.packets() == added


def test_streams_keep_their_order(tables: Tables) -> None:
    with tables.transaction():
        added = [
            tables.add_stream(packet_id=1, source=f"sim/{n}", first_ns=100 - n) for n in range(3)
        ]
    assert tables.streams() == added


def test_tails_come_back_in_order_and_go(tables: Tables) -> None:
    with tables.transaction():
        numbers = tables.add_tails([(stream, b"%d" % stream) for stream in (2, 1, 2)])
    assert tables.tails() == [
        (numbers[0], 2, b"2"), (numbers[1], 1, b"1"), (numbers[2], 2, b"2"),
    ]  # fmt: skip
    with tables.transaction():
        tables.remove_tails(numbers[:2])
        (later,) = tables.add_tails([(1, b"later")])
    assert [number for number, _, _ in tables.tails()] == [numbers[2], later]
    assert later > numbers[2]


def test_blocks_are_found_by_what_they_span(tables: Tables) -> None:
    with tables.transaction():
        first = tables.add_block(1, a_block(100, 200))
        second = tables.add_block(1, a_block(201, 300))
        late = tables.add_block(1, a_block(150, 250))
        tables.add_block(2, a_block(100, 200))
    assert [block.id for block in tables.blocks(1, 0, 1000)] == [first, second, late]
    assert [block.id for block in tables.blocks(1, 200, 201)] == [first, late]
    assert [block.id for block in tables.blocks(1, 251, 1000)] == [second]
    assert tables.blocks(1, 301, 1000) == tables.blocks(1, 0, 100) == []
    before = tables.block_before(1, 180)
    assert before is not None
    assert before.id == late
    assert tables.block_before(1, 99) is None


def test_cells_and_levels_are_found_by_channel(tables: Tables) -> None:
    with tables.transaction():
        numbers = [tables.add_block(1, a_block(start, start + 9)) for start in (100, 200, 300)]
        tables.add_block(2, a_block(100, 109))
    assert sorted(tables.cells(1, 4, 0, 209)) == [
        (numbers[0], b"values"), (numbers[1], b"values"),
    ]  # fmt: skip
    assert tables.cells(1, 3, 0, 1000) == []
    assert tables.block_cells(range(5), numbers[1]) == {0: b"times", 4: b"values"}
    assert tables.block_cells(range(1, 4), numbers[1]) == {}
    assert tables.levels(4, 0, 1, 11, 30) == [(20, b"level"), (30, b"level")]
    assert tables.levels(4, 1, 2, 0, 100) == [(10, b"wide")]


def test_facts_come_back_in_order_with_their_hashes(tables: Tables) -> None:
    assert tables.last_entry() is None
    with tables.transaction():
        for sequence in (1, 2, 3):
            tables.add_entry(a_fact(sequence), b"%d" % sequence)
    assert list(tables.entries(1)) == [(a_fact(2), b"2"), (a_fact(3), b"3")]
    assert tables.last_entry() == (3, b"3")
