import pytest
from packet_builder import HEADER, a_container, a_definition, a_packet_of_bytes, integer_type

from telemetry.packet_definition import DefinitionError, read_definition

STATES = (
    '<EnumeratedParameterType name="N_type"><UnitSet/>'
    '<IntegerDataEncoding sizeInBits="8" encoding="unsigned"/><EnumerationList>'
    '<Enumeration value="0" label="OFF"/></EnumerationList></EnumeratedParameterType>'
)


def test_the_root_container_may_have_any_name() -> None:
    header = tuple((f"H_{name}" if name != "PKT_APID" else "APID", bits) for name, bits in HEADER)
    xtce = a_definition(
        integer_type("N", 8), ["N"],
        a_container("P", ["N"], base="Anything", criteria=(("APID", 100),)),
        root="Anything", header=header,
    )  # fmt: skip
    definition = read_definition(xtce)
    assert definition.root_container_name == "Anything"
    assert definition.parse_bytes(a_packet_of_bytes(b"\x2a"))["N"] == 42


def test_a_state_without_a_name_does_not_cost_its_packet() -> None:
    definition = read_definition(a_definition(STATES, ["N"], a_container("P", ["N"])))
    state = definition.parse_bytes(a_packet_of_bytes(b"\x07"))["N"]
    assert (str(state), state.raw_value) == ("state 7", 7)


@pytest.mark.parametrize("xtce", [b"", b"<html/>", b"<SpaceSystem/>", b"\xff\xfe"])
def test_what_is_no_xtce_is_refused_in_one_line(xtce: bytes) -> None:
    with pytest.raises(DefinitionError) as caught:
        read_definition(xtce)
    assert "\n" not in str(caught.value)
