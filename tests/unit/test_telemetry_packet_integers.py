import pytest
from packet_builder import a_container, a_definition, a_packet_of_bytes, integer_type

from telemetry.packet_definition import read_definition
from telemetry.packet_integers import ONES_COMPLEMENT, SIGN_MAGNITUDE


@pytest.mark.parametrize(
    ("encoding", "numbers"),
    [
        (ONES_COMPLEMENT, {0x00: 0, 0x05: 5, 0x7F: 127, 0x80: -127, 0xFA: -5, 0xFF: 0}),
        (SIGN_MAGNITUDE, {0x00: 0, 0x05: 5, 0x7F: 127, 0x80: 0, 0x85: -5, 0xFF: -127}),
    ],
)
def test_each_byte_is_the_number_it_stands_for(encoding: str, numbers: dict[int, int]) -> None:
    types = integer_type("A", 8, encoding=encoding)
    definition = read_definition(a_definition(types, ["A"], a_container("P", ["A"])))
    for byte, number in numbers.items():
        packet = a_packet_of_bytes(bytes([byte]), apid=100, count=1)
        assert definition.parse_bytes(packet)["A"] == number
