import os
import sqlite3
from pathlib import Path

import pytest

from telemetry import sqlite_file
from telemetry.sql_tables import FORMAT_VERSION
from telemetry.tables import StoreError, StoreFullError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "day"
    sqlite_file.create(path).close()
    return path


def setting(connection: sqlite3.Connection, name: str) -> object:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_writer_loses_nothing_with_the_power(path: Path) -> None:
    connection = sqlite_file.open_to_write(path)
    assert setting(connection, "synchronous") == 2  # FULL: the log is synced at every commit
    assert setting(connection, "journal_mode") == "wal"
    assert setting(connection, "page_size") == sqlite_file.PAGE_BYTES
    connection.close()


def test_a_reader_cannot_write(path: Path) -> None:
    connection = sqlite_file.open_to_read(path)
    with (
        pytest.raises(StoreError, match="cannot be opened or written"),
        sqlite_file.explained(path),
    ):
        connection.execute("INSERT INTO meta VALUES ('a', 'b')")
    connection.close()


def test_a_file_of_another_format_names_both(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()
    with pytest.raises(StoreError, match=f"has format 99; this .* reads format {FORMAT_VERSION}"):
        sqlite_file.open_to_read(path)


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    with pytest.raises(StoreError, match="is not a mission file"):
        sqlite_file.open_to_write(path)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is not a file"):
        sqlite_file.open_to_read(tmp_path)


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot create"):
        sqlite_file.create(tmp_path / "none" / "day")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_finished_file_is_read_from_a_folder_that_cannot_be_written(path: Path) -> None:
    sqlite_file.open_to_read(path).close()  # leaves an empty log and its index
    path.with_name(f"{path.name}-shm").unlink()
    path.parent.chmod(0o500)
    try:
        sqlite_file.open_to_read(path).close()
    finally:
        path.parent.chmod(0o700)


def test_a_checkpoint_folds_the_log_beside_a_writer(path: Path) -> None:
    writer = sqlite_file.open_to_write(path)
    writer.execute("INSERT INTO meta VALUES ('a', zeroblob(100000))")
    before = path.stat().st_size
    sqlite_file.checkpoint(path)
    assert path.stat().st_size > before
    writer.execute("INSERT INTO meta VALUES ('b', 'more')")
    writer.close()


def test_a_full_disk_has_its_own_error(path: Path) -> None:
    connection = sqlite_file.open_to_write(path)
    connection.execute(f"PRAGMA max_page_count={setting(connection, 'page_count')}")
    with pytest.raises(StoreFullError, match="no room to write"), sqlite_file.explained(path):
        connection.execute("INSERT INTO meta VALUES ('a', zeroblob(1000000))")
    connection.close()


def test_a_lock_held_by_another_program_is_named(path: Path) -> None:
    holder = sqlite_file.open_to_write(path)
    holder.execute("BEGIN IMMEDIATE")
    other = sqlite3.connect(path, timeout=0, isolation_level=None)
    with pytest.raises(StoreError, match="locked by another program"), sqlite_file.explained(path):
        other.execute("BEGIN IMMEDIATE")
    other.close()
    holder.close()


def test_damage_is_called_damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    pages = slice(sqlite_file.PAGE_BYTES, 5 * sqlite_file.PAGE_BYTES)
    content[pages] = b"\xff" * (pages.stop - pages.start)
    path.write_bytes(content)
    connection = sqlite_file.open_to_read(path)
    with pytest.raises(StoreError, match="is damaged"), sqlite_file.explained(path):
        connection.execute("SELECT * FROM meta").fetchall()
    connection.close()
