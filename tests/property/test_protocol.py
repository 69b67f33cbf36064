"""Messages between server and consoles survive the wire; anything else is a ProtocolError."""

import math

import pytest
from builders import an_alarm_raised, an_entry
from hypothesis import given
from hypothesis import strategies as st

from console.domain.facts import Entry
from console.domain.requests import ProposeWindow
from console.domain.roles import Role
from console.protocol import (
    PROTOCOL_VERSION,
    Ask,
    AskFrames,
    AskHistory,
    AskSnapshot,
    Frames,
    Heartbeat,
    Hello,
    ProtocolError,
    Snapshot,
    Update,
    decode_entry,
    decode_from_server,
    decode_published,
    decode_to_server,
    encode,
    endpoints,
)

DECODERS = [decode_to_server, decode_from_server, decode_published, decode_entry]
MESSAGES = [
    Hello(version=PROTOCOL_VERSION, role=Role.FLIGHT, name="Anna"),
    AskSnapshot(record="r", after=3),
    Ask(request_id="q", request=ProposeWindow(opportunity="reef", guests=("g1",))),
]

entries = st.builds(
    an_entry,
    st.integers(1, 2**40),
    fact=st.builds(
        an_alarm_raised,
        st.text(min_size=1, max_size=20),
        value=st.floats(allow_nan=False),
        limit=st.none() | st.floats(allow_nan=False),
    ),
    by=st.text(max_size=20),
)


@given(entries)
def test_an_entry_survives_the_mission_file(entry):
    assert decode_entry(encode(entry)) == entry


@given(st.lists(entries, max_size=5))
def test_a_snapshot_survives_the_wire(log):
    snapshot = Snapshot(record="r", epoch=1, head=9, after=0, entries=tuple(log))
    assert decode_from_server(encode(snapshot)) == snapshot


def test_an_alarm_value_that_is_private_travels_as_nan():
    entry = an_entry(fact=an_alarm_raised(value=math.nan))
    decoded = decode_entry(encode(entry))
    assert isinstance(decoded, Entry)
    assert math.isnan(decoded.fact.value)


@pytest.mark.parametrize("message", MESSAGES)
def test_a_consoles_message_survives_the_wire(message):
    assert decode_to_server(encode(message)) == message


@pytest.mark.parametrize("decode", DECODERS)
@given(data=st.binary(max_size=300))
def test_any_bytes_give_a_message_or_a_protocol_error(decode, data):
    try:
        decode(data)
    except ProtocolError:
        return


@given(position=st.integers(0, 10_000), byte=st.integers(0, 255))
def test_a_damaged_update_gives_an_update_or_a_protocol_error(position, byte):
    update = Update(record="r", epoch=1, entries=(an_entry(1, fact=an_alarm_raised()),))
    data = bytearray(encode(update))
    data[position % len(data)] = byte
    try:
        assert isinstance(decode_published(bytes(data)), Update | Heartbeat)
    except ProtocolError:
        return


def test_a_deeply_nested_message_is_refused_and_not_a_crash():
    with pytest.raises(ProtocolError):
        decode_to_server(b"\x91" * 100_000)


def test_a_request_of_an_unknown_kind_is_refused():
    with pytest.raises(ProtocolError):
        decode_to_server(encode(an_entry()))


@pytest.mark.parametrize(
    "listen", ["", "7700", "tcp://host", "tcp://host:0", "tcp://h:65534", "ipc://x", "tcp://a:b"]
)
def test_an_address_without_room_for_three_ports_is_refused(listen):
    with pytest.raises(ProtocolError, match="not an address"):
        endpoints(listen)


def test_a_server_has_three_neighbouring_addresses():
    assert endpoints("tcp://[::1]:7700").medical == "tcp://[::1]:7702"
    assert endpoints("tcp://127.0.0.1:7700").published == "tcp://127.0.0.1:7701"


words = st.text(min_size=1, max_size=100)
instants = st.integers(0, (1 << 62) - 1)
questions = st.one_of(
    st.builds(AskHistory, parameter=words, from_ns=instants, to_ns=instants, columns=instants),
    st.builds(
        AskFrames,
        packet=words,
        source=words,
        first=instants,
        last=instants,
        from_ns=instants,
        to_ns=instants,
    ),
)


@given(questions)
def test_a_question_survives_the_wire(question):
    assert decode_to_server(encode(question)) == question


@given(
    st.builds(Frames, packet=words, source=words, until_ns=instants, frames=st.tuples(st.binary()))
)
def test_frames_asked_back_survive_the_wire(frames):
    assert decode_from_server(encode(frames)) == frames


@given(st.integers().filter(lambda number: not 0 <= number < 1 << 62))
def test_a_number_no_mission_has_is_refused(number):
    with pytest.raises((ProtocolError, OverflowError)):
        decode_to_server(encode(AskSnapshot(record="r", after=number)))


@given(position=st.integers(0, 10_000), byte=st.integers(0, 255))
def test_a_damaged_question_gives_a_question_or_a_protocol_error(position, byte):
    data = bytearray(encode(MESSAGES[-1]))
    data[position % len(data)] = byte
    try:
        decode_to_server(bytes(data))
    except ProtocolError:
        return
