"""Conditions of an XTCE file, as functions of a packet that is being read."""

from collections.abc import Callable
from typing import Any

from lxml import etree
from space_packet_parser.xtce import comparisons

from telemetry.xtce_elements import local_name

Test = Callable[[Any], bool]


def condition(element: etree._Element) -> Test:
    """Return what tells of a packet read so far whether `element` is met.

    Comparisons, lists of them, and expressions of conditions joined by AND and OR.

    Raises
    ------
    ValueError
        If it is anything else, such as an algorithm; names it.
    """
    kind = local_name(element)
    if kind == "Comparison":
        evaluate: Test = comparisons.Comparison.from_xml(element).evaluate
        return evaluate
    if kind == "Condition":
        return _comparison_of(element).evaluate  # type: ignore[no-any-return]  # it has no types
    if kind not in ("ComparisonList", "BooleanExpression", "ANDedConditions", "ORedConditions"):
        raise ValueError(f"a {kind}, which is no comparison")
    parts = [condition(part) for part in element.iterfind("{*}*")]
    if not parts:
        raise ValueError(f"a {kind} without a comparison")
    join = any if kind == "ORedConditions" else all
    return lambda packet: join(part(packet) for part in parts)


def _comparison_of(element: etree._Element) -> comparisons.Condition:
    sides = [
        (each.get("parameterRef"), each.get("useCalibratedValue", "true") == "true")
        for each in element.iterfind("{*}ParameterInstanceRef")
    ]
    operator = element.findtext("{*}ComparisonOperator", "==").strip()
    value = element.findtext("{*}Value")
    if len(sides) != (2 if value is None else 1):
        raise ValueError("a Condition that does not compare a parameter with one other or a value")
    right = {"right_param": sides[1][0], "right_use_calibrated_value": sides[1][1]} if (
        value is None
    ) else {"right_value": value.strip(), "right_use_calibrated_value": False}  # fmt: skip
    return comparisons.Condition(
        sides[0][0], operator, left_use_calibrated_value=sides[0][1], **right
    )
