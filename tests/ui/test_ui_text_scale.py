import pytest
from builders import an_alarm_raised
from desks import T0_NS, a_desk
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QTableView,
    QWidget,
)
from seats import a_seat

from console.client.simulation_desk import SimulationDesk
from console.domain.facts import WindowProposed
from console.domain.roles import Role
from console.ui.flight import flight_screens
from console.ui.guest import guest_screens
from console.ui.seat import EVERYTHING
from console.ui.shell import ConsoleWindow
from console.ui.trainer import trainer_screens
from telemetry.timebase import NS_PER_S

LEAST_PX = (1366, 768)
LARGEST = 1.5
SCREENS = {Role.FLIGHT: flight_screens, Role.GUEST: guest_screens, Role.TRAINER: trainer_screens}
ONE_PIXEL = 1
TRAINERS_OWN = 3  # the other pages are the flight controller's


def a_console(qtbot, sent, role):
    window = WindowProposed(
        window="w1",
        opportunity="reef",
        title="Southern Patagonian Ice Field in its best light",
        pane="dome",
        start_ns=T0_NS + 600 * NS_PER_S,
        end_ns=T0_NS + 900 * NS_PER_S,
        quality=80,
        guests=("guest-a",),
    )
    desk = a_desk(an_alarm_raised(), window, role=role)
    simulation = SimulationDesk(lambda _do, **_more: 1) if role is Role.TRAINER else None
    console = ConsoleWindow(a_seat(desk, sent, name="screens", simulation=simulation), "tcp://h:1")
    qtbot.addWidget(console)
    console.resize(*LEAST_PX)
    console.set_screens(SCREENS[role](console.seat))
    console.show()
    console.refresh(EVERYTHING)
    return console


def settle():
    for _ in range(4):
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def clipped(console):
    """Return every widget in sight whose words have less room than they need."""
    kinds = QLabel | QAbstractButton | QComboBox
    shown = [each for each in console.findChildren(QWidget) if each.isVisible()]
    return [told(each) for each in shown if isinstance(each, kinds) and is_cut(each)] + [
        f"a row of {table.accessibleName()}"
        for table in console.findChildren(QTableView)
        if table.isVisible()
        and table.verticalHeader().defaultSectionSize() < table.fontMetrics().height()
    ]


def is_cut(widget):
    needed = widget.minimumSizeHint()
    if isinstance(widget, QLabel) and widget.wordWrap():
        needed.setHeight(widget.heightForWidth(widget.width()))
    has_room = widget.width() >= needed.width() and widget.height() >= needed.height() - ONE_PIXEL
    return not (has_room and is_inside(widget))


def is_inside(widget):
    """Whether nothing around it cuts it off; what a scroll area hides can be scrolled to."""
    around, place = widget.parentWidget(), QRect(QPoint(0, 0), widget.size())
    place.moveTo(widget.pos())
    while around is not None and not isinstance(around.parentWidget(), QAbstractScrollArea):
        if not around.rect().adjusted(-1, -1, 1, 1).contains(place):
            return False
        if around.isWindow():
            break
        place.translate(around.pos())
        around = around.parentWidget()
    return True


def told(widget):
    text = widget.text() if hasattr(widget, "text") else widget.accessibleName()
    return (
        f"{type(widget).__name__} {text[:50]!r} in {type(widget.parentWidget()).__name__}: "
        f"{widget.width()}x{widget.height()} of "
        f"{widget.minimumSizeHint().width()}x{widget.minimumSizeHint().height()}"
    )


@pytest.mark.parametrize("role", list(SCREENS))
def test_at_the_largest_text_every_page_fits_the_least_window_and_no_words_are_cut(
    qtbot, sent, role
):
    console = a_console(qtbot, sent, role)
    console.seat.look.scale_text(LARGEST)
    wrong = []
    for number, page in enumerate(console.pages[: TRAINERS_OWN if role is Role.TRAINER else None]):
        console.show_page(number)
        settle()
        least = console.minimumSizeHint()
        if (console.width(), console.height()) != LEAST_PX:
            wrong.append(f"{page.name}: {console.width()}x{console.height()}")
        if least.width() > LEAST_PX[0] or least.height() > LEAST_PX[1]:
            wrong.append(f"{page.name} asks for {least.width()}x{least.height()}")
        wrong += [f"{page.name}: {each}" for each in clipped(console)]
    assert not wrong, "\n".join(wrong)
