import os

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTEST_QT_API", "pyside6")
pytest.importorskip("PySide6")

import math
import threading

from desks import SentRequests, a_desk
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication
from seats import a_seat


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/ui/" in item.path.as_posix():
            item.add_marker(pytest.mark.ui)
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            # Said by Qt's own offscreen platform whenever a window is shown.
            item.add_marker(pytest.mark.qt_log_ignore("does not support propagateSizeHints"))


@pytest.fixture(autouse=True)
def nothing_left_behind(qapp):
    """Fail a test that leaves a running timer, a thread or a top-level widget."""
    threads = set(threading.enumerate())
    widgets = {id(widget) for widget in our_windows()}
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [widget for widget in our_windows() if id(widget) not in widgets]
    assert not left, f"top-level widgets left: {left}"
    running = [timer for timer in qapp.findChildren(QTimer) if timer.isActive()]
    assert not running, f"timers left: {running}"
    assert set(threading.enumerate()) <= threads, "threads left"


@pytest.fixture(autouse=True)
def what_is_drawn_is_not_for_a_busy_machine_to_decide(monkeypatch):
    """Let every chart draw at once: a slow machine would put some off to a later turn."""
    monkeypatch.setattr("console.ui.turns.TURN_S", math.inf)


def our_windows():
    """Return top-level widgets of ours; libraries keep hidden menus and popups of their own."""
    windows = QApplication.topLevelWidgets()
    return [each for each in windows if each.isVisible() or is_ours(each)]


def is_ours(widget):
    return type(widget).__module__.startswith("console.")


@pytest.fixture
def desk():
    """A console's desk in step with a simulated meridian-1, ten minutes of telemetry old."""
    return a_desk()


@pytest.fixture
def sent():
    """The requests and questions a console sent."""
    return SentRequests()


@pytest.fixture
def seat(qapp, desk, sent):
    """What every panel is built from."""
    return a_seat(desk, sent)
