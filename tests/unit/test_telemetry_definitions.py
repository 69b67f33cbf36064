import pytest
from record_builder import a_packet, a_parameter

from telemetry.definitions import decode_packet, encode_packet
from telemetry.dictionary import Limit, ParameterKind, Severity
from telemetry.tables import StoreError

FAN = a_parameter(
    "FAN_STATE", kind=ParameterKind.ENUM, unit="-", states={0: "OFF", 1: "ON"}, nominal=1.0
)


def test_a_packet_comes_back_with_names_units_and_states() -> None:
    packet = a_packet(parameters=(a_parameter(), FAN), is_medical=True)
    assert decode_packet(encode_packet(packet)) == packet


def test_limits_are_left_to_the_configuration() -> None:
    limit = Limit(severity=Severity.WARNING, threshold=6.0, is_high=True)
    limited = a_packet(parameters=(a_parameter(limits=(limit,)),))
    assert decode_packet(encode_packet(limited)) == a_packet(parameters=(a_parameter(),))


@pytest.mark.parametrize("damage", [b"", b"\xc1", b"\x93\x01\x02\x03", b"\x01"])
def test_a_damaged_definition_is_refused(damage: bytes) -> None:
    with pytest.raises(StoreError, match="definition of a packet is damaged"):
        decode_packet(damage)
