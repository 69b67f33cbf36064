import logging
import sys
import threading

import pytest

from console.ui.errors import LastDefence

# The tests below raise on purpose where nobody catches.
pytestmark = pytest.mark.qt_no_exception_capture


@pytest.fixture
def defence():
    defence = LastDefence()
    defence.install()
    yield defence
    defence.restore()


def fail(words):
    sys.excepthook(ValueError, ValueError(words), None)


def test_an_uncaught_error_is_logged_as_critical_and_shown_as_one_line(defence, caplog):
    fail("no such gauge")

    assert [record.levelno for record in caplog.records] == [logging.CRITICAL]
    assert "no such gauge" in defence.new_line()
    assert defence.new_line() is None


def test_the_same_error_in_every_frame_does_not_flood_the_log(defence, caplog):
    for _ in range(100):
        fail("again")

    assert len(caplog.records) == 7  # the 1st, 2nd, 4th … 64th


def test_an_error_in_a_thread_reaches_the_same_line(defence, caplog):
    thread = threading.Thread(target=lambda: [][1])
    thread.start()
    thread.join()

    assert "list index out of range" in defence.new_line()


def test_ctrl_c_is_no_error(defence, caplog):
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)

    assert caplog.records == []
    assert defence.new_line() is None


def test_the_hooks_are_given_back():
    before = (sys.excepthook, sys.unraisablehook, threading.excepthook)
    defence = LastDefence()
    defence.install()
    assert sys.excepthook != before[0]
    defence.restore()
    assert (sys.excepthook, sys.unraisablehook, threading.excepthook) == before
