import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from record_builder import CONFIGURATION, a_fact

from telemetry import sqlite_file
from telemetry.journal import Journal
from telemetry.sqlite_tables import SqliteTables
from telemetry.tables import StoreError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "facts"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    tables = SqliteTables(sqlite_file.create(path), path)
    with tables.transaction():
        Journal.begin(tables, mission="meridian-1", configuration=CONFIGURATION)
    journal = Journal(tables)
    journal.append([a_fact(1), a_fact(2), a_fact(3)])
    yield journal
    tables.close()


def tamper(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    connection.close()


def test_an_untouched_chain_is_whole(journal: Journal) -> None:
    assert journal.verify() is None
    assert [row.sequence for row in journal.entries()] == [1, 2, 3]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entry SET body = x'81' WHERE sequence = 2",
        "UPDATE entry SET by = 'somebody' WHERE sequence = 2",
        "UPDATE entry SET kind = 'AlarmReturned' WHERE sequence = 2",
        "UPDATE entry SET mission_ns = mission_ns - 1 WHERE sequence = 2",
        "UPDATE entry SET recorded_ns = recorded_ns + 1 WHERE sequence = 2",
        "UPDATE entry SET epoch = 9 WHERE sequence = 2",
        "UPDATE entry SET hash = zeroblob(32) WHERE sequence = 2",
        "DELETE FROM entry WHERE sequence = 2",
    ],
)
def test_an_edited_log_is_detected_where_it_was_edited(
    journal: Journal, path: Path, change: str
) -> None:
    tamper(path, change)
    assert journal.verify() == 2


def test_an_exchanged_mission_breaks_the_chain_from_its_first_fact(
    journal: Journal, path: Path
) -> None:
    tamper(path, "UPDATE meta SET value = zeroblob(32) WHERE key = 'genesis'")
    with sqlite3.connect(path) as connection:
        tables = SqliteTables(connection, path)
        assert Journal(tables).verify() == 1
    connection.close()


def test_facts_that_do_not_follow_are_refused_all_together(journal: Journal) -> None:
    head = journal.head
    with pytest.raises(StoreError, match="fact 6 does not follow fact 4"):
        journal.append([a_fact(4), a_fact(6)])
    assert journal.head == head
    with pytest.raises(StoreError, match="fact 3 does not follow fact 3"):
        journal.append([a_fact(3)])


def test_a_file_without_a_beginning_is_refused(tmp_path: Path) -> None:
    tables = SqliteTables(sqlite_file.create(tmp_path / "empty"), tmp_path / "empty")
    with pytest.raises(StoreError, match="no beginning"):
        Journal(tables)
    tables.close()
