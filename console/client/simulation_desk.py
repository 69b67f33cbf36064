"""What a trainer knows of the simulator: what can be broken, what is, and what is true."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from console.client.simulator_link import SimulatorAnswer
from telemetry.wire import SourceKind

Ask = Callable[..., int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueFault:
    """A fault that the simulator knows; texts are its own."""

    id: str
    name: str
    subsystem: str
    cause: str
    chain: str
    response: str
    trap: str
    difficulty: str

    @property
    def words(self) -> str:
        """Everything a search looks through."""
        return " ".join((self.id, self.name, self.subsystem, self.cause, self.chain)).casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFault:
    """A fault that this console will ask for once its time has come."""

    fault: str
    severity: float
    at_ns: int


class SimulationDesk:
    """Fed with the simulator's answers; asks it, but never where the vehicle is real.

    Parameters
    ----------
    ask : callable
        ``(do, **more)``: sends a request and returns its number.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._asked: dict[int, str] = {}
        self.source = ""
        self.faults: tuple[CatalogueFault, ...] = ()
        self.active: Mapping[str, float] = {}
        self.truth: Mapping[str, float] = {}
        self.planned: tuple[PlannedFault, ...] = ()
        self.note = ""

    def take(self, answers: Iterable[SimulatorAnswer]) -> None:
        """Take what the simulator said."""
        for each in answers:
            if not each.answer.get("accepted"):
                what = self._asked.pop(each.request, each.do)
                self.note = f"{what}: not done. {each.answer.get('reason', '')}"
                continue
            match each.do:
                case "status":
                    self._take_status(each.answer)
                case "list":
                    self.faults = tuple(map(_fault, each.answer["faults"]))
                case "truth":
                    self.truth = {
                        name: float(value)
                        for name, value in each.answer["truth"].items()
                        if isinstance(value, int | float) and isfinite(value)
                    }
                case _:
                    self.note = f"{self._asked.pop(each.request, each.do)}: done"

    def inject(self, fault: str, severity: float, kind: SourceKind | None) -> None:
        """Ask for a fault now."""
        self._do(kind, f"{fault} at severity {severity:g}", "inject", fault, severity=severity)

    def clear(self, fault: str, kind: SourceKind | None) -> None:
        """Ask for a fault's end."""
        self._do(kind, f"clearing {fault}", "clear", fault)

    def plan(self, fault: str, severity: float, at_ns: int) -> None:
        """Ask for a fault when its time comes; this console must then still be open."""
        planned = PlannedFault(fault=fault, severity=severity, at_ns=at_ns)
        self.planned = tuple(sorted((*self.planned, planned), key=lambda each: each.at_ns))

    def forget_plans(self) -> None:
        """Ask for none of what was planned."""
        self.planned = ()

    def pass_time(self, now_ns: int, kind: SourceKind | None) -> None:
        """Ask for what was planned for now."""
        due = [each for each in self.planned if each.at_ns <= now_ns]
        self.planned = tuple(each for each in self.planned if each.at_ns > now_ns)
        for each in due:
            self.inject(each.fault, each.severity, kind)

    def _do(self, kind: SourceKind | None, what: str, do: str, fault: str, **more: object) -> None:
        if kind is not SourceKind.SIMULATION or not self.source:
            self.note = "Not asked: faults are for a simulation, and none is heard."
            return
        # The simulation refuses what names another source.
        number = self._ask(do, fault=fault, source=self.source, **more)
        self._asked[number] = what
        self.note = f"{what}: asked"

    def _take_status(self, answer: Mapping[str, Any]) -> None:
        if answer["source"] != self.source:
            self.source = answer["source"]
            self._ask("list")
        self.active = {name: float(severity) for name, severity in answer["faults"].items()}


def _fault(told: Mapping[str, Any]) -> CatalogueFault:
    fields = CatalogueFault.__dataclass_fields__
    return CatalogueFault(**{name: _words(told.get(name)) for name in fields})


def _words(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")
