"""What must stay true during a step, and what becomes of a step when the signal is lost."""

from dataclasses import replace

import msgspec
import pytest
from builders import a_mission
from procedure_bench import DATABASE, Bench, a_book

from console.domain.alarm_facts import ContextChanged
from console.domain.procedure_facts import Phase
from console.domain.procedure_files import read_procedures
from console.domain.procedure_requests import (
    ConfirmStep,
    OverrideStep,
    ResumeProcedure,
    StartProcedure,
)
from console.domain.procedure_runs import RunStatus
from telemetry.alarm_rules import AlarmRules

STEPS = """
id = "T-2"
title = "Patch"
about = "Try it"
plain = "A hole is closed."
alarms = ["CAB_DPDT"]

[[step]]
id = "1"
text = "Search"
actor = "crew"
plain = "The crew searches."
invariant = { param = "CAB_DPDT", op = ">", value = -1, unit = "mmHg/min", max_age_s = 5 }
on_los = { do_alone = true, text = "crew card 3" }
[step.verify]
when = { param = "ARS_FLOW_CHX", op = ">=", value = 200, unit = "m3/h", max_age_s = 5 }
hold_s = 5
timeout_s = 20

[[step]]
id = "2"
kind = "wait"
wait_s = 60
text = "Wait"
actor = "auto"
plain = "Time passes."
invariant = { param = "CAB_DPDT", op = ">", value = -1, unit = "mmHg/min", max_age_s = 5 }

[[step]]
id = "3"
text = "Done?"
actor = "crew"
plain = "It is done."
"""
BOOK = a_book(STEPS)
STEADY = {"CAB_DPDT": 0.0, "ARS_FLOW_CHX": 235.0, "COM_LINK": 2.0}
AOS, LOS = 2.0, 0.0
NAN = float("nan")


def begun(book=BOOK, **values):
    bench = Bench(book)
    bench.sends(**(STEADY | values))
    assert bench.asks(StartProcedure(procedure="T-2")).accepted
    return bench


def waiting():
    bench = begun()
    bench.does(ConfirmStep)
    bench.passes(6)
    assert (bench.run.step, bench.run.phase) == ("2", Phase.WAITING)
    return bench


@pytest.mark.parametrize("rate", [-1.0, -3.0])
def test_a_step_fails_at_once_when_what_must_stay_true_is_refuted(rate):
    bench = begun()
    bench.sends(CAB_DPDT=rate)
    bench.passes(1, hears=False)
    assert bench.run.phase is Phase.FAILED
    (seen,) = bench.run.done[-1].seen
    assert (seen.parameter, seen.truth, seen.value) == ("CAB_DPDT", "false", rate)


def test_one_sample_between_two_ticks_is_enough_to_break_an_invariant():
    bench = begun()
    bench.does(ConfirmStep)
    bench.sends(CAB_DPDT=-3.0)
    bench.sends(CAB_DPDT=0.0)
    bench.passes(1)
    assert bench.run.phase is Phase.FAILED


def test_a_shade_inside_an_invariant_lets_the_step_go_on():
    bench = begun(CAB_DPDT=-0.999)
    bench.does(ConfirmStep)
    bench.passes(6)
    assert bench.run.step == "2"


@pytest.mark.parametrize("hears", [True, False])
def test_an_invariant_nobody_knows_of_breaks_nothing(hears):
    bench = begun(CAB_DPDT=NAN)
    bench.passes(15, hears=hears)
    assert bench.run.phase is Phase.TO_DO


def test_a_step_is_not_confirmed_while_its_invariant_is_broken_but_can_be_overridden():
    bench = begun()
    bench.sends(CAB_DPDT=-3.0)
    bench.passes(1)
    answer = bench.does(ConfirmStep)
    assert "must be true meanwhile: CAB_DPDT > -1" in answer.reason
    assert bench.does(OverrideStep, reason="gauge is frozen").accepted
    assert "overridden" in [record.how for record in bench.run.done if record.step == "1"]


def test_a_broken_wait_begins_again_when_it_is_confirmed():
    bench = waiting()
    bench.passes(50)
    bench.sends(CAB_DPDT=-3.0)
    bench.passes(1, hears=False)
    assert bench.run.phase is Phase.FAILED
    bench.sends(CAB_DPDT=0.0)
    assert bench.does(ConfirmStep).accepted
    assert bench.run.phase is Phase.WAITING
    bench.passes(58)
    assert bench.run.step == "2"
    bench.passes(3)
    assert bench.run.step == "3"


def test_a_broken_invariant_may_lead_elsewhere():
    elsewhere = STEPS.replace('actor = "auto"', 'actor = "auto"\non_fail = "1"')
    bench = begun(a_book(elsewhere))
    bench.does(ConfirmStep)
    bench.passes(7)
    bench.sends(CAB_DPDT=-3.0)
    bench.passes(1, hears=False)
    assert (bench.run.step, bench.run.done[-1].how) == ("1", "failed")


def test_what_a_restart_forgot_is_refuted_again_by_the_next_sample():
    bench = waiting()
    bench.sends(CAB_DPDT=-3.0)
    after = bench.restarted()
    after.passes(1)
    assert after.run.phase is Phase.FAILED


def test_without_signal_the_run_rests_and_says_what_the_crew_does():
    bench = begun()
    bench.passes(1)
    bench.sends(COM_LINK=LOS)
    bench.passes(1)
    assert bench.run.status is RunStatus.PAUSED
    assert bench.run.reason == "No signal; the crew goes on alone: crew card 3."


def test_a_run_is_resumed_only_when_there_is_signal_again():
    bench = begun()
    bench.sends(COM_LINK=LOS)
    bench.passes(1)
    assert "No signal" in bench.does(ResumeProcedure).reason
    bench.sends(COM_LINK=AOS)
    assert bench.does(ResumeProcedure).accepted
    bench.passes(2)
    assert bench.run.status is RunStatus.RUNNING


def test_a_crew_that_is_to_wait_is_said_to_wait():
    bench = begun(a_book(STEPS.replace("do_alone = true, ", "")))
    bench.sends(COM_LINK=LOS)
    bench.passes(1)
    assert bench.run.reason == "No signal; the crew waits: crew card 3."


def test_a_step_that_says_nothing_of_the_signal_waits_for_data():
    bench = waiting()
    bench.sends(COM_LINK=LOS, CAB_DPDT=NAN)
    bench.passes(5)
    assert bench.run.status is RunStatus.RUNNING


def test_a_vehicle_that_never_tells_of_a_lost_signal_has_no_on_los():
    mission, problems = a_mission(), []
    silent = replace(mission, database=replace(mission.database, rules=AlarmRules()))
    read_procedures({"procedures/p0.toml": STEPS.encode()}, silent, problems)
    assert any("no context of this vehicle loses_signal" in each for each in problems)


def test_a_data_unit_that_repeats_its_last_readings_proves_nothing():
    bench = begun()
    out = ContextChanged(context="riu-1-out", is_on=True, sample_ns=0, reason="STALE")
    bench.notes(out)
    bench.does(ConfirmStep)
    bench.passes(60)
    assert (bench.run.step, bench.run.phase) == ("1", Phase.VERIFYING)
    bench.notes(msgspec.structs.replace(out, is_on=False))
    bench.passes(6)
    assert bench.run.step == "2"


def test_what_was_known_before_the_clock_was_set_back_proves_nothing_after():
    bench = begun()
    bench.does(ConfirmStep)
    bench.now_s -= 3600.0
    bench.authority.forget_samples()
    bench.passes(30, hears=False)
    assert bench.run.phase is Phase.VERIFYING


BOTH = STEPS.replace(
    'when = { param = "ARS_FLOW_CHX", op = ">=", value = 200, unit = "m3/h", max_age_s = 5 }',
    """when = { all = [
        { param = "ARS_FAN_B_STATE", op = "==", value = "ON", hold_s = 2, timeout_s = 4 },
        { param = "ARS_FLOW_CHX", op = ">=", value = 200, unit = "m3/h" },
    ] }""",
)
ON, OFF = 1.0, 0.0


def proving(**values):
    """Return a bench that verifies two comparisons with times of their own."""
    assert DATABASE.parameters["ARS_FAN_B_STATE"].states[1] == "ON"
    bench = begun(a_book(BOTH), **values)
    assert bench.does(ConfirmStep).accepted
    return bench


def test_each_comparison_holds_for_its_own_time():
    bench = proving(ARS_FAN_B_STATE=OFF)
    bench.passes(2)
    bench.sends(ARS_FAN_B_STATE=ON)
    bench.passes(2)
    assert bench.run.phase is Phase.VERIFYING  # the flow has held for 4 s of 5
    bench.passes(1)
    assert bench.run.step == "2"


@pytest.mark.parametrize(
    ("values", "fails_after_s"),
    [({"ARS_FAN_B_STATE": OFF}, 4), ({"ARS_FAN_B_STATE": ON, "ARS_FLOW_CHX": 199.9}, 20)],
)
def test_each_comparison_fails_at_its_own_time(values, fails_after_s):
    bench = proving(**values)
    bench.passes(fails_after_s - 1)
    assert bench.run.phase is Phase.VERIFYING
    bench.passes(1)
    assert bench.run.phase is Phase.FAILED


def test_a_comparison_that_was_proven_and_broke_again_is_no_proof():
    bench = proving(ARS_FAN_B_STATE=ON)
    bench.passes(3)
    bench.sends(ARS_FAN_B_STATE=OFF)
    bench.passes(2)
    assert (bench.run.step, bench.run.phase) == ("1", Phase.FAILED)
