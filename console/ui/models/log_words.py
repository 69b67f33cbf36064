"""Every fact of the mission's log in words, and which of them somebody looks for. No Qt."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Final

from console.domain import alarm_facts, facts, plan_facts, procedure_facts, rule_facts
from console.domain.facts import Entry, Fact
from console.domain.viewing.rules import ViewingRules
from console.domain.viewing_requests import ViewingRulesSet
from console.ui.models.alarm_log_words import alarm_log_words
from console.ui.models.names import Names
from console.ui.models.procedure_words import procedure_words
from telemetry.dictionary import Severity
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S, met_text, utc_text

KINDS: Final = ("alarms", "viewing", "plans", "procedures", "mission")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One entry of the log as it is read.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    severity : Severity or None
        Of the alarm it is about, if it made one worse or raised it.
    """

    sequence: int
    utc: str
    met: str
    by: str
    kind: str
    words: str
    severity: Severity | None = None

    @property
    def searched(self) -> str:
        """What a search looks in."""
        return f"{self.utc} {self.by} {self.words}".casefold()


class LogWords:
    """Turns entries into lines for one mission."""

    def __init__(self, mission: Mission) -> None:
        self._mission = mission
        self._names = Names(mission)
        self._titles: dict[str, str] = {}
        self._rules = ViewingRules()
        self._words: Mapping[type[Fact], Callable[..., str]] = {
            facts.MissionOpened: lambda f: f"Mission {f.mission} opened, record {f.record}",
            facts.ServerStarted: lambda f: f"Mission server started, life {f.epoch}",
            facts.ClockJumped: self._clock_jumped,
            **alarm_log_words(mission),
            facts.WindowProposed: self._proposed,
            facts.WindowApproved: lambda f: f"Approved: {self._window(f.window)}",
            facts.WindowRejected: lambda f: f"Rejected: {self._window(f.window)}. {f.reason}",
            facts.WindowWithdrawn: lambda f: f"Withdrawn: {self._window(f.window)}",
            facts.WindowHeld: lambda f: f"HELD: {self._window(f.window)}. {f.reason}",
            facts.WindowReleased: lambda f: f"Released: {self._window(f.window)}",
            plan_facts.WindowSeen: lambda f: f"Seen: {self._window(f.window)}",
            plan_facts.WindowCutShort: lambda f: f"Cut short: {self._window(f.window)}. {f.reason}",
            plan_facts.WindowMissed: lambda f: f"Missed: {self._window(f.window)}",
            rule_facts.ReleaseSigned: lambda f: (
                f"Release signed, one of two: {self._window(f.window)} (rule {f.rule})"
            ),
            rule_facts.ReleaseLapsed: lambda f: (
                f"The first signature of a release counts no more: {self._window(f.window)}"
            ),
            **procedure_words(mission),
            plan_facts.PlanDrafted: self._drafted,
            plan_facts.PlanProposed: lambda f: f"Plan {f.plan} put before flight",
            plan_facts.PlanSigned: lambda f: (
                f"Approval of plan {f.plan} signed, one of two (rule {f.rule})"
            ),
            plan_facts.PlanApproved: lambda f: (
                f"Plan {f.plan} approved, checked against {len(f.checked)} rules"
            ),
            plan_facts.PlanRejected: lambda f: f"Plan {f.plan} rejected. {f.reason}",
            plan_facts.PlanDiscarded: lambda f: f"Plan {f.plan} thrown away",
            plan_facts.PlanPublished: self._published,
            plan_facts.ViewingClosed: self._closed,
            ViewingRulesSet: self._rules_set,
            plan_facts.ViewingReopened: lambda f: f"Closure {f.closure} taken back",
        }

    @property
    def known(self) -> frozenset[type[Fact]]:
        """The kinds of facts there are words for."""
        return frozenset(self._words)

    def line(self, entry: Entry) -> LogLine:
        """Return one entry in words; entries must come in the order of the log."""
        fact = entry.fact
        severity = (
            fact.severity if isinstance(fact, facts.AlarmRaised | facts.AlarmChanged) else None
        )
        return LogLine(
            sequence=entry.sequence,
            utc=utc_text(entry.mission_ns)[:19].replace("T", " "),
            met=met_text((entry.mission_ns - self._mission.launch_ns) / NS_PER_S),
            by=entry.by,
            kind=_kind(fact),
            words=self._words[type(fact)](fact),
            severity=severity,
        )

    def _clock_jumped(self, fact: facts.ClockJumped) -> str:
        jump_s = (fact.announced_ns - fact.expected_ns) / NS_PER_S
        return f"The clock of {fact.source} jumped by {jump_s:+.1f} s"

    def _window(self, window_id: str) -> str:
        title = self._titles.get(window_id)
        return f"{title} ({window_id})" if title else window_id

    def _proposed(self, fact: facts.WindowProposed) -> str:
        self._titles[fact.window] = fact.title
        return (
            f"Proposed: {self._window(fact.window)}, {self._names.pane(fact.pane)}, "
            f"{utc_text(fact.start_ns)[11:16]} to {utc_text(fact.end_ns)[11:16]}, "
            f"for {self._names.people(fact.guests)}"
        )

    @staticmethod
    def _drafted(fact: plan_facts.PlanDrafted) -> str:
        words = f"Plan {fact.plan} laid down: {len(fact.windows)} viewing windows"
        return f"{words}. {fact.reason}" if fact.reason else words

    def _published(self, fact: plan_facts.PlanPublished) -> str:
        self._titles.update({each.window: each.title for each in fact.windows if each.window})
        return (
            f"Plan {fact.plan} published as version {fact.version}: "
            f"{len(fact.windows)} viewing windows"
        )

    def _rules_set(self, fact: ViewingRulesSet) -> str:
        before, self._rules = self._rules, fact.rules
        changed = [
            f"{name.replace('_', ' ')} {value}"
            for name, value in asdict(fact.rules).items()
            if value != getattr(before, name)
        ]
        return f"What makes a good view was set: {', '.join(changed) or 'all as before'}"

    def _closed(self, fact: plan_facts.ViewingClosed) -> str:
        where = self._names.pane(fact.pane) if fact.pane else "every window"
        whom = f" for {self._names.person(fact.person)}" if fact.person else ""
        until = f"{utc_text(fact.start_ns)[11:16]} to {utc_text(fact.end_ns)[11:16]}"
        return f"Viewing closed: {where}{whom}, {until}. {fact.reason} ({fact.closure})"


def _kind(fact: Fact) -> str:
    """Return which of `KINDS` a fact is."""
    if isinstance(fact, alarm_facts.AlarmFact):
        return "alarms"
    if isinstance(fact, plan_facts.PlanFact):
        return "plans"
    if isinstance(fact, procedure_facts.ProcedureFact):
        return "procedures"
    if isinstance(fact, facts.MissionOpened | facts.ServerStarted | facts.ClockJumped):
        return "mission"
    return "viewing"


def found(lines: Iterable[LogLine], words: str, kind: str) -> list[LogLine]:
    """Return the lines of a kind, all if empty, in which every word is found."""
    wanted = words.casefold().split()
    return [
        line
        for line in lines
        if kind in ("", line.kind) and all(word in line.searched for word in wanted)
    ]
