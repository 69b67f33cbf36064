"""An alarm in words."""

import re

import pytest
from builders import a_mission, an_alarm_raised

from console.domain.alarm_fold import apply_alarm
from console.domain.alarm_words import UNNAMED, Outlook, alarm_text, guest_words
from console.domain.alarms import AlarmBook

CO2 = "CAB_PPCO2_Z3"
DATABASE = a_mission().database
ALARMING = [each for each in DATABASE.parameters.values() if each.has_alarm]


def text(outlook=None):
    fact = an_alarm_raised(CO2, value=6.2, limit=6.0)
    alarm = apply_alarm(AlarmBook(), fact, "server").standing[CO2]
    return alarm_text(alarm, DATABASE.parameters[CO2], outlook)


def test_an_alarm_says_what_where_value_against_limit_and_first_action():
    found = text()
    assert found.startswith("CO2 partial pressure, viewing dome: 6.2 mmHg (limit 6 mmHg) · ")
    assert found.endswith(DATABASE.parameters[CO2].alarm.action)


def test_trend_time_to_limit_and_procedure_are_said_where_they_are_known():
    outlook = Outlook(
        trend_per_min=0.113, to_limit_s=660, next_limit="emergency", procedure="CAB-01"
    )
    found = text(outlook)
    assert ", rising 0.11 mmHg a minute, emergency in 11 min · " in found
    assert found.endswith(" · Procedure CAB-01")
    assert "falling 0.1 mmHg a minute" in text(Outlook(trend_per_min=-0.1))


@pytest.mark.parametrize("parameter", ALARMING, ids=lambda each: each.id)
def test_every_alarm_has_words_of_its_own_that_guests_may_hear(parameter):
    words = guest_words(parameter.id, DATABASE)
    assert words.happened != UNNAMED.happened
    assert words.happened.endswith(".")
    assert words.tell.endswith(".")
    assert not re.search(r"alarm|emergency|warning|[A-Z]{2,}|\d", words.tell)


def test_medical_alarms_tell_nobody_whose_they_are():
    told = {guest_words(name, DATABASE) for name in DATABASE.parameters if name.startswith("BIO_")}
    assert len(told - {UNNAMED}) == 1


def test_a_vehicle_without_words_gets_the_plain_ones():
    assert guest_words("NOTHING", DATABASE) is UNNAMED
