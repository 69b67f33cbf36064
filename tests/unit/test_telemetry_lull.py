"""Waiting for the rest of what comes late."""

from telemetry.lull import WAITS_MOST, Lull


def test_what_still_comes_is_waited_for_and_what_has_come_is_not():
    lull = Lull()
    assert [lull.is_over(came) for came in (0, 3, 5, 5, 5, 6, 6)] == [
        True, False, False, True, True, False, True,
    ]  # fmt: skip


def test_what_never_ends_is_not_waited_for_for_ever():
    lull = Lull()
    over = [lull.is_over(came) for came in range(1, 2 * WAITS_MOST + 3)]
    assert over == ([False] * WAITS_MOST + [True]) * 2
