import time

from PySide6.QtCore import QObject
from shiboken6 import delete

from console.ui.turns import TURN_S, Turns


def busy(seconds):
    until_s = time.monotonic() + seconds
    while time.monotonic() < until_s:
        pass


def test_input_is_heard_between_many_that_draw_anew(qtbot):
    turns, done = Turns(), []

    def draw(number):
        busy(0.6 * TURN_S)
        done.append(number)

    for number in range(6):
        turns.take(lambda n=number: draw(n))
    assert done == [0, 1]
    assert turns.waiting == 4
    qtbot.waitUntil(lambda: turns.waiting == 0, timeout=5000)
    assert done == list(range(6))


def test_who_is_out_of_sight_gives_up_its_turn(qtbot):
    turns, done = Turns(), []

    def draw():
        done.append("late")

    turns.take(lambda: busy(TURN_S))
    turns.take(draw)
    turns.take(draw)
    assert turns.waiting == 1
    turns.forget(draw)
    turns.forget(draw)
    qtbot.waitUntil(lambda: not turns._next.isActive(), timeout=5000)
    assert done == []


def test_what_has_gone_while_it_waited_is_not_drawn(qtbot):
    turns, done = Turns(), []

    class Chart(QObject):
        def draw(self):
            done.append("gone")

    chart = Chart()
    turns.take(lambda: busy(TURN_S))
    turns.take(chart.draw)
    delete(chart)
    qtbot.waitUntil(lambda: turns.waiting == 0, timeout=5000)
    assert done == []
