"""Flight rules as they stand, a row each: it shows, and decides nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject

from console.domain.flight_rules import ViewingStatus
from console.domain.rule_model import Decision, Rule, RuleBook, RuleFinding, Signatures
from console.domain.rule_scene import Evidence
from console.ui.models.keyed_table import KeyedTableModel
from console.ui.models.names import Names
from telemetry.dictionary import MissionDatabase, Severity

DECISION_SEVERITY: Final[Mapping[Decision, Severity]] = {
    Decision.HOLD: Severity.CAUTION,
    Decision.NO_GO: Severity.WARNING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """One rule as it stands.

    Parameters
    ----------
    says : str
        GO, HOLD, NO-GO, or HOLD with what is not known.
    where : str
        The windows where it says so.
    why : str
        Every input that decides, with its value and age.
    """

    rule: Rule
    decision: Decision
    says: str
    where: str
    why: str


def rule_lines(
    status: ViewingStatus, rules: RuleBook, database: MissionDatabase, names: Names
) -> list[RuleLine]:
    """Return every rule, what speaks against viewing first."""
    lines = []
    for rule in rules.rules:
        found = [
            each
            for pane in status.panes.values()
            for each in pane.findings
            if each.rule.id == rule.id
        ]
        if found:
            lines.append(_line(rule, found, database, names))
    return sorted(lines, key=lambda line: -line.decision.gravity)


def _line(
    rule: Rule, found: list[RuleFinding], database: MissionDatabase, names: Names
) -> RuleLine:
    worst = max(found, key=lambda each: each.decision.gravity)
    at = [each.pane for each in found if each.decision is worst.decision]
    everywhere = len(at) == len(found) > 1
    return RuleLine(
        rule=rule,
        decision=worst.decision,
        says=f"{worst.decision}, not known" if worst.is_unknown else str(worst.decision),
        where="every window" if everywhere else ", ".join(map(names.pane, at)),
        why=" · ".join(input_text(each, database) for each in worst.finding.evidence),
    )


def input_text(evidence: Evidence, database: MissionDatabase) -> str:
    """Return one input: what was asked, what was found, how old it is."""
    asked, found = evidence.condition.text(database), evidence.text(database)
    age = "" if evidence.age_s != evidence.age_s else f", {evidence.age_s:.0f} s old"
    return f"{asked}: {found}{age if 'old' not in found else ''}"


def details(line: RuleLine) -> str:
    """Return a rule in full, for a person who wants to know."""
    rule = line.rule
    is_for_two = rule.release is Signatures.TWO_PERSON
    signers = "two different people release" if is_for_two else "flight alone releases"
    reach = (
        f"Holds planned windows; {signers} them."
        if rule.holds_windows
        else "Says no for this moment; holds nothing that is planned."
    )
    return (
        f"{rule.id} · {rule.title} · {line.says} ({line.where})\n"
        f"Inputs: {line.why}\nDo: {rule.action}\nWhy there is this rule: {rule.rationale}\n"
        f"To the guest lead: {rule.plain}\n{reach}"
    )


class RuleTableModel(KeyedTableModel[RuleLine]):
    """The rules of one mission."""

    def __init__(self, parent: QObject | None = None) -> None:
        headings = ("Rule", "Says", "Where", "What it is about", "Inputs, values and ages")
        super().__init__(headings, lambda line: line.rule.id, parent)

    def text(self, item: RuleLine, column: int) -> str:
        """Return what a cell shows."""
        return (item.rule.id, item.says, item.where, item.rule.title, item.why)[column]

    def tip(self, item: RuleLine) -> str:
        """Return the rule in full."""
        return details(item)
