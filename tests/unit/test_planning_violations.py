"""Words and order of what is wrong."""

from builders import T0_NS
from planning_builder import GUESTS, a_small_mission, circumstances

from console.domain.planning.violations import Ground, Rule, Violation, clock, in_order


def a_violation(rule, start_ns=T0_NS, message="x"):
    return Violation(
        rule=rule,
        people=(),
        windows=(),
        start_ns=start_ns,
        end_ns=start_ns + 1,
        message=message,
        mend="",
    )


def test_each_is_said_once_the_gravest_then_the_earliest_first():
    later, sooner = a_violation(Rule.BUSY, T0_NS + 1), a_violation(Rule.BUSY)
    closed = a_violation(Rule.CLOSED, T0_NS + 9)
    assert in_order([later, sooner, later, closed]) == [closed, sooner, later]


def test_names_are_joined_as_people_say_them():
    ground = Ground(a_small_mission(guests=GUESTS), circumstances())
    assert ground.names(GUESTS[:1]) == "Guest A"
    assert ground.names(GUESTS[:3]) == "Guest A, Guest B and Guest C"


def test_times_are_said_to_the_second():
    assert clock(T0_NS + 5_900_000_000) == "12:00:05 UTC"
