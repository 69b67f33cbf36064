"""Definitions with more words than the decoder knows: read right, skipped, or named."""

import logging
import math
import struct

import pytest
from packet_builder import a_container, a_definition, a_packet_of_bytes, integer_type

from telemetry.packet_decoder import PacketDecoder
from telemetry.packet_definition import DefinitionError, read_definition
from telemetry.xtce import load_foreign_database

BYTE = integer_type("A", 8) + integer_type("B", 8)
INDEXES = (
    "<DimensionList><Dimension><StartingIndex><FixedValue>0</FixedValue></StartingIndex>"
    "<EndingIndex><FixedValue>1</FixedValue></EndingIndex></Dimension></DimensionList>"
)


def decoded(types: str, parameters: list[str], container: str, data: bytes) -> dict[str, float]:
    """Return what a packet of `data` says, by parameter."""
    xtce = a_definition(types, parameters, container)
    database = load_foreign_database(xtce)
    decoder = PacketDecoder(database, read_definition(xtce), time_code=None, source="s/1")
    frame = decoder.decode(a_packet_of_bytes(data), 5)
    assert frame is not None, decoder.counts
    packet = database.packet_by_name[frame.packet]
    names = [parameter.id for parameter in packet.parameters]
    return dict(zip(names, frame.values[0].tolist(), strict=True))


def a_calibrated(curve: str, inner: str = "") -> str:
    calibrator = f"<DefaultCalibrator>{curve}</DefaultCalibrator>{inner}"
    return integer_type("A", 8, inner=calibrator, kind="FloatParameterType")


def entries(container: str, name: str, changed: str) -> str:
    entry = f'<ParameterRefEntry parameterRef="{name}"/>'
    assert entry in container
    return container.replace(entry, changed)


BOTH = a_container("P", ["A", "B"])


def is_equal(parameter: str, value: int) -> str:
    return (
        f'<Condition><ParameterInstanceRef parameterRef="{parameter}" useCalibratedValue="false"/>'
        f"<ComparisonOperator>==</ComparisonOperator><Value>{value}</Value></Condition>"
    )


def restricted(expression: str) -> str:
    """Return `BOTH` inheriting under an expression."""
    start, _, rest = BOTH.partition("<ComparisonList>")
    end = rest.partition("</ComparisonList>")[2]
    return f"{start}<BooleanExpression>{expression}</BooleanExpression>{end}"


SPLINE = (
    '<SplineCalibrator order="1"><SplinePoint raw="0" calibrated="10"/>'
    '<SplinePoint raw="10" calibrated="30"/></SplineCalibrator>'
)
ENCODED = '<{kind} name="A_type"><UnitSet/><{encoding} sizeInBits="{bits}" {more}/></{kind}>'


@pytest.mark.parametrize(
    ("kind", "encoding", "bits", "more", "data", "value"),
    [
        ("IntegerParameterType", "IntegerDataEncoding", 32,
         'byteOrder="leastSignificantByteFirst"', struct.pack("<I", 258), 258),
        ("IntegerParameterType", "IntegerDataEncoding", 16,
         'encoding="twosComplement" byteOrder="leastSignificantByteFirst"',
         struct.pack("<h", -258), -258),
        ("IntegerParameterType", "IntegerDataEncoding", 8, 'encoding="onesComplement"',
         b"\xfa", -5),
        ("IntegerParameterType", "IntegerDataEncoding", 16,
         'encoding="signMagnitude" byteOrder="leastSignificantByteFirst"', b"\x02\x81", -258),
        ("IntegerParameterType", "IntegerDataEncoding", 16, 'encoding="signMagnitude"',
         b"\x01\x02", 258),
        ("FloatParameterType", "FloatDataEncoding", 32,
         'encoding="IEEE754_1985" byteOrder="leastSignificantByteFirst"',
         struct.pack("<f", -2.5), -2.5),
        ("FloatParameterType", "FloatDataEncoding", 16, 'encoding="IEEE754_1985"',
         struct.pack(">e", 1.5), 1.5),
        # 0.75 x 2^4, by the standard's layout: 24 bits of mantissa, 8 of exponent.
        ("FloatParameterType", "FloatDataEncoding", 32, 'encoding="MILSTD_1750A"',
         bytes.fromhex("60000004"), 12),
    ],
)  # fmt: skip
def test_numbers_of_either_byte_order_and_both_standards_are_read(
    kind: str, encoding: str, bits: int, more: str, data: bytes, value: float
) -> None:
    kind_of = ENCODED.format(kind=kind, encoding=encoding, bits=bits, more=more)
    assert decoded(kind_of, ["A"], a_container("P", ["A"]), data) == {"A": value}


def test_a_spline_says_nothing_of_what_it_does_not_reach() -> None:
    types = a_calibrated(SPLINE) + integer_type("B", 8)
    assert decoded(types, ["A", "B"], BOTH, b"\x05\x07") == {"A": 20.0, "B": 7.0}
    outside = decoded(types, ["A", "B"], BOTH, b"\x15\x07")
    assert math.isnan(outside["A"])
    assert outside["B"] == 7.0


def test_a_context_chooses_the_curve_and_an_exponent_may_have_decimals() -> None:
    def curve(slope: int) -> str:
        return (
            f'<PolynomialCalibrator><Term coefficient="{slope}" exponent="1.0"/>'
            "</PolynomialCalibrator>"
        )

    context = (
        "<ContextCalibratorList><ContextCalibrator><ContextMatch>"
        '<Comparison parameterRef="B" value="1" useCalibratedValue="false"/></ContextMatch>'
        f"<Calibrator>{curve(3)}</Calibrator></ContextCalibrator></ContextCalibratorList>"
    )
    types = integer_type("B", 8) + a_calibrated(curve(2), context)
    container = a_container("P", ["B", "A"])
    assert decoded(types, ["B", "A"], container, b"\x01\x05")["A"] == 15
    assert decoded(types, ["B", "A"], container, b"\x00\x05")["A"] == 10


def test_a_text_and_a_length_told_by_another_field_leave_the_rest_in_its_place() -> None:
    text = (
        '<BinaryParameterType name="T_type"><UnitSet/><BinaryDataEncoding>'
        "<SizeInBits><DynamicValue>"
        '<ParameterInstanceRef parameterRef="A" useCalibratedValue="false"/>'
        '<LinearAdjustment slope="8" intercept="0"/></DynamicValue></SizeInBits>'
        "</BinaryDataEncoding></BinaryParameterType>"
    )
    container = a_container("P", ["A", "T", "B"])
    assert decoded(BYTE + text, ["A", "T", "B"], container, b"\x03xyz\x09")["B"] == 9


def test_an_array_an_aggregate_and_a_repeated_entry_are_a_parameter_for_each_number() -> None:
    types = (
        BYTE
        + f'<ArrayParameterType name="R_type" arrayTypeRef="A_type">{INDEXES}</ArrayParameterType>'
        + '<AggregateParameterType name="G_type"><MemberList><Member name="x" typeRef="A_type"/>'
        '<Member name="r" typeRef="R_type"/></MemberList></AggregateParameterType>'
    )
    repeat = "<RepeatEntry><Count><FixedValue>2</FixedValue></Count></RepeatEntry>"
    container = entries(
        a_container("P", ["A", "B", "G"]),
        "B",
        f'<ParameterRefEntry parameterRef="/Test/B">{repeat}</ParameterRefEntry>'
        '<ArrayParameterRefEntry parameterRef="R"/>',
    )
    found = decoded(types, ["A", "B", "R", "G"], container, bytes(range(1, 9)))
    assert found == {
        "A": 1, "B[0]": 2, "B[1]": 3, "R[0]": 4, "R[1]": 5, "G.x": 6, "G.r[0]": 7, "G.r[1]": 8,
    }  # fmt: skip


def test_a_field_that_comes_again_in_a_packet_has_a_name_of_its_own() -> None:
    base = a_container("P", ["A", "B", "A"]).replace('name="P"', 'name="P" abstract="false"')
    heir = a_container("Q", ["A"], base="P", criteria=(("B", 2),))
    types, data = BYTE, b"\x01\x02\x03\x04"
    assert decoded(types, ["A", "B"], a_container("P", ["A", "B", "A"]), data) == {
        "A": 1, "B": 2, "A#2": 3,
    }  # fmt: skip
    found = decoded(types, ["A", "B"], base + heir, data)
    assert {name.removeprefix("Q."): value for name, value in found.items()} == {
        "A": 1, "B": 2, "A#2": 3, "A#3": 4,
    }  # fmt: skip


@pytest.mark.parametrize(
    "gap",
    [
        '<FixedValueEntry sizeInBits="8"/><ParameterRefEntry parameterRef="B"/>',
        '<ParameterRefEntry parameterRef="B"><LocationInContainerInBits>'
        "<FixedValue>8</FixedValue></LocationInContainerInBits></ParameterRefEntry>",
    ],
)
def test_a_gap_is_passed_over(gap: str) -> None:
    container = entries(BOTH, "B", gap)
    assert decoded(BYTE, ["A", "B"], container, b"\x01\xff\x03") == {"A": 1, "B": 3}


def test_what_is_there_only_under_a_condition_is_nan_where_it_is_not() -> None:
    types = BYTE + integer_type("C", 8)
    condition = (
        '<ParameterRefEntry parameterRef="B"><IncludeCondition><Comparison parameterRef="A"'
        ' value="1" useCalibratedValue="false"/></IncludeCondition></ParameterRefEntry>'
    )
    container = entries(a_container("P", ["A", "B", "C"]), "B", condition)
    assert decoded(types, ["A", "B", "C"], container, b"\x01\x02\x03")["C"] == 3
    without = decoded(types, ["A", "B", "C"], container, b"\x00\x03")
    assert math.isnan(without["B"])
    assert without["C"] == 3


def test_an_entry_is_there_under_either_of_two_conditions() -> None:
    either = f"<ORedConditions>{is_equal('A', 1)}{is_equal('A', 3)}</ORedConditions>"
    condition = (
        '<ParameterRefEntry parameterRef="B"><IncludeCondition><BooleanExpression>'
        f"{either}</BooleanExpression></IncludeCondition></ParameterRefEntry>"
    )
    container = entries(BOTH, "B", condition)
    assert decoded(BYTE, ["A", "B"], container, b"\x01\x07") == {"A": 1, "B": 7}
    assert decoded(BYTE, ["A", "B"], container, b"\x03\x07") == {"A": 3, "B": 7}
    assert math.isnan(decoded(BYTE, ["A", "B"], container, b"\x02")["B"])


def test_a_condition_may_compare_two_fields() -> None:
    less = (
        '<Condition><ParameterInstanceRef parameterRef="A"/><ComparisonOperator>&lt;'
        '</ComparisonOperator><ParameterInstanceRef parameterRef="B"/></Condition>'
    )
    types = BYTE + integer_type("C", 8)
    condition = (
        f'<ParameterRefEntry parameterRef="C"><IncludeCondition><BooleanExpression>{less}'
        "</BooleanExpression></IncludeCondition></ParameterRefEntry>"
    )
    container = entries(a_container("P", ["A", "B", "C"]), "C", condition)
    assert decoded(types, ["A", "B", "C"], container, b"\x01\x02\x09")["C"] == 9
    assert math.isnan(decoded(types, ["A", "B", "C"], container, b"\x02\x01")["C"])


def test_a_container_of_one_of_two_versions_is_found_by_its_apid() -> None:
    either = f"<ORedConditions>{is_equal('VERSION', 0)}{is_equal('VERSION', 1)}</ORedConditions>"
    container = restricted(
        f"<ANDedConditions>{is_equal('PKT_APID', 100)}{either}</ANDedConditions>"
    )
    assert decoded(BYTE, ["A", "B"], container, b"\x01\x02") == {"A": 1, "B": 2}


def test_a_container_of_several_apids_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    either = f"{is_equal('PKT_APID', 100)}{is_equal('PKT_APID', 101)}"
    container = restricted(f"<ORedConditions>{either}</ORedConditions>") + a_container("Q", ["A"])
    with caplog.at_level(logging.WARNING):
        assert decoded(BYTE, ["A", "B"], container, b"\x01\x02") == {"A": 1}
    assert "container P of several APIDs" in caplog.text


@pytest.mark.parametrize("version", [0, 1])
def test_a_packet_that_misses_another_condition_than_its_apid_is_not_read(version: int) -> None:
    container = a_container("P", ["A", "B"], criteria=(("PKT_APID", 100), ("VERSION", version)))
    xtce = a_definition(BYTE, ["A", "B"], container)
    decoder = PacketDecoder(
        load_foreign_database(xtce), read_definition(xtce), time_code=None, source="s/1"
    )
    assert (decoder.decode(a_packet_of_bytes(b"\x01\x02"), 5) is None) is (version == 1)
    assert decoder.counts[100].unknown == version


def a_text(size: str) -> str:
    return (
        '<StringParameterType name="T_type"><UnitSet/><StringDataEncoding encoding="UTF-8">'
        f"{size}</StringDataEncoding></StringParameterType>"
    )


@pytest.mark.parametrize(
    ("size", "text"),
    [
        ("<SizeInBits><Fixed><FixedValue>24</FixedValue></Fixed></SizeInBits>", b"xyz"),
        ("<SizeInBits><Fixed><FixedValue>16</FixedValue></Fixed></SizeInBits>", b"\xff\xfe"),
        ("<SizeInBits><Fixed><FixedValue>32</FixedValue></Fixed>"
         "<TerminationChar>00</TerminationChar></SizeInBits>", b"x\0yz"),
        ("<SizeInBits><TerminationChar>00</TerminationChar></SizeInBits>", b"xyz\0"),
        ('<Variable maxSizeInBits="64"><TerminationChar>0A</TerminationChar></Variable>', b"x\n"),
        ('<Variable maxSizeInBits="16"><TerminationChar>0A</TerminationChar></Variable>', b"xy"),
        ('<Variable maxSizeInBits="64"><LeadingSize sizeInBitsOfSizeTag="8"/></Variable>',
         b"\x10xy"),
        ('<Variable maxSizeInBits="64"><TerminationChar>0000</TerminationChar></Variable>',
         "\u6100x\0".encode("utf-16-be")),
    ],
)  # fmt: skip
def test_what_follows_a_text_of_any_kind_is_found(size: str, text: bytes) -> None:
    container = a_container("P", ["A", "T", "B"])
    found = decoded(BYTE + a_text(size), ["A", "T", "B"], container, b"\x05" + text + b"\x09")
    assert found == {"A": 5, "B": 9}


def test_a_text_without_an_end_costs_its_packet_and_is_counted() -> None:
    size = "<SizeInBits><TerminationChar>00</TerminationChar></SizeInBits>"
    xtce = a_definition(BYTE + a_text(size), ["A", "T", "B"], a_container("P", ["A", "T", "B"]))
    decoder = PacketDecoder(
        load_foreign_database(xtce), read_definition(xtce), time_code=None, source="s/1"
    )
    assert decoder.decode(a_packet_of_bytes(b"\x05xyz"), 5) is None
    assert decoder.counts[100].undecodable == 1


def test_a_state_may_stand_for_a_range_of_numbers() -> None:
    states = (
        '<EnumeratedParameterType name="A_type"><UnitSet/><IntegerDataEncoding sizeInBits="8"/>'
        '<EnumerationList><Enumeration value="1" label="ON"/>'
        '<Enumeration value="2" maxValue="9" label="SPARE"/></EnumerationList>'
        "</EnumeratedParameterType>"
    )
    container = a_container("P", ["A"])
    assert decoded(states, ["A"], container, b"\x07") == {"A": 7}
    parameter = load_foreign_database(a_definition(states, ["A"], container)).parameters["A"]
    assert parameter.text(7.0) == "SPARE"


def test_a_condition_that_is_no_comparison_is_named() -> None:
    condition = (
        '<ParameterRefEntry parameterRef="B"><IncludeCondition><CustomAlgorithm/>'
        "</IncludeCondition></ParameterRefEntry>"
    )
    with pytest.raises(DefinitionError, match="P includes an entry under a condition"):
        read_definition(a_definition(BYTE, ["A", "B"], entries(BOTH, "B", condition)))


def test_conditions_that_must_all_be_met_are_comparisons() -> None:
    every = f"{is_equal('PKT_APID', 100)}{is_equal('VERSION', 0)}"
    container = restricted(f"<ANDedConditions>{every}</ANDedConditions>")
    assert decoded(BYTE, ["A", "B"], container, b"\x01\x02") == {"A": 1, "B": 2}


@pytest.mark.parametrize(
    ("types", "container", "words"),
    [
        (a_calibrated("<MathOperationCalibrator/>") + integer_type("B", 8), BOTH,
         "type A_type: MathOperationCalibrator is not supported"),
        (integer_type("A", 8, encoding="packedBCD") + integer_type("B", 8), BOTH,
         "type A_type: encoding packedBCD is not supported"),
    ],
)  # fmt: skip
def test_a_type_that_is_not_known_is_named_and_skipped(
    types: str, container: str, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert decoded(types, ["A", "B"], container, b"\x01\x02") == {"B": 2}
    assert words in caplog.text


@pytest.mark.parametrize(
    "entry",
    [
        '<StreamSegmentEntry streamRef="S" sizeInBits="8"/>',
        '<ParameterRefEntry parameterRef="NOWHERE"/>',
        '<ParameterRefEntry parameterRef="A"><RepeatEntry><Count><DynamicValue/></Count>'
        "</RepeatEntry></ParameterRefEntry>",
        '<ParameterRefEntry parameterRef="A"><LocationInContainerInBits'
        ' referenceLocation="containerStart"><FixedValue>9</FixedValue>'
        "</LocationInContainerInBits></ParameterRefEntry>",
    ],
)
def test_what_follows_something_of_unknown_size_is_not_read_and_that_is_said(
    entry: str, caplog: pytest.LogCaptureFixture
) -> None:
    container = entries(BOTH, "B", f'{entry}<ParameterRefEntry parameterRef="B"/>')
    with caplog.at_level(logging.WARNING):
        assert decoded(BYTE, ["A", "B"], container, b"\x01\x02") == {"A": 1}
    assert "container P: " in caplog.text
    assert "the rest is not read" in caplog.text
