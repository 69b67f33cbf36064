"""A desk is what its inbox made of it, and says what changed."""

import pytest
from builders import T0_NS, an_alarm_raised, an_entry
from desks import WALL_NS, a_desk, frames_until, received, welcome

from console.client.desk import Changes, Desk
from console.client.lookahead import LookedAhead
from console.client.mirror import Advanced, Step, Stepped
from console.client.session import LinkChecked, Repaired
from console.domain.alarm_facts import AlarmShelved, ContextChanged
from console.domain.mission import fold
from console.domain.roles import Role
from console.domain.rule_model import Decision
from console.protocol import Answer, Complaint, Heartbeat, History, Welcome
from telemetry.dictionary import Severity
from telemetry.judgement import Validity
from telemetry.link import ClockReceived
from telemetry.timebase import ManualClock
from telemetry.wire import ClockAnnouncement, SourceKind

FAN = "ARS_FAN_A_STATE"
CO2 = "CAB_PPCO2_Z3"


def a_history(parameter=CO2):
    return History(
        parameter=parameter, from_ns=1, to_ns=2, width_ns=0, times_ns=b"", low=b"", high=b""
    )


@pytest.fixture
def empty():
    return Desk(Role.FLIGHT, ManualClock(WALL_NS))


def test_an_empty_desk_knows_no_mission_and_says_so(empty):
    assert not empty.is_open
    assert not empty.is_in_step
    with pytest.raises(LookupError, match="not known yet"):
        _ = empty.mission
    with pytest.raises(LookupError, match="not known yet"):
        _ = empty.feed


def test_a_welcome_opens_the_mission_the_server_describes(empty):
    assert empty.take([welcome()]).opened
    assert empty.mission.id == "meridian-1"


def test_the_same_welcome_again_keeps_what_was_heard():
    desk = a_desk()
    feed = desk.feed
    desk.take([welcome()])
    assert desk.feed is feed


def test_the_server_says_whether_keys_are_used_and_which_seat_this_is(empty):
    said = welcome()
    empty.take(
        [
            Welcome(
                version=said.version,
                role=Role.OBSERVER,
                mission=said.mission,
                configuration=said.configuration,
                is_secured=True,
            )
        ]
    )
    assert empty.is_secured
    assert empty.role is Role.OBSERVER


def test_what_comes_before_the_welcome_does_no_harm(empty):
    desk = a_desk()
    frame = frames_until(desk.mission, T0_NS, 1.0)[0]
    changes = empty.take([received(frame), Repaired((frame,)), a_history()])
    assert changes.telemetry
    assert not empty.is_open


def test_frames_asked_back_change_the_telemetry():
    desk = a_desk()
    frame = frames_until(desk.mission, T0_NS, 1.0)[0]
    assert desk.take([Repaired((frame,))]).telemetry


def test_mission_time_follows_the_sources_clock_and_not_the_wall():
    desk = a_desk()
    assert desk.now_ns() == T0_NS
    assert desk.elapsed_s() == (T0_NS - desk.mission.launch_ns) / 1e9
    faster = ClockAnnouncement(
        source="test/1", kind=SourceKind.REPLAY, mission_ns=T0_NS + 5, rate=0.0
    )
    changes = desk.take(
        [ClockReceived(clock=faster, topic=b"clock", payload=b"", received_ns=WALL_NS)]
    )
    assert changes.link
    assert desk.now_ns() == T0_NS + 5
    assert desk.source_kind is SourceKind.REPLAY


def test_a_batch_says_what_it_changed_and_nothing_else(empty):
    beat = Heartbeat(record="r", epoch=1, sequence=0, frames_received=0, frames_lost=0)
    changes = empty.take([LinkChecked(beat)])
    assert changes == Changes(link=True)
    assert empty.heartbeat == beat


def test_answers_and_histories_are_handed_on():
    answer = Answer(request_id="q", accepted=True, reason="")
    changes = a_desk().take([answer, a_history()])
    assert changes.answers == (answer,)
    assert changes.histories == (CO2,)


def test_a_log_that_begins_again_replaces_the_old_one():
    desk = a_desk(an_alarm_raised(FAN))
    assert len(desk.log) == 1
    entries = (an_entry(1),)
    desk.take([Advanced(entries=entries, state=fold(entries), is_restart=True)])
    assert desk.log == [an_entry(1)]
    assert desk.alarms() == []


def test_the_safety_state_is_the_worst_class_from_caution_up():
    assert a_desk().safety_state() is None
    advisory = an_alarm_raised(CO2, severity=Severity.ADVISORY)
    assert a_desk(advisory).safety_state() is None
    assert a_desk(advisory, an_alarm_raised(FAN)).safety_state() is Severity.WARNING


def test_a_warning_that_is_shelved_still_holds_viewing():
    shelved = AlarmShelved(alarm=FAN, reason="filter", since_ns=T0_NS, until_ns=T0_NS + 10**12)
    raised = an_alarm_raised(FAN, severity=Severity.WARNING)
    rules = {a_desk(*facts).viewing_status().rule for facts in ((raised,), (raised, shelved))}
    assert rules == {"V-02"}


def test_a_console_out_of_step_never_says_go():
    desk = a_desk()
    desk.take([Stepped(Step.STALE)])
    status = desk.viewing_status()
    assert status.decision is Decision.HOLD
    assert "not in step" in status.reasons[0]


def test_a_console_out_of_step_does_not_take_a_no_go_back():
    desk = a_desk(an_alarm_raised("FDS_SMK_1", severity=Severity.EMERGENCY))
    desk.take([Stepped(Step.STALE)])
    status = desk.viewing_status()
    assert (status.decision, status.rule) == (Decision.NO_GO, "V-01")
    assert "not in step" in status.reasons[0]


def test_a_complaint_stays_until_the_server_welcomes_the_console(empty):
    empty.take([Complaint(reason="no key")])
    assert empty.complaint == "no key"
    empty.take([welcome()])
    assert empty.complaint == ""


def test_what_was_looked_ahead_is_kept(empty):
    ahead = LookedAhead(problem="no orbit")
    assert empty.take([ahead]).lookahead
    assert empty.lookahead is ahead


def test_what_no_link_sends_is_a_programming_error(empty):
    with pytest.raises(TypeError, match="cannot take"):
        empty.take(["a string"])


def test_what_a_data_unit_repeats_while_it_is_out_is_shown_as_invalid_and_says_why():
    flow = "PCS_N2_FLOW"
    out = ContextChanged(context="riu-2-out", is_on=True, sample_ns=T0_NS, reason="by CDH_RIU2_ST")
    assert a_desk().value(flow).validity is Validity.VALID
    desk = a_desk(out)
    assert desk.value(flow).validity is Validity.INVALID
    assert desk.why_disbelieved(flow) == "Remote interface unit 2 not to be believed"
    assert desk.value(CO2).validity is Validity.VALID
    assert not desk.why_disbelieved(CO2)
