"""Procedures as data: read whole, refused whole."""

import pytest
from builders import a_mission
from procedure_bench import a_book

from console.domain.procedure_files import read_procedures
from console.domain.procedure_model import CommandCall, StepKind

GOOD = """
id = "T-1"
title = "Fan"
about = "Try it"
plain = "The crew changes a fan."
alarms = ["ARS_FAN_A_STATE"]

[[step]]
id = "1"
text = "Switch fan B on"
actor = "crew"
plain = "A second fan is switched on."
note = ["It hums"]
warning = ["Keep hands clear"]
[step.command]
name = "fan_b"
argument = true
[step.verify]
when = { param = "ARS_FLOW_CHX", op = ">=", value = 200, unit = "m3/h" }
hold_s = 5
timeout_s = 20

[[step]]
id = "2"
kind = "decide"
text = "Good?"
actor = "ground"
plain = "The crew decides."
record = ["CAB_CO"]
[[step.branch]]
label = "good"
goto = "end"
when = { param = "CAB_PPCO2_Z2", op = "<", value = 4.5, unit = "mmHg" }
[[step.branch]]
label = "bad"
goto = "1"
"""
DIRTY = '{ param = "CAB_PPCO2_Z2", op = ">=", value = 4.6, unit = "mmHg" }'
OTHERWISE = 'goto = "1"\notherwise = true\n[[step.branch]]\nlabel = "else"\n'
STEADY = 'invariant = { param = "CAB_DPDT", op = ">", value = -1, unit = "mmHg/min" }'


def test_a_decision_recorded_before_there_was_an_otherwise_is_read_as_it_was():
    limits = GOOD.replace('goto = "1"', f'goto = "1"\nwhen = {DIRTY}')
    (_act, decide) = a_book(limits).procedures[0].steps
    assert not any(branch.is_otherwise for branch in decide.branches)


def problems_of(*texts):
    problems = []
    files = {f"procedures/p{n}.toml": text.encode() for n, text in enumerate(texts)}
    read_procedures(files, a_mission(), problems)
    return problems


def test_a_procedure_is_read_with_its_steps():
    (procedure,) = a_book(GOOD).procedures
    act, decide = procedure.steps
    assert [step.kind for step in procedure.steps] == [StepKind.ACT, StepKind.DECIDE]
    assert act.command == CommandCall(name="fan_b", argument=True)
    assert act.command.text == "fan_b on"
    (proof,) = act.check.proofs
    assert (proof.hold_s, proof.timeout_s) == (5.0, 20.0)
    assert procedure.after(act) == "2"
    assert procedure.after(decide) == "end"
    assert list(decide.shown) == ["CAB_PPCO2_Z2", "CAB_CO"]


def test_each_comparison_may_have_times_of_its_own():
    both = """when = { all = [
        { param = "ARS_FAN_B_STATE", op = "==", value = "ON", hold_s = 2, timeout_s = 9 },
        { param = "ARS_FLOW_CHX", op = ">=", value = 200, unit = "m3/h", max_age_s = 7 },
    ] }"""
    alone = 'when = { param = "ARS_FLOW_CHX", op = ">=", value = 200, unit = "m3/h" }'
    state, flow = a_book(GOOD.replace(alone, both)).procedures[0].steps[0].check.proofs
    assert (state.hold_s, state.timeout_s) == (2.0, 9.0)
    assert (flow.hold_s, flow.timeout_s, flow.condition.max_age_s) == (5.0, 20.0, 7.0)


def test_the_gravest_is_said_first_before_a_step():
    act = a_book(GOOD).procedures[0].steps[0]
    assert [caution.kind for caution in act.cautions] == ["warning", "note"]


@pytest.mark.parametrize(
    ("argument", "text"),
    [("false", "fan_b off"), ("2", "fan_b 2"), ('"galley=off"', "fan_b galley=off")],
)
def test_a_command_is_said_with_its_argument(argument, text):
    act = a_book(GOOD.replace("argument = true", f"argument = {argument}")).procedures[0].steps[0]
    assert act.command.text == text


def test_a_command_may_have_no_argument():
    act = a_book(GOOD.replace("argument = true", "")).procedures[0].steps[0]
    assert act.command.text == "fan_b"


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ('id = "T-1"', "", "id is missing"),
        ('plain = "The crew c', 'words = "The crew c', "plain is missing"),
        ('["ARS_FAN_A_STATE"]', '["ARS_FEN_*"]', "alarms: no parameter is called 'ARS_FEN_*'"),
        ('id = "2"', 'id = "1"', "there is another step 1"),
        ('goto = "1"', 'goto = "7"', "there is no step '7' to go to"),
        ('actor = "crew"', 'actor = "pilot"', "actor is 'pilot'"),
        ('actor = "crew"', 'actor = "crew"\non_fail = "9"', "there is no step '9'"),
        ('actor = "crew"', 'actor = "crew"\nwait_s = 5', "wait_s goes with kind wait"),
        ('actor = "crew"', 'actor = "crew"\nkind = "wait"', "wait_s goes with kind wait"),
        ('actor = "crew"', 'actor = "crew"\nkind = "do"', "kind is 'do'"),
        ('actor = "crew"', 'actor = "crew"\nconfirm = "both"', "confirm is 'both'"),
        ('actor = "crew"', 'actor = "crew"\nkind = "check"', "only a step of kind act gives"),
        ('kind = "decide"', 'kind = "act"', "a step of kind decide has two branches"),
        (
            'label = "bad"',
            'label = "bad"\n' + OTHERWISE * 2,
            "one way with otherwise = true at most",
        ),
        ('goto = "1"', f'goto = "1"\notherwise = true\nwhen = {DIRTY}', "it has no when"),
        ('goto = "1"', 'goto = "1"\notherwise = "yes"', "otherwise must be true or false"),
        ('kind = "decide"', 'kind = "decide"\non_fail = "1"', "on_fail goes with verify"),
        ("hold_s = 5\n", "hold_s = 50\n", "hold_s is longer than timeout_s"),
        ("timeout_s = 20", "timeout = 20", "timeout_s is missing"),
        ('m3/h" }', 'm3/h", hold_s = 21 }', "verify, when: hold_s is longer than timeout_s"),
        ('m3/h" }', 'm3/h", timeout_s = -1 }', "verify, when: timeout_s is '-1'"),
        ('"mmHg" }', '"mmHg", hold_s = 1 }', "unknown"),
        (
            'when = { param = "ARS_FLOW_CHX", op = ">=", value = 200, unit = "m3/h" }',
            "when = { all = [] }",
            "all needs at least one condition",
        ),
        ('when = { param = "ARS', 'if = { param = "ARS', "when is missing"),
        ('unit = "m3/h"', 'unit = "l/s"', "unit is 'l/s'"),
        ("argument = true", "argument = [1]", "argument must be a text, a number, true or false"),
        ("argument = true", "argument = inf", "argument must be a text, a number, true or false"),
        (
            'actor = "ground"',
            f'actor = "ground"\n{STEADY}',
            "a step of kind decide has no invariant",
        ),
        (
            'actor = "crew"',
            f'actor = "crew"\n{STEADY[:-1]}, tolerance = 1 }}',
            "tolerance goes with",
        ),
        ('actor = "crew"', 'actor = "crew"\non_los = { do_alone = 1 }', "do_alone must be true or"),
        ('actor = "crew"', 'actor = "crew"\non_los = { do_alone = true }', "text is missing"),
        ('["CAB_CO"]', '["CAB_C"]', "record: the vehicle has no parameter CAB_C"),
        ('["CAB_CO"]', '["BIO_1_HR"]', "record: BIO_1_HR is medical"),
        ("[[step]]", "[stop]\n[[step]]", "unknown key 'stop'"),
        ('about = "Try it"', 'about = "Try', "not TOML"),
    ],
)
def test_what_is_wrong_is_told_with_file_step_and_key(before, after, problem):
    assert before in GOOD
    found = problems_of(GOOD.replace(before, after, 1))
    assert any(problem in each for each in found), found
    assert all(each.startswith("procedures/p0.toml") for each in found)


def test_a_procedure_has_at_least_one_step():
    (problem,) = problems_of(GOOD[: GOOD.index("[[step]]")])
    assert "at least one step" in problem


def test_two_procedures_of_one_name_are_refused():
    (problem,) = problems_of(GOOD, GOOD)
    assert "procedures/p1.toml: there is another procedure T-1" in problem


def test_every_problem_of_every_file_is_told_at_once():
    assert len(problems_of(GOOD.replace('"m3/h"', '"l/s"'), GOOD.replace("T-1", "", 1))) == 2
