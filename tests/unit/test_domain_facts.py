"""Facts are what the log is made of: they survive the file and are never changed."""

import typing

import msgspec
import pytest
from builders import an_alarm_raised, an_entry

from console.domain.facts import ClockJumped, Entry, Fact, WindowHeld
from console.protocol import ProtocolError, decode_entry, encode

KINDS = typing.get_args(Fact)


def test_a_fact_cannot_be_changed():
    with pytest.raises(AttributeError):
        an_alarm_raised().value = 0.0


def test_every_kind_of_fact_carries_its_name_so_that_the_file_can_be_read_back():
    names = [kind.__struct_config__.tag for kind in KINDS]
    assert names == [kind.__name__ for kind in KINDS]


@pytest.mark.parametrize(
    "fact",
    [
        an_alarm_raised(),
        WindowHeld(window="w1", alarm="A", reason="smoke"),
        ClockJumped(source="sim/1", expected_ns=1, announced_ns=2),
    ],
)
def test_a_fact_survives_the_mission_file(fact):
    assert decode_entry(encode(an_entry(fact=fact))).fact == fact


def test_a_fact_of_an_unknown_kind_is_refused():
    data = msgspec.to_builtins(an_entry())
    data["fact"]["type"] = "SomethingElse"
    with pytest.raises(ProtocolError):
        decode_entry(msgspec.msgpack.encode(data))


def test_an_entry_of_the_server_answers_no_request():
    assert Entry.__struct_fields__[-1] == "request_id"
    assert an_entry().request_id == ""
