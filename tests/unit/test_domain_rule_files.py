"""Flight rules as data: read whole, refused whole."""

import pytest
from builders import a_mission, the_operations

from console.domain.operations import load_operations
from console.domain.rule_conditions import AlarmStands, Compare, Every
from console.domain.rule_files import read_rules
from console.domain.rule_forecast import Foreseen
from console.domain.rule_model import Decision, Signatures
from console.domain.rule_reading import AGE_LEAST_S, usual_age_s
from telemetry.configuration import Configuration, MissionError, read_configuration

MISSION = a_mission()
GOOD = """
[[rule]]
id = "X-1"
title = "Too warm"
scope = "all"
decision = "HOLD"
when = { param = "CAB_T_Z2", op = ">", value = 27, unit = "degC", max_age_s = 10 }
action = "Cool"
rationale = "Comfort"
plain = "It is warm."
"""


def problems_of(text):
    problems = []
    read_rules({"flight_rules/x.toml": text.encode()}, MISSION, problems)
    return problems


def rule_of(text):
    problems = []
    (rule,) = read_rules({"x.toml": text.encode()}, MISSION, problems).rules
    assert problems == []
    return rule


def test_a_rule_is_read_with_its_words_and_condition():
    rule = rule_of(GOOD)
    assert (rule.id, rule.decision, rule.release) == ("X-1", Decision.HOLD, Signatures.SINGLE)
    assert rule.holds_windows
    assert set(rule.conditions) == {pane.id for pane in MISSION.panes}
    assert rule.conditions["dome"] == Compare(
        parameter="CAB_T_Z2", operator=">", value=27.0, max_age_s=10.0
    )


@pytest.mark.parametrize(
    ("scope", "panes"), [("Z1", {"win-1", "win-2"}), ("Z3", {"dome"}), ("win-3", {"win-3"})]
)
def test_a_rule_is_about_the_windows_of_its_scope(scope, panes):
    rule = rule_of(GOOD.replace('"all"', f'"{scope}"'))
    assert set(rule.conditions) == panes


def test_a_window_may_call_its_own_parameters_by_a_name():
    named = GOOD.replace("CAB_T_Z2", "$shutter").replace(
        'op = ">", value = 27, unit = "degC"', 'op = "!=", value = "OPEN"'
    )
    rule = rule_of(named)
    assert {c.parameter for c in rule.conditions.values()} == {p.shutter for p in MISSION.panes}


def test_a_context_stands_for_its_condition():
    text = '[contexts]\nhot = { param = "CAB_T_Z2", op = ">", value = 27, unit = "degC" }\n' + GOOD
    text = text.replace(
        'when = { param = "CAB_T_Z2", op = ">", value = 27, unit = "degC", max_age_s = 10 }',
        'when = { all = [{ context = "hot" }, { alarm = "holding", at_least = "warning" }] }',
    )
    condition = rule_of(text).conditions["dome"]
    assert isinstance(condition, Every)
    assert [type(part) for part in condition.parts] == [Compare, AlarmStands]
    assert condition.parts[1].pane == "dome"


def test_without_a_word_a_sample_may_be_three_periods_old_but_some_seconds_at_least():
    rule = rule_of(GOOD.replace(", max_age_s = 10", ""))
    assert rule.conditions["dome"].max_age_s == 6.0  # half a sample a second
    parameters = MISSION.database.parameters
    assert usual_age_s(parameters["CAB_P_TOT"], MISSION.database) == AGE_LEAST_S


AHEAD = GOOD.replace("{ param", "{ forecast").replace("max_age_s = 10", "within_s = 900")


def test_a_rule_may_look_ahead():
    foreseen = Foreseen(parameter="CAB_T_Z2", operator=">", value=27.0, within_s=900.0)
    assert rule_of(AHEAD).conditions["dome"] == foreseen


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("CAB_T_Z2", "EPS_LOAD", "EPS_LOAD is not forecast"),
        ('">"', '">="', "op is '>='"),
        ("within_s = 900", "within_s = 9000", "within_s"),
        (', unit = "degC"', "", "unit is missing"),
    ],
)
def test_what_is_wrong_with_looking_ahead_is_told(before, after, problem):
    assert any(problem in each for each in problems_of(AHEAD.replace(before, after, 1)))


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("CAB_T_Z2", "CAB_T_Z9", "the vehicle has no parameter CAB_T_Z9"),
        ("CAB_T_Z2", "BIO_1_HR", "BIO_1_HR is medical"),
        ("CAB_T_Z2", "$sun", "param is '$sun'"),
        ('">"', '"~"', "op is '~'"),
        ('"degC"', '"K"', "unit is 'K'; it must be one of degC"),
        (', unit = "degC"', "", "unit is missing"),
        ("value = 27", "value = nan", "value is 'nan'"),
        ('">"', '"=="', "tolerance is missing"),
        ("max_age_s = 10", "max_age = 10", "unknown key 'max_age'"),
        ("max_age_s = 10", 'stands_in = "CAB_T_Z9"', "the vehicle has no parameter CAB_T_Z9"),
        ("max_age_s = 10", 'stands_in = "CAB_PPO2"', "CAB_PPO2 is not read as CAB_T_Z2 is"),
        ('"HOLD"', '"GO"', "decision is 'GO'"),
        ('"all"', '"Z9"', "scope is 'Z9'"),
        ('id = "X-1"', "", "id is missing"),
        ("when =", "if =", "when is missing"),
        ('plain = "It is warm."', "", "plain is missing"),
        ('plain = "', 'release = "three"\nplain = "', "release is 'three'"),
        ('plain = "', 'holds_windows = 1\nplain = "', "holds_windows must be true or false"),
        ("{ param", "{ context = 'x', param", "a condition has one of"),
        ("[[rule]]", "[contexts.x]\nall = []\n[[rule]]", "all needs at least one condition"),
        ("[[rule]]", "[panes.attic]\nglass = 'X'\n[[rule]]", "no window 'attic'"),
        ("[[rule]]", "rule = 1\n[[x]]", "rule must be an array of tables"),
        ("[[rule]]", "[[rule", "not TOML"),
    ],
)
def test_what_is_wrong_is_told_with_file_rule_and_key(before, after, problem):
    assert before in GOOD
    (first, *_) = problems_of(GOOD.replace(before, after, 1))
    assert problem in first
    assert first.startswith("flight_rules/x.toml")


def test_every_problem_of_every_rule_is_told_at_once():
    bad = GOOD.replace('"degC"', '"K"') + GOOD.replace('"HOLD"', '"STOP"').replace("X-1", "X-2")
    assert len(problems_of(bad)) == 2


def test_two_rules_of_one_name_are_refused():
    (problem,) = problems_of(GOOD + GOOD)
    assert "there is another rule X-1" in problem


def test_a_mission_with_a_bad_rule_is_refused_as_a_whole():
    files = dict(read_configuration("meridian-1").files)
    files["flight_rules/own.toml"] = GOOD.replace('"degC"', '"K"').encode()
    with pytest.raises(MissionError, match=r"flight_rules/own.toml, rule 1, when: unit is 'K'"):
        load_operations(Configuration(files), MISSION)


def test_a_record_from_before_rules_travelled_is_judged_by_the_shipped_ones():
    files = {
        name: data
        for name, data in read_configuration("meridian-1").files.items()
        if not name.startswith("flight_rules/")
    }
    assert load_operations(Configuration(files), MISSION).rules == the_operations().rules


@pytest.mark.parametrize("mission", ["meridian-1", "polar-1", "station-1"])
def test_the_shipped_rules_fit_every_shipped_mission(mission):
    operations = load_operations(read_configuration(mission), a_mission(mission))
    assert len(operations.rules.rules) >= 15
    assert {rule.release for rule in operations.rules.rules} == set(Signatures)


def test_a_missions_own_rules_come_beside_the_shipped_ones(tmp_path):
    for name, data in read_configuration("meridian-1").files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    own = tmp_path / "flight_rules" / "viewing.toml"
    own.write_text(GOOD)
    operations = load_operations(read_configuration(str(tmp_path)), MISSION)
    assert [rule.id for rule in operations.rules.rules] == ["V-01", "V-02", "X-1"]
