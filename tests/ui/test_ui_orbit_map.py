import pytest
from outlooks import an_outlook
from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QTableView

from console.client.desk import Changes
from console.client.lookahead import LookedAhead
from console.ui.panels.orbit_map import OrbitMap
from console.ui.seat import EVERYTHING, OnDemand


@pytest.fixture
def page(seat, qtbot):
    page = OrbitMap(seat)
    qtbot.addWidget(page)
    page.resize(1500, 900)
    return page


def test_the_figures_are_those_of_the_elements(page):
    page.refresh(EVERYTHING)

    assert page.reading("LATITUDE").value.endswith(("N", "S"))
    assert page.reading("HEIGHT").value.endswith("km")
    assert page.reading("INCLINATION").value == "51.65°"
    assert page.reading("PERIOD").value == "96:09 min"
    assert page.reading("AGE").value == "1 d 0 h"
    assert page.reading("BETA ANGLE").value.startswith("+48")


def test_the_orbit_number_waits_for_the_outlook(page, desk):
    page.refresh(EVERYTHING)
    assert page.reading("ORBIT").value == "–"

    desk.take([an_outlook()])
    page.refresh(Changes(lookahead=True))

    assert page.reading("ORBIT").value == "2"
    assert page.events.rowCount() == 2


def test_an_orbit_that_cannot_be_worked_out_says_why(page, desk):
    desk.take([LookedAhead(problem="the elements of X end")])

    page.refresh(EVERYTHING)

    assert "the elements of X end" in page.waiting_words


def test_nothing_is_repainted_within_the_same_second(page, monkeypatch):
    page.refresh(EVERYTHING)
    shown = []
    monkeypatch.setattr(page.map, "show_orbit", lambda *args: shown.append(args))

    page.refresh(Changes(telemetry=True))

    assert shown == []


@pytest.mark.parametrize("size", [QSize(1540, 960), QSize(1358, 610), QSize(986, 660)])
def test_the_map_has_the_largest_part_of_any_page(page, size):
    page.resize(size)
    page.refresh(EVERYTHING)
    page.grab()

    box = page.map.view.box
    assert box.width() * box.height() > 0.45 * size.width() * size.height()


def test_a_map_first_shown_in_a_wide_window_has_its_figures_beside_it(seat, qtbot):
    page = OnDemand(lambda: OrbitMap(seat))
    qtbot.addWidget(page)
    page.resize(1358, 585)
    page.show()
    page.refresh(EVERYTHING)
    qtbot.waitUntil(page.content.isVisible)
    figures, world = page.content.findChild(QTableView), page.content.map

    assert (
        figures.mapTo(page, QPoint(0, 0)).x() > world.mapTo(page, QPoint(0, 0)).x() + world.width()
    )
    assert figures.mapTo(page, QPoint(0, 0)).y() + figures.height() <= page.height()
