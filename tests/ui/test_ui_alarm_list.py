import pytest
from builders import an_alarm_raised, an_entry
from desks import T0_NS, a_desk
from PySide6.QtCore import Qt
from seats import a_panel_that_asks

from console.client.mirror import Advanced, Step, Stepped
from console.domain.alarm_facts import AlarmShelved, AlarmSuppressed, FloodBegan
from console.domain.alarm_requests import ShelveAlarm
from console.domain.facts import AlarmAcknowledged, AlarmChanged, AlarmReturned
from console.domain.mission import fold
from console.domain.requests import AcknowledgeAlarm
from console.domain.roles import Role
from console.protocol import Answer
from console.ui.dialogs.hide_alarm import HideAlarm
from console.ui.flight import Strip
from console.ui.models.alarm_rows import alarm_rows
from console.ui.models.alarm_table import AlarmTableModel, standing_text
from console.ui.models.request_notes import RequestNotes
from console.ui.panels.alarm_list import AlarmList
from console.ui.panels.alarm_strip import AlarmStrip
from console.ui.seat import EVERYTHING
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S

FIRST_OUT = an_alarm_raised("ARS_FLOW_CHX", severity=Severity.WARNING, value=70.0, limit=80.0)
LATER = an_alarm_raised(severity=Severity.WARNING, sample_ns=T0_NS + NS_PER_S)
EMERGENCY = an_alarm_raised("CAB_P_TOT", severity=Severity.EMERGENCY, value=650.0, limit=652.0)
SEEN = AlarmAcknowledged(alarm="CAB_P_TOT", occurrence=1)


@pytest.fixture
def list_of(qtbot, sent):
    return lambda desk: a_panel_that_asks(AlarmList, "requested", desk, sent, qtbot)


@pytest.fixture
def strip_of(qtbot, sent):
    return lambda desk: a_panel_that_asks(AlarmStrip, "acknowledge_requested", desk, sent, qtbot)


def shown(panel):
    model = panel.table.model()
    return [model.index(row, 0).data().splitlines()[0] for row in range(model.rowCount())]


def rows_of(desk, *unfolded):
    return alarm_rows(desk.state.alarms, desk.mission.database, unfolded).rows


def happens(desk, *facts):
    """Let more facts come in, as the link hands them over."""
    entries = tuple(
        an_entry(n, fact=fact, by="flight:Anna") for n, fact in enumerate(facts, start=1)
    )
    state = fold(entries, desk.state)
    desk.take([Advanced(entries=entries, state=state, is_restart=False)])


def test_the_model_keeps_qt_s_rules(desk, qtmodeltester):
    model = AlarmTableModel(desk)
    qtmodeltester.check(model)
    for facts in ((FIRST_OUT,), (FIRST_OUT, LATER, EMERGENCY), (LATER,), ()):
        model.set_items(rows_of(a_desk(*facts)))


def test_what_nobody_saw_stands_above_and_the_first_out_above_what_followed(list_of):
    panel = list_of(a_desk(LATER, EMERGENCY, SEEN, FIRST_OUT))
    assert shown(panel) == [
        "Air flow, condensing heat exchanger",
        "CO2 partial pressure, viewing dome",
        "Cabin pressure",
    ]


def test_a_row_says_since_when_how_bad_and_whether_somebody_saw_it(list_of):
    panel = list_of(a_desk(FIRST_OUT, changed={"ARS_FLOW_CHX": lambda s: 0 * s + 61.0}))
    index = panel.table.model().index(0, 0)
    assert index.data().splitlines()[1] == "61 m³/h < 80 · 12:00:00"
    assert index.siblingAtColumn(1).data() == "not seen"
    assert "Likely cause" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_an_empty_list_says_why_it_is_empty(list_of):
    panel = list_of(a_desk())
    assert panel.button.isHidden()
    assert not panel.remark_when_empty.isHidden()
    assert panel.remark_when_empty.text() == "No alarm stands."


def test_acknowledging_names_the_occurrence_and_the_class_that_was_seen(list_of, sent, qtbot):
    panel = list_of(a_desk(FIRST_OUT, LATER))
    panel.table.selectRow(1)
    panel.button.click()
    assert sent.requests == [
        AcknowledgeAlarm(alarm="CAB_PPCO2_Z3", occurrence=1, seen_severity=Severity.WARNING)
    ]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_key_acknowledges_too(list_of, sent, qtbot, key):
    panel = list_of(a_desk(FIRST_OUT))
    qtbot.keyClick(panel.table, key)
    assert [request.alarm for request in sent.requests] == ["ARS_FLOW_CHX"]


def test_the_selection_stays_with_its_alarm_when_a_worse_one_comes(list_of):
    desk = a_desk(FIRST_OUT, LATER)
    panel = list_of(desk)
    panel.table.selectRow(1)
    happens(desk, EMERGENCY)
    panel.refresh(EVERYTHING)
    assert panel.selected().id == "CAB_PPCO2_Z3"
    assert shown(panel)[0] == "Cabin pressure"


def test_the_server_s_refusal_stands_beside_the_button(list_of):
    panel = list_of(a_desk(FIRST_OUT))
    panel.button.click()
    panel.seat.requests.take([Answer(request_id="r1", accepted=False, reason="Look again.")])
    assert panel.refusal == "Refused: Look again."


def test_buttons_are_off_while_the_console_is_out_of_step(list_of, sent, qtbot):
    desk = a_desk(FIRST_OUT)
    panel = list_of(desk)
    assert panel.button.isEnabled()
    desk.take([Stepped(Step.STALE)])
    panel.refresh(EVERYTHING)
    assert not panel.button.isEnabled()
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert sent.requests == []


@pytest.mark.parametrize("role", [Role.GUEST, Role.OBSERVER, Role.TRAINER])
def test_who_may_not_acknowledge_has_no_button(list_of, role):
    assert list_of(a_desk(FIRST_OUT, role=role)).button.isHidden()


def test_an_acknowledged_alarm_leaves_the_button_off_and_says_who_saw_it(list_of):
    desk = a_desk(FIRST_OUT)
    panel = list_of(desk)
    happens(desk, AlarmAcknowledged(alarm="ARS_FLOW_CHX", occurrence=1))
    panel.refresh(EVERYTHING)
    assert not panel.button.isEnabled()
    assert standing_text(panel.selected()) == "seen by flight:Anna"


def test_a_returned_alarm_waits_to_be_seen():
    desk = a_desk(
        FIRST_OUT, AlarmReturned(alarm="ARS_FLOW_CHX", occurrence=1, value=200.0, sample_ns=T0_NS)
    )
    assert [standing_text(alarm) for alarm in desk.alarms()] == ["returned, not seen"]
    text = AlarmTableModel(desk).text(rows_of(desk)[0], 0)
    assert "\nback at 200 m³/h · " in text


def test_the_strip_shows_the_most_urgent_alarm_with_its_present_value(strip_of):
    values = {"ARS_FLOW_CHX": lambda s: 0 * s + 61.0}
    strip = strip_of(a_desk(LATER, FIRST_OUT, changed=values))
    assert strip.word.text() == "WARNING"
    assert strip.words.text.startswith("Air flow, condensing heat exchanger: 61 m³/h < 80")
    assert strip.standing.text() == "procedure CAB-01 · since 12:00:00"
    assert not strip.button.isHidden()


def test_the_strip_counts_every_class(strip_of):
    strip = strip_of(a_desk(LATER, FIRST_OUT, EMERGENCY))
    assert strip.counts.toolTip() == "Alarms: advisory 0, caution 0, warning 2, emergency 1"


def test_the_strip_is_quiet_when_all_is_well(strip_of):
    strip = strip_of(a_desk())
    assert strip.words.text == "No alarm stands"
    assert strip.button.isHidden()
    assert strip.word.isHidden()


def test_the_strip_acknowledges_and_shows_a_refusal(strip_of, sent):
    strip = strip_of(a_desk(FIRST_OUT))
    strip.button.click()
    assert [request.alarm for request in sent.requests] == ["ARS_FLOW_CHX"]
    strip.seat.requests.take([Answer(request_id="r1", accepted=False, reason="Look again.")])
    assert strip.words.text == "Refused: Look again."


FLOW = an_alarm_raised("ARS_FLOW_SCRUB", severity=Severity.WARNING, value=10.0, limit=80.0)
CO2 = an_alarm_raised(severity=Severity.CAUTION, sample_ns=T0_NS + NS_PER_S)
CO2_WORSE = an_alarm_raised(severity=Severity.EMERGENCY, sample_ns=T0_NS + NS_PER_S)


def test_what_followed_is_folded_under_its_first_cause(list_of):
    panel = list_of(a_desk(FLOW, CO2))
    assert len(shown(panel)) == 1
    assert "+1 followed" in panel.table.model().index(0, 0).data()


def test_the_arrow_keys_unfold_and_fold_what_followed(list_of, qtbot):
    panel = list_of(a_desk(FLOW, CO2))
    panel.table.selectRow(0)
    qtbot.keyClick(panel.table, Qt.Key.Key_Right)
    assert shown(panel)[1] == "↳ CO2 partial pressure, viewing dome"
    assert "Followed from: " in panel.table.model().index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
    qtbot.keyClick(panel.table, Qt.Key.Key_Left)
    assert len(shown(panel)) == 1


def test_a_graver_consequence_nobody_saw_is_never_folded(list_of):
    assert len(shown(list_of(a_desk(FLOW, CO2_WORSE)))) == 2


def test_an_emergency_is_never_folded_even_when_it_was_seen():
    grave = an_alarm_raised(severity=Severity.EMERGENCY, sample_ns=T0_NS + NS_PER_S)
    seen = AlarmAcknowledged(alarm=grave.alarm, occurrence=1)
    assert grave.alarm in {row.alarm.id for row in rows_of(a_desk(FIRST_OUT, grave, seen))}


def test_an_alarm_that_eased_unseen_shows_and_acknowledges_its_gravest_class(list_of, sent):
    eased = AlarmChanged(
        alarm="CAB_P_TOT",
        occurrence=1,
        severity=Severity.CAUTION,
        value=700.0,
        limit=710.0,
        sample_ns=T0_NS,
    )
    panel = list_of(a_desk(EMERGENCY, eased))
    assert panel.table.model().index(0, 1).data() == "was EMERGENCY, not seen"
    panel.button.click()
    assert sent.requests == [
        AcknowledgeAlarm(alarm="CAB_P_TOT", occurrence=1, seen_severity=Severity.EMERGENCY)
    ]


def test_a_group_is_as_grave_as_the_gravest_in_it(list_of):
    mild = an_alarm_raised("EPS_SA1_I", severity=Severity.WARNING)
    first = an_alarm_raised("ARS_FAN_A_STATE", severity=Severity.CAUTION, sample_ns=T0_NS + 1)
    after = an_alarm_raised(severity=Severity.EMERGENCY, sample_ns=T0_NS + NS_PER_S)
    panel = list_of(a_desk(mild, first, after))
    assert shown(panel)[0] == "Cabin fan A state"


def test_a_group_is_acknowledged_as_far_as_it_is_in_sight(list_of, sent, qtbot):
    panel = list_of(a_desk(FLOW, CO2))
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(panel.table, Qt.Key.Key_Return, shift)
    assert [request.alarm for request in sent.requests] == ["ARS_FLOW_SCRUB"]
    qtbot.keyClick(panel.table, Qt.Key.Key_Right)
    sent.requests.clear()
    qtbot.keyClick(panel.table, Qt.Key.Key_Return, shift)
    assert {request.alarm for request in sent.requests} == {"ARS_FLOW_SCRUB", "CAB_PPCO2_Z3"}


def test_shelving_asks_for_a_reason_and_a_time(list_of, sent, qtbot):
    panel = list_of(a_desk(FIRST_OUT))
    qtbot.keyClick(panel.table, Qt.Key.Key_S)
    (dialog,) = panel.findChildren(HideAlarm)
    assert not dialog.do.isEnabled()
    qtbot.keyClicks(dialog.reason, "filter being changed")
    dialog.times.setCurrentIndex(1)
    dialog.do.click()
    assert sent.requests == [
        ShelveAlarm(
            alarm="ARS_FLOW_CHX",
            occurrence=1,
            seen_severity=Severity.WARNING,
            reason="filter being changed",
            for_s=1800,
        )
    ]


def test_taking_out_of_service_is_cancelled_without_a_trace(list_of, sent, qtbot):
    panel = list_of(a_desk(FIRST_OUT))
    qtbot.keyClick(panel.table, Qt.Key.Key_O)
    (dialog,) = panel.findChildren(HideAlarm)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert sent.requests == []


def test_a_shelved_alarm_leaves_the_list_and_is_counted(list_of):
    desk = a_desk(FIRST_OUT)
    panel = list_of(desk)
    happens(
        desk,
        AlarmShelved(alarm="ARS_FLOW_CHX", reason="filter", since_ns=T0_NS, until_ns=T0_NS + 1),
    )
    panel.refresh(EVERYTHING)
    assert shown(panel) == []
    assert panel.hidden.text() == "1 hidden: see the page Alarms"


def test_a_flood_is_said_above_the_alarms_with_what_began_it(seat, qtbot):
    desk = seat.desk
    strip = Strip(seat, RequestNotes(seat.requests))
    qtbot.addWidget(strip)
    strip.refresh(EVERYTHING)
    assert strip.flood.isHidden()
    happens(desk, FIRST_OUT, FloodBegan(first_out="ARS_FLOW_CHX", since_ns=T0_NS))
    strip.refresh(EVERYTHING)
    assert strip.flood.text.startswith(
        "FLOOD · 1 alarms since 12:00:00 · first: Air flow, condensing heat exchanger"
    )
    assert not strip.flood.isHidden()


def test_an_emergency_that_is_suppressed_is_named_with_why(list_of):
    hidden = AlarmSuppressed(
        alarm="CAB_P_TOT", context="riu-1-suspect", reason="The unit is out", since_ns=T0_NS
    )
    panel = list_of(a_desk(EMERGENCY, hidden))
    grave, count = panel.hidden.text().splitlines()
    assert grave.startswith("EMERGENCY NOT ANNOUNCED: ")
    assert grave.endswith("The unit is out")
    assert count == "1 hidden: see the page Alarms"
