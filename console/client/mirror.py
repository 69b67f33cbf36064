"""How a console stays in step with the mission server; no sockets, no clock of its own.

The rules, each of which a lost or late message makes necessary: hear one message on the
subscription before asking for the log; a heartbeat carries the sequence; messages of an older
epoch are ignored and a newer epoch means the server was restarted; on any gap ask again; while
catching up, what is shown stays and says how old it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from console.domain.facts import Entry
from console.domain.mission import MissionState, fold
from console.protocol import (
    SILENCE_S,
    AskSnapshot,
    Heartbeat,
    OfTheLog,
    Snapshot,
    Update,
)

ASK_AGAIN_S = 5.0


class Step(StrEnum):
    """How well the console is in step."""

    WAITING = "waiting"  # nothing was ever heard
    CATCHING_UP = "catching up"
    LIVE = "live"
    STALE = "stale"  # no heartbeat for two seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Advanced:
    """The log grew: the new entries and the state after them.

    `is_restart` says that `entries` are the whole log again, because the record changed.
    """

    entries: tuple[Entry, ...]
    state: MissionState
    is_restart: bool


@dataclass(frozen=True, slots=True)
class Stepped:
    """The console fell out of step or came back into it."""

    step: Step


Action = AskSnapshot | Advanced | Stepped


class Mirror:
    """The console's copy of the mission's log and state."""

    def __init__(self) -> None:
        self.state = MissionState()
        self.record = ""
        self.epoch = 0
        self.sequence = 0
        self.step = Step.WAITING
        self._waiting: list[Update] = []
        self._asked_life = ("", 0)
        self._asked_at_s = 0.0
        self._heard_at_s = 0.0

    def hear(self, message: OfTheLog, now_s: float) -> list[Action]:
        """Take a published message that arrived at monotonic `now_s`; return what to do."""
        if message.record == self.record and message.epoch < self.epoch:
            return []
        self._heard_at_s = now_s
        life = (message.record, message.epoch)
        if self.step is Step.LIVE and life == (self.record, self.epoch):
            return self._advance(message, now_s)
        if isinstance(message, Update):
            self._waiting.append(message)
        if self.step is Step.CATCHING_UP and life == self._asked_life:
            return []
        return self._catch_up(life, now_s)

    def load(self, snapshot: Snapshot, now_s: float) -> list[Action]:
        """Take the server's answer to the last question; return what to do."""
        life = (snapshot.record, snapshot.epoch)
        if self.step is not Step.CATCHING_UP or life != self._asked_life:
            return []
        is_restart = snapshot.after == 0
        if is_restart:
            self.state, self.sequence = MissionState(), 0
        if snapshot.after != self.sequence:
            return self._catch_up(life, now_s)
        self.record, self.epoch = life
        actions: list[Action] = [self._take(snapshot.entries, is_restart=is_restart)]
        if self.sequence < snapshot.head:
            return actions + self._catch_up(life, now_s)
        waiting, self._waiting = self._waiting, []
        actions += self._stepped(Step.LIVE)
        for update in waiting:
            if (update.record, update.epoch) == life:
                actions += self._advance(update, now_s)
        return actions

    def tick(self, now_s: float) -> list[Action]:
        """Notice silence and unanswered questions; call a few times a second."""
        if self.step in (Step.WAITING, Step.STALE):
            return []
        if now_s - self._heard_at_s > SILENCE_S:
            return self._stepped(Step.STALE)
        if self.step is Step.CATCHING_UP and now_s - self._asked_at_s > ASK_AGAIN_S:
            return self._catch_up(self._asked_life, now_s)
        return []

    def _advance(self, message: OfTheLog, now_s: float) -> list[Action]:
        life = (self.record, self.epoch)
        if isinstance(message, Heartbeat):
            return [] if message.sequence == self.sequence else self._catch_up(life, now_s)
        new = tuple(entry for entry in message.entries if entry.sequence > self.sequence)
        if new and new[0].sequence != self.sequence + 1:
            self._waiting.append(message)
            return self._catch_up(life, now_s)
        return [self._take(new, is_restart=False)] if new else []

    def _take(self, entries: Sequence[Entry], *, is_restart: bool) -> Advanced:
        self.state = fold(entries, self.state)
        if entries:
            self.sequence = entries[-1].sequence
        return Advanced(entries=tuple(entries), state=self.state, is_restart=is_restart)

    def _catch_up(self, life: tuple[str, int], now_s: float) -> list[Action]:
        self._asked_life = life
        self._asked_at_s = now_s
        record, _epoch = life
        after = self.sequence if record == self.record else 0
        return [AskSnapshot(record=record, after=after), *self._stepped(Step.CATCHING_UP)]

    def _stepped(self, step: Step) -> list[Action]:
        if step is self.step:
            return []
        self.step = step
        return [Stepped(step)]
