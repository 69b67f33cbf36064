import struct
import warnings

import pytest
from packet_builder import a_container, a_definition, a_packet_of_bytes, integer_type

from telemetry.packet_definition import read_definition
from telemetry.packet_layout import Field, PacketLayout, fixed_layout

POLYNOMIAL = (
    "<DefaultCalibrator><PolynomialCalibrator>"
    '<Term coefficient="-273.15" exponent="0"/><Term coefficient="0.5" exponent="1"/>'
    '<Term coefficient="0.25" exponent="2"/>'
    "</PolynomialCalibrator></DefaultCalibrator>"
)
SPLINE = (
    '<DefaultCalibrator><SplineCalibrator order="1"><SplinePoint raw="0" calibrated="0"/>'
    '<SplinePoint raw="255" calibrated="10"/></SplineCalibrator></DefaultCalibrator>'
)


def a_layout(types: str, *names: str) -> PacketLayout | None:
    definition = a_definition(types, names, a_container("P", names))
    return fixed_layout(read_definition(definition), "P")


def test_fields_at_whole_bytes_are_read() -> None:
    types = (
        integer_type("A", 16)
        + integer_type("B", 32, encoding="twosComplement")
        + '<FloatParameterType name="C_type"><UnitSet/>'
        '<FloatDataEncoding sizeInBits="32"/></FloatParameterType>'
        '<FloatParameterType name="D_type"><UnitSet/>'
        '<FloatDataEncoding sizeInBits="64"/></FloatParameterType>'
    )
    layout = a_layout(types, "A", "B", "C", "D")
    assert layout is not None
    packet = a_packet_of_bytes(struct.pack(">Hifd", 65535, -5, 1.5, 0.1), apid=100, count=77)
    values = layout.read(packet)
    assert layout.total_bytes == len(packet)
    assert [values[name] for name in "ABCD"] == [65535, -5, 1.5, 0.1]
    assert (values["PKT_APID"], values["SRC_SEQ_CTR"], values["SEQ_FLGS"]) == (100, 77, 3)


def test_fields_of_any_bits_are_read() -> None:
    types = (
        integer_type("A", 3)
        + integer_type("B", 5, encoding="twosComplement")
        + integer_type("C", 12)
        + integer_type("D", 4)
        + integer_type("E", 24)
    )
    layout = a_layout(types, *"ABCDE")
    assert layout is not None
    bits = f"{5:03b}{-7 & 31:05b}{0xABC:012b}{9:04b}{0x123456:024b}"
    values = layout.read(a_packet_of_bytes(int(bits, 2).to_bytes(6)))
    assert [values[name] for name in "ABCDE"] == [5, -7, 0xABC, 9, 0x123456]


@pytest.mark.parametrize(("bits", "code"), [(32, "f"), (64, "d")])
def test_a_float_within_a_byte_is_a_float(bits: int, code: str) -> None:
    real = (
        '<FloatParameterType name="B_type"><UnitSet/>'
        f'<FloatDataEncoding sizeInBits="{bits}" encoding="IEEE754"/></FloatParameterType>'
    )
    layout = a_layout(integer_type("A", 4) + real + integer_type("C", 4), *"ABC")
    assert layout is not None
    number = 3 << bits | int.from_bytes(struct.pack(f">{code}", -2.75))
    values = layout.read(a_packet_of_bytes((number << 4 | 9).to_bytes(bits // 8 + 1)))
    assert values == {**values, "A": 3, "B": -2.75, "C": 9}
    assert layout.write(values)[6:] == (number << 4 | 9).to_bytes(bits // 8 + 1)


def test_a_polynomial_is_applied() -> None:
    layout = a_layout(integer_type("A", 8, inner=POLYNOMIAL, kind="FloatParameterType"), "A")
    assert layout is not None
    assert layout.read(a_packet_of_bytes(b"\x0a"))["A"] == -273.15 + 5.0 + 25.0


@pytest.mark.parametrize(
    "types",
    [
        integer_type("A", 8, inner=SPLINE, kind="FloatParameterType"),
        '<StringParameterType name="A_type"><UnitSet/><StringDataEncoding encoding="UTF-8">'
        "<SizeInBits><Fixed><FixedValue>16</FixedValue></Fixed></SizeInBits>"
        "</StringDataEncoding></StringParameterType>",
        '<IntegerParameterType name="A_type"><UnitSet/><IntegerDataEncoding sizeInBits="16" '
        'encoding="unsigned" byteOrder="leastSignificantByteFirst"/></IntegerParameterType>',
    ],
    ids=["spline", "text", "little-endian"],
)
def test_what_is_not_plain_has_no_layout(types: str) -> None:
    with warnings.catch_warnings():
        assert a_layout(types, "A") is None


def test_a_field_knows_whether_struct_can_read_it() -> None:
    assert Field(name="A", first_bit=48, bits=16, kind="unsigned").code == "H"
    assert Field(name="A", first_bit=49, bits=16, kind="unsigned").code is None
    assert Field(name="A", first_bit=48, bits=24, kind="signed").code is None
