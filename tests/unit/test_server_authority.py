"""What the server decides becomes true only when it is written, and once."""

import pytest
from builders import (
    T0_NS,
    a_mission,
    an_alarm_raised,
    an_entry,
    an_idle_mission,
    an_opportunity,
    the_operations,
)

from console.domain.facts import MissionOpened, ServerStarted, WindowHeld
from console.domain.requests import ApproveWindow, ProposeWindow, RejectWindow
from console.domain.roles import Role
from console.domain.schedule import WindowStatus
from console.protocol import ANSWER_MAX_BYTES, Ask, AskSnapshot, encode
from console.server.authority import ANSWERS_REMEMBERED, Authority, Moment
from telemetry.contexts import ContextEvent
from telemetry.dictionary import Severity
from telemetry.judgement import LimitEvent
from telemetry.timebase import NS_PER_S

GUEST = next(person.id for person in a_mission().people if person.role == "guest")
NOW = Moment(mission_ns=T0_NS, wall_ns=T0_NS + 1)
FAN = "ARS_FAN_A_STATE"
STALL = LimitEvent(parameter=FAN, severity=Severity.WARNING, value=2.0, limit=None, sample_ns=T0_NS)
PROPOSAL = ProposeWindow(opportunity="reef", guests=(GUEST,))


def an_authority(*entries, epoch=1):
    entries = entries or (an_entry(1, fact=MissionOpened(mission="m", record="rec")),)
    return Authority(
        an_idle_mission(),
        [an_opportunity("reef")],
        epoch=epoch,
        entries=entries,
        operations=the_operations(),
    )


def asks(authority, request, role, *, request_id="q1", name="Anna"):
    answer, ruling = authority.ask(Ask(request_id=request_id, request=request), role, name, NOW)
    authority.commit(ruling)
    authority.remember(answer, role, name)
    return answer, ruling


def test_nothing_is_true_before_it_is_committed():
    authority = an_authority()
    _answer, ruling = authority.ask(Ask(request_id="q", request=PROPOSAL), Role.GUEST, "Ben", NOW)
    assert [entry.sequence for entry in ruling.entries] == [2]
    assert authority.state.windows == {}
    authority.commit(ruling)
    assert list(authority.state.windows) == ["w1"]
    assert authority.sequence == 2


def test_entries_say_who_asked_when_and_under_which_id():
    _answer, ruling = asks(an_authority(), PROPOSAL, Role.GUEST, name="Ben")
    (entry,) = ruling.entries
    assert (entry.by, entry.request_id) == ("guest:Ben", "q1")
    assert (entry.mission_ns, entry.recorded_ns, entry.epoch) == (T0_NS, T0_NS + 1, 1)


def test_the_same_request_again_gets_the_same_answer_and_is_done_once():
    authority = an_authority()
    first, _ = asks(authority, PROPOSAL, Role.GUEST)
    again, ruling = asks(authority, PROPOSAL, Role.GUEST)
    assert again == first
    assert ruling.entries == ()
    assert list(authority.state.windows) == ["w1"]


def test_the_same_request_after_a_restart_is_still_done_once():
    authority = an_authority()
    asks(authority, PROPOSAL, Role.GUEST)
    restarted = an_authority(*authority.log, epoch=2)
    answer, ruling = asks(restarted, PROPOSAL, Role.GUEST)
    assert answer.accepted
    assert ruling.entries == ()


def test_somebody_elses_request_under_the_same_id_is_another_request():
    authority = an_authority()
    asks(authority, PROPOSAL, Role.GUEST, name="Ben")
    answer, _ = asks(authority, ApproveWindow(window="w1", seen_revision=1), Role.FLIGHT)
    assert answer.accepted
    assert authority.state.windows["w1"].status is WindowStatus.PLANNED


def test_answers_remembered_are_bounded():
    authority = an_authority()
    refused = RejectWindow(window="w9", seen_revision=1, reason="no")
    for number in range(ANSWERS_REMEMBERED + 10):
        asks(authority, refused, Role.FLIGHT, request_id=str(number))
    assert len(authority._answered) == ANSWERS_REMEMBERED


def test_an_alarm_and_the_holds_that_follow_are_one_ruling():
    authority = an_authority()
    asks(authority, PROPOSAL, Role.GUEST)
    asks(authority, ApproveWindow(window="w1", seen_revision=1), Role.FLIGHT, request_id="q2")
    ruling = authority.observe([STALL], NOW)
    raised, held = (entry.fact for entry in ruling.entries)
    assert raised.alarm == FAN
    assert isinstance(held, WindowHeld)
    assert authority.state.windows["w1"].status is WindowStatus.PLANNED
    authority.commit(ruling)
    assert authority.state.windows["w1"].status is WindowStatus.HELD
    assert authority.tick(NOW).entries == ()


def test_a_window_that_comes_near_while_an_alarm_stands_is_held_by_time_alone():
    authority = an_authority()
    asks(authority, PROPOSAL, Role.GUEST)
    asks(authority, ApproveWindow(window="w1", seen_revision=1), Role.FLIGHT, request_id="q2")
    long_before = Moment(mission_ns=T0_NS - 30 * 86400 * 10**9, wall_ns=T0_NS)
    authority.commit(authority.observe([STALL], long_before))
    assert authority.state.windows["w1"].status is WindowStatus.PLANNED
    (entry,) = authority.tick(NOW).entries
    assert isinstance(entry.fact, WindowHeld)


def test_the_record_is_known_by_its_first_fact():
    assert an_authority().record == "rec"
    assert an_authority(an_entry(1)).record == ""


def test_a_snapshot_of_another_record_begins_from_nothing():
    authority = an_authority()
    authority.commit(authority.note([ServerStarted(epoch=1)], NOW))
    assert authority.snapshot(AskSnapshot(record="rec", after=1)).after == 1
    assert authority.snapshot(AskSnapshot(record="other", after=1)).after == 0
    assert authority.snapshot(AskSnapshot(record="rec", after=99)).after == 0


def test_a_long_log_comes_in_pages_that_fit_and_join_without_a_hole():
    fact = MissionOpened(mission="m", record="rec")
    entries = [an_entry(1, fact=fact)]
    entries += [an_entry(n, fact=an_alarm_raised("A" * 100, occurrence=n)) for n in range(2, 5000)]
    authority = an_authority(*entries)
    found, pages = [], 0
    while len(found) < len(entries):
        page = authority.snapshot(AskSnapshot(record="rec", after=len(found)))
        assert len(encode(page)) <= ANSWER_MAX_BYTES + 1000
        assert page.after == len(found)
        assert page.head == len(entries)
        found += page.entries
        pages += 1
    assert found == entries
    assert pages > 2


def test_an_entry_that_fills_a_page_alone_is_still_sent():
    huge = an_entry(2, fact=an_alarm_raised("A" * (ANSWER_MAX_BYTES + 1)))
    authority = an_authority(an_entry(1, fact=MissionOpened(mission="m", record="rec")), huge)
    assert authority.snapshot(AskSnapshot(record="rec", after=1)).entries == (huge,)


@pytest.mark.parametrize("role", [Role.FLIGHT, Role.OBSERVER, Role.TRAINER])
def test_a_role_without_the_authority_changes_nothing(role):
    authority = an_authority()
    answer, ruling = asks(authority, PROPOSAL, role)
    assert not answer.accepted
    assert "Guest-experience lead" in answer.reason
    assert ruling.entries == ()


def observes(authority, *events, contexts=()):
    ruling = authority.observe(events, NOW, contexts)
    authority.commit(ruling)
    return authority.state.alarm_book


def ammonia(severity, after_s):
    sample_ns = T0_NS + after_s * NS_PER_S
    return LimitEvent(
        parameter="CAB_NH3", severity=severity, value=40.0, limit=None, sample_ns=sample_ns
    )


def unit_2_is_out(is_on, after_s):
    return ContextEvent(
        context="riu-2-out", is_on=is_on, sample_ns=T0_NS + after_s * NS_PER_S, reason="CDH_RIU2_ST"
    )


def test_an_emergency_that_rose_hidden_latches_once_it_was_shown():
    authority = an_authority()
    book = observes(
        authority, ammonia(Severity.EMERGENCY, 1), contexts=[unit_2_is_out(is_on=True, after_s=0)]
    )
    assert book.hidden["CAB_NH3"].alarm is not None
    observes(authority, contexts=[unit_2_is_out(is_on=False, after_s=60)])
    book = observes(authority, ammonia(None, 90))
    assert book.standing["CAB_NH3"].latches
    assert not book.standing["CAB_NH3"].is_active


def test_an_emergency_that_rose_and_went_hidden_leaves_nothing_to_reset():
    authority = an_authority()
    observes(
        authority,
        ammonia(Severity.EMERGENCY, 1),
        ammonia(None, 90),
        contexts=[unit_2_is_out(is_on=True, after_s=0)],
    )
    book = observes(authority, contexts=[unit_2_is_out(is_on=False, after_s=100)])
    assert book.find("CAB_NH3") is None
