"""Cabin windows and targets are read whole, or every problem is told at once."""

import pytest

from resources import find
from telemetry.mission_parts import read_panes, read_targets

WINDOWS = find("vehicle/meridian/windows.toml").read_bytes()
TARGETS = find("targets/landmarks.csv").read_bytes()


def test_every_window_looks_in_a_direction_of_length_one():
    problems = []
    panes = read_panes(WINDOWS, problems)
    assert problems == []
    for pane in panes:
        assert sum(each**2 for each in pane.boresight_body) == pytest.approx(1.0)


def test_a_window_without_a_direction_and_an_unknown_zone_are_told_together():
    wrong = WINDOWS.decode().replace('zone = "', 'zone = "no ', 1)
    first = wrong.index("boresight_body")
    wrong = wrong[:first] + "boresight_body = [0.0, 0.0, 0.0]\n#" + wrong[first:]
    problems = []
    read_panes(wrong.encode(), problems)
    assert any("has no direction" in problem for problem in problems)
    assert any("zone" in problem for problem in problems)


def test_a_window_named_twice_is_told():
    problems = []
    read_panes(WINDOWS + b"\n" + WINDOWS[WINDOWS.index(b"[[window]]") :], problems)
    assert any("used twice" in problem for problem in problems)


def test_targets_come_from_several_files_and_are_named_once():
    problems = []
    targets = read_targets([("landmarks.csv", TARGETS)], problems)
    assert problems == []
    assert len(targets) > 100
    read_targets([("landmarks.csv", TARGETS), ("own.csv", TARGETS)], problems)
    assert any("used twice" in problem for problem in problems)
