"""Flight rules from their TOML files: every problem of every file at once. No I/O.

::

    [contexts]
    night = { param = "EPS_SUN", op = "==", value = "ECLIPSE" }

    [panes.dome]                       # what a window's own parameters are called in rules
    glass = "WIN_D_T"

    [[rule]]
    id = "V-31"
    title = "The glass is about to fog"
    scope = "each"                     # window for itself; or "all", a zone "Z3", one pane
    decision = "HOLD"                  # or "NO-GO"
    when = { param = "$glass", op = "<=", than = "CAB_T_DEW", unit = "degC" }
    action = "…"
    rationale = "…"
    plain = "…"
    release = "two_person"             # or "single", which it is without this line
    holds_windows = false              # says no for now, holds nothing that is planned
"""

from collections.abc import Iterable, Mapping

from console.domain.rule_conditions import Condition
from console.domain.rule_model import EACH, EVERYWHERE, Decision, Rule, RuleBook, Signatures
from console.domain.rule_reading import Vocabulary, read_condition
from telemetry.mission import Mission, Pane
from telemetry.mission_tables import Fields, read_toml

_DECISIONS = (Decision.HOLD.value, Decision.NO_GO.value)


def read_rules(files: Mapping[str, bytes], mission: Mission, problems: list[str]) -> RuleBook:
    """Return the rules of `files`, in the order of the files' names.

    Rules say who may look out of which window, so a vehicle without windows has none.

    Parameters
    ----------
    files : mapping of str to bytes
        TOML by file name.
    problems : list of str
        Takes everything that is wrong with them.
    """
    rules: list[Rule] = []
    if not mission.panes:
        return RuleBook()
    for name, data in sorted(files.items()):
        top = read_toml(name, data, problems)
        words = _vocabularies(top, mission)
        for fields in top.tables("rule"):
            rule = _rule(fields, mission, words, problems)
            if any(known.id == rule.id for known in rules):
                fields.refuse(f"there is another rule {rule.id}")
            rules.append(rule)
        top.finish()
    return RuleBook(tuple(rules))


def _vocabularies(top: Fields, mission: Mission) -> Mapping[str, Vocabulary]:
    """Return the words of a file's rules for each pane."""
    names: dict[str, dict[str, str]] = {
        pane.id: {"shutter": pane.shutter} for pane in mission.panes
    }
    for panes in top.tables("panes", single=True):
        for pane in panes.written():
            for table in panes.tables(pane, single=True):
                named = {key: table.text(key) for key in table.written()}
                if pane in names:
                    names[pane].update(named)
                else:
                    panes.refuse(f"the vehicle has no window '{pane}'")
    plain = Vocabulary(database=mission.database)
    contexts: dict[str, Condition] = {
        name: read_condition(condition, plain)
        for table in top.tables("contexts", single=True)
        for name in table.written()
        for condition in table.tables(name, single=True)
    }
    return {
        pane: Vocabulary(database=mission.database, names=known, contexts=contexts, pane=pane)
        for pane, known in names.items()
    }


def _rule(
    fields: Fields, mission: Mission, words: Mapping[str, Vocabulary], problems: list[str]
) -> Rule:
    scopes = (EVERYWHERE, EACH, *_zones(mission.panes), *words)
    scope = fields.choice("scope", scopes)
    decision = fields.choice("decision", _DECISIONS)
    panes = [pane.id for pane in mission.panes if scope in (EVERYWHERE, EACH, pane.zone, pane.id)]
    rule = Rule(
        id=fields.text("id"),
        title=fields.text("title"),
        decision=Decision(decision) if decision in _DECISIONS else Decision.HOLD,
        scope=scope,
        conditions=_conditions(fields, panes, words, problems),
        action=fields.text("action"),
        rationale=fields.text("rationale"),
        plain=fields.text("plain"),
        release=_signatures(fields),
        holds_windows=fields.flag("holds_windows", default=True),
    )
    fields.finish()
    return rule


def _zones(panes: Iterable[Pane]) -> list[str]:
    return list(dict.fromkeys(pane.zone for pane in panes))


def _signatures(fields: Fields) -> Signatures:
    written = fields.choice("release", tuple(Signatures), Signatures.SINGLE)
    return Signatures(written) if written in tuple(Signatures) else Signatures.SINGLE


def _conditions(
    fields: Fields, panes: Iterable[str], words: Mapping[str, Vocabulary], problems: list[str]
) -> dict[str, Condition]:
    """Return the rule's condition for each pane; what is wrong at every pane is told once."""
    if "when" not in fields.written():
        fields.refuse("when is missing")
    conditions: dict[str, Condition] = {}
    known = len(problems)
    for pane in panes or words:
        for table in fields.tables("when", single=True):
            read = read_condition(table, words[pane])
            first = next(iter(conditions.values()), read)
            conditions[pane] = first if read == first else read  # one object is judged once
        if len(problems) > known:
            break
    return conditions
