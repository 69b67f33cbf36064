from collections.abc import Iterator
from pathlib import Path

import pytest

from telemetry import sqlite_file
from telemetry.sqlite_tables import SqliteTables
from telemetry.tables import StoreError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "day"


@pytest.fixture
def tables(path: Path) -> Iterator[SqliteTables]:
    tables = SqliteTables(sqlite_file.create(path), path)
    yield tables
    tables.close()


def test_a_reader_is_not_held_up_by_a_writer(tables: SqliteTables, path: Path) -> None:
    reader = SqliteTables(sqlite_file.open_to_read(path), path)
    with tables.transaction():
        tables.set_meta("key", b"value")
        assert reader.meta("key") is None
    assert reader.meta("key") == b"value"
    reader.close()


def test_a_reader_may_not_write(tables: SqliteTables, path: Path) -> None:
    reader = SqliteTables(sqlite_file.open_to_read(path), path)
    with pytest.raises(StoreError), reader.transaction():
        reader.set_meta("key", b"value")
    reader.close()


def test_what_the_database_refuses_is_a_store_error(tables: SqliteTables) -> None:
    with tables.transaction():
        tables.add_stream(packet_id=1, source="sim/1", first_ns=0)
    with pytest.raises(StoreError, match="UNIQUE"), tables.transaction():
        tables.add_stream(packet_id=1, source="sim/1", first_ns=0)
    assert len(tables.streams()) == 1


def test_closing_the_last_connection_leaves_one_file(tables: SqliteTables, path: Path) -> None:
    with tables.transaction():
        tables.set_meta("key", b"value")
    tables.close()
    assert [each.name for each in path.parent.iterdir()] == [path.name]
