"""An alarm in words."""

import re

import pytest
from builders import a_mission, an_alarm_raised, the_operations

from console.domain.alarm_fold import apply_alarm
from console.domain.alarm_words import UNNAMED, alarm_text, answer_text, guest_words, measured_text
from console.domain.alarms import AlarmBook

CO2 = "CAB_PPCO2_Z3"
DATABASE = a_mission().database
ALARMING_WORDS = re.compile(
    r"\b(alarm|emergency|warning|caution|danger|fire|smoke|leak|hole|broken|fail|fault|pressure|"
    r"oxygen|toxic|poison|radiation|collision|debris|lost|die)",
    re.IGNORECASE,
)
PROMISES = re.compile(r"\b(will|shall|soon|safe|never|always|minute|sure|certain)", re.IGNORECASE)
ALARMING = [each for each in DATABASE.parameters.values() if each.has_alarm]


def an_alarm(alarm=CO2, **raised):
    return apply_alarm(AlarmBook(), an_alarm_raised(alarm, **raised), "server").standing[alarm]


def measured(alarm=CO2, now=None, **raised):
    return measured_text(an_alarm(alarm, **raised), DATABASE, now)


def test_an_alarm_says_what_where_measured_ahead_and_first_action_in_this_order():
    parameter = DATABASE.parameters[CO2]
    found = alarm_text(parameter, "6.2 mmHg > 6", "rising, emergency in 11 min")
    assert found == (
        "CO2 partial pressure, viewing dome: 6.2 mmHg > 6, rising, emergency in 11 min · "
        f"{parameter.alarm.action}"
    )


def test_an_alarm_names_its_procedure_or_says_that_there_is_none():
    procedures = the_operations().procedures
    assert answer_text(procedures.for_alarm("EPS_BUS_28A_V")) == "procedure EPS-01"
    assert answer_text(procedures.for_alarm("HSP_MEALS")) == "no procedure"


def test_a_value_stands_against_its_limit_with_its_unit():
    assert measured(value=6.2, limit=6.0) == "6.2 mmHg > 6"
    assert measured("CAB_P_TOT", value=700.0, limit=724.0) == "700 mmHg < 724"


def test_a_value_within_the_deadband_is_not_said_to_be_beyond_its_limit():
    assert measured(now=5.9, value=6.2, limit=6.0) == "5.9 mmHg, limit 6"


def test_great_numbers_are_written_out():
    assert measured("RAD_DOSE", value=12_345.6, limit=10_000.0) == "12346 µGy > 10000"


def test_a_state_stands_against_what_is_normal():
    stalled = measured("ARS_FAN_A_STATE", value=2.0, limit=None)
    assert stalled == "STALL, normally ON"


def test_a_unit_that_only_a_context_doubts_says_why():
    doubted = measured("CDH_RIU1_ST", value=0.0, limit=None)
    assert doubted == "OK, several readings of interface unit 1 off their scale at once"


def test_a_medical_value_that_is_not_told_is_said_to_be_private():
    assert measured("BIO_3_HR", value=float("nan"), limit=None) == "value kept private"


@pytest.mark.parametrize("parameter", ALARMING, ids=lambda each: each.id)
def test_every_alarm_can_be_told_whole(parameter):
    """What and where, value against limit with unit, first action."""
    if parameter.state_severities:
        fact = {"value": float(max(parameter.state_severities)), "limit": None}
        against = parameter.text(fact["value"])
    else:
        every = (parameter.limits, *parameter.context_limits.values())
        limit = next(filter(None, every))[-1]
        beyond = 1.0 + abs(limit.threshold)
        value = limit.threshold + (beyond if limit.is_high else -beyond)
        fact = {"value": value, "limit": limit.threshold}
        against = f"{parameter.unit_text} {'>' if limit.is_high else '<'}".lstrip()
    found = alarm_text(parameter, measured(parameter.id, **fact))
    assert found.startswith(f"{parameter.name}: ")
    assert against in found
    assert re.search(r" · [A-Z][^·]+[^.·]$", found)
    assert len(parameter.name) <= 45
    assert len(parameter.alarm.action) <= 95
    assert parameter.alarm.cause


@pytest.mark.parametrize("parameter", ALARMING, ids=lambda each: each.id)
def test_every_alarm_has_words_of_its_own_that_guests_may_hear(parameter):
    words = guest_words(parameter.id, DATABASE)
    assert words.happened != UNNAMED.happened
    assert words.happened.endswith(".")
    assert words.tell.endswith(".")
    assert not re.search(r"[A-Z]{2,}|\d|%", words.tell)
    assert not ALARMING_WORDS.search(words.tell)
    assert not PROMISES.search(words.tell)
    assert len(re.findall(r"\.", words.tell)) <= 2


def test_medical_alarms_tell_nobody_whose_they_are():
    told = {guest_words(name, DATABASE) for name in DATABASE.parameters if name.startswith("BIO_")}
    assert len(told - {UNNAMED}) == 1


def test_a_vehicle_without_words_gets_the_plain_ones():
    assert guest_words("NOTHING", DATABASE) is UNNAMED
