"""XTCE parameter types as parameters: units, ranges, states and default alarms."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lxml import etree

from telemetry.dictionary import Limit, Parameter, ParameterKind, Severity
from telemetry.xtce_elements import Findings, ancillary, last_name, local_name

# XTCE names five levels of concern, we have four classes; the gravest two are emergencies.
SEVERITY_OF_LEVEL: Final = {
    "watch": Severity.ADVISORY,
    "warning": Severity.CAUTION,
    "distress": Severity.WARNING,
    "critical": Severity.EMERGENCY,
    "severe": Severity.EMERGENCY,
}
# In a state's encoding, all bits set under this label says that the state is not known.
INVALID_LABEL: Final = "INVALID"
_KIND_OF_TYPE: Final = {
    "FloatParameterType": ParameterKind.FLOAT,
    "IntegerParameterType": ParameterKind.INT,
    "EnumeratedParameterType": ParameterKind.ENUM,
    "BooleanParameterType": ParameterKind.BOOL,
}
_RANGE_ALARMS: Final = frozenset({"AncillaryDataSet", "StaticAlarmRanges"})
_STATE_ALARMS: Final = frozenset({"AncillaryDataSet", "EnumerationAlarmList", "AlarmConditions"})
_STATES_PER_ENUMERATION_MAX: Final = 1024


def read_parameter(
    element: etree._Element, kind_of: etree._Element, findings: Findings
) -> Parameter | None:
    """Return the parameter in `element`, whose type is `kind_of`; None if it is not a number."""
    return _TypeReader(element, kind_of, findings).parameter()


class _TypeReader:
    """One parameter and its type."""

    def __init__(
        self, element: etree._Element, kind_of: etree._Element, findings: Findings
    ) -> None:
        self._name: str = element.get("name", "")
        self._element = element
        self._type = kind_of
        self._findings = findings

    def parameter(self) -> Parameter | None:
        """Return the parameter, None if our model has no place for its type."""
        kind = _KIND_OF_TYPE.get(local_name(self._type))
        if kind is None:
            self._findings.leave_out(local_name(self._type))
            return None
        has_states = kind in (ParameterKind.ENUM, ParameterKind.BOOL)
        self._note_unjudged(_STATE_ALARMS if has_states else _RANGE_ALARMS)
        states = self._states() if has_states else {}
        low, high = self._range(states)
        told = ancillary(self._element)
        return Parameter(
            id=self._name,
            subsystem=self._subsystem(),
            group=told.get("group", ""),
            name=self._element.get("shortDescription") or self._name,
            unit=_unit(self._type),
            kind=kind,
            range_low=low,
            range_high=high,
            nominal=self._nominal(told.get("nominal"), states),
            states=states,
            limits=() if has_states else self._limits(),
            state_severities=self._state_severities(states) if has_states else {},
            note=self._element.findtext("{*}LongDescription", ""),
        )

    def _complain(self, element: etree._Element, words: str) -> None:
        self._findings.complain(element, f"{self._name}: {words}")

    def _note_unjudged(self, judged: frozenset[str]) -> None:
        """Note alarms of forms that are not judged, so that nobody believes they are."""
        alarm = self._type.find("{*}DefaultAlarm")
        forms = [] if alarm is None else [local_name(form) for form in alarm.iterfind("{*}*")]
        if self._type.find("{*}ContextAlarmList") is not None:
            forms.append("ContextAlarmList")
        for form in forms:
            if form not in judged:
                self._findings.leave_out(form)

    def _subsystem(self) -> str:
        named = self._element.findtext("{*}ParameterProperties/{*}SystemName")
        return named or self._name.split("_")[0]

    def _nominal(self, text: str | None, states: Mapping[int, str]) -> float | None:
        if text is None:
            return None
        for number, label in states.items():
            if label == text:
                return float(number)
        try:
            return float(text)
        except ValueError:
            self._complain(self._element, f"nominal '{text}' is no value of it")
            return None

    def _states(self) -> dict[int, str]:
        if local_name(self._type) == "BooleanParameterType":
            zero, one = self._type.get("zeroStringValue"), self._type.get("oneStringValue")
            return {0: zero or "False", 1: one or "True"}
        states: dict[int, str] = {}
        for element in self._type.iterfind("{*}EnumerationList/{*}Enumeration"):
            label = element.get("label", "")
            for number in self._numbers_of_state(element, label):
                if number in states:
                    self._complain(element, f"state {number} is named twice")
                states[number] = label
        return states

    def _numbers_of_state(self, element: etree._Element, label: str) -> range:
        """Return the numbers one label stands for: none if it is the mark of INVALID."""
        first = self._findings.whole_number(element, "value")
        last = first
        if "maxValue" in element.attrib:
            last = self._findings.whole_number(element, "maxValue")
        if first is None or last is None:
            return range(0)
        if label == INVALID_LABEL and first == self._all_bits_set():
            return range(0)
        if not 0 <= last - first < _STATES_PER_ENUMERATION_MAX:
            self._complain(element, f"state {label} has an impossible range {first} … {last}")
            return range(0)
        return range(first, last + 1)

    def _all_bits_set(self) -> int | None:
        encoding = self._type.find("{*}IntegerDataEncoding")
        if encoding is None:
            return None
        bits = self._findings.whole_number(encoding, "sizeInBits", default="8")
        return None if bits is None else int(2**bits) - 1

    def _range(self, states: Mapping[int, str]) -> tuple[float, float]:
        if states:
            return float(min(states)), float(max(states))
        valid = self._type.find("{*}ValidRange")
        if valid is None:
            return -math.inf, math.inf
        low, high = self._bounds(valid)
        return -math.inf if low is None else low, math.inf if high is None else high

    def _bounds(self, element: etree._Element) -> tuple[float | None, float | None]:
        """Return the lowest and highest value inside a range; None where it is open."""
        low, high, above, below = (
            self._findings.number(element, bound)
            for bound in ("minInclusive", "maxInclusive", "minExclusive", "maxExclusive")
        )
        if above is not None:
            low = math.nextafter(above, math.inf)
        if below is not None:
            high = math.nextafter(below, -math.inf)
        return low, high

    def _limits(self) -> tuple[Limit, ...]:
        """Return thresholds, mildest first; of critical and severe the first passed counts."""
        limits: dict[tuple[Severity, bool], Limit] = {}
        for severity, low, high in self._normal_ranges():
            for threshold, is_high in ((low, False), (high, True)):
                if threshold is not None:
                    limit = Limit(severity=severity, threshold=threshold, is_high=is_high)
                    limits.setdefault((severity, is_high), limit)
        return tuple(limits[key] for key in sorted(limits))

    def _normal_ranges(self) -> Iterator[tuple[Severity, float | None, float | None]]:
        """Yield what is inside the alarm of each class, bounds included; None is open."""
        ranges = self._type.find("{*}DefaultAlarm/{*}StaticAlarmRanges")
        if ranges is None:
            return
        is_inside = ranges.get("rangeForm", "outside") == "inside"
        for element in ranges.iterfind("{*}*"):
            level = local_name(element).removesuffix("Range").lower()
            if level in SEVERITY_OF_LEVEL:
                low, high = self._bounds(element)
                if is_inside:
                    low, high = self._turned_outside(element, low, high)
                yield SEVERITY_OF_LEVEL[level], low, high
            elif local_name(element) != "AncillaryDataSet":
                self._complain(element, f"unknown alarm range {local_name(element)}")

    def _turned_outside(
        self, element: etree._Element, low: float | None, high: float | None
    ) -> tuple[float | None, float | None]:
        """Return a one-sided range of alarm as the bounds of what is normal."""
        if low is not None and high is not None:
            self._complain(element, "an alarm between two values is not supported")
            return None, None
        normal_low = None if high is None else math.nextafter(high, math.inf)
        normal_high = None if low is None else math.nextafter(low, -math.inf)
        return normal_low, normal_high

    def _state_severities(self, states: Mapping[int, str]) -> dict[int, Severity]:
        alarm = self._type.find("{*}DefaultAlarm")
        if alarm is None:
            return {}
        default = self._severity(alarm, alarm.get("defaultAlarmLevel", "normal"))
        by_label: dict[str, Severity | None] = dict.fromkeys(states.values(), default)
        for element, label, level in self._state_alarms(alarm):
            if label in by_label:
                by_label[label] = self._severity(element, level)
            else:
                self._complain(element, f"alarm state '{label}' is not one of its states")
        by_number = {number: by_label[label] for number, label in states.items()}
        return {number: found for number, found in by_number.items() if found is not None}

    def _state_alarms(self, alarm: etree._Element) -> Iterator[tuple[etree._Element, str, str]]:
        """Yield where, which label and which level for every alarm of a state."""
        for element in alarm.iterfind("{*}EnumerationAlarmList/{*}EnumerationAlarm"):
            yield element, element.get("enumerationLabel", ""), element.get("alarmLevel", "")
        for condition in alarm.iterfind("{*}AlarmConditions/{*}*"):
            level = local_name(condition).removesuffix("Alarm").lower()
            test = condition.find("{*}Comparison")
            if test is not None and self._compares_itself(test):
                yield test, test.get("value", ""), level
            else:
                self._findings.leave_out("alarm condition")

    def _compares_itself(self, test: etree._Element) -> bool:
        is_equality = test.get("comparisonOperator", "==") == "=="
        return is_equality and last_name(test.get("parameterRef", "")) == self._name

    def _severity(self, element: etree._Element, level: str) -> Severity | None:
        if level != "normal" and level not in SEVERITY_OF_LEVEL:
            self._complain(element, f"unknown alarm level '{level}'")
        return SEVERITY_OF_LEVEL.get(level)


def _unit(kind_of: etree._Element) -> str:
    units: list[Any] = kind_of.findall("{*}UnitSet/{*}Unit")
    return " ".join(unit.text.strip() for unit in units if unit.text) or "-"
