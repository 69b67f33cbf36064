from dataclasses import replace
from functools import partial

from builders import (
    T0_NS,
    a_mission,
    a_situation,
    an_alarm_raised,
    nominal_readings,
    the_operations,
)
from outlooks import a_window, at

from console.domain.alarm_fold import apply_alarm
from console.domain.alarm_words import guest_words
from console.domain.alarms import AlarmBook
from console.domain.flight_rules import ViewingStatus, viewing_status
from console.domain.mission import MissionState
from console.domain.rule_model import Decision
from console.domain.schedule import WindowStatus
from console.ui.models.hold_words import hold_words
from telemetry.dictionary import Severity

MISSION = a_mission()
MANOEUVRE = 6.0  # a state of GNC_MODE
HELD = a_window(status=WindowStatus.HELD, reason="CO2 partial pressure, viewing dome")


def words(*facts, windows=(), blind="", decision=Decision.HOLD, changed=None, now_ns=T0_NS):
    book = AlarmBook()
    for fact in facts:
        book = apply_alarm(book, fact, "server")
    alarms = book.standing
    by_id = {window.id: window for window in windows}
    readings = partial(nominal_readings, changed=changed)
    around = replace(a_situation(readings=readings), now_ns=now_ns).around(
        MissionState(alarm_book=book)
    )
    status = viewing_status(by_id, the_operations().rules, MISSION, around)
    if blind:
        status = ViewingStatus(decision=decision, reasons=(blind,))
    return hold_words(status, alarms, by_id, MISSION, is_blind=bool(blind), now_ns=now_ns)


def test_while_viewing_is_go_nothing_is_said():
    assert words() is None


def test_a_hold_says_what_happened_with_value_and_time():
    found = words(an_alarm_raised("CAB_PPCO2_Z3", value=6.2))

    assert found.headline == "VIEWING ON HOLD"
    assert found.happened.startswith("Used air is gathering in the viewing dome")
    assert "viewing dome 6.2 mmHg, warning since 12:00" in found.happened
    assert found.tell == guest_words("CAB_PPCO2_Z3", MISSION.database).tell


def test_guests_are_told_nothing_technical():
    found = words(an_alarm_raised("CAB_PPCO2_Z3", value=6.2))

    for word in ("CO2", "mmHg", "alarm", "warning", "CAB_"):
        assert word not in found.tell


def test_every_held_window_is_named_with_time_and_guests():
    found = words(an_alarm_raised(), windows=[HELD])

    assert found.held == ("w1 12:10 reef by day · Guest A",)
    assert "flight controller" in found.release


def test_the_guest_lead_is_told_where_a_rule_asks_for_a_second_person():
    held = replace(HELD, held_by="V-01")
    assert "rule V-01 asks for a second person" in words(windows=[held]).release
    assert "second" not in words(windows=[replace(HELD, held_by="V-02")]).release


def test_an_emergency_sends_everybody_from_the_windows():
    found = words(an_alarm_raised(severity=Severity.EMERGENCY))

    assert found.headline == "NO VIEWING NOW"
    assert "leave the windows" in found.tell


def test_a_warning_that_stops_no_viewing_is_told_in_plain_words_too():
    found = words(an_alarm_raised("HSP_WAT_LEAK", severity=Severity.WARNING, value=1.0))

    assert found.headline == "VIEWING GOES ON"
    assert found.happened.startswith("The drinking water needs the crew's attention.")
    assert found.tell == guest_words("HSP_WAT_LEAK", MISSION.database).tell
    assert words(an_alarm_raised("HSP_WAT_LEAK", severity=Severity.CAUTION, value=1.0)) is None


def test_nobody_is_told_whose_medical_reading_it_is():
    found = words(an_alarm_raised("BIO_3_SPO2", severity=Severity.WARNING, value=float("nan")))

    assert found.happened == guest_words("BIO_3_SPO2", MISSION.database).happened


def test_when_the_cause_is_over_the_held_windows_still_wait():
    found = words(windows=[HELD])

    assert "It is over: CO2 partial pressure, viewing dome." in found.happened
    assert found.held


def test_a_held_window_that_is_over_holds_nothing_any_more():
    assert words(windows=[HELD], now_ns=at(2000)) is None


def test_further_causes_are_counted_not_listed():
    found = words(
        an_alarm_raised("CAB_PPCO2_Z3"),
        an_alarm_raised("CAB_P_TOT_A", severity=Severity.EMERGENCY),
        an_alarm_raised("CAB_P_TOT_B", severity=Severity.EMERGENCY),
    )

    assert found.happened.count("transducer") == 1
    assert "CO2" not in found.happened
    assert found.happened.endswith(". And 2 more.")


def test_a_console_that_cannot_know_sends_nobody_to_a_window():
    found = words(windows=[HELD], blind="No telemetry is received")

    assert found.happened.startswith("No telemetry is received.")
    assert found.held
    assert "Send nobody" in found.release


def test_what_was_no_go_when_a_console_went_blind_still_sends_everybody_from_the_windows():
    known = [an_alarm_raised("FDS_SMK_1", severity=Severity.EMERGENCY)]
    found = words(*known, blind="No telemetry is received", decision=Decision.NO_GO)

    assert found.headline == "NO VIEWING NOW"
    assert found.tell.startswith("Please leave the windows now. Please put on your mask")
    assert found.happened == "No telemetry is received. What this console shows may be old."


def test_windows_ahead_are_said_to_be_held_only_where_a_rule_holds_them():
    assert "inside the next 3 h will be" in words(an_alarm_raised()).release
    for reading in ({"GNC_MODE": MANOEUVRE}, {"CAB_FO2": float("nan")}):
        assert "about the present moment" in words(changed=reading).release
