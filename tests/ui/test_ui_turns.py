import pytest
from PySide6.QtCore import QObject
from shiboken6 import delete

from console.ui import turns as turns_module
from console.ui.turns import Turns

TURN_S = 0.012


class Clock:
    """Time passes for who draws, and for nobody else on the machine."""

    now_s = 0.0

    def monotonic(self):
        return self.now_s

    def busy(self, seconds):
        self.now_s += seconds


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(turns_module, "TURN_S", TURN_S)
    monkeypatch.setattr(turns_module, "time", made)
    return made


def test_input_is_heard_between_many_that_draw_anew(qtbot, clock):
    turns, done = Turns(), []

    def draw(number):
        clock.busy(0.6 * TURN_S)
        done.append(number)

    for number in range(6):
        turns.take(lambda n=number: draw(n))
    assert done == [0, 1]
    assert turns.waiting == 4
    qtbot.waitUntil(lambda: turns.waiting == 0, timeout=30_000)
    assert done == list(range(6))


def test_who_is_out_of_sight_gives_up_its_turn(qtbot, clock):
    turns, done = Turns(), []

    def draw():
        done.append("late")

    turns.take(lambda: clock.busy(TURN_S))
    turns.take(draw)
    turns.take(draw)
    assert turns.waiting == 1
    turns.forget(draw)
    turns.forget(draw)
    qtbot.waitUntil(lambda: not turns._next.isActive(), timeout=30_000)
    assert done == []


def test_what_has_gone_while_it_waited_is_not_drawn(qtbot, clock):
    turns, done = Turns(), []

    class Chart(QObject):
        def draw(self):
            done.append("gone")

    chart = Chart()
    turns.take(lambda: clock.busy(TURN_S))
    turns.take(chart.draw)
    delete(chart)
    qtbot.waitUntil(lambda: turns.waiting == 0, timeout=30_000)
    assert done == []
