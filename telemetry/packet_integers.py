"""Signed integers in the older ways: ones' complement, and a sign beside a magnitude."""

from typing import Any, Final

from space_packet_parser.xtce import encodings

ONES_COMPLEMENT: Final = "onesComplement"
SIGN_MAGNITUDE: Final = "signMagnitude"
# On a type, which of them its numbers are in: space_packet_parser reads them as two's complement.
SIGNED: Final = "signedBy"


class OlderSigned(encodings.IntegerDataEncoding):  # type: ignore[misc]  # it has no types
    """Reads an integer by its `encoding`, one of the two above."""

    def _get_raw_value(self, packet: Any) -> int:  # noqa: ANN401 - as the library calls it
        all_set = (1 << self.size_in_bits) - 1
        bits: int = super()._get_raw_value(packet) & all_set
        magnitude: int = bits & (all_set >> 1)
        if bits == magnitude:
            return bits
        is_complement = self.encoding == ONES_COMPLEMENT
        return bits - all_set if is_complement else -magnitude
