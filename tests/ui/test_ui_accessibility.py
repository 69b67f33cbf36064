import pytest
from desks import a_desk
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea, QWidget
from seats import a_seat

from console.domain.roles import Role
from console.ui.app import SCREENS
from console.ui.seat import EVERYTHING
from console.ui.shell import ConsoleWindow

NO_FOCUS = Qt.FocusPolicy.NoFocus


@pytest.fixture(params=[Role.FLIGHT, Role.GUEST])
def window(request, qtbot, sent):
    seat = a_seat(a_desk(role=request.param), sent)
    window = ConsoleWindow(seat, "tcp://here:7700")
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.set_screens(SCREENS[request.param](seat))
    window.show()
    window.refresh(EVERYTHING)
    for number in range(len(window.pages)):
        window.show_page(number)
    return window


def ours(window):
    return [
        each for each in window.findChildren(QWidget) if not each.objectName().startswith("qt_")
    ]


def spoken(widget):
    """Return the name a screen reader is told."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


class Opened(QObject):
    """Notes every window that is shown."""

    def __init__(self):
        super().__init__()
        self.windows = []

    def eventFilter(self, watched, event):  # noqa: N802  # Qt's own name
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append(watched)
        return False


@pytest.mark.parametrize("role", [Role.FLIGHT, Role.GUEST, Role.TRAINER])
def test_no_part_flashes_up_as_a_window_of_its_own_while_pages_are_built(qtbot, sent, qapp, role):
    opened = Opened()
    qapp.installEventFilter(opened)
    window = ConsoleWindow(a_seat(a_desk(role=role), sent), "tcp://here:7700")
    qtbot.addWidget(window)
    window.set_screens(SCREENS[role](window.seat))
    window.show()
    for number in range(len(window.pages)):
        window.show_page(number)
    qapp.removeEventFilter(opened)
    assert opened.windows == [window]


def walked(window):
    """Return what Tab leads to, from the first tab around to where it comes by again."""
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    window.tabs.tabs[0].setFocus()
    found = []
    while (focused := QApplication.focusWidget()) is not None and focused not in found:
        found.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    return found


def test_tab_leads_to_every_part_of_every_page_and_each_has_a_name(window):
    """The walk ends where it began, so nothing holds the keyboard."""
    for number, page in enumerate(window.pages):
        window.show_page(number)
        found = walked(window)
        left_out = [
            f"{page.name}: {type(each).__name__} {spoken(each)}"
            for each in ours(page.panel)
            if each.isVisible()
            and each.isEnabled()
            and each.focusPolicy() & Qt.FocusPolicy.TabFocus
            and each.focusProxy() is None
            and each not in found
        ]
        assert left_out == []
        nameless = [f"{page.name}: {type(each).__name__}" for each in found if not spoken(each)]
        assert nameless == []
        assert QApplication.focusWidget() is found[0]


@pytest.mark.parametrize("window", [Role.TRAINER, Role.GUEST], indirect=True)
def test_whatever_has_the_keyboard_can_be_seen_to_have_it(window):
    """It looks different from the same without; a trainer has the pages of flight."""
    looked_at, unseen = set(), []
    for number, page in enumerate(window.pages):
        window.show_page(number)
        for each in walked(window):
            if each in looked_at:
                continue
            looked_at.add(each)
            each.setFocus(Qt.FocusReason.TabFocusReason)
            focused = each.grab().toImage()
            window.setFocus()
            if each.grab().toImage() == focused:
                unseen.append(f"{page.name}: {type(each).__name__} {spoken(each)}")
    assert not unseen, "\n".join(unseen)


def is_part_of_a_table(widget):
    return type(widget).__name__ in (
        "QHeaderView",
        "QTableCornerButton",
        "QWidget",
        "QScrollBar",
        "QListView",
    )


def test_everything_that_takes_the_keyboard_has_a_name_for_screen_readers(window):
    """Labels that can be copied from and areas that scroll say what is in them."""
    nameless = [
        f"{type(each).__name__} in {type(each.parent()).__name__}"
        for each in ours(window)
        if each.focusPolicy() is not NO_FOCUS
        and each.focusProxy() is None
        and not isinstance(each, QLabel | QScrollArea)
        and not is_part_of_a_table(each)
        and each.isVisibleTo(window)
        and not spoken(each)
    ]
    assert not nameless, "\n".join(nameless)


def test_every_button_can_be_reached_by_keyboard(window):
    unreachable = [
        each.text()
        for each in window.findChildren(QAbstractButton)
        if each.isVisible() and each.isEnabled() and each.focusPolicy() is NO_FOCUS
    ]
    assert unreachable == []


def test_every_painted_part_of_the_screen_has_a_name(window):
    painted = [
        each
        for each in ours(window)
        if type(each).__module__.startswith("console.ui")
        and "paintEvent" in vars(type(each))
        and each.isVisibleTo(window)
        and not isinstance(each, QLabel | QAbstractButton)
    ]
    assert painted
    nameless = [
        f"{type(e).__name__} in {type(e.parent()).__name__}"
        for e in painted
        if not e.accessibleName()
    ]
    assert not nameless, "\n".join(nameless)
