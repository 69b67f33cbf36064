"""A person is told twenty problems of a file, and how many more there are."""

from telemetry.configuration import MissionError
from telemetry.problems import told


def test_up_to_twenty_problems_are_all_told():
    error = MissionError([f"problem {number}" for number in range(20)])
    assert told(error).splitlines() == list(error.problems)


def test_of_more_the_rest_is_counted_and_the_error_keeps_them():
    error = MissionError([f"problem {number}" for number in range(57)])
    assert told(error).splitlines() == [*error.problems[:20], "and 37 more"]
    assert len(error.problems) == 57
