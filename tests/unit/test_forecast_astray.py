"""Who is in the dome beside the timeline: nobody knows who, or what they do there."""

from dataclasses import replace

import numpy as np
import pytest
from builders import a_mission, an_idle_mission
from forecasts import a_flight

from console.domain.forecast import agenda as people
from console.domain.forecast.astray import change_astray
from console.domain.forecast.draws import AHEAD_S, MEMBERS, draw
from console.domain.forecast.fit import fit_cabin
from console.domain.forecast.vehicle import DOME
from telemetry.mission import Activity
from telemetry.timebase import NS_PER_S

MINUTE_NS = 60 * NS_PER_S
HOUR_STEP = int(np.searchsorted(AHEAD_S, 3600.0))


def changes(crowd, *, asleep=(), until_min=30):
    """Return how CO2 changes, in people awake, (steps, members, zones), for a crowd in the dome."""
    window, _, _ = a_flight(25)
    fit = replace(fit_cabin(window, an_idle_mission()), crowd=crowd, crowded_s=300.0)
    naps = tuple(
        Activity(
            person=a_mission().people[number].id,
            start_ns=fit.at_ns - 120 * MINUTE_NS,
            end_ns=fit.at_ns + until_min * MINUTE_NS,
            kind="sleep",
            zone="Z2",
        )
        for number in asleep
    )
    mission = replace(an_idle_mission(), timeline=naps)
    times_ns = fit.at_ns + MINUTE_NS * np.arange(-6, 94)
    steps = 6 + np.minimum(93, (AHEAD_S[1:] / 60).astype(int))
    places = np.tile(steps[:, None], (1, MEMBERS))
    found = change_astray(fit, mission, times_ns, 6, places, draw())
    return found[:, :, :, people.CO2] / people.AWAKE[people.CO2]


def test_while_nobody_is_wanted_elsewhere_nothing_changes():
    assert np.median(changes(2.0)[HOUR_STEP], axis=0) == pytest.approx(np.zeros(4))


def test_in_some_members_they_leave_by_and_by():
    in_dome = changes(1.0)[-1, :, DOME]
    assert in_dome.min() == pytest.approx(-1.0)
    assert in_dome.max() == pytest.approx(0.0)


def test_who_they_are_differs_from_member_to_member():
    """A guest who sleeps by the timeline may be among them, and may sleep there or not."""
    in_dome = changes(1.0, asleep=(2,), until_min=10)[HOUR_STEP, :, DOME]
    assert len(np.unique(in_dome.round(2))) >= 3


def test_whoever_is_missing_from_the_dome_is_one_of_those_planned_there():
    can = people.can_be_astray(a_mission(), np.array([0, 1, 2, 2, 1, 3]), -1.0)
    assert can.tolist() == [False, False, True, True, False, False]
