"""An XTCE file as space_packet_parser follows it."""

import io
import struct
import warnings
from typing import Any, Final

from lxml import etree
from space_packet_parser import exceptions
from space_packet_parser.xtce import parameter_types
from space_packet_parser.xtce.definitions import XtcePacketDefinition

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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            definition = XtcePacketDefinition.from_xtce(io.BytesIO(xtce))
    except (*MISFITS, etree.XMLSyntaxError, AttributeError, NotImplementedError) as error:
        raise DefinitionError(f"the XTCE file cannot be followed: {error}") from error
    definition.root_container_name = _root(definition)
    for kind_of in definition.parameter_types.values():
        if isinstance(kind_of, parameter_types.EnumeratedParameterType):
            kind_of.enumeration = _AnyState(kind_of.enumeration)
    return definition


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
