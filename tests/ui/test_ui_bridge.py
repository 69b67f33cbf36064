from queue import SimpleQueue

import pytest
from builders import an_alarm_raised, an_entry
from desks import welcome

from console.client.desk import Desk
from console.client.lookahead import LookedAhead
from console.client.mirror import Advanced, Step, Stepped
from console.domain.mission import fold
from console.domain.roles import Role
from console.ui.bridge import QUIET_PERIODS, Bridge
from telemetry.timebase import ManualClock


@pytest.fixture
def heard():
    return SimpleQueue()


@pytest.fixture
def bridge(qapp, heard):
    bridge = Bridge((heard, SimpleQueue()), Desk(Role.FLIGHT, ManualClock(1)))
    yield bridge
    bridge.stop()


def test_everything_that_waits_is_handed_over_at_once(bridge, heard):
    changes = []
    bridge.refreshed.connect(changes.append)
    entries = (an_entry(1, fact=an_alarm_raised()),)
    heard.put(welcome())
    heard.put(Advanced(entries=entries, state=fold(entries), is_restart=True))
    heard.put(Stepped(Step.LIVE))

    bridge.drain()

    assert len(changes) == 1
    assert changes[0].opened
    assert changes[0].state
    assert changes[0].link


def test_what_was_looked_ahead_comes_the_same_way(qapp):
    ahead = SimpleQueue()
    desk = Desk(Role.FLIGHT, ManualClock(1))
    bridge = Bridge((SimpleQueue(), ahead), desk)
    ahead.put(LookedAhead(is_known=True))

    bridge.drain()

    assert desk.lookahead.is_known


def test_ages_move_on_when_nothing_arrives_but_not_in_every_period(bridge):
    changes = []
    bridge.refreshed.connect(changes.append)

    for _ in range(QUIET_PERIODS - 1):
        bridge.drain()
    assert changes == []
    bridge.drain()
    assert len(changes) == 1


def test_it_drains_by_itself_once_started(bridge, heard, qtbot):
    heard.put(Stepped(Step.LIVE))
    with qtbot.waitSignal(bridge.refreshed, timeout=30_000):
        bridge.start()
    assert heard.empty()
