"""What time, telemetry and emergencies make of a run: nothing passes that is not shown."""

import pytest
from builders import an_alarm_raised
from procedure_bench import FLOW, GOOD, PROCEDURE, Bench, a_book, verifying

from console.domain.facts import AlarmReturned
from console.domain.procedure_facts import Phase
from console.domain.procedure_requests import (
    ConfirmStep,
    PauseProcedure,
    ResumeProcedure,
    StartProcedure,
)
from console.domain.procedure_runs import RunStatus
from telemetry.dictionary import Severity


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


def test_a_wait_ends_when_its_time_is_over():
    bench = verifying()
    bench.passes(6)
    assert bench.run.phase is Phase.WAITING
    bench.passes(58)
    assert bench.run.step == "2"
    bench.passes(3)
    assert bench.run.step == "3"


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


def test_a_run_survives_the_server_and_counts_its_check_anew():
    bench = verifying()
    bench.passes(4)
    after = bench.restarted()
    assert after.run == bench.run
    after.passes(4)
    assert after.run.step == "1"
    after.passes(2)
    assert after.run.step == "2"


def test_a_failed_check_may_lead_elsewhere_but_an_unknown_one_does_not():
    elsewhere = a_book(PROCEDURE.replace('actor = "crew"', 'actor = "crew"\non_fail = "4"'))
    for flow, step in ((50.0, "4"), (float("nan"), "1")):
        bench = Bench(elsewhere)
        bench.sends(**(GOOD | {FLOW: flow}))
        bench.asks(StartProcedure(procedure="T-1"))
        bench.does(ConfirmStep)
        bench.passes(25)
        assert bench.run.step == step
