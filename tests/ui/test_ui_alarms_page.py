"""What is hidden is in sight on a page of its own, with the way back."""

import pytest
from builders import an_alarm_raised
from desks import T0_NS, a_desk
from msgspec import structs
from PySide6.QtCore import Qt
from seats import a_seat

from console.domain.alarm_facts import AlarmShelved, AlarmSuppressed, ContextChanged
from console.domain.alarm_requests import SetContext, UnshelveAlarm
from console.domain.roles import Role
from console.protocol import Answer
from console.ui.models.request_notes import RequestNotes
from console.ui.panels.alarms import Alarms
from console.ui.seat import EVERYTHING
from console.ui.widgets.how_long import HowLong
from telemetry.timebase import NS_PER_S

SHELVED = AlarmShelved(
    alarm="ARS_FLOW_CHX", reason="filter", since_ns=T0_NS, until_ns=T0_NS + 600 * NS_PER_S
)
EXPECTED = AlarmSuppressed(
    alarm="CAB_T_DOME", context="maintenance", reason="works", since_ns=T0_NS
)
MAINTENANCE = ContextChanged(
    context="maintenance",
    is_on=True,
    sample_ns=T0_NS,
    reason="filter",
    until_ns=T0_NS + 3600 * NS_PER_S,
)


@pytest.fixture
def page_of(qtbot, sent):
    def build(*facts, role=Role.FLIGHT):
        seat = a_seat(a_desk(*facts, role=role), sent)
        page = Alarms(seat, RequestNotes(seat.requests))
        page.seat = seat
        qtbot.addWidget(page)
        page.refresh(EVERYTHING)
        return page

    return build


def cells(table):
    model = table.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def choose(table, words):
    model = table.model()
    (row,) = [n for n in range(model.rowCount()) if words in model.index(n, 0).data()]
    table.selectRow(row)


def test_what_is_hidden_says_why_until_when_and_what_is_behind_it(page_of):
    page = page_of(an_alarm_raised("ARS_FLOW_CHX"), SHELVED)
    (row,) = cells(page.hidden.table)
    assert row[0] == "Air flow, condensing heat exchanger"
    assert row[1] == "shelved"
    assert row[2].endswith("12:10, in 10:00")
    assert row[4:] == ["filter", "warning"]


def test_a_shelved_alarm_is_taken_back_by_a_button(page_of, sent):
    page = page_of(SHELVED)
    page.hidden.table.selectRow(0)
    page.hidden.back.click()
    assert sent.requests == [UnshelveAlarm(alarm="ARS_FLOW_CHX")]
    page.seat.requests.take([Answer(request_id="r1", accepted=False, reason="Not shelved.")])
    assert page.hidden.answer.text() == "Refused: Not shelved."


def test_what_is_hidden_by_design_is_not_shown_by_hand(page_of):
    page = page_of(EXPECTED)
    page.hidden.table.selectRow(0)
    assert not page.hidden.back.isEnabled()


def test_nothing_hidden_says_so(page_of):
    page = page_of()
    assert page.hidden.table.isHidden()
    assert page.hidden.back.isHidden()


def test_a_context_people_decide_is_begun_and_ended_with_a_reason(page_of, sent, qtbot):
    page = page_of()
    choose(page.contexts.table, "aintenance")
    assert page.contexts.begin.text() == "Begin"
    assert not page.contexts.begin.isEnabled()
    assert page.contexts.end.isHidden()
    qtbot.keyClicks(page.contexts.reason, "filter change")
    page.contexts.begin.click()
    assert sent.requests == [
        SetContext(context="maintenance", is_on=True, reason="filter change", for_s=3600)
    ]


def test_a_context_in_force_says_since_when(page_of):
    page = page_of(ContextChanged(context="saa", is_on=True, sample_ns=T0_NS, reason="x"))
    assert ["since 12:00:00", "RAD_SAA"] in [row[1:] for row in cells(page.contexts.table)]


def test_a_context_people_began_says_whose_word_it_is_and_what_is_left_of_it(page_of, sent, qtbot):
    page = page_of(MAINTENANCE, structs.replace(EXPECTED, alarm="CAB_PM"))
    choose(page.contexts.table, "aintenance")
    assert ["until 13:00, in 01:00:00", "server: filter"] in [
        row[1:] for row in cells(page.contexts.table)
    ]
    (row,) = cells(page.hidden.table)
    assert row[2].endswith("13:00, in 01:00:00")
    assert row[3:5] == ["server", "works: filter"]
    assert page.contexts.begin.text() == "Prolong"
    qtbot.keyClicks(page.contexts.reason, "done")
    page.contexts.end.click()
    assert sent.requests == [SetContext(context="maintenance", is_on=False, reason="done")]


def test_times_to_choose_from_are_said_as_people_say_them(qtbot):
    choice = HowLong((600, 7200, 3 * 86_400), 7200)
    qtbot.addWidget(choice)
    assert [choice.itemText(n) for n in range(3)] == ["10 min", "2 h", "3 days"]
    assert choice.seconds == 7200


def test_a_context_the_vehicle_decides_has_no_button(page_of):
    page = page_of()
    choose(page.contexts.table, "Ascent")
    assert page.contexts.begin.isHidden()


def test_who_may_not_decide_has_no_buttons(page_of):
    page = page_of(SHELVED, role=Role.OBSERVER)
    page.hidden.table.selectRow(0)
    choose(page.contexts.table, "aintenance")
    assert page.hidden.back.isHidden()
    assert page.contexts.begin.isHidden()


def test_the_table_is_named_for_screen_readers(page_of):
    page = page_of()
    assert page.contexts.table.accessibleName() == "Contexts"
    assert page.contexts.table.focusPolicy() is not Qt.FocusPolicy.NoFocus


def test_the_measures_stand_beside_what_they_should_be(page_of):
    page = page_of(an_alarm_raised("ARS_FLOW_CHX"))
    rows = {row[0]: row[1:] for row in cells(page.measures.table)}
    assert rows["Alarms announced"] == ["1", ""]
    assert rows["Low / middle / high priority"][0].startswith("▲ ")
    assert rows["In the worst ten minutes"] == ["1", "up to 10"]
