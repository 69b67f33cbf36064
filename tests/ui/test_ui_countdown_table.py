"""A table of countdowns repaints once a second, and only the countdowns."""

from console.ui.models.countdown_table import CountdownTableModel
from telemetry.timebase import NS_PER_S


class Launches(CountdownTableModel[str]):
    countdown = 1
    figures = frozenset({1})

    def text(self, item, column):
        return item if column == 0 else str(self._now_ns)

    def tip(self, item):
        return item


def test_countdowns_move_on_once_a_second_and_nothing_else_is_repainted(qapp):
    model = Launches(("What", "In"), lambda item: item)
    model.set_items(["a", "b"])
    told = []
    model.dataChanged.connect(lambda first, last, _: told.append((first.column(), last.column())))
    for now_s in (5.0, 5.4, 5.9, 6.0):
        model.set_now(round(now_s * NS_PER_S))
    assert told == [(1, 1), (1, 1)]
