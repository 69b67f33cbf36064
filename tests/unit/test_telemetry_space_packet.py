import pytest
from packet_builder import a_packet_of_bytes

from telemetry.space_packet import (
    PacketSplitter,
    Segment,
    SegmentJoiner,
    SequenceCounter,
    SpacePacketError,
    header_bytes,
    read_header,
)


def test_a_header_is_read_field_by_field() -> None:
    header = read_header(a_packet_of_bytes(b"12345", apid=0x123, count=0x2ABC))
    assert (header.apid, header.sequence_count, header.total_bytes) == (0x123, 0x2ABC, 11)
    assert header.segment is Segment.WHOLE
    assert header.has_secondary_header
    assert not header.is_telecommand


def test_a_header_that_is_written_is_read_back() -> None:
    header = read_header(header_bytes(apid=11, sequence_count=20_000, data_bytes=65_536))
    assert (header.apid, header.sequence_count) == (11, 20_000 % 16_384)
    assert header.total_bytes == 65_542
    assert header.segment is Segment.WHOLE


@pytest.mark.parametrize("data", [b"", b"\0" * 5, b"\xff" * 6, b"\x20" + b"\0" * 6])
def test_bytes_that_begin_no_packet_are_refused(data: bytes) -> None:
    with pytest.raises(SpacePacketError):
        read_header(data)


@pytest.mark.parametrize("piece", [1, 3, 7, 100, 10_000])
def test_packets_are_cut_out_of_a_stream_however_it_comes(piece: int) -> None:
    sent = [a_packet_of_bytes(bytes(range(n + 1)), count=n) for n in range(50)]
    stream = b"".join(sent)
    splitter = PacketSplitter()
    found = [
        packet
        for start in range(0, len(stream), piece)
        for packet in splitter.feed(stream[start : start + piece])
    ]
    assert found == sent
    assert (splitter.waiting_bytes, splitter.skipped_bytes) == (0, 0)


def test_bytes_that_begin_no_packet_are_skipped_and_counted() -> None:
    splitter = PacketSplitter()
    packet = a_packet_of_bytes(b"abc")
    assert list(splitter.feed(b"\xff\xfe\xfd" + packet)) == [packet]
    assert splitter.skipped_bytes == 3


@pytest.mark.parametrize("piece", [1, 7, 100])
def test_what_a_station_puts_before_each_packet_is_left_away(piece: int) -> None:
    sent = [a_packet_of_bytes(bytes(range(n + 1)), count=n) for n in range(20)]
    stream = b"".join(b"\x1a\xcf\xfc\x1d" + packet for packet in sent)
    splitter = PacketSplitter(ahead_bytes=4)
    pieces = [stream[start : start + piece] for start in range(0, len(stream), piece)]
    assert [packet for each in pieces for packet in splitter.feed(each)] == sent
    assert (splitter.waiting_bytes, splitter.skipped_bytes) == (0, 0)


def test_a_packet_cut_short_waits_for_its_end() -> None:
    splitter = PacketSplitter()
    packet = a_packet_of_bytes(b"abcdef")
    assert list(splitter.feed(packet[:-1])) == []
    assert splitter.waiting_bytes == len(packet) - 1
    assert list(splitter.feed(packet[-1:])) == [packet]


def joined(*parts: tuple[bytes, Segment, int]) -> tuple[list[bytes], int]:
    joiner = SegmentJoiner()
    found = []
    for data, segment, count in parts:
        packet = a_packet_of_bytes(data, segment=segment, count=count)
        whole = joiner.take(packet, read_header(packet))
        if whole is not None:
            found.append(whole[6:])
    return found, joiner.broken


def test_segments_are_joined_under_the_first_ones_header() -> None:
    parts = ((b"ab", Segment.FIRST, 7), (b"cd", Segment.CONTINUATION, 8), (b"e", Segment.LAST, 9))
    assert joined(*parts) == ([b"abcde"], 0)


def test_segments_go_on_when_the_count_begins_anew() -> None:
    assert joined((b"a", Segment.FIRST, 16_383), (b"b", Segment.LAST, 0)) == ([b"ab"], 0)


@pytest.mark.parametrize(
    "parts",
    [
        ((b"ab", Segment.FIRST, 7), (b"e", Segment.LAST, 9)),
        ((b"ab", Segment.CONTINUATION, 7),),
        ((b"ab", Segment.LAST, 7),),
        ((b"ab", Segment.FIRST, 7), (b"cd", Segment.FIRST, 8)),
    ],
)
def test_a_missing_segment_is_counted_and_nothing_made_up(
    parts: tuple[tuple[bytes, Segment, int], ...],
) -> None:
    assert joined(*parts) == ([], 1)


def test_a_whole_packet_between_segments_is_passed_on() -> None:
    parts = ((b"ab", Segment.FIRST, 7), (b"x", Segment.WHOLE, 8))
    assert joined(*parts) == ([b"x"], 1)


def counted(*counts: int) -> tuple[list[int], int, int]:
    counter = SequenceCounter()
    numbers = [counter.count(count) for count in counts]
    return numbers, counter.lost, counter.repeated


def test_a_count_goes_on_past_its_modulo() -> None:
    assert counted(16_382, 16_383, 0, 1) == ([16_382, 16_383, 16_384, 16_385], 0, 0)


def test_missing_packets_are_lost_and_late_ones_no_longer() -> None:
    assert counted(5, 9) == ([5, 9], 3, 0)
    assert counted(5, 9, 7) == ([5, 9, 7], 2, 0)


def test_a_repeated_packet_has_the_same_number() -> None:
    assert counted(5, 5, 6) == ([5, 5, 6], 0, 1)
