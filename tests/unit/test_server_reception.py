"""Who is answered what, without a socket."""

import logging

import pytest
from builders import T0_NS, a_mission, an_idle_mission, an_opportunity

from console.domain.requests import ProposeWindow
from console.domain.roles import Role
from console.protocol import (
    ASK_MAX_BYTES,
    PROTOCOL_VERSION,
    Answer,
    Ask,
    AskFrames,
    AskHistory,
    AskSnapshot,
    Complaint,
    Frames,
    Hello,
    History,
    Snapshot,
    Stranger,
    Welcome,
    encode,
)
from console.server.authority import Moment
from console.server.cli import authority_over
from console.server.rate_limit import BURST
from console.server.reception import COST_OF_HELLO, MOST_SEATS, Caller, Reception
from console.server.record import Record
from telemetry.curve import KeyHolder
from telemetry.mission import read_configuration
from telemetry.store import StoreError

GUEST = next(person.id for person in a_mission().people if person.role == "guest")
ANNA = KeyHolder(role="flight", name="anna", public="a" * 40)


@pytest.fixture
def record(tmp_path):
    made = Record.open(tmp_path / "a.mission", read_configuration("meridian-1"))
    made.mission = an_idle_mission()
    yield made
    made.close()


class Desk:
    """A reception with its authority, and a way to speak to it."""

    def __init__(self, record, *, is_secured=False):
        self.authority = authority_over(record, [an_opportunity("reef")])
        self.settled = []
        self.is_full = False
        self.reception = Reception(
            self.authority,
            record,
            settle=self.settle,
            moment=lambda: Moment(mission_ns=T0_NS, wall_ns=T0_NS),
            is_secured=is_secured,
        )

    def settle(self, ruling):
        if self.is_full:
            raise StoreError("the disk is full")
        self.settled.append(ruling)
        self.authority.commit(ruling)

    def says(self, message, *, by=b"A", holder=None, now_s=0.0):
        payload = message if isinstance(message, bytes) else encode(message)
        return self.reception.reply(Caller(identity=by, holder=holder), payload, now_s)

    def hello(self, role=Role.GUEST, **other):
        return self.says(Hello(version=PROTOCOL_VERSION, role=role, name="Eve"), **other)


@pytest.fixture
def desk(record):
    return Desk(record)


@pytest.fixture
def secured(record):
    return Desk(record, is_secured=True)


PROPOSE = Ask(request_id="q", request=ProposeWindow(opportunity="reef", guests=(GUEST,)))
HEART = AskHistory(parameter="BIO_3_HR", from_ns=T0_NS, to_ns=T0_NS + 10**9, columns=10)
HEART_FRAMES = AskFrames(
    packet=a_mission().database.place["BIO_3_HR"][0].name,
    source="sim/1",
    first=0,
    last=9,
    from_ns=T0_NS,
    to_ns=T0_NS + 10**9,
)


def test_a_welcome_carries_the_configuration_and_says_that_no_keys_are_used(desk):
    welcome = desk.hello()
    assert isinstance(welcome, Welcome)
    assert welcome.configuration == dict(read_configuration("meridian-1").files)
    assert not welcome.is_secured


def test_another_version_is_told_what_to_do(desk):
    answer = desk.says(Hello(version=99, role=Role.GUEST, name="Eve"))
    assert "Install the same Cupola on both" in answer.reason
    assert isinstance(desk.says(AskSnapshot(record="", after=0)), Stranger)


@pytest.mark.parametrize("message", [PROPOSE, HEART, AskSnapshot(record="", after=0)])
def test_who_never_said_hello_is_a_stranger(desk, message):
    assert isinstance(desk.says(message), Stranger)


def test_a_seated_console_is_answered(desk):
    desk.hello(Role.FLIGHT)
    assert isinstance(desk.says(AskSnapshot(record="", after=0)), Snapshot)
    assert isinstance(desk.says(HEART), History)
    assert isinstance(desk.says(HEART_FRAMES), Frames)


@pytest.mark.parametrize("message", [HEART, HEART_FRAMES])
@pytest.mark.parametrize("role", [Role.GUEST, Role.TRAINER, Role.OBSERVER])
def test_medical_values_are_for_flight_alone(desk, message, role):
    desk.hello(role)
    answer = desk.says(message)
    assert isinstance(answer, Complaint)
    assert "not for this seat" in answer.reason


def test_a_decision_that_cannot_be_written_was_not_made_and_says_so(desk, caplog):
    desk.hello(Role.GUEST)
    desk.is_full = True
    answer = desk.says(PROPOSE)
    assert not answer.accepted
    assert "could not be written down" in answer.reason
    desk.is_full = False
    assert desk.says(PROPOSE).accepted  # it was not remembered as refused


def test_the_name_in_the_log_is_the_seats(desk):
    desk.hello(Role.GUEST)
    desk.says(PROPOSE)
    assert desk.authority.log[-1].by == "guest:Eve"


def test_with_keys_role_and_name_are_the_keys(secured):
    assert isinstance(secured.hello(Role.FLIGHT, holder=ANNA), Welcome)
    assert secured.reception._seats[b"A"].name == "anna"


def test_a_hello_as_somebody_else_than_the_key_is_refused_and_counted(secured, caplog):
    answer = secured.hello(Role.GUEST, holder=ANNA)
    assert "anna is for the role flight, not guest" in answer.reason
    assert secured.reception.dropped == 1


def test_with_keys_nobody_is_heard_without_one(secured, caplog):
    secured.hello(Role.FLIGHT, holder=ANNA)
    answer = secured.says(AskSnapshot(record="", after=0))  # its key was revoked since
    assert "not enrolled any more" in answer.reason
    assert secured.reception.dropped == 1


def test_a_seat_is_not_passed_on_to_another_key(secured):
    secured.hello(Role.FLIGHT, holder=ANNA)
    other = KeyHolder(role="flight", name="ben", public="b" * 40)
    assert isinstance(secured.says(PROPOSE, holder=other), Stranger)


@pytest.mark.parametrize("data", [b"", b"\xff" * 100, bytes(ASK_MAX_BYTES + 1)])
def test_what_is_not_a_message_is_counted_and_complained_about(desk, data, caplog):
    assert "Not understood" in desk.says(data).reason
    assert desk.reception.dropped == 1


def test_a_flood_is_dropped_in_silence_and_another_connection_is_not(desk, caplog):
    desk.hello()
    question = AskSnapshot(record="", after=0)
    answers = [desk.says(question) for _ in range(int(BURST) + 100)]
    assert answers[-1] is None
    assert desk.reception.dropped >= 100
    assert isinstance(desk.hello(by=b"B"), Welcome)
    assert isinstance(desk.says(question, now_s=10.0), Snapshot)


def test_hello_costs_more_because_its_answer_is_large(desk, caplog):
    answers = [desk.hello() for _ in range(int(BURST / COST_OF_HELLO) + 1)]
    assert answers[0] is not None
    assert answers[-1] is None


def test_connections_remembered_are_bounded_and_who_is_forgotten_says_hello_again(desk):
    desk.hello(by=b"first")
    for number in range(MOST_SEATS):
        desk.hello(by=str(number).encode())
    assert isinstance(desk.says(PROPOSE, by=b"first"), Stranger)
    assert len(desk.reception._seats) == len(desk.reception._limits) == MOST_SEATS
    assert isinstance(desk.hello(by=b"first"), Welcome)


def test_what_is_dropped_is_logged_at_the_first_second_fourth_eighth(desk, caplog):
    with caplog.at_level(logging.WARNING):
        for _ in range(9):
            desk.says(b"rubbish")
    assert len(caplog.records) == 4


def test_the_same_request_again_is_answered_again(desk):
    desk.hello(Role.GUEST)
    first, again = desk.says(PROPOSE), desk.says(PROPOSE)
    assert isinstance(first, Answer)
    assert first == again
    assert list(desk.authority.state.windows) == ["w1"]


def test_a_fault_that_one_message_finds_ends_the_server_for_nobody(desk, monkeypatch, caplog):
    def fail(*_):
        raise ZeroDivisionError("a fault of ours")

    desk.hello(Role.GUEST)
    monkeypatch.setattr(desk.authority, "ask", fail)
    monkeypatch.setattr(desk.authority, "snapshot", fail)
    refused = desk.says(PROPOSE)
    assert not refused.accepted
    assert "not done" in refused.reason
    assert isinstance(desk.says(AskSnapshot(record="", after=0)), Complaint)
    assert "a fault of ours" in caplog.text
    assert desk.reception.dropped == 2
