import re

import pytest
from builders import a_mission

from console.ui.models.names import Names
from console.ui.models.plain_words import plain_words

MISSION = a_mission()
HOLDING = [
    each for each in MISSION.database.parameters.values() if each.alarm.holds_viewing != "none"
]


@pytest.mark.parametrize("parameter", HOLDING, ids=lambda each: each.id)
def test_whatever_can_hold_viewing_has_words_a_guest_may_hear(parameter):
    words = plain_words(parameter)

    assert words.happened.endswith(".")
    assert not re.search(r"alarm|emergency|warning|[A-Z]{2,}|\d", words.tell)
    assert "crew" in words.tell


def test_the_dome_and_the_air_are_told_apart():
    parameters = MISSION.database.parameters

    assert "Used air" in plain_words(parameters["CAB_PPCO2_Z3"]).happened
    assert "pressure" in plain_words(parameters["CAB_DPDT"]).happened


def test_people_and_panes_are_called_by_their_names_and_strangers_by_their_ids():
    names = Names(MISSION)

    assert names.people(("guest-a", "guest-9")) == "Guest A, guest-9"
    assert names.pane("dome") == "viewing dome"
    assert names.pane("hatch") == "hatch"
