import numpy as np

from telemetry.rows import NewestRows


def rows_of(*keys: int, most_rows: int = 1000) -> NewestRows:
    rows = NewestRows(1, most_rows)
    for key in keys:
        rows.append(np.array([key]), np.array([[float(key)]]))
    return rows


def test_rows_come_back_in_the_order_of_their_keys() -> None:
    rows = rows_of(*range(500))
    assert rows.keys.tolist() == list(range(500))
    assert rows.values[:, 0].tolist() == list(range(500))


def test_the_oldest_rows_go_when_there_are_too_many() -> None:
    rows = rows_of(*range(1000), most_rows=10)
    assert rows.last_key == 999
    assert 10 <= len(rows) <= 20
    assert rows.keys.tolist() == list(range(1000 - len(rows), 1000))
    assert rows.keys.tolist() == rows.values[:, 0].tolist()


def test_more_rows_at_once_than_are_kept_leave_the_newest() -> None:
    rows = rows_of(0, most_rows=10)
    rows.append(np.arange(1, 101), np.arange(1.0, 101.0).reshape(-1, 1))
    assert rows.last_key == 100
    assert 10 <= len(rows) <= 20
    assert rows.keys.tolist() == rows.values[:, 0].tolist()


def test_memory_stays_bounded() -> None:
    rows = rows_of(*range(5000), most_rows=10)
    assert rows._keys.size == 20


def test_a_row_is_inserted_among_the_others() -> None:
    rows = rows_of(1, 2, 4, 5)
    rows.insert(3, np.array([3.0]))
    rows.insert(0, np.array([0.0]))
    assert rows.keys.tolist() == rows.values[:, 0].tolist() == [0, 1, 2, 3, 4, 5]


def test_a_key_is_found_or_not() -> None:
    rows = rows_of(1, 3)
    assert [rows.find(key) for key in range(5)] == [None, 0, None, 1, None]


def test_rows_from_a_key_on_are_forgotten() -> None:
    rows = rows_of(1, 2, 3)
    rows.cut_from(2)
    assert rows.keys.tolist() == [1]
