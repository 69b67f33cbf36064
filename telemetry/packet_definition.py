"""An XTCE file as space_packet_parser follows it."""

import io
import math
import struct
import warnings
from typing import Any, Final

from lxml import etree
from space_packet_parser import exceptions
from space_packet_parser.xtce import calibrators, parameter_types
from space_packet_parser.xtce.definitions import XtcePacketDefinition
from space_packet_parser.xtce.parameters import Parameter

from telemetry.packet_conditions import Test, condition
from telemetry.packet_integers import SIGNED, OlderSigned
from telemetry.packet_text import EndedText
from telemetry.xtce_expansion import expanded
from telemetry.xtce_text import MOST

# What space_packet_parser raises on bytes that do not fit a definition.
MISFITS: Final = (
    exceptions.CalibrationError,
    exceptions.ComparisonError,
    exceptions.DynamicLengthBinaryParameterError,
    exceptions.FormatStringError,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
    struct.error,
)


class DefinitionError(ValueError):
    """An XTCE file that cannot be followed, in one line for a person."""


class _AnyState(dict[Any, str]):
    """Names of states; a number without one must not cost the packet it is in."""

    def __missing__(self, number: object) -> str:
        return f"state {number}"


def read_definition(xtce: bytes) -> XtcePacketDefinition:
    """Return the packet definition in an XTCE file.

    Raises
    ------
    DefinitionError
        If it is not XTCE or cannot be followed.
    """
    try:
        root = etree.fromstring(xtce, etree.XMLParser(resolve_entities=False, no_network=True))
        expanded(root)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            definition = XtcePacketDefinition.from_xtce(io.BytesIO(etree.tostring(root)))
        _include_only_when_told(definition, root)
        for told in root.iterfind(f".//{{*}}ParameterTypeSet/{{*}}BinaryParameterType[@{MOST}]"):
            definition.parameter_types[told.get("name", "")].encoding = EndedText(told)
        for told in root.iterfind(f".//{{*}}ParameterTypeSet/{{*}}*[@{SIGNED}]"):
            encoding = definition.parameter_types[told.get("name", "")].encoding
            encoding.encoding, encoding.__class__ = told.get(SIGNED), OlderSigned
    except (*MISFITS, etree.XMLSyntaxError, AttributeError, NotImplementedError) as error:
        raise DefinitionError(f"the XTCE file cannot be followed: {error}") from error
    definition.root_container_name = _root(definition)
    for kind_of in definition.parameter_types.values():
        if isinstance(kind_of, parameter_types.EnumeratedParameterType):
            kind_of.enumeration = _AnyState(kind_of.enumeration)
        _bound(kind_of.encoding)
    return definition


class _BoundedSpline(calibrators.SplineCalibrator):  # type: ignore[misc]  # it has no types
    """A spline that says NaN of what lies outside, at the cost of no other field."""

    def calibrate(self, uncalibrated: float) -> float:
        """Return the value, NaN if the spline does not reach so far."""
        try:
            return float(super().calibrate(uncalibrated))
        except exceptions.CalibrationError:
            return math.nan


def _bound(encoding: Any) -> None:  # noqa: ANN401 - space_packet_parser has no types
    """Make every spline of an encoding a bounded one."""
    contexts = [each.calibrator for each in getattr(encoding, "context_calibrators", None) or ()]
    for calibrator in (getattr(encoding, "default_calibrator", None), *contexts):
        if isinstance(calibrator, calibrators.SplineCalibrator):
            calibrator.__class__ = _BoundedSpline


class _Included:
    """An entry that is in a packet only under a condition; absent, it is NaN."""

    def __init__(self, entry: Any, is_there: Test) -> None:  # noqa: ANN401
        self._entry = entry
        self._is_there = is_there

    def parse(self, packet: Any) -> None:  # noqa: ANN401 - as the library calls it
        """Read the entry, if it is there."""
        if self._is_there(packet):
            self._entry.parse(packet=packet)
        elif isinstance(self._entry, Parameter):
            packet[self._entry.name] = math.nan


def _include_only_when_told(definition: XtcePacketDefinition, root: etree._Element) -> None:
    """Put the conditions of entries to them, which space_packet_parser reads without."""
    for element in root.iterfind(".//{*}TelemetryMetaData/{*}ContainerSet/{*}SequenceContainer"):
        entries = definition.containers[element.get("name", "")].entry_list
        for place, entry in enumerate(element.iterfind("{*}EntryList/{*}*")):
            for told in entry.iterfind("{*}IncludeCondition/{*}*"):
                try:
                    entries[place] = _Included(entries[place], condition(told))
                except ValueError as error:
                    raise ValueError(
                        f"{element.get('name')} includes an entry under a condition that is {error}"
                    ) from error


def _root(definition: XtcePacketDefinition) -> str:
    """Return the container that the most others inherit from, whatever it is called."""

    def descendants(name: str) -> int:
        heirs = definition.containers[name].inheritors
        return len(heirs) + sum(descendants(heir) for heir in heirs)

    roots = [name for name, each in definition.containers.items() if not each.base_container_name]
    if not roots:
        raise DefinitionError("the XTCE file has no container to begin with")
    root: str = max(roots, key=descendants)
    return root
