import socket
from functools import cache

import numpy as np
import pytest
from packet_builder import a_container, a_definition, integer_type

import resources
from telemetry.dictionary import MissionDatabase, ParameterKind
from telemetry.packet_decoder import PacketDecoder
from telemetry.packet_definition import DefinitionError, read_definition
from telemetry.packet_encoder import PacketEncoder, PacketPublisher
from telemetry.space_packet import read_header
from telemetry.time_code import TimeCode, parse_time_code, usual_time_code
from telemetry.timebase import NS_PER_S
from telemetry.wire import ClockAnnouncement, Frame, SourceKind
from telemetry.xtce import load_database, load_vehicle

T0_NS = 1_631_750_400 * NS_PER_S + 123_456_789


@cache
def meridian() -> tuple[MissionDatabase, PacketEncoder, PacketDecoder]:
    folder = resources.find("vehicle/meridian")
    definition = read_definition((folder / "meridian.xml").read_bytes())
    database = load_vehicle(folder)
    code = usual_time_code(frozenset(definition.parameters))
    assert isinstance(code, TimeCode)
    encoder = PacketEncoder(database, definition, code)
    decoder = PacketDecoder(database, definition, time_code=code, source="gateway/1")
    return database, encoder, decoder


def some_values(database: MissionDatabase, packet: str, rows: int) -> np.ndarray:
    """Return values of every kind within their ranges, and every seventh INVALID."""
    random = np.random.default_rng(1)
    columns = []
    for parameter in database.packet_by_name[packet].parameters:
        low, high = max(parameter.range_low, -1e6), min(parameter.range_high, 1e6)
        values = random.uniform(low, high, rows)
        columns.append(values if parameter.kind is ParameterKind.FLOAT else np.rint(values))
    table = np.stack(columns, axis=1)
    table.flat[::7] = np.nan
    return table


@pytest.mark.parametrize("packet", [each.name for each in meridian()[0].packets])
def test_values_sent_as_packets_come_back_exactly_with_their_times(packet: str) -> None:
    database, encoder, decoder = meridian()
    values = some_values(database, packet, 10)
    sent = Frame(source="simulator/1", packet=packet, sequence=0, generated_ns=T0_NS, values=values)
    found = [decoder.decode(each, 1) for each in encoder.encode(sent)]
    frames = [frame for frame in found if frame is not None]
    assert np.array_equal(np.concatenate([f.values for f in frames]), values, equal_nan=True)
    period_ns = database.packet_by_name[packet].period_ns
    assert [f.generated_ns for f in frames] == [T0_NS + row * period_ns for row in range(10)]
    assert [f.sequence - frames[0].sequence for f in frames] == list(range(10))


def test_packets_are_counted_per_apid() -> None:
    database, encoder, _ = meridian()
    values = some_values(database, "FAST_5HZ", 3)
    frame = Frame(source="s/1", packet="FAST_5HZ", sequence=0, generated_ns=T0_NS, values=values)
    headers = [read_header(packet) for packet in encoder.encode(frame)]
    counts = [header.sequence_count for header in headers]
    assert counts == list(range(counts[0], counts[0] + 3))
    assert {header.has_secondary_header for header in headers} == {True}


def an_encoder(types: str) -> PacketEncoder:
    xtce = a_definition(integer_type("S", 32) + types, ["S", "N"], a_container("P", ["S", "N"]))
    return PacketEncoder(
        load_database(xtce, b""), read_definition(xtce), parse_time_code("cuc:1970-01-01:S")
    )


@pytest.mark.parametrize("value", [256.0, -1.0, 1.5])
def test_a_value_that_does_not_fit_its_field_is_refused(value: float) -> None:
    frame = Frame(
        source="s/1", packet="P", sequence=0, generated_ns=T0_NS, values=np.array([[0.0, value]])
    )
    with pytest.raises(ValueError, match="does not fit N, 8 bits unsigned"):
        list(an_encoder(integer_type("N", 8)).encode(frame))


def test_a_packet_without_a_fixed_layout_is_refused() -> None:
    spline = (
        '<DefaultCalibrator><SplineCalibrator order="1"><SplinePoint raw="0" calibrated="0"/>'
        '<SplinePoint raw="9" calibrated="1"/></SplineCalibrator></DefaultCalibrator>'
    )
    with pytest.raises(DefinitionError, match="P has no fixed layout"):
        an_encoder(integer_type("N", 8, inner=spline, kind="FloatParameterType"))


def test_a_publisher_sends_a_datagram_per_row() -> None:
    database, encoder, decoder = meridian()
    values = some_values(database, "EPS_2HZ", 4)
    frame = Frame(source="s/1", packet="EPS_2HZ", sequence=0, generated_ns=T0_NS, values=values)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as gateway:
        gateway.bind(("127.0.0.1", 0))
        gateway.settimeout(5.0)
        publisher = PacketPublisher(encoder, *gateway.getsockname())
        publisher.send_clock(
            ClockAnnouncement(source="s/1", kind=SourceKind.SIMULATION, mission_ns=1, rate=1.0)
        )
        publisher.send(frame)
        found = [decoder.decode(gateway.recv(65536), 1) for _ in range(publisher.sent)]
        publisher.close()
    assert len(found) == 4
    assert np.array_equal(
        np.concatenate([each.values for each in found if each]), values, equal_nan=True
    )
