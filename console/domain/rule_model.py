"""A flight rule as it is written, and as it stands at one cabin window. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from console.domain.alarms import Alarm
from console.domain.rule_conditions import AlarmStands, Condition
from console.domain.rule_scene import Finding, Scene, Truth
from telemetry.dictionary import MissionDatabase

EVERYWHERE = "all"
EACH = "each"


class Decision(StrEnum):
    """Whether guests may go to the windows."""

    GO = "GO"
    HOLD = "HOLD"
    NO_GO = "NO-GO"

    @property
    def gravity(self) -> int:
        """Its place in the order GO, HOLD, NO-GO."""
        return tuple(Decision).index(self)


class Signatures(StrEnum):
    """How many people it takes to release a window that a rule held."""

    SINGLE = "single"
    TWO_PERSON = "two_person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One flight rule.

    Parameters
    ----------
    id : str
        For example ``"V-03"``.
    decision : Decision
        What it says while its condition is true: HOLD or NO-GO.
    scope : str
        ``"all"``, ``"each"`` pane for itself, a zone such as ``"Z3"``, or the id of one pane.
    conditions : mapping of str to Condition
        By the id of each pane in its scope.
    action, rationale : str
        For flight: what to do, and why there is the rule.
    plain : str
        For the guest lead, without engineering.
    release : Signatures
        Who must sign before a window it held goes ahead.
    holds_windows : bool
        Whether it holds planned windows ahead, or only says no for this moment.
    """

    id: str
    title: str
    decision: Decision
    scope: str
    conditions: Mapping[str, Condition]
    action: str
    rationale: str
    plain: str
    release: Signatures = Signatures.SINGLE
    holds_windows: bool = True

    def alarms(self, pane: str, around: Scene) -> list[Alarm]:
        """Return the alarms that make it say no, the worst and earliest first."""
        condition = self.conditions[pane]
        return condition.standing(around) if isinstance(condition, AlarmStands) else []


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFinding:
    """What a rule says at one pane, with every input it looked at."""

    rule: Rule
    pane: str
    finding: Finding

    @property
    def decision(self) -> Decision:
        """GO when it does not apply, HOLD when that is not known, else the rule's own."""
        match self.finding.truth:
            case Truth.FALSE:
                return Decision.GO
            case Truth.UNKNOWN:
                return Decision.HOLD
            case Truth.TRUE:
                return self.rule.decision

    @property
    def is_unknown(self) -> bool:
        """Whether an input is stale, invalid or missing."""
        return self.finding.truth is Truth.UNKNOWN

    @property
    def is_set_aside(self) -> bool:
        """Whether it is unknown for nothing but what people took out of service."""
        return self.is_unknown and all(each.is_set_aside for each in self.finding.unknown)


@dataclass(frozen=True)
class RuleBook:
    """Every flight rule in force, in the order they are read in."""

    rules: tuple[Rule, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """Rules by their ids."""
        return {rule.id: rule for rule in self.rules}

    def judge(self, panes: Iterable[str], around: Scene) -> Mapping[str, list["RuleFinding"]]:
        """Return what every rule says at each of `panes`; UNKNOWN is never GO."""
        found: dict[str, list[RuleFinding]] = {pane: [] for pane in panes}
        for rule in self.rules:
            judged: dict[int, Finding] = {}  # most rules ask the same at every pane
            for pane, findings in found.items():
                condition = rule.conditions.get(pane)
                if condition is None:
                    continue
                if id(condition) not in judged:
                    judged[id(condition)] = condition.judge(around)
                finding = judged[id(condition)]
                findings.append(RuleFinding(rule=rule, pane=pane, finding=finding))
        return found

    def is_two_person(self, rule: str) -> bool:
        """Whether a window held by the rule of this id needs two signatures."""
        known = self.by_id.get(rule)
        return known is not None and known.release is Signatures.TWO_PERSON


def unknown_inputs(finding: Finding, database: MissionDatabase) -> str:
    """Return in words which inputs are missing: what, and what is wrong with it."""
    return "; ".join(
        f"{database.parameters[each.parameter].name}: {each.text(database)}"
        for each in finding.unknown
    )
