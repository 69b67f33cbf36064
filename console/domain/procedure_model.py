"""A procedure as it is written: steps, what proves them, where they lead. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Final

from console.domain.procedure_facts import END, Phase
from console.domain.rule_conditions import Condition, Every
from console.domain.rule_model import Signatures


class StepKind(StrEnum):
    """What a step asks for."""

    ACT = "act"  # somebody does something and says so; a check may prove it
    CHECK = "check"  # telemetry proves it, nobody does anything
    WAIT = "wait"
    DECIDE = "decide"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """What must be known before a step is done; `kind` is warning, caution or note."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandCall:
    """What crew or vehicle do in a step, by the name a training simulator knows it by.

    Parameters
    ----------
    argument : bool, int, float, str or None
        None for none.
    inhibit : Condition or None
        While this is true or unknown the command must not be given.
    """

    name: str
    argument: bool | int | float | str | None = None
    inhibit: Condition | None = None

    @property
    def text(self) -> str:
        """The call in words."""
        if self.argument is None:
            return self.name
        words = {True: "on", False: "off"}
        is_switch = isinstance(self.argument, bool)
        return f"{self.name} {words[bool(self.argument)] if is_switch else self.argument}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What telemetry must show, for `hold_s` without a break, within `timeout_s`."""

    condition: Condition
    hold_s: float
    timeout_s: float


@dataclass(frozen=True)
class Check:
    """Everything that telemetry must show at once."""

    proofs: tuple[Proof, ...]

    @cached_property
    def condition(self) -> Condition:
        """All of it, as one condition."""
        return Every(tuple(proof.condition for proof in self.proofs))


@dataclass(frozen=True, slots=True, kw_only=True)
class LossOfSignal:
    """What becomes of a step when the ground hears nothing of the vehicle.

    Parameters
    ----------
    condition : Condition
        True while that is so.
    do_alone : bool
        Whether the crew goes on without the ground; it waits otherwise.
    text : str
        By what the crew goes on, or how it waits.
    """

    condition: Condition
    do_alone: bool
    text: str

    @property
    def words(self) -> str:
        """What the crew does, as a person reads it."""
        return f"{'the crew goes on alone' if self.do_alone else 'the crew waits'}: {self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One way on from a decision.

    Parameters
    ----------
    when : Condition or None
        What must be true to go this way without an override; None where only a person can tell.
    is_otherwise : bool
        Whether it is the way where telemetry shows none of the others.
    """

    label: str
    goto: str
    when: Condition | None = None
    is_otherwise: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step.

    Parameters
    ----------
    actor : str
        Who does it: commander, crew, ground, guest or auto.
    plain : str
        What is going on, for the guest lead.
    goto : str
        Where it leads when it passes; empty for the next step.
    on_fail : str
        Where a failed check leads; empty to wait for a person.
    skip_if : Condition or None
        When this is true on entering, the step is not needed.
    invariant : Condition or None
        What must stay true during the step: as soon as a sample refutes it, the step has failed.
    on_los : LossOfSignal or None
        Without it a step waits for data when the signal is lost.
    record : tuple of str
        Parameters noted in the log when it passes.
    """

    id: str
    kind: StepKind
    text: str
    actor: str
    plain: str
    confirm: Signatures = Signatures.SINGLE
    cautions: tuple[Caution, ...] = ()
    command: CommandCall | None = None
    check: Check | None = None
    wait_s: float = 0.0
    branches: tuple[Branch, ...] = ()
    goto: str = ""
    on_fail: str = ""
    skip_if: Condition | None = None
    invariant: Condition | None = None
    on_los: LossOfSignal | None = None
    record: tuple[str, ...] = ()

    @property
    def first_phase(self) -> Phase:
        """The phase it is in when it is entered."""
        return _FIRST_PHASE[self.kind]

    @property
    def shown(self) -> Iterator[str]:
        """The parameters worth watching during it."""
        conditions = [branch.when for branch in self.branches]
        conditions.append(self.check.condition if self.check else None)
        conditions.append(self.command.inhibit if self.command else None)
        conditions.append(self.invariant)
        found = [name for each in conditions if each is not None for name in each.parameters]
        yield from dict.fromkeys([*found, *self.record])


_FIRST_PHASE: Final = {
    StepKind.ACT: Phase.TO_DO,
    StepKind.CHECK: Phase.VERIFYING,
    StepKind.WAIT: Phase.WAITING,
    StepKind.DECIDE: Phase.DECIDING,
}


@dataclass(frozen=True)
class Procedure:
    """One procedure.

    Parameters
    ----------
    id : str
        For example ``"CAB-01"``.
    about, plain : str
        What it is for, to flight; what it means, to the guest lead.
    alarms : tuple of str
        Patterns of the alarms it answers: it is opened from them, and they do not pause it.
    tolerates : tuple of str
        Patterns of further alarms that belong to the same trouble and do not pause it.
    faults : tuple of str
        Ids of the training simulator's faults it cures.
    """

    id: str
    title: str
    about: str
    plain: str
    alarms: tuple[str, ...]
    steps: tuple[Step, ...]
    tolerates: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Step]:
        """Steps by their ids."""
        return {step.id: step for step in self.steps}

    def place(self, step: str) -> int:
        """Return the place of a step, from 1."""
        return 1 + next(n for n, each in enumerate(self.steps) if each.id == step)

    def after(self, step: Step) -> str:
        """Return where a step leads when it passes, `END` after the last."""
        if step.goto:
            return step.goto
        following = self.place(step.id)
        return self.steps[following].id if following < len(self.steps) else END

    def concerns(self, alarm: str) -> bool:
        """Whether an alarm belongs to the trouble it is about."""
        return any(fnmatchcase(alarm, pattern) for pattern in (*self.alarms, *self.tolerates))


@dataclass(frozen=True)
class ProcedureBook:
    """Every procedure there is, in the order of their ids."""

    procedures: tuple[Procedure, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Procedure]:
        """Procedures by their ids."""
        return {procedure.id: procedure for procedure in self.procedures}

    def for_alarm(self, alarm: str) -> Procedure | None:
        """Return the procedure that answers an alarm, one that names it exactly before others."""
        for matches in (str.__eq__, fnmatchcase):
            for procedure in self.procedures:
                if any(matches(alarm, pattern) for pattern in procedure.alarms):
                    return procedure
        return None

    def found(self, words: str) -> list[Procedure]:
        """Return the procedures in whose words every word is found."""
        wanted = words.casefold().split()
        return [each for each in self.procedures if all(w in _searched(each) for w in wanted)]


def _searched(procedure: Procedure) -> str:
    alarms, faults = " ".join(procedure.alarms), " ".join(procedure.faults)
    return f"{procedure.id} {procedure.title} {procedure.about} {alarms} {faults}".casefold()
