import pytest
from builders import an_entry, an_opportunity
from desks import a_desk
from outlooks import an_outlook, at, proposed
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from console.client.desk import Changes
from console.client.lookahead import LookedAhead
from console.client.mirror import Advanced
from console.domain.mission import fold
from console.domain.requests import ProposeWindow
from console.domain.roles import Role
from console.protocol import Answer
from console.ui.models.opportunity_table import Column
from console.ui.models.request_notes import RequestNotes
from console.ui.panels.opportunities import Opportunities
from console.ui.seat import EVERYTHING

REEF = an_opportunity("reef", start_s=3600, title="Great Barrier Reef by day")
TOKYO = an_opportunity("tokyo", start_s=7200, product="city lights", title="Tokyo", quality=45)
LATE = an_opportunity("late", start_s=20 * 3600)


@pytest.fixture
def desk():
    desk = a_desk(role=Role.GUEST, span_s=1.0)
    desk.take([an_outlook(REEF, TOKYO, LATE)])
    return desk


@pytest.fixture
def notes(seat):
    return RequestNotes(seat.requests)


@pytest.fixture
def panel(seat, notes, qtbot):
    panel = Opportunities(seat, notes)
    qtbot.addWidget(panel)
    panel.resize(1200, 420)
    panel.refresh(EVERYTHING)
    return panel


def listed(panel):
    proxy = panel.table.model()
    return [proxy.index(row, int(Column.WHAT)).data() for row in range(proxy.rowCount())]


def test_the_next_six_hours_are_listed_at_first(panel):
    assert listed(panel) == ["Great Barrier Reef by day", "Tokyo"]


def test_each_filter_narrows_the_list(panel):
    panel.product.setCurrentText("city lights")
    assert listed(panel) == ["Tokyo"]

    panel.product.setCurrentIndex(0)
    panel.least.setCurrentText("60 or better")
    assert listed(panel) == ["Great Barrier Reef by day"]

    panel.least.setCurrentIndex(0)
    panel.within.setCurrentText("rest of flight")
    assert len(listed(panel)) == 3


def test_typing_searches_after_a_short_pause(panel, qtbot):
    qtbot.keyClicks(panel.search, "toky")

    qtbot.waitUntil(lambda: listed(panel) == ["Tokyo"], timeout=30_000)


def test_an_empty_list_says_why_in_its_place(panel):
    panel.product.setCurrentText("sunrise")

    assert panel.table.isHidden()
    assert panel.why_none == "No sunrise on the rest of this flight."


def test_before_the_outlook_is_known_the_list_says_so(panel, desk):
    desk.take([LookedAhead()])
    panel.refresh(Changes(lookahead=True))

    assert panel.why_none.startswith("Working out")


def test_an_orbit_that_cannot_be_worked_out_promises_nothing(panel, desk):
    desk.take([LookedAhead(problem="the elements of X end")])
    panel.refresh(Changes(lookahead=True))

    assert panel.why_none == "Nothing can be promised: the elements of X end."


def test_a_refusal_stands_in_the_row_it_is_about(panel, seat, notes):
    notes.ask(ProposeWindow(opportunity="reef", guests=("guest-a",)))
    seat.requests.take([Answer(request_id="r1", accepted=False, reason="It is already over.")])

    row = panel.table.model().index(0, int(Column.STANDING))
    assert row.data() == "Refused: It is already over."


def test_an_update_of_the_list_keeps_the_selection(panel, desk, qtbot):
    panel.choose("tokyo")
    entries = (an_entry(1, fact=proposed("w1", REEF, "guest-a")),)
    with qtbot.assertNotEmitted(panel.chosen):
        desk.take([Advanced(entries=entries, state=fold(entries), is_restart=True)])
        panel.refresh(Changes(state=True))

    assert panel.selected() == TOKYO
    assert panel.table.model().index(0, int(Column.STANDING)).data() == "w1 proposed · Guest A"


def test_choosing_a_row_tells_the_opportunity(panel, qtbot):
    with qtbot.waitSignal(panel.chosen) as told:
        assert panel.choose("reef")

    assert told.args == [REEF]
    assert not panel.choose("unknown")


def test_enter_on_a_row_goes_on_to_the_guests(panel, qtbot):
    panel.choose("reef")
    with qtbot.waitSignal(panel.wanted):
        qtbot.keyClick(panel.table, Qt.Key.Key_Return)


def test_what_begins_leaves_the_list_when_it_is_over(panel, desk):
    desk.clock.follow(at(4000), 1.0, desk.clock._wall.now_ns())
    panel.refresh(Changes())

    assert listed(panel) == ["Tokyo"]


def test_no_column_of_an_ordinary_screen_cuts_its_words(panel):
    """The narrowest list is that of a 1366 pixel screen."""
    panel.resize(1000, 420)
    panel.grab()
    for column in Column:
        if column in (Column.WHAT, Column.STANDING):
            continue
        text = panel.table.model().index(0, int(column)).data()
        needed = QFontMetrics(panel.table.font()).horizontalAdvance(text)
        assert panel.table.columnWidth(int(column)) >= needed, column


def test_a_list_that_ends_with_its_elements_is_shown_and_says_so(seat, qtbot):
    seat.desk.take([LookedAhead(opportunities=(an_opportunity("reef"),), problem="they decay")])
    panel = Opportunities(seat, RequestNotes(seat.requests))
    qtbot.addWidget(panel)
    panel.refresh(EVERYTHING)
    assert panel.model.rowCount() == 1
    assert panel._limits.text().startswith("This list ends early: they decay.")
