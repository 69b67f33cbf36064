from collections import Counter

from builders import a_mission

from console.ui.models.alarm_names import controller_name


def test_the_pressure_rate_fits_a_line_and_still_says_over_which_time():
    described = a_mission().database.parameters["CAB_DPDT"].description
    assert controller_name(described) == "Cabin pressure rate, 30 s"


def test_places_are_kept():
    assert controller_name("Coolant flow, loop B") == "Coolant flow, loop B"


def test_only_readings_of_one_thing_get_one_name():
    mission = a_mission()
    names = Counter(controller_name(p.description) for p in mission.database.parameters.values())
    assert {name for name, times in names.items() if times > 1} <= {
        "CO2 partial pressure",
        "Oxygen partial pressure",
    }


def test_a_sentence_keeps_what_follows_the_name():
    said = "Oxygen partial pressure, selected is in warning"
    assert controller_name(said) == "Oxygen partial pressure is in warning"
