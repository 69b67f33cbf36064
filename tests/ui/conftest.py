import os

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTEST_QT_API", "pyside6")
pytest.importorskip("PySide6")

import threading

from desks import SentRequests, a_desk
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication

from console.ui.meter import Meter
from console.ui.seat import Requests, Seat
from console.ui.theme import Look


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/ui/" in item.path.as_posix():
            item.add_marker(pytest.mark.ui)
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))


@pytest.fixture(autouse=True)
def nothing_left_behind(qapp):
    """Fail a test that leaves a running timer, a thread or a top-level widget."""
    threads = set(threading.enumerate())
    widgets = set(QApplication.topLevelWidgets())
    yield
    for widget in set(QApplication.topLevelWidgets()) - widgets:
        if not widget.isVisible():
            widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [widget for widget in QApplication.topLevelWidgets() if widget not in widgets]
    assert not left, f"top-level widgets left: {left}"
    running = [timer for timer in qapp.findChildren(QTimer) if timer.isActive()]
    assert not running, f"timers left: {running}"
    assert set(threading.enumerate()) <= threads, "threads left"


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
    return Seat(
        desk=desk,
        look=Look(),
        requests=Requests(sent.submit),
        ask_history=sent.ask_history,
        meter=Meter(desk),
    )
