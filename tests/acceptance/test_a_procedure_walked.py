"""A procedure's whole walk over real processes, with everything that comes between."""

import pytest
from acceptance.mission_days import Day

from console.domain.procedure_requests import (
    AbortProcedure,
    ConfirmStep,
    OverrideStep,
    ResumeProcedure,
    StartProcedure,
)
from console.domain.rule_scene import Truth

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(480)]

FAN_STOPS, DISPLAY_FREEZES, HULL_LEAKS = "F01", "F40", "F12"
FAN = "ARS_FAN_A_STATE"


@pytest.fixture
def day(tmp_path):
    with Day(tmp_path, speed=4) as day:
        day.everybody_is_in_step()
        day.telemetry_flows()
        yield day


def run_of(person, run="r1"):
    return person.desk.state.runs[run]


def answered(day, person, request):
    asked = person.ask(request)
    return day.until(lambda: person.listen() or person.answers.get(asked), "an answer")


def at_step(person, kind, run="r1", **what):
    """Return what the person asks who presses the key for `kind` at what is shown."""
    shown = run_of(person, run)
    fields = {"run": run, "seen_revision": shown.revision}
    if "step" in kind.__struct_fields__:
        fields["step"] = shown.step
    return kind(**fields, **what)


def everybody_sees(day, **how):
    def seen():
        return all(
            getattr(run_of(person), what) == wanted
            for person in day.people
            for what, wanted in how.items()
        )

    day.until(lambda: all("r1" in p.desk.state.runs for p in day.people) and seen(), str(how))


def test_a_procedure_survives_two_consoles_a_kill_frozen_telemetry_and_an_emergency(day, eva):
    anna = day.flight
    day.strike(FAN_STOPS)
    alarm = day.until(lambda: anna.alarm(FAN), "the fan's alarm")
    procedure = anna.desk.operations.procedures.for_alarm(alarm.id).id
    start = StartProcedure(procedure=procedure, alarm=alarm.id)
    assert answered(day, anna, start).accepted
    everybody_sees(day, step="1", alarm=FAN)
    assert "is running already" in answered(day, eva, start).reason

    day.crew("fan_a", False)
    day.until(lambda: eva.listen() or "r1" in eva.desk.state.runs, "the run on the third console")
    both = [(who, who.ask(at_step(who, ConfirmStep))) for who in (anna, eva)]
    answers = [
        day.until(lambda who=who, asked=asked: who.listen() or who.answers.get(asked), "an answer")
        for who, asked in both
    ]
    assert sorted(answer.accepted for answer in answers) == [False, True]
    assert any("went on since you saw it" in answer.reason for answer in answers)
    everybody_sees(day, step="2", phase="to do")

    day.crew("fan_b", True)
    assert answered(day, anna, at_step(anna, ConfirmStep)).accepted
    day.strike(DISPLAY_FREEZES)  # once confirmed: on frozen readings the command is inhibited
    check = anna.desk.operations.procedures.by_id[procedure].by_id["2"].check
    day.until(
        lambda: check.condition.judge(anna.desk.around()).truth is Truth.UNKNOWN,
        "a verification on what is frozen is UNKNOWN",
    )
    day.loses_its_server()
    day.until(lambda: not anna.desk.is_in_step, "the kill on the console")
    day.everybody_is_in_step()
    everybody_sees(day, step="2", phase="verifying")
    day.mend(DISPLAY_FREEZES)
    everybody_sees(day, step="3", phase="verifying")
    proof = run_of(anna).done[-1]
    assert (proof.how, {each.truth for each in proof.seen}) == ("verified", {Truth.TRUE})

    day.strike(HULL_LEAKS)
    everybody_sees(day, status="paused", reason="Emergency: Cabin pressure rate.")
    assert "paused" in answered(day, anna, at_step(anna, OverrideStep, reason="later")).reason
    assert answered(day, anna, at_step(anna, ResumeProcedure)).accepted
    everybody_sees(day, status="running", step="3")
    assert not answered(day, anna, at_step(anna, OverrideStep, reason=" ")).accepted
    assert answered(day, anna, at_step(anna, OverrideStep, reason="the leak comes first")).accepted
    everybody_sees(day, status="finished")
    last = run_of(day.guest_lead).done[-1]
    assert (last.how, last.by, last.reason) == ("overridden", "flight:Anna", "the leak comes first")

    assert answered(day, anna, StartProcedure(procedure="STR-01")).accepted
    day.until(lambda: "r2" in anna.desk.state.runs, "the second run")
    assert answered(day, anna, at_step(anna, AbortProcedure, "r2", reason="a drill")).accepted
    day.until(
        lambda: run_of(day.guest_lead, "r2").status == "aborted", "the end on the other console"
    )
    day.everybody_agrees()
