"""Running procedures: nothing passes that telemetry does not show, and nothing is lost."""

import pytest
from builders import an_alarm_raised
from procedure_bench import Bench, a_book

from console.domain.facts import AlarmReturned
from console.domain.procedure_facts import Phase
from console.domain.procedure_requests import (
    AbortProcedure,
    ChooseBranch,
    ConfirmStep,
    CountersignStep,
    OverrideStep,
    PauseProcedure,
    ResumeProcedure,
    StartProcedure,
)
from console.domain.procedure_runs import RunStatus
from console.domain.procedure_watch import HoldWatch
from console.domain.roles import Role
from telemetry.dictionary import Severity

FLOW = "ARS_FLOW_CHX"
PROCEDURE = """
id = "T-1"
title = "Fan"
about = "Try it"
plain = "The crew changes a fan."
alarms = ["ARS_FAN_A_STATE", "ARS_FLOW_*"]
tolerates = ["CAB_PPCO2_Z?"]

[[step]]
id = "1"
text = "Switch fan B on"
actor = "crew"
plain = "A second fan is switched on."
warning = ["Keep hands clear"]
[step.command]
name = "fan_b"
argument = true
inhibit = { param = "EPS_BUS_28B_V", op = "<", value = 24, unit = "V" }
[step.verify]
when = { param = "ARS_FLOW_CHX", op = ">=", value = 200, unit = "m3/h", max_age_s = 5 }
hold_s = 5
timeout_s = 20

[[step]]
id = "2"
kind = "wait"
wait_s = 60
text = "Wait for the air"
actor = "auto"
plain = "The air is given time."

[[step]]
id = "3"
kind = "decide"
text = "Is the air good?"
actor = "ground"
plain = "The crew decides."
[[step.branch]]
label = "good"
goto = "4"
when = { param = "CAB_PPCO2_Z2", op = "<", value = 4.5, unit = "mmHg" }
[[step.branch]]
label = "bad"
goto = "1"

[[step]]
id = "4"
text = "Release the cabin"
actor = "commander"
confirm = "two_person"
plain = "Two people agree that all is well."
record = ["CAB_PPCO2_Z2"]
"""
BOOK = a_book(PROCEDURE)
GOOD = {FLOW: 235.0, "EPS_BUS_28B_V": 28.0, "CAB_PPCO2_Z2": 2.0}


def begun(**values):
    bench = Bench(BOOK)
    bench.sends(**(GOOD | values))
    assert bench.asks(StartProcedure(procedure="T-1", alarm="ARS_FAN_A_STATE")).accepted
    return bench


def verifying(**values):
    bench = begun(**values)
    assert bench.does(ConfirmStep).accepted
    assert bench.run.phase is Phase.VERIFYING
    return bench


def deciding(**values):
    bench = verifying(**values)
    bench.passes(6 + 61)
    assert (bench.run.step, bench.run.phase) == ("3", Phase.DECIDING)
    return bench


def signing():
    bench = deciding()
    assert bench.does(ChooseBranch, branch=0).accepted
    return bench


def test_a_run_begins_at_the_first_step_and_knows_who_began_it():
    run = begun().run
    assert (run.step, run.phase, run.started_by) == ("1", Phase.TO_DO, "flight:Anna")
    assert run.alarm == "ARS_FAN_A_STATE"


def test_a_procedure_runs_once_at_a_time():
    answer = begun().asks(StartProcedure(procedure="T-1"))
    assert "running already, started by flight:Anna" in answer.reason


def test_nobody_can_start_what_there_is_not():
    assert "no procedure" in Bench(BOOK).asks(StartProcedure(procedure="T-9")).reason


def test_a_step_passes_when_its_check_held_for_its_whole_time():
    bench = verifying()
    bench.passes(4)
    assert bench.run.step == "1"
    bench.passes(1)
    assert bench.run.step == "2"
    (record,) = bench.run.done
    assert (record.how, record.by) == ("verified", "server")
    assert (record.seen[0].parameter, record.seen[0].value) == (FLOW, 235.0)


def test_a_check_that_breaks_off_begins_to_count_anew():
    bench = verifying()
    bench.passes(4)
    bench.sends(**{FLOW: 199.0})
    bench.sends(**{FLOW: 235.0})
    bench.passes(4)
    assert bench.run.step == "1"
    bench.passes(2)
    assert bench.run.step == "2"


def test_one_bad_sample_between_two_ticks_is_not_overlooked():
    bench = verifying()
    bench.passes(3)
    bench.now_s += 0.5
    bench.sends(**{FLOW: 10.0})
    bench.now_s += 0.1
    bench.sends(**{FLOW: 235.0})
    bench.passes(4)
    assert bench.run.step == "1"


@pytest.mark.parametrize(("flow", "step"), [(200.0, "2"), (199.999, "1")])
def test_the_limit_itself_passes_and_a_shade_less_does_not(flow, step):
    bench = verifying(**{FLOW: flow})
    bench.passes(19)
    assert bench.run.step == step


def test_a_check_that_telemetry_refutes_fails_when_its_time_is_up():
    bench = verifying(**{FLOW: 50.0})
    bench.passes(19)
    assert bench.run.phase is Phase.VERIFYING
    bench.passes(1)
    assert bench.run.phase is Phase.FAILED
    assert bench.run.done[-1].how == "failed"


def test_a_failed_step_can_be_done_again():
    bench = verifying(**{FLOW: 50.0})
    bench.passes(21)
    bench.sends(**{FLOW: 235.0})
    assert bench.does(ConfirmStep).accepted
    bench.passes(6)
    assert bench.run.step == "2"


@pytest.mark.parametrize("seconds", [6, 60, 600])
def test_without_fresh_telemetry_a_check_neither_passes_nor_fails(seconds):
    bench = verifying()
    bench.now_s += 6.0  # what was sent before is too old by now
    bench.passes(seconds, hears=False)
    assert (bench.run.step, bench.run.phase) == ("1", Phase.VERIFYING)


def test_an_invalid_value_never_passes():
    bench = verifying(**{FLOW: float("nan")})
    bench.passes(60)
    assert bench.run.phase is Phase.VERIFYING


def test_a_command_is_not_given_while_it_is_inhibited_or_nobody_knows():
    low = begun(EPS_BUS_28B_V=20.0)
    assert "inhibited" in low.does(ConfirmStep).reason
    blind = begun(EPS_BUS_28B_V=float("nan"))
    assert "inhibited" in blind.does(ConfirmStep).reason


def test_an_override_needs_a_reason_and_is_written_down_with_it():
    bench = verifying(**{FLOW: 50.0})
    assert "Say why" in bench.does(OverrideStep, reason="  ").reason
    assert bench.does(OverrideStep, reason="flow meter is broken, felt by hand").accepted
    record = bench.run.done[-1]
    assert (record.how, record.by) == ("overridden", "flight:Anna")
    assert record.reason == "flow meter is broken, felt by hand"
    assert record.seen[0].value == 50.0


def test_a_wait_ends_when_its_time_is_over():
    bench = verifying()
    bench.passes(6)
    assert bench.run.phase is Phase.WAITING
    bench.passes(58)
    assert bench.run.step == "2"
    bench.passes(3)
    assert bench.run.step == "3"


def test_a_branch_that_telemetry_shows_is_taken_without_a_reason():
    bench = deciding()
    assert bench.does(ChooseBranch, branch=0).accepted
    assert (bench.run.step, bench.run.done[-1].how) == ("4", "chosen")


def test_a_branch_that_telemetry_does_not_show_needs_a_reason():
    bench = deciding(CAB_PPCO2_Z2=5.0)
    assert "Telemetry does not show" in bench.does(ChooseBranch, branch=0).reason
    assert bench.does(ChooseBranch, branch=0, reason="sensor drifts, handheld says 2").accepted
    assert bench.run.done[-1].how == "overridden"


def test_a_branch_may_lead_back():
    bench = deciding(CAB_PPCO2_Z2=5.0)
    assert bench.does(ChooseBranch, branch=1).accepted
    assert (bench.run.step, bench.run.phase) == ("1", Phase.TO_DO)


@pytest.mark.parametrize("branch", [-1, 2])
def test_a_branch_that_is_not_there_cannot_be_taken(branch):
    assert "no such way" in deciding().does(ChooseBranch, branch=branch).reason


def test_a_decision_cannot_be_passed_over():
    assert "Choose a way" in deciding().does(OverrideStep, reason="hurry").reason


def test_a_step_for_two_people_needs_two_different_ones():
    bench = signing()
    assert bench.does(ConfirmStep).accepted
    assert bench.run.signed_by == "flight:Anna"
    assert "two different people" in bench.does(ConfirmStep).reason
    refused = bench.does(CountersignStep, role=Role.GUEST, name="anna")
    assert "two different people" in refused.reason
    assert bench.does(CountersignStep, role=Role.GUEST, name="Ben").accepted
    assert bench.run.status is RunStatus.FINISHED
    assert bench.run.done[-1].by == "flight:Anna, guest:Ben"


def test_there_is_nothing_to_countersign_before_the_first_signature():
    assert "Nobody has signed" in signing().does(CountersignStep, name="Ben").reason


def test_what_a_step_records_is_in_the_log():
    bench = signing()
    bench.does(ConfirmStep)
    bench.does(ConfirmStep, name="Ben")
    (seen,) = bench.run.done[-1].seen
    assert (seen.parameter, seen.value, seen.asked) == ("CAB_PPCO2_Z2", 2.0, "")


@pytest.mark.parametrize("role", [Role.GUEST, Role.TRAINER, Role.OBSERVER])
@pytest.mark.parametrize(
    ("kind", "what"),
    [
        (ConfirmStep, {}),
        (OverrideStep, {"reason": "x"}),
        (PauseProcedure, {"reason": "x"}),
        (AbortProcedure, {"reason": "x"}),
    ],
)
def test_only_flight_works_through_a_procedure(role, kind, what):
    assert "Only the Flight controller" in begun().does(kind, role=role, **what).reason


@pytest.mark.parametrize("role", [Role.GUEST, Role.TRAINER, Role.OBSERVER])
def test_only_flight_starts_a_procedure(role):
    answer = Bench(BOOK).asks(StartProcedure(procedure="T-1"), role=role)
    assert "Only the Flight controller" in answer.reason


def test_a_request_about_a_run_that_went_on_is_refused():
    bench = verifying()
    assert "went on since you saw it" in bench.does(ConfirmStep, seen_revision=1).reason


def test_a_request_about_another_step_is_refused():
    assert "is the present one" in begun().does(ConfirmStep, step="3").reason


def test_what_is_being_verified_cannot_be_confirmed():
    assert "nothing to confirm" in verifying().does(ConfirmStep).reason


def test_a_run_that_is_not_there_is_refused():
    request = ConfirmStep(run="r9", step="1", seen_revision=1)
    assert "no run r9" in Bench(BOOK).asks(request).reason


def test_an_emergency_of_another_kind_pauses_a_run_where_it_is():
    bench = verifying()
    bench.notes(an_alarm_raised("FDS_SMK_1", severity=Severity.EMERGENCY))
    assert (bench.run.status, bench.run.step) == (RunStatus.PAUSED, "1")
    assert "Smoke" in bench.run.reason
    assert "Resume it first" in bench.does(ConfirmStep).reason
    bench.passes(30)
    assert (bench.run.status, bench.run.step) == (RunStatus.PAUSED, "1")


@pytest.mark.parametrize("alarm", ["ARS_FLOW_SCRUB", "CAB_PPCO2_Z3", "ARS_FAN_A_STATE"])
def test_an_emergency_that_belongs_to_the_trouble_pauses_nothing(alarm):
    bench = verifying()
    bench.notes(an_alarm_raised(alarm, severity=Severity.EMERGENCY))
    assert bench.run.status is RunStatus.RUNNING


def test_a_milder_alarm_pauses_nothing():
    bench = verifying()
    bench.notes(an_alarm_raised("FDS_SMK_1", severity=Severity.WARNING))
    assert bench.run.status is RunStatus.RUNNING


def test_a_resumed_run_verifies_from_the_beginning_and_is_paused_once_only():
    bench = verifying()
    bench.passes(4)
    bench.notes(an_alarm_raised("FDS_SMK_1", severity=Severity.EMERGENCY))
    bench.passes(10)
    assert bench.does(ResumeProcedure).accepted
    bench.passes(4)
    assert (bench.run.status, bench.run.step) == (RunStatus.RUNNING, "1")
    bench.passes(2)
    assert bench.run.step == "2"


def test_an_emergency_that_comes_again_pauses_again():
    bench = verifying()
    bench.notes(an_alarm_raised("FDS_SMK_1", severity=Severity.EMERGENCY))
    bench.does(ResumeProcedure)
    bench.notes(AlarmReturned(alarm="FDS_SMK_1", occurrence=1, value=0.1, sample_ns=1))
    bench.notes(an_alarm_raised("FDS_SMK_1", occurrence=2, severity=Severity.EMERGENCY))
    assert bench.run.status is RunStatus.PAUSED


def test_a_wait_does_not_run_while_the_run_rests():
    bench = verifying()
    bench.passes(6 + 30)
    assert bench.does(PauseProcedure, reason="shift change").accepted
    bench.passes(600)
    bench.does(ResumeProcedure)
    bench.passes(28)
    assert bench.run.step == "2"
    bench.passes(3)
    assert bench.run.step == "3"


@pytest.mark.parametrize("kind", [PauseProcedure, AbortProcedure])
def test_pausing_and_giving_up_need_a_reason(kind):
    assert "Say why" in begun().does(kind, reason=" ").reason


def test_what_is_not_paused_is_not_resumed_and_what_is_is_not_paused_again():
    bench = begun()
    assert "not paused" in bench.does(ResumeProcedure).reason
    bench.does(PauseProcedure, reason="shift change")
    assert "paused already: shift change" in bench.does(PauseProcedure, reason="again").reason


def test_a_run_that_was_given_up_goes_nowhere_and_can_be_begun_anew():
    bench = begun()
    assert bench.does(AbortProcedure, reason="false alarm").accepted
    assert "aborted" in bench.does(ConfirmStep).reason
    assert bench.asks(StartProcedure(procedure="T-1")).accepted
    assert list(bench.authority.state.runs) == ["r1", "r2"]


def test_a_run_survives_the_server_and_counts_its_check_anew():
    bench = verifying()
    bench.passes(4)
    after = bench.restarted()
    assert after.run == bench.run
    after.passes(4)
    assert after.run.step == "1"
    after.passes(2)
    assert after.run.step == "2"


def test_a_step_that_telemetry_shows_to_be_needless_is_skipped_and_says_so():
    skipping = PROCEDURE.replace(
        'warning = ["Keep hands clear"]',
        'skip_if = { param = "ARS_FAN_B_STATE", op = "==", value = "ON" }',
    )
    bench = Bench(a_book(skipping))
    bench.sends(**GOOD, ARS_FAN_B_STATE=1.0)
    bench.asks(StartProcedure(procedure="T-1"))
    assert (bench.run.step, bench.run.done[0].how) == ("2", "skipped")
    unknown = Bench(a_book(skipping))
    unknown.sends(**GOOD)
    unknown.asks(StartProcedure(procedure="T-1"))
    assert unknown.run.step == "1"


def test_steps_that_skip_in_a_circle_come_to_rest():
    circle = PROCEDURE.replace(
        'warning = ["Keep hands clear"]',
        'goto = "1"\nskip_if = { param = "ARS_FLOW_CHX", op = ">", value = 1, unit = "m3/h" }',
    )
    bench = Bench(a_book(circle))
    bench.sends(**GOOD)
    assert bench.asks(StartProcedure(procedure="T-1")).accepted
    assert bench.run.step == "1"


def test_a_failed_check_may_lead_elsewhere_but_an_unknown_one_does_not():
    elsewhere = a_book(PROCEDURE.replace('actor = "crew"', 'actor = "crew"\non_fail = "4"'))
    for flow, step in ((50.0, "4"), (float("nan"), "1")):
        bench = Bench(elsewhere)
        bench.sends(**(GOOD | {FLOW: flow}))
        bench.asks(StartProcedure(procedure="T-1"))
        bench.does(ConfirmStep)
        bench.passes(25)
        assert bench.run.step == step


def test_the_alarm_that_names_itself_finds_its_procedure_before_a_pattern_does():
    exact = PROCEDURE.replace('"T-1"', '"Z-9"').replace(
        '["ARS_FAN_A_STATE", "ARS_FLOW_*"]', '["ARS_FLOW_SCRUB"]'
    )
    book = a_book(PROCEDURE, exact)
    assert book.for_alarm("ARS_FLOW_SCRUB").id == "Z-9"
    assert book.for_alarm("ARS_FLOW_CHX").id == "T-1"
    assert book.for_alarm("CAB_NH3") is None


def test_the_library_is_searched_by_every_word():
    assert [each.id for each in BOOK.found("fan try")] == ["T-1"]
    assert BOOK.found("fan pump") == []


def test_what_nobody_has_looked_at_has_held_for_no_time():
    watch = HoldWatch(BOOK)
    run = verifying().run
    assert watch.held_s(run, run.since_ns + 10**12) == 0.0
    assert watch.wanted([run]) == {FLOW}
    assert watch.wanted([begun().run]) == frozenset()
