"""The alarm file beside the XTCE: patterns, overriding, and every problem at once."""

import pytest

from telemetry.alarm_behaviour import read_behaviours
from telemetry.dictionary import AlarmBehaviour, Severity

IDS = ("CAB_T_Z1", "CAB_T_Z3", "FAN")


def test_a_later_table_adds_to_and_overrides_an_earlier_one():
    text = b"""
    ["CAB_*"]
    deadband = 1
    holds_viewing = "all"
    ["CAB_T_Z3"]
    holds_viewing = "dome"
    latches_from = "warning"
    """
    behaviours, problems = read_behaviours(text, IDS)
    assert problems == []
    assert behaviours == {
        "CAB_T_Z1": AlarmBehaviour(deadband=1, holds_viewing="all"),
        "CAB_T_Z3": AlarmBehaviour(deadband=1, holds_viewing="dome", latches_from=Severity.WARNING),
    }


def test_an_empty_file_says_nothing():
    assert read_behaviours(b"", IDS) == ({}, [])


@pytest.mark.parametrize("text", [b"[FAN\n", b"\xff\xfe", b'["FAN"]\n["FAN"]\n'])
def test_a_broken_file_is_one_problem(text):
    behaviours, problems = read_behaviours(text, IDS)
    assert behaviours == {}
    assert len(problems) == 1
    assert problems[0].startswith("not TOML: ")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("dedband = 1", "unknown key 'dedband'"),
        ('deadband = "1"', "deadband must be a number from 0, not '1'"),
        ("deadband = -1", "deadband must be a number from 0, not -1"),
        ("on_delay_s = true", "on_delay_s must be a number from 0, not True"),
        ("off_delay_s = nan", "off_delay_s must be a number from 0, not nan"),
        ("off_delay_s = inf", "off_delay_s must be a number from 0, not inf"),
        ("cause = 3", "cause must be a text, not 3"),
        ('latches_from = "awful"', "'awful' is no alarm class"),
        ("latches_from = 3", "latches_from must be a text, not 3"),
    ],
)
def test_a_wrong_setting_is_named(line, words):
    behaviours, problems = read_behaviours(f"[FAN]\n{line}\n".encode(), IDS)
    assert len(problems) == 1
    assert problems[0].startswith("[FAN]: ")
    assert words in problems[0]
    assert behaviours == {"FAN": AlarmBehaviour()}


def test_a_parameter_nobody_has_is_a_problem():
    assert read_behaviours(b"[PUMP]\n", IDS)[1] == ["[PUMP]: no parameter has this id"]


def test_a_setting_outside_any_table_is_a_problem():
    problems = read_behaviours(b"deadband = 1\n", IDS)[1]
    assert "'deadband' stands outside any table" in problems


def test_every_problem_is_listed():
    text = b'[FAN]\na = 1\nb = 2\n["X*"]\nc = 3\n'
    assert len(read_behaviours(text, IDS)[1]) == 4
