"""No key means two things at once in one window, and every key is told of."""

from collections import Counter

import pytest
from builders import T0_NS, an_alarm_raised
from desks import a_desk
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QComboBox
from seats import a_seat

from console.domain.replay import ReplayStatus
from console.domain.replay_requests import StepReplay
from console.domain.roles import Role
from console.ui.app import SCREENS
from console.ui.own_keys import keeps
from console.ui.panels.alarm_list import AlarmTable
from console.ui.plots.world_map import WorldMap
from console.ui.seat import EVERYTHING
from console.ui.shell import ConsoleWindow
from console.ui.shell_commands import FUNCTION_KEYS, page_keys
from telemetry.wire import SourceKind

WITHIN = Qt.ShortcutContext.WidgetWithChildrenShortcut
ITSELF = Qt.ShortcutContext.WidgetShortcut
ROLES = [Role.FLIGHT, Role.GUEST, Role.TRAINER]


@pytest.fixture
def window_of(qtbot, sent):
    """Build a role's window over a replay, so that the transport's keys are live for a trainer."""

    def build(role):
        desk = a_desk(an_alarm_raised(), role=role, kind=SourceKind.REPLAY)
        desk.take(
            [
                ReplayStatus(
                    session="leak",
                    start_ns=T0_NS - 10**12,
                    end_ns=T0_NS + 10**12,
                    position_ns=T0_NS,
                    speed=1.0,
                    is_paused=True,
                )
            ]
        )
        window = ConsoleWindow(a_seat(desk, sent), "tcp://here:7700")
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.set_screens(SCREENS[role](window.seat))
        window.show()
        window.refresh(EVERYTHING)
        for number in reversed(range(len(window.pages))):
            window.show_page(number)
        return window

    return build


def bindings(window):
    """Return every key of a window: the widget it belongs to, the key, and its context."""
    for shortcut in window.findChildren(QShortcut):
        yield shortcut.parent(), shortcut.key(), shortcut.context()
    for action in window.findChildren(QAction):
        for key in action.shortcuts():
            yield action.parent(), key, action.shortcutContext()
    for button in window.findChildren(QAbstractButton):
        key = QKeySequence.mnemonic(button.text())
        if not key.isEmpty():
            yield button, key, Qt.ShortcutContext.WindowShortcut


def on_page(window, page):
    """Return the keys that may be live while a page is in sight, whatever is shown on it."""
    others = [each.panel for each in window.pages if each is not page]
    return [
        (widget, key, context)
        for widget, key, context in bindings(window)
        if not any(each is widget or each.isAncestorOf(widget) for each in others)
    ]


def twice_on_a_page(window, page):
    """Yield the keys that would mean two things while a page is in sight."""
    live = on_page(window, page)
    wide = Counter(k.toString() for _w, k, context in live if context not in (WITHIN, ITSELF))
    yield from (f"{page.name}: {key}" for key, times in wide.items() if times > 1)
    for widget, key, context in live:
        is_kept = context is ITSELF and key[0].key() in getattr(widget, "own_keys", ())
        if context in (WITHIN, ITSELF) and key.toString() in wide and not is_kept:
            yield f"{page.name}: {key.toString()} in {type(widget).__name__}"


def twice_within_a_part(window):
    """Yield the keys that mean two things in parts of which one lies within the other."""
    parts = [each for each in bindings(window) if each[2] in (WITHIN, ITSELF)]
    for one, (inner, key, _context) in enumerate(parts):
        for other, (outer, same, context) in enumerate(parts):
            is_around = context is WITHIN and outer.isAncestorOf(inner)
            if one != other and key == same and (inner is outer or is_around):
                yield f"{type(inner).__name__}: {key.toString()}"


def not_told_of(window):
    """Return the keys that the overlay leaves out."""
    window.open_keys()
    told = {key for words in window.keys.words for key in words.split(", ")}
    told |= set("123456789") if "1 … 9" in told else set()
    told |= {"Ctrl+="}  # the same key as Ctrl++ on keyboards where that needs Shift
    told |= {page_keys(number) for number in range(len(window.pages), 2 * FUNCTION_KEYS)}
    is_driving = window.transport.may_drive
    return {
        key.toString()
        for widget, key, _context in bindings(window)
        if not isinstance(widget, QAbstractButton)  # underlined on the button itself
        and (is_driving or widget is not window.transport)
    } - told


@pytest.mark.parametrize("role", ROLES)
def test_no_key_means_two_things_at_once_and_every_key_is_told_of(window_of, role):
    window = window_of(role)
    assert [each for page in window.pages for each in twice_on_a_page(window, page)] == []
    assert list(twice_within_a_part(window)) == []
    assert not_told_of(window) == set()
    assert window.rect().contains(window.keys.geometry())


def press(qtbot, window, widget, key):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=30_000)
    widget.setFocus()
    qtbot.keyClick(widget, key)


@pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagateSizeHints)")
def test_arrows_move_the_map_that_has_the_focus_and_not_the_replay(window_of, qtbot, sent):
    window = window_of(Role.TRAINER)
    window.show_page_named("orbit")
    world = window.findChild(WorldMap)
    qtbot.keyClick(world, Qt.Key.Key_Plus)
    before = world._view
    press(qtbot, window, world, Qt.Key.Key_Right)
    assert world._view != before
    assert not any(isinstance(each, StepReplay) for each in sent.requests)
    press(qtbot, window, window.findChild(AlarmTable).parent(), Qt.Key.Key_Right)
    assert any(isinstance(each, StepReplay) for each in sent.requests)


@pytest.mark.parametrize(
    ("key", "modifier", "is_kept"),
    [
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, True),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.KeypadModifier, True),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier, False),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, True),
        (Qt.Key.Key_B, Qt.KeyboardModifier.NoModifier, False),
    ],
)
def test_a_choice_keeps_its_bare_keys_and_no_others(qtbot, key, modifier, is_kept):
    choice = QComboBox()
    qtbot.addWidget(choice)
    assert keeps(choice, QKeyEvent(QEvent.Type.ShortcutOverride, key, modifier)) is is_kept
