"""The shipped procedures speak of commands, faults and alarms that there are."""

import re

import pytest
from builders import T0_NS, a_mission, the_operations
from simulations import the_library

from console.domain.rule_scene import Reading, Scene, Truth

BOOK = the_operations().procedures
STEPS = [(procedure, step) for procedure in BOOK.procedures for step in procedure.steps]


def test_every_command_is_one_the_training_simulator_knows():
    calls = [step.command for _procedure, step in STEPS if step.command is not None]
    assert len(calls) > 30
    commands = the_library().commands
    wrong = [commands[call.name].refusal(call.argument) for call in calls]
    assert [reason for reason in wrong if reason is not None] == []


def test_every_fault_named_is_in_the_catalogue():
    named = {fault for procedure in BOOK.procedures for fault in procedure.faults}
    assert named <= set(the_library().faults)


def test_every_procedure_named_in_words_is_there():
    named = {
        name
        for _procedure, step in STEPS
        for branch in step.branches
        for name in re.findall(r"\b[A-Z]{3}-\d\d\b", branch.label)
    }
    assert named
    assert named <= set(BOOK.by_id)


def test_what_the_guest_lead_reads_names_no_parameter_and_no_procedure():
    parameters = a_mission().database.parameters
    plain = [procedure.plain for procedure in BOOK.procedures]
    plain += [step.plain for _procedure, step in STEPS]
    for words in plain:
        assert not any(name in words for name in (*parameters, *BOOK.by_id))


@pytest.mark.parametrize("procedure", BOOK.procedures, ids=lambda each: each.id)
def test_every_step_can_be_reached(procedure):
    reached, waiting = set(), [procedure.steps[0].id]
    while waiting:
        step = procedure.by_id.get(waiting.pop())
        if step is None or step.id in reached:
            continue
        reached.add(step.id)
        ways = [branch.goto for branch in step.branches] or [procedure.after(step)]
        waiting += [*ways, step.on_fail]
    assert reached == set(procedure.by_id)


@pytest.mark.parametrize("alarm", ["ARS_FAN_A_STATE", "CAB_DPDT", "FDS_SMK_2", "CAB_PPO2"])
def test_the_gravest_alarms_have_a_procedure(alarm):
    assert BOOK.for_alarm(alarm) is not None


def test_telemetry_shows_every_way_from_a_decision_or_people_alone_can_tell():
    half_shown = [
        (procedure.id, step.id)
        for procedure, step in STEPS
        if len({branch.when is None for branch in step.branches}) > 1
    ]
    assert half_shown == []


def test_every_decision_by_telemetry_has_a_way_for_whatever_it_shows():
    left_open = [
        (procedure.id, step.id)
        for procedure, step in STEPS
        if any(branch.when is not None for branch in step.branches)
        and not step.branches[-1].is_otherwise
    ]
    assert left_open == []


def test_oxygen_that_is_not_low_yet_is_waited_for():
    step = BOOK.by_id["PCS-01"].by_id["1"]
    database = a_mission().database
    values = {"CAB_PPO2": 156.0, "PCS_O2_FLOW": 0.0}
    around = Scene(
        readings=lambda name: Reading(value=values[name], generated_ns=T0_NS),
        alarms={},
        database=database,
        now_ns=T0_NS,
    )
    shown = [branch.when.judge(around).truth is Truth.TRUE for branch in step.branches]
    assert shown == [False, False, True]


@pytest.mark.parametrize(
    ("alarm", "about_it"),
    [
        ("FDS_SMK_2", {"FDS-01"}),
        ("CAB_DPDT", {"STR-01", "PCS-04", "PCS-05"}),
        ("CAB_CO", {"FDS-01", "FDS-02"}),
        ("PCS_VENT", {"PCS-05"}),
    ],
)
def test_an_emergency_pauses_every_procedure_that_is_not_about_it(alarm, about_it):
    assert {procedure.id for procedure in BOOK.procedures if procedure.concerns(alarm)} == about_it
