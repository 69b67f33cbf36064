"""Procedures from their TOML files: every problem of every file at once. No I/O.

How one is written is described with every key in ``docs/procedures.md``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Final

from console.domain.procedure_facts import END
from console.domain.procedure_model import (
    Branch,
    Caution,
    Check,
    CommandCall,
    LossOfSignal,
    Procedure,
    ProcedureBook,
    Proof,
    Step,
    StepKind,
)
from console.domain.rule_conditions import Compare, Condition, Either, Every, Not
from console.domain.rule_model import Signatures
from console.domain.rule_reading import Vocabulary, read_condition, usual_age_s
from telemetry.mission import Mission
from telemetry.mission_tables import Fields, read_toml

ACTORS: Final = ("commander", "crew", "ground", "guest", "auto")
CAUTIONS: Final = ("warning", "caution", "note")
_LONGEST_S: Final = 24 * 3600.0
_PROOF_KEYS: Final[tuple[str, ...]] = ("hold_s", "timeout_s")
_KINDS: Final = tuple(StepKind)


def read_procedures(
    files: Mapping[str, bytes], mission: Mission, problems: list[str]
) -> ProcedureBook:
    """Return the procedures of `files`, in the order of their ids.

    Parameters
    ----------
    files : mapping of str to bytes
        TOML by file name, a procedure each.
    problems : list of str
        Takes everything that is wrong with them.
    """
    words = Vocabulary(database=mission.database)
    found: dict[str, Procedure] = {}
    for name, data in sorted(files.items()):
        known = len(problems)
        top = read_toml(name, data, problems)
        if len(problems) > known:
            continue
        procedure = _procedure(top, words)
        if procedure.id in found:
            top.refuse(f"there is another procedure {procedure.id}")
        found[procedure.id] = procedure
    return ProcedureBook(tuple(found[identity] for identity in sorted(found)))


def _procedure(top: Fields, words: Vocabulary) -> Procedure:
    tables = top.tables("step")
    procedure = Procedure(
        id=top.text("id"),
        title=top.text("title"),
        about=top.text("about"),
        plain=top.text("plain"),
        alarms=_patterns(top, "alarms", words),
        tolerates=_patterns(top, "tolerates", words),
        faults=top.words("faults"),
        steps=tuple(_step(table, words) for table in tables),
    )
    top.finish()
    if not procedure.steps:
        top.refuse("a procedure has at least one step")
    for step, table in zip(procedure.steps, tables, strict=True):
        for problem in _dead_ends(step, procedure):
            table.refuse(problem)
    return procedure


def _patterns(top: Fields, key: str, words: Vocabulary) -> tuple[str, ...]:
    patterns = top.words(key)
    for pattern in patterns:
        if not any(fnmatchcase(each, pattern) for each in words.database.parameters):
            top.refuse(f"{key}: no parameter is called '{pattern}'")
    return patterns


def _dead_ends(step: Step, procedure: Procedure) -> Iterator[str]:
    if [each.id for each in procedure.steps].count(step.id) > 1:
        yield f"there is another step {step.id}"
    for goto in (step.goto, step.on_fail, *(branch.goto for branch in step.branches)):
        if goto and goto != END and goto not in procedure.by_id:
            yield f"there is no step '{goto}' to go to"


def _step(fields: Fields, words: Vocabulary) -> Step:
    kind = fields.choice("kind", _KINDS, StepKind.ACT)
    step = Step(
        id=fields.text("id"),
        kind=StepKind(kind) if kind in _KINDS else StepKind.ACT,
        text=fields.text("text"),
        actor=fields.choice("actor", ACTORS),
        plain=fields.text("plain"),
        confirm=_confirm(fields),
        cautions=tuple(_cautions(fields)),
        command=_command(fields, words),
        check=_check(fields, words),
        wait_s=fields.number("wait_s", 0.0, _LONGEST_S, 0.0),
        branches=_branches(fields, words),
        goto=fields.text("goto", ""),
        on_fail=fields.text("on_fail", ""),
        skip_if=_optional(fields, "skip_if", words),
        invariant=_optional(fields, "invariant", words),
        on_los=_on_los(fields, words),
        record=_recorded(fields, words),
    )
    for problem in _contradictions(step):
        fields.refuse(problem)
    fields.finish()
    return step


def _contradictions(step: Step) -> Iterator[str]:
    kind = step.kind
    if (kind is StepKind.WAIT) is not (step.wait_s > 0.0):
        yield "wait_s goes with kind wait, and with no other"
    if (kind is StepKind.DECIDE) is not (len(step.branches) > 1):
        yield "a step of kind decide has two branches or more, and no other has any"
    # None at all is allowed: records of before there were such ways are replayed as they were.
    if [branch.is_otherwise for branch in step.branches].count(True) > 1:
        yield "a decision has one way with otherwise = true at most"
    if kind is StepKind.CHECK and step.check is None:
        yield "a step of kind check needs verify"
    if step.check is not None and kind in (StepKind.WAIT, StepKind.DECIDE):
        yield f"a step of kind {kind} verifies nothing"
    if step.command is not None and kind is not StepKind.ACT:
        yield "only a step of kind act gives a command"
    if step.on_fail and step.check is None and step.invariant is None:
        yield "on_fail goes with verify or invariant"
    if step.invariant is not None and kind is StepKind.DECIDE:
        yield "a step of kind decide has no invariant: its branches say what is true"


def _confirm(fields: Fields) -> Signatures:
    written = fields.choice("confirm", tuple(Signatures), Signatures.SINGLE)
    return Signatures(written) if written in tuple(Signatures) else Signatures.SINGLE


def _cautions(fields: Fields) -> Iterator[Caution]:
    """Yield what is said before the step, the gravest first."""
    for kind in CAUTIONS:
        for text in fields.words(kind):
            yield Caution(kind=kind, text=text)


def _command(fields: Fields, words: Vocabulary) -> CommandCall | None:
    for table in fields.tables("command", single=True):
        call = CommandCall(
            name=table.text("name"),
            argument=table.scalar("argument"),
            inhibit=_optional(table, "inhibit", words),
        )
        table.finish()
        return call
    return None


def _check(fields: Fields, words: Vocabulary) -> Check | None:
    for table in fields.tables("verify", single=True):
        together = {key: _seconds(table, key) for key in _PROOF_KEYS if key in table.written()}
        conditions = table.tables("when", single=True)
        if not conditions:
            table.refuse("when is missing")
            return None
        parts = [part for each in conditions for part in _parts(each)]
        table.finish()
        return Check(tuple(_proof(part, together, words) for part in parts))
    return None


def _parts(condition: Fields) -> list[Fields]:
    """Return the conditions that are proven each for itself: those of an outermost ``all``."""
    if condition.written() != ["all"]:
        return [condition]
    parts = condition.tables("all")
    if not parts and condition.is_sound:
        condition.refuse("all needs at least one condition")
    return parts


def _proof(part: Fields, together: Mapping[str, float], words: Vocabulary) -> Proof:
    hold_s, timeout_s = (_seconds(part, key, together.get(key)) for key in _PROOF_KEYS)
    if hold_s > timeout_s:
        part.refuse("hold_s is longer than timeout_s: it could never pass")
    return Proof(condition=read_condition(part, words), hold_s=hold_s, timeout_s=timeout_s)


def _seconds(fields: Fields, key: str, default: float | None = None) -> float:
    return fields.number(key, 0.0, _LONGEST_S, default)


def _on_los(fields: Fields, words: Vocabulary) -> LossOfSignal | None:
    for table in fields.tables("on_los", single=True):
        is_lost = _signal_is_lost(words)
        loss = LossOfSignal(
            condition=is_lost,
            do_alone=table.flag("do_alone", default=False),
            text=table.text("text"),
        )
        table.finish()
        if not is_lost.parts:
            table.refuse("no context of this vehicle loses_signal")
        return loss
    return None


def _signal_is_lost(words: Vocabulary) -> Either:
    """Return what is true while the ground hears nothing, by the vehicle's contexts."""
    database = words.database
    return Either(
        tuple(
            Compare(
                parameter=context.parameter,
                operator="==",
                value=float(state),
                max_age_s=usual_age_s(database.parameters[context.parameter], database),
            )
            for context in database.rules.contexts.values()
            if context.loses_signal
            for state in sorted(context.states)
        )
    )


def _branches(fields: Fields, words: Vocabulary) -> tuple[Branch, ...]:
    read = [_branch(table, words) for table in fields.tables("branch")]
    others = Every(tuple(Not(each.when) for each in read if each.when is not None))
    return tuple(replace(each, when=others) if each.is_otherwise else each for each in read)


def _branch(table: Fields, words: Vocabulary) -> Branch:
    branch = Branch(
        label=table.text("label"),
        goto=table.text("goto"),
        when=_optional(table, "when", words),
        is_otherwise=table.flag("otherwise", default=False),
    )
    if branch.is_otherwise and branch.when is not None:
        table.refuse("otherwise stands for every other way: it has no when")
    table.finish()
    return branch


def _optional(fields: Fields, key: str, words: Vocabulary) -> Condition | None:
    for table in fields.tables(key, single=True):
        return read_condition(table, words)
    return None


def _recorded(fields: Fields, words: Vocabulary) -> tuple[str, ...]:
    names = fields.words("record")
    for name in names:
        if name not in words.database.parameters:
            fields.refuse(f"record: the vehicle has no parameter {name}")
        elif words.database.place[name][0].is_medical:
            fields.refuse(f"record: {name} is medical: it is not shown to everybody who sees this")
    return names
