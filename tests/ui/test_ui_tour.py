import pytest
from desks import a_desk
from PySide6.QtCore import Qt
from seats import a_seat

from console.domain.roles import Role
from console.ui.app import SCREENS
from console.ui.seat import EVERYTHING
from console.ui.shell import ConsoleWindow
from console.ui.shell_commands import page_keys, tour_stops


def a_window(qtbot, sent, role=Role.FLIGHT):
    seat = a_seat(a_desk(role=role), sent)
    window = ConsoleWindow(seat, "tcp://here:7700")
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.set_screens(SCREENS[role](seat))
    window.show()
    window.refresh(EVERYTHING)
    return window


@pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagateSizeHints)")
@pytest.mark.parametrize("role", [Role.FLIGHT, Role.GUEST, Role.TRAINER])
def test_the_tour_leads_through_ten_stops_by_key_each_about_something_in_sight(qtbot, sent, role):
    window = a_window(qtbot, sent, role)
    window.show_page(len(window.pages) - 1)
    window.begin_tour()
    titles = []
    while window.tour.isVisible():
        titles.append(window.tour.title)
        box, about = window.tour._box.geometry(), window.tour._about
        assert window.rect().contains(box)
        assert window.rect().contains(about)
        qtbot.keyClick(window.tour, Qt.Key.Key_Return)
    assert len(set(titles)) == len(tour_stops(window)) == 10
    assert window.current_page.name == ("plan" if role is Role.GUEST else "life-support")


@pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagateSizeHints)")
def test_the_tour_goes_back_and_ends_when_asked(qtbot, sent):
    window = a_window(qtbot, sent, Role.GUEST)
    window.begin_tour()
    first = window.tour.title
    qtbot.mouseClick(window.tour, Qt.MouseButton.LeftButton)
    assert window.tour.title != first
    qtbot.keyClick(window.tour, Qt.Key.Key_Left)
    assert window.tour.title == first
    qtbot.keyClick(window.tour, Qt.Key.Key_Escape)
    assert not window.tour.isVisible()


def test_a_page_beyond_the_ninth_has_a_key_of_its_own():
    keys = [page_keys(number) for number in range(12)]
    assert keys[8:11] == ["F9", "Shift+F1", "Shift+F2"]
    assert len(set(keys)) == 12
