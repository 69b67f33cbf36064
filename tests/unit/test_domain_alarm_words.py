"""An alarm in words."""

from builders import a_mission, an_alarm_raised

from console.domain.alarm_words import alarm_text
from console.domain.alarms import AlarmBook, apply_alarm


def test_an_alarm_says_what_where_value_against_limit_and_first_action():
    fact = an_alarm_raised("CAB_PPCO2_Z3", value=6.2, limit=6.0)
    alarm = apply_alarm(AlarmBook(), fact, "server").standing["CAB_PPCO2_Z3"]
    parameter = a_mission().database.parameters["CAB_PPCO2_Z3"]
    text = alarm_text(alarm, parameter)
    assert text.startswith("CO2 partial pressure, viewing dome: 6.2 mmHg (limit 6 mmHg) · ")
    assert text.endswith(parameter.alarm.action)
