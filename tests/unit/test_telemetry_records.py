import numpy as np
import pytest
from record_builder import T0_NS, a_frame

from telemetry.records import (
    RecordedFrame,
    RowBuffer,
    Words,
    empty,
    frames_of_rows,
    from_bytes,
    newest,
)
from telemetry.records import to_bytes as rows_to_bytes
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame


def recorded(*frames: Frame) -> list[RecordedFrame]:
    return [
        RecordedFrame(frame=frame, received_ns=T0_NS + place) for place, frame in enumerate(frames)
    ]


def rows_of(frames: list[RecordedFrame]) -> Words:
    buffer = RowBuffer(2, NS_PER_S)
    for each in frames:
        buffer.add(each.frame, each.received_ns)
    return buffer.rows()


FRAMES = recorded(
    a_frame(0, (1.0, 2.0)),
    a_frame(1, [[3.0, np.nan], [5.0, 6.0], [7.0, 8.0]]),
    a_frame(9, (9.0, 10.0)),
    a_frame(4, [[0.0, 0.0], [1.0, 1.0]], sequence=5),
)


def test_rows_give_back_the_frames_they_came_in() -> None:
    words = rows_of(FRAMES)
    assert list(frames_of_rows(words, source="sim/1", packet="ARS_1HZ")) == FRAMES


def test_rows_carry_their_own_times() -> None:
    words = rows_of(FRAMES)
    assert ((words[:, 0] - T0_NS) // NS_PER_S).tolist() == [0, 1, 2, 3, 9, 4, 5]


def test_rows_survive_being_bytes() -> None:
    words = rows_of(FRAMES)
    assert np.array_equal(from_bytes(rows_to_bytes(words), 2), words)


def test_bytes_that_are_no_whole_rows_are_refused() -> None:
    body = rows_to_bytes(rows_of(FRAMES))
    with pytest.raises(ValueError, match="reshape"):
        from_bytes(body, 5)
    flipped = bytes([body[0] ^ 1]) + body[1:]
    for damaged in (b"", body[:-3], flipped):
        with pytest.raises(ValueError, match="cell"):
            from_bytes(damaged, 2)


def test_no_rows_are_no_frames() -> None:
    assert list(frames_of_rows(empty(2), source="sim/1", packet="ARS_1HZ")) == []


def test_a_buffer_grows_and_is_cleared() -> None:
    buffer = RowBuffer(2, NS_PER_S)
    for second in range(100):
        buffer.add(a_frame(second, (second, 0.0)), T0_NS)
    assert len(buffer) == 100
    rows = buffer.rows()
    buffer.clear()
    buffer.add(a_frame(7, (1.0, 1.0)), T0_NS)
    assert (len(buffer), rows[99, 0]) == (1, T0_NS + 99 * NS_PER_S)


def test_of_two_rows_of_one_time_the_later_recorded_is_the_newest() -> None:
    assert newest(np.array([3, 9, 9, 1])) == 2
