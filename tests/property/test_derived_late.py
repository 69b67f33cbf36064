"""A span that is lost and comes late ends as if nothing had been lost: values and alarms."""

import math
from functools import cache

import numpy as np
import pytest
from grounds import Ground, a_flight, told
from hypothesis import given, settings
from hypothesis import strategies as st

from telemetry.timebase import NS_PER_S

SECONDS = 420


class NotedGround(Ground):
    """One that remembers every derived value as it was said last."""

    def __init__(self):
        super().__init__()
        self.values = {}

    def say(self, frame):
        super().say(frame)
        for row, values in enumerate(frame.values):
            self.values[frame.generated_ns + row * NS_PER_S] = values


def flown(lost=range(0), back_at_s=0, judges_for_s=math.inf):
    """Return the ground after the flight, with the frames of some seconds coming late."""
    ground = NotedGround()
    ground.judges_for_s = judges_for_s
    for second, frames in a_flight(SECONDS, lost, back_at_s):
        for frame in frames:
            ground.take(frame)
        ground.look(second)
    ground.judges_for_s = math.inf
    for _ in range(4):
        ground.look(SECONDS)
    return ground


@cache
def undisturbed():
    return flown()


def ends_alike(from_s, for_s, after_s, judges_for_s=math.inf):
    lost = range(from_s, min(from_s + for_s, SECONDS - 80))
    ground = flown(
        lost, back_at_s=min(lost[-1] + 1 + after_s, SECONDS - 1), judges_for_s=judges_for_s
    )
    assert ground.values.keys() == undisturbed().values.keys()
    for at_ns, values in undisturbed().values.items():
        assert np.array_equal(ground.values[at_ns], values, equal_nan=True)
    assert told(ground) == told(undisturbed())


def test_a_leak_that_began_in_a_lost_span_is_found_a_piece_at_a_time_in_its_own_time():
    assert told(undisturbed()).keys() >= {"CAB_DPDT", "DRV_T_RES", "CAB_P_TOT"}
    ends_alike(from_s=90, for_s=140, after_s=60, judges_for_s=0.0)


SPANS = {
    "from_s": st.integers(20, 300),
    "for_s": st.integers(1, 100),
    "after_s": st.integers(0, 60),
}


@settings(max_examples=2, derandomize=True)
@given(**SPANS)
def test_a_lost_span_that_comes_late_ends_with_the_same_values_and_alarms(from_s, for_s, after_s):
    ends_alike(from_s, for_s, after_s)


@pytest.mark.long
@settings(max_examples=60)
@given(**SPANS)
def test_any_lost_span_that_comes_late_ends_with_the_same_values(from_s, for_s, after_s):
    ends_alike(from_s, for_s, after_s)
