import numpy as np
import pytest
from record_builder import T0_NS, a_frame, a_packet

from telemetry.open_stream import SEAL_MOST_VALUES, OpenStream
from telemetry.sealing import SEAL_LEAST_ROWS, SEAL_SPAN_NS
from telemetry.tables import Stream
from telemetry.timebase import NS_PER_S

STREAM = Stream(id=3, packet_id=1, source="sim/1", first_ns=T0_NS)
SPAN_S = SEAL_SPAN_NS // NS_PER_S


def an_open_stream(*written_s: list[float]) -> OpenStream:
    """Return a stream with rows written in pieces, each a list of seconds."""
    opened = OpenStream(1, a_packet(), "sim/1", 10, STREAM)
    for number, piece in enumerate(written_s):
        for second in piece:
            opened.waiting.add(a_frame(second), T0_NS)
        opened.written.append((number, opened.waiting.rows()))
        opened.waiting.clear()
    return opened


def test_its_rows_are_those_written_and_those_waiting() -> None:
    opened = an_open_stream([0, 1], [2])
    opened.waiting.add(a_frame(3), T0_NS)
    assert ((opened.rows()[:, 0] - T0_NS) // NS_PER_S).tolist() == [0, 1, 2, 3]
    assert OpenStream(1, a_packet(), "sim/1", 10).rows().shape == (0, 6)


@pytest.mark.parametrize(
    ("seconds", "is_ripe"),
    [
        ([], False),
        (list(range(SPAN_S)), False),
        (list(range(SPAN_S + 1)), True),
        ([0, SPAN_S * 5], False),
        (np.linspace(0, SPAN_S * 5, SEAL_LEAST_ROWS).tolist(), True),
        (list(range(SPAN_S, -1, -1)), True),
    ],
)
def test_it_is_ripe_after_ten_minutes_with_rows_worth_a_block(
    seconds: list[float], is_ripe: bool
) -> None:
    opened = an_open_stream(seconds) if seconds else an_open_stream()
    assert opened.is_ripe is is_ripe


def test_many_values_are_ripe_at_once() -> None:
    opened = an_open_stream()
    rows = SEAL_MOST_VALUES // 2
    opened.waiting.add(a_frame(0, np.zeros((rows, 2))), T0_NS)
    opened.written.append((0, opened.waiting.rows()))
    assert opened.is_ripe


def test_what_is_being_sealed_is_not_ripe_again() -> None:
    opened = an_open_stream(list(range(SPAN_S + 1)))
    opened.is_sealing = True
    assert not opened.is_ripe


def test_a_request_to_seal_names_what_it_replaces() -> None:
    request = an_open_stream([0, 1], [2]).seal_request(STREAM)
    assert (request.stream_id, request.first_channel, request.tail_numbers) == (3, 10, (0, 1))
    assert request.words.shape == (3, 6)
