from dataclasses import replace

import pytest
from builders import a_mission

from telemetry.configuration import VEHICLE_WORDS, Configuration, MissionError, read_configuration
from telemetry.mission import load_mission
from telemetry.vehicle_words import UnitGroup, VehicleWords, read_words

SUBSYSTEM_OF = {"A_1": "A", "A_2": "A", "B_1": "B"}
GOOD = b"""
[[subsystem]]
id = "B"
name = "Second"
[[subsystem]]
id = "A"
name = "First"
key_readings = ["A_2"]
[[units]]
subsystem = "A"
name = "Pumps"
parameters = ["A_1", "A_2"]
counts = true
"""


def test_words_are_read_in_the_order_they_are_written():
    problems = []
    words = read_words(GOOD, SUBSYSTEM_OF, problems)
    assert problems == []
    assert list(words.subsystems.items()) == [("B", "Second"), ("A", "First")]
    assert words.key_readings["A"] == ("A_2",)
    assert words.groups == (UnitGroup("A", "Pumps", ("A_1", "A_2"), counts=True),)


def test_a_vehicle_may_do_without():
    problems = []
    assert read_words(b"", SUBSYSTEM_OF, problems) == VehicleWords()
    assert problems == []


def test_everything_that_is_wrong_is_told_at_once():
    problems = []
    read_words(
        b"""
        colour = "blue"
        [[subsystem]]
        id = "A"
        name = "First"
        key_readings = ["A_9"]
        [[subsystem]]
        id = "A"
        name = "Again"
        [[subsystem]]
        id = "C"
        name = ""
        [[units]]
        subsystem = "A"
        name = "Pumps"
        parameters = ["B_1"]
        [[units]]
        subsystem = "B"
        name = "None"
        parameters = []
        """,
        SUBSYSTEM_OF,
        problems,
    )
    text = "\n".join(problems)
    for each in (
        "colour",
        "names 'A_9', which the vehicle does not have",
        "'A' is there more than once",
        "id is 'C'; it must be one of A, B",
        "name is missing",
        "'B_1' belongs to B, not to A",
        "names no parameter of the vehicle",
    ):
        assert each in text
    assert all(each.startswith("words.toml") for each in problems)


def test_bad_words_stop_a_mission_from_opening_and_say_where():
    files = dict(read_configuration("meridian-1").files)
    files[VEHICLE_WORDS] = b'[[units]]\nsubsystem = "EPS"\nname = "x"\nparameters = ["NONE"]\n'
    with pytest.raises(MissionError, match=r"words\.toml"):
        load_mission(Configuration(files))


def test_a_record_from_before_there_were_words_opens_without():
    files = dict(read_configuration("meridian-1").files)
    del files[VEHICLE_WORDS]
    assert load_mission(Configuration(files)).database.words == VehicleWords()


def test_meridian_is_spoken_of_wholly():
    database = a_mission().database
    assert {each.subsystem for each in database.parameters.values()} == set(
        database.words.subsystems
    )
    assert len(database.words.groups) >= 20
    assert replace(database).sent.words is database.words
