"""What people may do with a procedure, and what is refused."""

import math

import pytest
from procedure_bench import (
    BOOK,
    FLOW,
    PROCEDURE,
    Bench,
    a_book,
    begun,
    deciding,
    signing,
    verifying,
)

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
from console.server.authority import Moment
from telemetry.timebase import NS_PER_S


def test_a_run_begins_at_the_first_step_and_knows_who_began_it():
    run = begun().run
    assert (run.step, run.phase, run.started_by) == ("1", Phase.TO_DO, "flight:Anna")
    assert run.alarm == "ARS_FAN_A_STATE"


def test_a_procedure_runs_once_at_a_time():
    answer = begun().asks(StartProcedure(procedure="T-1"))
    assert "running already, started by flight:Anna" in answer.reason


def test_nobody_can_start_what_there_is_not():
    assert "no procedure" in Bench(BOOK).asks(StartProcedure(procedure="T-9")).reason


def test_a_failed_step_can_be_done_again():
    bench = verifying(**{FLOW: 50.0})
    bench.passes(21)
    bench.sends(**{FLOW: 235.0})
    assert bench.does(ConfirmStep).accepted
    bench.passes(6)
    assert bench.run.step == "2"


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
    bench = deciding(CAB_PPCO2_Z2=7.0)
    assert bench.does(ChooseBranch, branch=1).accepted
    assert (bench.run.step, bench.run.phase) == ("1", Phase.TO_DO)


@pytest.mark.parametrize(
    ("value", "is_shown"),
    [(4.49, False), (4.5, True), (6.0, True), (6.01, False), (math.nan, False)],
)
def test_the_other_way_is_shown_where_telemetry_refutes_all_others(value, is_shown):
    answer = deciding(CAB_PPCO2_Z2=value).does(ChooseBranch, branch=2)
    assert answer.accepted is is_shown


@pytest.mark.parametrize("branch", [-1, 3])
def test_a_branch_that_is_not_there_cannot_be_taken(branch):
    assert "no such way" in deciding().does(ChooseBranch, branch=branch).reason


def test_a_decision_cannot_be_passed_over():
    assert "Choose a way" in deciding().does(OverrideStep, reason="hurry").reason


def test_a_step_for_two_people_needs_two_different_ones():
    bench = signing()
    assert bench.does(ConfirmStep).accepted
    assert bench.run.signature.by == "flight:Anna"
    assert "two different people" in bench.does(ConfirmStep).reason
    refused = bench.does(CountersignStep, role=Role.GUEST, name="anna")
    assert "two different people" in refused.reason
    assert bench.does(CountersignStep, role=Role.GUEST, name="Ben").accepted
    assert bench.run.status is RunStatus.FINISHED
    assert bench.run.done[-1].by == "flight:Anna, guest:Ben"


def test_there_is_nothing_to_countersign_before_the_first_signature():
    assert "no first signature" in signing().does(CountersignStep, name="Ben").reason


def test_a_first_signature_under_a_step_counts_for_five_minutes_and_not_longer():
    bench = signing()
    assert bench.does(ConfirmStep).accepted
    revision = bench.run.revision
    bench.passes(299)
    assert (bench.run.signature.by, bench.run.revision) == ("flight:Anna", revision)
    bench.now_s += 1.0
    assert "its time is up" in bench.does(CountersignStep, name="Ben").reason
    bench.passes(1)
    assert bench.run.signature is None
    assert bench.does(ConfirmStep, name="Ben").accepted
    assert bench.run.signature.by == "flight:Ben"


def test_the_second_signature_is_refused_when_the_first_would_be():
    good = 'invariant = { param = "CAB_PPCO2_Z2", op = "<", value = 4.5, unit = "mmHg" }'
    bench = signing(a_book(f"{PROCEDURE}\n{good}"))
    assert bench.does(ConfirmStep).accepted
    bench.sends(CAB_PPCO2_Z2=5.0)
    assert "must be true" in bench.does(CountersignStep, name="Ben").reason


def test_a_first_signature_lapses_while_the_procedure_is_paused():
    bench = signing()
    assert bench.does(ConfirmStep).accepted
    assert bench.does(PauseProcedure, reason="x").accepted
    bench.passes(301)
    assert bench.run.signature is None


def test_a_first_signature_runs_out_in_a_new_life_of_the_server_too():
    bench = signing()
    assert bench.does(ConfirmStep).accepted
    bench = bench.restarted()
    assert bench.run.signature.by == "flight:Anna"
    bench.passes(301)
    assert bench.run.signature is None


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
    assert watch.held_s(run, 0, run.since_ns + 10**12) == 0.0
    assert watch.wanted([run]) == {FLOW}
    assert watch.wanted([begun().run]) == frozenset()


def test_a_sample_of_before_a_verification_makes_it_hold_from_its_beginning_only():
    bench = verifying(**{FLOW: 235.0})
    run, watch = bench.run, HoldWatch(BOOK)
    earlier = Moment(mission_ns=run.since_ns - 3 * NS_PER_S, wall_ns=0)
    watch.look([run], bench.authority._situation(earlier).around(bench.authority.state))
    assert watch.held_s(run, 0, run.since_ns + NS_PER_S) == 1.0
