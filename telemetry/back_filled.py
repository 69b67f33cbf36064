"""Judging samples that come after later ones: in their own time, as if they had come in order.

From the moment a packet has a gap, the state before it and the rows after it are kept. Rows
that fill it are put into their places and all is judged again from before the gap. What the
whole record shows and was not told becomes a late event; what was told stays told, since nothing
that was said is ever unsaid. What the ground works out may be said again at any time, with other
values: of its packet the rows of the last hours are always kept.
"""

from collections.abc import Generator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from telemetry.alarm_episodes import begun_before, late_events, under_way
from telemetry.dictionary import Packet
from telemetry.judgement import LimitEvent
from telemetry.packet_judge import PacketJudge, Times, Values

# Of rows kept per packet while a gap is open; what would fill an older gap comes too late. A
# packet of thirty columns keeps an hour of one row a second.
KEPT_BYTES: Final = 1 << 20
# Of a packet whose rows may be said again; at least half of them are always there.
KEPT_ROWS: Final = 4 * 3600
GAP_PERIODS: Final = 1.5
# Judging many rows again is done in pieces, so that what is new need not wait for it.
PIECE_ROWS: Final = 64
PORTIONS: Final = 16  # of the rows that are kept, one is passed over at a time


# Each step tells nothing yet; what they come to is returned in the end.
Judged = tuple[PacketJudge, list[LimitEvent]]
Steps = Generator[list[LimitEvent], None, Judged]
Settling = Generator[list[LimitEvent], None, Judged | None]


def most_kept_rows(packet: Packet) -> int:
    """Return how many rows are kept of a packet while it has a gap."""
    return KEPT_BYTES // (8 * packet.columns)


class OpenGap:
    """A gap in one packet's rows, and what is needed to judge what may fill it.

    Parameters
    ----------
    before : PacketJudge
        As it stood before the gap; its own copy.
    judged_ns : int
        Time of the last row before the gap.
    lasts : bool
        Whether it is never filled: any row may be said again, with other values.
    """

    def __init__(self, before: PacketJudge, judged_ns: int, *, lasts: bool = False) -> None:
        self._before = before
        self._lasts = lasts
        self._kept_rows = KEPT_ROWS if lasts else most_kept_rows(before.packet)
        self._from_ns = judged_ns
        self._values: list[Values] = []
        self._times: list[Times] = []
        self._known: set[int] = set()
        # What was said since the gap, not what should have been: rows that are still missing may
        # part what seems to be one alarm.
        self._told: list[LimitEvent] = []
        self._told_before = begun_before(before.classes())
        self._true_before = dict(self._told_before)
        self._late_rows = 0

    def keep(self, values: Values, times_ns: Times, told: Sequence[LimitEvent]) -> None:
        """Remember rows judged as they came, and what was told of them."""
        self._add(values, times_ns)
        self._told += told
        if len(self._known) > self._kept_rows and not self._late_rows:
            self._pass_over(len(self._known) // PORTIONS)
            self._take_for_granted()

    def fill(self, values: Values, times_ns: Times) -> bool:
        """Take late rows; return whether any of them can change what is known."""
        is_new = [
            self._from_ns < at_ns and (self._lasts or at_ns not in self._known)
            for at_ns in times_ns.tolist()
        ]
        if any(is_new):
            self._late_rows += sum(is_new)
            self._add(values[is_new], times_ns[is_new])
        return any(is_new)

    def tell(self, told: Sequence[LimitEvent]) -> None:
        """Remember what was told of rows that are taken with `fill`."""
        self._told += told

    def settling(self) -> Settling:
        """Judge what came late, a piece at each step; more may be kept and filled meanwhile.

        Returns the judge as it stands then and the late events; None if nothing came late since.
        """
        if not self._late_rows:
            return None
        true_before, unbroken = self._true_before, self._unbroken_rows()
        is_whole = self._lasts or unbroken == len(self._known)
        judge, truth = yield from self._rejudging(unbroken)
        late = late_events(self._told_before, self._told, true_before, truth, is_whole=is_whole)
        self._told += late
        return judge, late

    @property
    def is_filled(self) -> bool:
        """Whether no time is missing any more."""
        is_settled = not (self._lasts or self._late_rows)
        return is_settled and self._unbroken_rows() == len(self._known)

    def _add(self, values: Values, times_ns: Times) -> None:
        self._values.append(np.array(values))  # a view would keep its whole message
        self._times.append(times_ns)
        self._known.update(times_ns.tolist())

    def _unbroken_rows(self) -> int:
        """Return how many rows follow the time before the gap without another gap."""
        if self._lasts:
            return 0
        times = np.sort(np.concatenate(self._times))
        steps = np.diff(times, prepend=self._from_ns)
        breaks = np.flatnonzero(steps > GAP_PERIODS * self._before.packet.period_ns)
        return int(breaks[0]) if len(breaks) else len(times)

    def _in_order(self) -> tuple[Times, Values]:
        """Return all rows in order of time, of each time the one said last."""
        times = np.concatenate(self._times)
        order = np.argsort(times, kind="stable")
        order = order[np.diff(times[order], append=times[order[-1]] + 1) > 0]
        return times[order], np.concatenate(self._values)[order]

    def _rejudging(self, settled_rows: int) -> Steps:
        """Judge all rows in order; keep only those after the first `settled_rows`."""
        parts = len(self._times)
        times, values = self._in_order()
        judge = self._before.copy()
        events: list[LimitEvent] = []
        before, true_before = self._before, self._true_before
        edges = {*range(0, len(times), PIECE_ROWS), settled_rows, len(times)}
        for start, end in pairwise(sorted(edges)):
            if start == settled_rows:
                before, true_before = judge.copy(), under_way(true_before, events)
            events += judge.judge(values[start:end], times[start:end])
            yield []
        if settled_rows:
            self._from_ns = int(times[settled_rows - 1])
        if settled_rows == len(times):
            before, true_before = judge.copy(), under_way(true_before, events)
        self._before, self._true_before = before, true_before
        # What came meanwhile: rows that were new have been told of, others are late in their turn.
        self._late_rows, last_ns = 0, int(times[-1])
        for more_times, more in zip(self._times[parts:], self._values[parts:], strict=True):
            if more_times[0] > last_ns:
                events += judge.judge(more, more_times)
                last_ns = int(more_times[-1])
            else:
                self._late_rows += len(more_times)
        self._times = [times[settled_rows:], *self._times[parts:]]
        self._values = [values[settled_rows:], *self._values[parts:]]
        self._known = set(np.concatenate(self._times).tolist())
        return judge, events

    def _pass_over(self, rows: int) -> None:
        """Judge the oldest rows once more and keep them no longer."""
        times, values = self._in_order()
        events = self._before.judge(values[:rows], times[:rows])
        self._true_before = under_way(self._true_before, events)
        self._from_ns = int(times[rows - 1])
        self._times, self._values = [times[rows:]], [values[rows:]]
        self._known = set(times[rows:].tolist())

    def _take_for_granted(self) -> None:
        """Forget what was told of times before the rows that are kept, but for where it led."""
        told, self._told = self._told, []
        settled: list[LimitEvent] = []
        for event in told:
            is_later = any(kept.parameter == event.parameter for kept in self._told)
            if is_later or (event.returned_ns or event.sample_ns) > self._from_ns:
                self._told.append(event)
            elif event.returned_ns is None:
                settled.append(event)
        self._told_before = under_way(self._told_before, settled)
