"""Fault options are checked before a simulator is started on them."""

import pytest
from builders import a_mission

from simulator.fault_options import fault_problems


def test_what_the_simulator_can_inject_is_no_problem():
    assert fault_problems(["F01@+00:00:10", "F08*0.5@T+1h"], a_mission()) == []


@pytest.mark.parametrize(
    ("option", "named"),
    [
        ("F99@+00:00:10", "there is no fault 'F99'; known are F01 to F"),
        ("F01", "'F01' is not of the form F01@+00:00:10"),
        ("F01@+00:61:00", "'00:61:00' is not a duration"),
        ("F01*20@+1", "severity 20 is not between 0 and 10"),
    ],
)
def test_what_it_cannot_is_told(option, named):
    (problem,) = fault_problems([option], a_mission())
    assert problem.startswith(f"--fault: {named}")


def test_every_problem_is_told():
    assert len(fault_problems(["F99@+1", "F01", "F02@+1"], a_mission())) == 2
