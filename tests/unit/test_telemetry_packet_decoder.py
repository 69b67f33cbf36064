import csv
import struct
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from packet_builder import a_container, a_definition, a_packet_of_bytes, integer_type
from space_packet_parser.xtce.definitions import XtcePacketDefinition

from telemetry.packet_decoder import ApidCount, PacketDecoder
from telemetry.packet_definition import read_definition
from telemetry.space_packet import PacketSplitter, Segment
from telemetry.time_code import usual_time_code
from telemetry.timebase import parse_utc
from telemetry.wire import Frame
from telemetry.xtce import load_foreign_database

JPSS = Path(__file__).parents[1] / "data" / "jpss1"
NOW_NS = 1_700_000_000_000_000_000


def a_decoder(xtce: bytes) -> PacketDecoder:
    definition = read_definition(xtce)
    return PacketDecoder(
        load_foreign_database(xtce),
        definition,
        time_code=usual_time_code(frozenset(definition.parameters)),
        source="gateway/1",
    )


@cache
def jpss_packets() -> list[bytes]:
    (capture,) = JPSS.glob("*.DAT1")
    return list(PacketSplitter().feed(capture.read_bytes()))


def jpss_decoder() -> PacketDecoder:
    return a_decoder((JPSS / "jpss1_geolocation_xtce_v1.xml").read_bytes())


def jpss_fields() -> tuple[list[str], np.ndarray]:
    """Return the capture's fields and their values as the field list says, without any XTCE."""
    with (JPSS / "ccsdspy_jpss1_geolocation.csv").open() as file:
        rows = list(csv.DictReader(file))
    kinds = {("uint", "8"): "u1", ("uint", "16"): ">u2", ("uint", "32"): ">u4"}
    kinds["float", "32"] = ">f4"
    record = np.dtype(
        [("header", "V6")]
        + [(row["name"], kinds[row["data_type"], row["bit_length"]]) for row in rows]
    )
    (capture,) = JPSS.glob("*.DAT1")
    table = np.frombuffer(capture.read_bytes(), record)
    names = [row["name"] for row in rows]
    return names, np.stack([table[name].astype(np.float64) for name in names], axis=1)


def test_every_field_of_every_packet_of_a_real_satellite_is_as_read_independently() -> None:
    decoder = jpss_decoder()
    names, expected = jpss_fields()
    frames = [decoder.decode(packet, NOW_NS) for packet in jpss_packets()]
    assert len(frames) == len(expected) == 7200
    values = np.concatenate([frame.values for frame in frames if frame])
    assert np.array_equal(values, expected)
    packet = load_foreign_database((JPSS / "jpss1_geolocation_xtce_v1.xml").read_bytes()).packets[0]
    assert [parameter.id for parameter in packet.parameters] == names
    count = decoder.counts[11]
    assert (count.received, count.decoded, count.lost) == (7200, 7200, 0)


def test_a_real_satellites_times_are_a_second_apart_from_midnight() -> None:
    decoder = jpss_decoder()
    frames = [decoder.decode(packet, NOW_NS) for packet in jpss_packets()]
    times_ns = np.array([frame.generated_ns for frame in frames if frame])
    assert times_ns[0] == parse_utc("2021-04-09T00:00:00.007137Z")
    # Two hours of them, none missing; each is stamped within a tenth of a second of its turn.
    assert np.abs(np.diff(times_ns) - 10**9).max() < 100_000_000
    assert abs(times_ns[-1] - times_ns[0] - 7199 * 10**9) < 10_000_000


def test_reading_at_fixed_places_gives_what_following_the_definition_gives() -> None:
    fast, slow = jpss_decoder(), jpss_decoder()
    slow.kinds[11][0].layout = None
    for packet in jpss_packets()[:500]:
        assert fast.decode(packet, NOW_NS) == slow.decode(packet, NOW_NS)


def test_a_missing_packet_is_a_missing_number() -> None:
    decoder = jpss_decoder()
    packets = jpss_packets()
    frames = [decoder.decode(packet, NOW_NS) for packet in (packets[0], packets[3])]
    assert frames[0] is not None
    assert frames[1] is not None
    assert frames[1].sequence - frames[0].sequence == 3
    assert decoder.counts[11].lost == 2


STATES = (
    '<EnumeratedParameterType name="STATE_type"><UnitSet/>'
    '<IntegerDataEncoding sizeInBits="8" encoding="unsigned"/><EnumerationList>'
    '<Enumeration value="0" label="OFF"/><Enumeration value="1" label="ON"/>'
    "</EnumerationList></EnumeratedParameterType>"
)
TEXT = (
    '<StringParameterType name="WORDS_type"><UnitSet/><StringDataEncoding encoding="UTF-8">'
    "<SizeInBits><Fixed><FixedValue>16</FixedValue></Fixed></SizeInBits>"
    "</StringDataEncoding></StringParameterType>"
)


def states(*, with_text: bool) -> PacketDecoder:
    """Return a decoder of a state and a number; with a text between there is no fixed layout."""
    names = ["STATE", "WORDS", "N"] if with_text else ["STATE", "N"]
    types = STATES + integer_type("N", 16) + TEXT * with_text
    return a_decoder(a_definition(types, names, a_container("P", names)))


def decoded(decoder: PacketDecoder, packet: bytes) -> list[float] | None:
    frame = decoder.decode(packet, NOW_NS)
    return None if frame is None else frame.values[0].tolist()


@pytest.mark.parametrize("with_text", [False, True])
def test_a_state_is_its_number_and_all_bits_set_is_invalid(with_text: bool) -> None:
    decoder = states(with_text=with_text)
    words = b"ab" if with_text else b""
    assert decoded(decoder, a_packet_of_bytes(b"\x01" + words + b"\0\x07")) == [1.0, 7.0]
    assert decoded(decoder, a_packet_of_bytes(b"\x05" + words + b"\xff\xff")) == [5.0, 65535.0]
    assert str(decoded(decoder, a_packet_of_bytes(b"\xff" + words + b"\0\x07"))) == "[nan, 7.0]"


@pytest.mark.parametrize("with_text", [False, True])
def test_a_packet_too_short_for_its_definition_is_counted(with_text: bool) -> None:
    decoder = states(with_text=with_text)
    assert decoded(decoder, a_packet_of_bytes(b"\x01")) is None
    count = decoder.counts[100]
    assert count.short + count.undecodable == 1
    assert count.decoded == 0


def test_a_packet_cut_short_on_its_way_is_counted_short() -> None:
    decoder = states(with_text=False)
    assert decoder.decode(a_packet_of_bytes(b"\x01\0\x07")[:-1], NOW_NS) is None
    assert decoder.counts[100].short == 1


def test_unknown_apids_telecommands_and_idle_packets_become_no_frames() -> None:
    decoder = states(with_text=False)
    data = b"\x01\0\x07"
    for packet in (
        a_packet_of_bytes(data, apid=5),
        a_packet_of_bytes(data, telecommand=True),
        a_packet_of_bytes(data, apid=0x7FF),
        b"123",
    ):
        assert decoder.decode(packet, NOW_NS) is None
    assert decoder.counts[5].unknown == decoder.counts[100].unknown == 1
    assert 0x7FF not in decoder.counts
    assert decoder.malformed == 1


def test_segments_become_one_frame() -> None:
    decoder = states(with_text=False)
    first = a_packet_of_bytes(b"\x01\0", segment=Segment.FIRST, count=1)
    last = a_packet_of_bytes(b"\x07", segment=Segment.LAST, count=2)
    assert decoded(decoder, first) is None
    assert decoded(decoder, last) == [1.0, 7.0]
    assert decoder.decode(last, NOW_NS) is None
    assert decoder.broken_segments == 1


def test_packets_of_one_apid_are_told_apart_by_what_they_inherit_under() -> None:
    types = "".join(integer_type(name, 8) for name in ("KIND", "A", "B"))
    containers = (
        '<SequenceContainer name="Typed" abstract="true"><EntryList>'
        '<ParameterRefEntry parameterRef="KIND"/></EntryList>'
        '<BaseContainer containerRef="CCSDSPacket"><RestrictionCriteria>'
        '<Comparison parameterRef="PKT_APID" value="100" useCalibratedValue="false"/>'
        "</RestrictionCriteria></BaseContainer></SequenceContainer>"
        + a_container("One", ["A"], base="Typed", criteria=(("KIND", 1),))
        + a_container("Two", ["A", "B"], base="Typed", criteria=(("KIND", 2),))
    )
    decoder = a_decoder(a_definition(types, ["KIND", "A", "B"], containers))
    sent = (b"\x01\x0a", b"\x02\x0b\x0c", b"\x01\x0d", b"\x03\x00")
    frames = [
        decoder.decode(a_packet_of_bytes(data, count=n), NOW_NS) for n, data in enumerate(sent)
    ]
    assert frames[3] is None
    found = [(f.packet, f.sequence, f.values[0].tolist()) for f in frames if f]
    assert found == [("One", 0, [10.0]), ("Two", 0, [11.0, 12.0]), ("One", 1, [13.0])]
    assert decoder.counts[100].unknown == 1


def test_a_secondary_header_shared_by_all_packets_is_each_packets_own() -> None:
    types = "".join(integer_type(name, 8) for name in ("DAY", "A", "B"))
    header = (
        '<SequenceContainer name="Header"><EntryList>'
        '<ParameterRefEntry parameterRef="DAY"/></EntryList></SequenceContainer>'
    )
    containers = header + "".join(
        a_container(name, [name], criteria=(("PKT_APID", apid),)).replace(
            "<EntryList>", '<EntryList><ContainerRefEntry containerRef="Header"/>', 1
        )
        for name, apid in (("A", 1), ("B", 2))
    )
    xtce = a_definition(types, ["DAY", "A", "B"], containers)
    database = load_foreign_database(xtce)
    assert [[each.id for each in packet.parameters] for packet in database.packets] == [
        ["A.DAY", "A"], ["B.DAY", "B"],
    ]  # fmt: skip
    decoder = a_decoder(xtce)
    assert decoded(decoder, a_packet_of_bytes(b"\x05\x06", apid=1)) == [5.0, 6.0]
    assert decoded(decoder, a_packet_of_bytes(b"\x07\x08", apid=2)) == [7.0, 8.0]


def test_a_time_code_that_makes_no_sense_is_counted_and_reception_stands_in() -> None:
    decoder = jpss_decoder()
    packet = bytearray(jpss_packets()[0])
    packet[6:8] = b"\0\0"  # 1958
    frame = decoder.decode(bytes(packet), NOW_NS)
    assert frame is not None
    assert frame.generated_ns == NOW_NS
    assert decoder.counts[11].mistimed == 1


def test_infinity_is_invalid() -> None:
    kind = (
        '<FloatParameterType name="F_type"><UnitSet/><FloatDataEncoding sizeInBits="32"/>'
        "</FloatParameterType>"
    )
    decoder = a_decoder(a_definition(kind, ["F"], a_container("P", ["F"])))
    assert str(decoded(decoder, a_packet_of_bytes(struct.pack(">f", float("inf"))))) == "[nan]"


@given(st.binary(max_size=120), st.booleans())
def test_any_bytes_give_a_frame_or_are_counted(data: bytes, with_text: bool) -> None:
    decoder = DECODERS[with_text]
    frame = decoder.decode(data, NOW_NS)
    assert frame is None or isinstance(frame, Frame)


DECODERS = {False: states(with_text=False), True: states(with_text=True)}


def test_counts_begin_at_nothing() -> None:
    assert ApidCount().lost == 0


def test_every_field_is_what_an_established_decoder_reads_by_the_same_file() -> None:
    """space_packet_parser, which several missions process their packets with."""
    definition = XtcePacketDefinition.from_xtce(JPSS / "jpss1_geolocation_xtce_v1.xml")
    decoder = jpss_decoder()
    (packet,) = load_foreign_database((JPSS / "jpss1_geolocation_xtce_v1.xml").read_bytes()).packets
    for data in jpss_packets():
        ours = decoder.decode(data, NOW_NS)
        theirs = definition.parse_bytes(data)
        assert ours is not None
        assert ours.values[0].tolist() == [theirs[each.id] for each in packet.parameters]
