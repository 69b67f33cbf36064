"""Packets whose fields lie at fixed places, read by one `struct` call.

An XTCE file may say anything about a packet: lengths that follow from other fields, parts that
are there or not. Most packets are plainer, and for those this is some six times as fast as
following the definition field by field. `fixed_layout` says which they are.
"""

import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from space_packet_parser.xtce import calibrators, comparisons, encodings, parameter_types
from space_packet_parser.xtce.containers import SequenceContainer
from space_packet_parser.xtce.definitions import XtcePacketDefinition
from space_packet_parser.xtce.parameters import Parameter

_UNSIGNED: Final = {8: "B", 16: "H", 32: "I", 64: "Q"}
_SIGNED: Final = {8: "b", 16: "h", 32: "i", 64: "q"}
_KIND_OF_INTEGER: Final = {
    "unsigned": "unsigned",
    "signed": "signed",
    "twosComplement": "signed",
    "twosCompliment": "signed",
}
_FLOAT: Final = {32: "f", 64: "d"}
# States are numbers to us, and time codes are put together from counts.
_READ_RAW: Final = (
    parameter_types.EnumeratedParameterType,
    parameter_types.BooleanParameterType,
    parameter_types.TimeParameterType,
)
_WHOLE: Final = re.compile(r"\s*[+-]?\d+\s*")
_BIG_ENDIAN: Final = "mostSignificantByteFirst"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A number at a fixed place of a packet.

    Parameters
    ----------
    first_bit : int
        Counted from the start of the packet.
    bits : int
        Its length.
    kind : str
        ``"unsigned"``, ``"signed"`` or ``"float"``.
    coefficients : tuple of float
        Of the polynomial that turns the raw number into the value, constant first; empty if
        they are the same.
    """

    name: str
    first_bit: int
    bits: int
    kind: str
    coefficients: tuple[float, ...] = ()

    @property
    def code(self) -> str | None:
        """The letter `struct` knows it by, None if it has none or is not at a whole byte."""
        codes = {"unsigned": _UNSIGNED, "signed": _SIGNED, "float": _FLOAT}[self.kind]
        return None if self.first_bit % 8 else codes.get(self.bits)


class PacketLayout:
    """Reads and writes packets of one kind.

    Parameters
    ----------
    fields : sequence of Field
        In the order of the packet, all of them.
    required : mapping of str to int
        What some of them must be, or the packet is another one.
    """

    def __init__(self, fields: Sequence[Field], required: Mapping[str, int] = {}) -> None:
        self.fields = tuple(fields)
        self._required = tuple(required.items())
        self.total_bytes = max(-(-(field.first_bit + field.bits) // 8) for field in fields)
        self._plain = [field for field in fields if field.code]
        self._bitwise = [field for field in fields if not field.code]
        self._curved = [field for field in fields if field.coefficients]
        self._struct = struct.Struct(">" + "".join(self._codes()))
        self._names = [field.name for field in self._plain]

    def read(self, packet: bytes) -> dict[str, float]:
        """Return the values by name: of enumerations and booleans their numbers.

        `packet` must be `total_bytes` long.
        """
        values: dict[str, float] = dict(
            zip(self._names, self._struct.unpack_from(packet), strict=True)
        )
        for field in self._bitwise:
            values[field.name] = _bits_of(packet, field)
        for field in self._curved:
            raw = values[field.name]
            values[field.name] = sum(c * raw**n for n, c in enumerate(field.coefficients))
        return values

    def fits(self, values: Mapping[str, float]) -> bool:
        """Return whether values that were read belong to a packet of this kind."""
        return all(values[name] == number for name, number in self._required)

    def write(self, values: Mapping[str, float]) -> bytes:
        """Return the packet with `values`, which must name every field.

        NaN of a whole number is written with all bits set, as INVALID.

        Raises
        ------
        ValueError
            If a number does not fit its field, or a field is given by a polynomial.
        """
        if self._curved:
            raise ValueError(f"{self._curved[0].name} is calibrated and cannot be written")
        number = 0
        for field in self.fields:
            number = number << field.bits | _as_bits(values[field.name], field)
        padding = self.total_bytes * 8 - self.fields[-1].first_bit - self.fields[-1].bits
        return (number << padding).to_bytes(self.total_bytes)

    def _codes(self) -> Iterator[str]:
        byte = 0
        for field in self._plain:
            start = field.first_bit // 8
            yield f"{start - byte}x{field.code}"
            byte = start + field.bits // 8


def bits_at(data: bytes, first_bit: int, bits: int) -> int:
    """Return the unsigned number in `bits` bits from `first_bit` on."""
    end_bit = first_bit + bits
    span = data[first_bit // 8 : -(-end_bit // 8)]
    return int.from_bytes(span) >> (-end_bit % 8) & ((1 << bits) - 1)


def _bits_of(packet: bytes, field: Field) -> float:
    number = bits_at(packet, field.first_bit, field.bits)
    if field.kind == "float":
        (value,) = struct.unpack(f">{_FLOAT[field.bits]}", number.to_bytes(field.bits // 8))
        return float(value)
    is_negative = field.kind == "signed" and number >> (field.bits - 1)
    return number - (1 << field.bits) if is_negative else number


def _as_bits(value: float, field: Field) -> int:
    """Return a value as the unsigned number its bits are."""
    if field.kind == "float":
        return int.from_bytes(struct.pack(f">{_FLOAT[field.bits]}", value))
    all_set = (1 << field.bits) - 1
    if value != value:
        return all_set
    lowest = -(1 << (field.bits - 1)) if field.kind == "signed" else 0
    if not lowest <= value <= lowest + all_set or value != int(value):
        raise ValueError(f"{value!r} does not fit {field.name}, {field.bits} bits {field.kind}")
    return int(value) & all_set


def fixed_layout(definition: XtcePacketDefinition, container: str) -> PacketLayout | None:
    """Return the layout of a container with all it inherits; None if it is not fixed.

    Also None where it is told from other packets by more than whole numbers.
    """
    chain: list[SequenceContainer] = []
    name: str | None = container
    while name is not None:
        chain.insert(0, definition.containers[name])
        name = chain[0].base_container_name
    fields: list[Field] = []
    for part in chain:
        parameters = list(_parameters(part))
        if not all(isinstance(each, Parameter) for each in parameters):
            return None  # one that is there only under a condition
        for parameter in parameters:
            first_bit = fields[-1].first_bit + fields[-1].bits if fields else 0
            field = _field(parameter.name, parameter.parameter_type, first_bit)
            if field is None:
                return None
            fields.append(field)
    by_name = {field.name: field for field in fields}
    required = _required([test for part in chain for test in part.restriction_criteria], by_name)
    if not fields or len(by_name) != len(fields) or required is None:
        return None
    return PacketLayout(fields, required)


def _required(
    tests: Sequence[comparisons.MatchCriteria], fields: Mapping[str, Field]
) -> dict[str, int] | None:
    """Return the whole numbers that fields must be, None if the tests ask for anything else."""
    required: dict[str, int] = {}
    for test in tests:
        field = fields.get(getattr(test, "referenced_parameter", ""))
        is_equality = getattr(test, "operator", "") in ("==", "eq")
        is_number = field is not None and field.kind != "float" and not field.coefficients
        if not (is_equality and is_number and _WHOLE.fullmatch(test.required_value)):
            return None
        required[test.referenced_parameter] = int(test.required_value)
    return required


def _parameters(container: SequenceContainer) -> Iterator[Parameter]:
    for entry in container.entry_list:
        if isinstance(entry, SequenceContainer):
            yield from _parameters(entry)
        else:
            yield entry


def _field(name: str, kind_of: parameter_types.ParameterType, first_bit: int) -> Field | None:
    encoding = kind_of.encoding
    if getattr(encoding, "byte_order", None) != _BIG_ENDIAN or encoding.context_calibrators:
        return None
    kind = _kind(encoding)
    coefficients = _coefficients(kind_of, encoding.default_calibrator)
    if kind is None or coefficients is None:
        return None
    return Field(
        name=name,
        first_bit=first_bit,
        bits=encoding.size_in_bits,
        kind=kind,
        coefficients=coefficients,
    )


def _kind(encoding: encodings.DataEncoding) -> str | None:
    if isinstance(encoding, encodings.IntegerDataEncoding):
        return _KIND_OF_INTEGER.get(encoding.encoding)
    is_ieee = encoding.encoding in ("IEEE754", "IEEE754_1985")
    if isinstance(encoding, encodings.FloatDataEncoding) and is_ieee:
        return "float" if encoding.size_in_bits in _FLOAT else None
    return None


def _coefficients(
    kind_of: parameter_types.ParameterType, calibrator: calibrators.Calibrator | None
) -> tuple[float, ...] | None:
    """Return a polynomial's coefficients; none for none, None for any other curve."""
    if calibrator is None or isinstance(kind_of, _READ_RAW):
        return ()
    if not isinstance(calibrator, calibrators.PolynomialCalibrator):
        return None
    terms = {term.exponent: term.coefficient for term in calibrator.coefficients}
    if not terms or min(terms) < 0:
        return None
    return tuple(terms.get(exponent, 0.0) for exponent in range(max(terms) + 1))
