"""Contexts, suppressions, causes and plain words from a vehicle's ``alarm_rules.toml``.

Parameters may be named by patterns (``*`` and ``?``)::

    [[context]]
    name = "bed-a-desorbs"
    words = "Swing bed A desorbs"
    parameter = "ARS_BED_A_STATE"
    states = ["DESORB"]

    [[limits]]
    context = "bed-a-desorbs"
    parameters = ["ARS_BED_A_VAC"]
    caution_high = 500

    [[suppress]]
    context = "saa"
    alarms = ["RAD_RATE_?"]
    up_to = "advisory"
    reason = "Radiation is expected here"

    [[cause]]
    of = ["ARS_FLOW_*"]
    alarms = ["ARS_FAN_A_STATE"]

    [[guests]]
    alarms = ["WIN_?_SHUT"]
    happened = "The shutter of a window does not move."
    tell = "The crew is looking after a shutter."
"""

import fnmatch
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from typing import Final

from telemetry.alarm_rules import AlarmRules, Context, GuestWords, Suppression
from telemetry.configuration import ALARM_RULES as NAME
from telemetry.dictionary import Limit, Packet, Parameter, find_problems
from telemetry.health import health_packet
from telemetry.mission_tables import Fields, read_toml
from telemetry.severity import Severity

_CLASSES: Final = tuple(each.name.lower() for each in Severity)
_LONGEST_S: Final = 366 * 86_400.0


def with_rules(
    packets: Sequence[Packet], text: bytes
) -> tuple[tuple[Packet, ...], AlarmRules, list[str]]:
    """Return the packets with the limits their contexts give them, the rules, and what is wrong.

    Parameters
    ----------
    text : bytes
        The TOML file; empty for a vehicle that has none.
    """
    problems: list[str] = []
    known = (*packets, health_packet(packets))
    parameters = {each.id: each for packet in known for each in packet.parameters}
    reader = _Reader(parameters, problems)
    top = read_toml(NAME, text, problems)
    rules = reader.rules(top)
    packets = tuple(reader.with_context_limits(packet) for packet in packets)
    return packets, rules, problems


class _Reader:
    def __init__(self, parameters: Mapping[str, Parameter], problems: list[str]) -> None:
        self._parameters = parameters
        self._problems = problems
        self._contexts: dict[str, Context] = {}
        self._limits: dict[str, dict[str, tuple[Limit, ...]]] = {}
        self._severities: dict[str, dict[str, dict[int, Severity]]] = {}

    def rules(self, top: Fields) -> AlarmRules:
        for fields in top.tables("context"):
            context = self._context(fields)
            fields.finish()
            if context.name in self._contexts:
                fields.refuse(f"context '{context.name}' is there more than once")
            self._contexts[context.name] = context
        for fields in top.tables("limits"):
            self._read_limits(fields)
            fields.finish()
        suppressions = tuple(self._suppression(fields) for fields in top.tables("suppress"))
        causes = self._causes(top.tables("cause"))
        guests = self._guests(top.tables("guests"))
        top.finish()
        return AlarmRules(
            contexts=self._contexts, suppressions=suppressions, causes=causes, guests=guests
        )

    def with_context_limits(self, packet: Packet) -> Packet:
        """Return the packet with the limits that were read for its parameters."""
        changed = replace(
            packet,
            parameters=tuple(
                replace(
                    each,
                    context_limits=self._limits.get(each.id, {}),
                    context_severities=self._severities.get(each.id, {}),
                )
                for each in packet.parameters
            ),
        )
        for context in self._contexts:
            there = [
                replace(each, limits=each.context_limits[context])
                for each in changed.parameters
                if context in each.context_limits
            ]
            if there:
                found = find_problems([replace(packet, parameters=tuple(there))])
                self._problems += [f"{NAME}: in context {context}, {words}" for words in found]
        return changed

    def _context(self, fields: Fields) -> Context:
        states = fields.words("states")
        name = fields.text("parameter", "")
        parameter = self._parameters.get(name)
        numbers = {word: number for number, word in parameter.states.items()} if parameter else {}
        if name and parameter is None:
            fields.refuse(f"there is no parameter {name}")
        for state in states if parameter else ():
            if state not in numbers:
                fields.refuse(f"{name} has no state {state}; it has {', '.join(numbers)}")
        context = Context(
            name=fields.text("name"),
            words=fields.text("words"),
            parameter=name if parameter else "",
            states=frozenset(numbers[state] for state in states if state in numbers),
            stands_still=fields.choice("stands_still", ("yes", "no"), "no") == "yes",
            unit=self._readings(fields, "unit"),
            disbelieves=self._readings(fields, "disbelieves"),
            off_scale=round(optional_number(fields, "off_scale") or 0),
            activity=fields.text("activity", ""),
            from_met_s=_seconds(fields, "from_met_s"),
            until_met_s=_seconds(fields, "until_met_s"),
            is_declared=fields.choice("declared_by", ("people",), "") != "",
            loses_signal=fields.choice("loses_signal", ("yes", "no"), "no") == "yes",
            is_noted=fields.choice("noted", ("yes", "no"), "yes") == "yes",
        )
        is_timed = context.from_met_s is not None or context.until_met_s is not None
        signs = [name, context.unit, context.activity, is_timed, context.is_declared]
        if fields.is_sound and sum(bool(sign) for sign in signs) != 1:
            fields.refuse(
                "a context has one sign: parameter and states, unit and off_scale, activity, "
                "from_met_s or until_met_s, or declared_by"
            )
        if fields.is_sound and context.stands_still and (states or not name):
            fields.refuse("stands_still goes with parameter, a clock, and without states")
        if fields.is_sound and context.loses_signal and not name:
            fields.refuse("loses_signal goes with parameter and states")
        if fields.is_sound and bool(context.unit) is not (context.off_scale >= 2):
            fields.refuse("a unit needs off_scale, how many of its readings; at least 2")
        return context

    def _readings(self, fields: Fields, key: str) -> tuple[str, ...]:
        return tuple(self._matching(fields, key)) if key in fields.written() else ()

    def _known_context(self, fields: Fields) -> str:
        name = fields.text("context")
        if name and name not in self._contexts:
            fields.refuse(f"there is no context '{name}'")
        return name

    def _read_limits(self, fields: Fields) -> None:
        context = self._known_context(fields)
        limits = read_limits(fields)
        states = fields.tables("states", single=True)
        for name in self._matching(fields, "parameters"):
            if limits:
                self._limits.setdefault(name, {})[context] = limits
            for table in states:
                self._severities.setdefault(name, {})[context] = self._classes(name, table)

    def _classes(self, name: str, table: Fields) -> dict[int, Severity]:
        """Return the classes of states as they are written: ``{ OK = "caution" }``."""
        numbers = {word: number for number, word in self._parameters[name].states.items()}
        found = {}
        for word in table.written():
            severity = table.choice(word, _CLASSES)
            if word not in numbers:
                table.refuse(f"{name} has no state {word}; it has {', '.join(numbers)}")
            elif table.is_sound:
                found[numbers[word]] = Severity[severity.upper()]
        return found

    def _suppression(self, fields: Fields) -> Suppression:
        up_to = fields.choice("up_to", _CLASSES)
        found = Suppression(
            context=self._known_context(fields),
            alarms=tuple(n for n in self._matching(fields, "alarms") if self._alarms(n)),
            up_to=Severity[up_to.upper()] if fields.is_sound else Severity.ADVISORY,
            reason=fields.text("reason"),
        )
        fields.finish()
        return found

    def _alarms(self, name: str) -> bool:
        return self._parameters[name].has_alarm or name in self._limits

    def _causes(self, tables: Iterable[Fields]) -> dict[str, frozenset[str]]:
        """Return every cause of each alarm, those of its causes among them."""
        direct: dict[str, set[str]] = {}
        for fields in tables:
            causes = self._matching(fields, "alarms")
            for caused in self._matching(fields, "of"):
                direct.setdefault(caused, set()).update(set(causes) - {caused})
            fields.finish()
        try:
            order = list(TopologicalSorter(direct).static_order())
        except CycleError as error:
            self._problems.append(f"{NAME}: causes go round: {' → '.join(error.args[1])}")
            return {}
        every: dict[str, frozenset[str]] = {}
        for name in order:
            causes_of_it = direct.get(name, set())
            every[name] = frozenset(causes_of_it.union(*(every[cause] for cause in causes_of_it)))
        return {name: causes_of_it for name, causes_of_it in every.items() if causes_of_it}

    def _guests(self, tables: Iterable[Fields]) -> dict[str, GuestWords]:
        found: dict[str, GuestWords] = {}
        for fields in tables:
            words = GuestWords(happened=fields.text("happened"), tell=fields.text("tell"))
            found |= dict.fromkeys(filter(self._alarms, self._matching(fields, "alarms")), words)
            fields.finish()
        return found

    def _matching(self, fields: Fields, key: str) -> list[str]:
        """Return the ids that the patterns under `key` mean; there must be some for each."""
        patterns = fields.words(key)
        if not patterns:
            fields.refuse(f"{key} is missing")
        found = {pattern: fnmatch.filter(self._parameters, pattern) for pattern in patterns}
        for pattern, names in found.items():
            if not names:
                fields.refuse(f"no parameter is called '{pattern}'")
        return list(dict.fromkeys(name for names in found.values() for name in names))


def read_limits(fields: Fields) -> tuple[Limit, ...]:
    """Return the limits written as ``caution_high = 5``, mildest first."""
    return tuple(
        Limit(severity=severity, threshold=threshold, is_high=side == "high")
        for severity in Severity
        for side in ("low", "high")
        if (threshold := optional_number(fields, f"{severity.name.lower()}_{side}")) is not None
    )


def optional_number(fields: Fields, key: str) -> float | None:
    """Return a finite number, None where nothing is written."""
    return fields.number(key, -1e12, 1e12) if key in fields.written() else None


def _seconds(fields: Fields, key: str) -> float | None:
    return fields.number(key, -_LONGEST_S, _LONGEST_S) if key in fields.written() else None
