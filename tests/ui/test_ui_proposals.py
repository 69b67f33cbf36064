import pytest
from builders import an_opportunity
from desks import a_desk
from outlooks import proposed
from PySide6.QtGui import QImage

from console.client.desk import Changes
from console.domain.facts import WindowApproved, WindowHeld
from console.domain.requests import ReleaseWindow
from console.domain.roles import Role
from console.protocol import Answer
from console.ui.models.plan_table import Column
from console.ui.models.request_notes import RequestNotes
from console.ui.panels.proposals import Proposals
from console.ui.seat import EVERYTHING
from console.ui.theme import DARK
from telemetry.dictionary import Severity

REEF = an_opportunity("reef", start_s=3 * 3600)
TOKYO = an_opportunity("tokyo", start_s=4 * 3600)


@pytest.fixture
def desk():
    return a_desk(
        proposed("w1", REEF, "guest-a"),
        proposed("w2", TOKYO, "guest-b"),
        WindowApproved(window="w1"),
        WindowHeld(window="w1", alarm="CAB_PPCO2_Z3", reason="CO2 in the dome"),
        role=Role.FLIGHT,
        span_s=1.0,
    )


@pytest.fixture
def notes(seat):
    return RequestNotes(seat.requests)


@pytest.fixture
def panel(seat, notes, qtbot):
    panel = Proposals(seat, notes)
    qtbot.addWidget(panel)
    panel.resize(940, 300)
    panel.refresh(EVERYTHING)
    return panel


def column_of(panel, column):
    proxy = panel.table.model()
    return [proxy.index(row, int(column)).data() for row in range(proxy.rowCount())]


def test_held_windows_stand_above_proposed_ones(panel):
    assert column_of(panel, Column.STATUS) == ["HELD", "proposed"]
    assert "CO2 in the dome" in column_of(panel, Column.REMARK)[0]


def test_a_held_window_is_hatched(panel):
    image = panel.table.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    ink = DARK.severities[Severity.CAUTION].ink
    height = panel.table.rowHeight(0)

    def is_hatched(row):
        return any(
            image.pixelColor(x, y).name().upper() == ink
            for x in range(92)
            for y in range(row * height, (row + 1) * height)
        )

    assert is_hatched(0)
    assert not is_hatched(1)


def test_a_refused_release_says_why_in_its_row(panel, seat, notes):
    notes.ask(ReleaseWindow(window="w1", seen_revision=3))
    seat.requests.take([Answer(request_id="r1", accepted=False, reason="CO2 is still high.")])

    assert column_of(panel, Column.REMARK)[0].startswith("Refused: CO2 is still high.")


def test_choosing_a_row_and_being_told_to_choose_agree(panel, qtbot):
    with qtbot.waitSignal(panel.window_chosen) as told:
        panel.choose("w2")
    assert told.args == ["w2"]

    with qtbot.assertNotEmitted(panel.window_chosen):
        panel.choose("w2")
        panel.choose("unknown")


def test_a_flight_without_windows_says_so(seat, qtbot):
    object.__setattr__(seat, "desk", a_desk(span_s=1.0))
    panel = Proposals(seat, RequestNotes(seat.requests))
    qtbot.addWidget(panel)
    panel.refresh(Changes(state=True))

    assert panel.table.isHidden()
    assert "No viewing window was proposed" in panel.empty_words


def test_every_column_of_a_small_screen_is_in_sight(panel):
    panel.grab()
    header = panel.table.horizontalHeader()

    assert header.length() <= panel.table.viewport().width() + 1
