import msgpack
import numpy as np
import pytest

from telemetry.wire import (
    FRAME_MAX_BYTES,
    FRAME_MAX_COLUMNS,
    ClockAnnouncement,
    Frame,
    FrameError,
    SourceKind,
    decode_clock,
    decode_frame,
    encode_clock,
    encode_frame,
    frame_topic,
)

ONE_VALUE = np.array([1.5]).tobytes()
FIELDS = [1, "sim/1", "ARS_1HZ", 7, 1_631_750_400_000_000_000, 1, 1, ONE_VALUE]
CLOCK = [1, "sim/1", "simulation", 1_631_750_400_000_000_000, 60.0]


def a_frame(values: list[list[float]]) -> Frame:
    return Frame(
        source="sim/1",
        packet="ARS_1HZ",
        sequence=7,
        generated_ns=1_631_750_400_000_000_000,
        values=np.array(values),
    )


def test_a_frame_survives_the_wire() -> None:
    frame = a_frame([[1.0, -0.0, np.nan], [4.0, 5.0, 6.0]])
    decoded = decode_frame(encode_frame(frame))
    assert decoded == frame
    assert (decoded.rows, decoded.columns) == (2, 3)
    assert decoded != a_frame([[1.0]])
    assert decoded != "a frame"


def test_decoded_values_cannot_be_changed_by_who_receives_them() -> None:
    decoded = decode_frame(encode_frame(a_frame([[1.0]])))
    with pytest.raises(ValueError, match="read-only"):
        decoded.values[0, 0] = 2.0


def test_the_example_fields_are_a_frame() -> None:
    assert decode_frame(msgpack.packb(FIELDS)) == a_frame([[1.5]])


@pytest.mark.parametrize(
    ("place", "value", "why"),
    [
        (0, 2, "version 2"),
        (0, True, "version True"),
        (1, "", "source"),
        (1, "x" * 101, "source"),
        (2, 5, "packet"),
        (3, -1, "sequence"),
        (3, 1.0, "sequence"),
        (3, True, "sequence"),
        (3, 1 << 63, "sequence"),
        (4, 0, "generated_ns"),
        (4, 1 << 63, "generated_ns"),
        (5, 0, "rows"),
        (5, 2, "float64"),
        (6, 0, "columns"),
        (6, FRAME_MAX_COLUMNS + 1, "columns"),
        (7, b"", "float64"),
        (7, "12345678", "float64"),
        (7, np.array([np.inf]).tobytes(), "infinite"),
        (7, np.array([-np.inf]).tobytes(), "infinite"),
    ],
)
def test_a_field_out_of_its_range_is_refused_by_name(place: int, value: object, why: str) -> None:
    fields = list(FIELDS)
    fields[place] = value
    with pytest.raises(FrameError, match=why):
        decode_frame(msgpack.packb(fields))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xc1",
        msgpack.packb(FIELDS)[:-1],
        msgpack.packb(FIELDS) + b"\0",
        msgpack.packb(FIELDS[:-1]),
        msgpack.packb({"a": 1}),
        msgpack.packb(None),
        b"\xa2\xff\xff",
        b"\x91" * 5000,
        b"\xdd\xff\xff\xff\xff",
        bytes(FRAME_MAX_BYTES + 1),
    ],
)
def test_bytes_that_are_no_frame_are_a_frame_error(data: bytes) -> None:
    with pytest.raises(FrameError):
        decode_frame(data)
    with pytest.raises(FrameError):
        decode_clock(data)


@pytest.mark.parametrize("kind", list(SourceKind))
def test_a_clock_announcement_survives_the_wire(kind: SourceKind) -> None:
    clock = ClockAnnouncement(source="sim/1", kind=kind, mission_ns=CLOCK[3], rate=0.0)
    assert decode_clock(encode_clock(clock)) == clock


@pytest.mark.parametrize(
    ("place", "value", "why"),
    [
        (0, 0, "version"),
        (1, None, "source"),
        (2, "dream", "kind"),
        (2, ["live"], "kind"),
        (2, {}, "kind"),
        (3, 0, "mission_ns"),
        (4, 1, "rate"),
        (4, -1.0, "rate"),
        (4, float("nan"), "rate"),
        (4, float("inf"), "rate"),
    ],
)
def test_a_clock_field_out_of_its_range_is_refused_by_name(
    place: int, value: object, why: str
) -> None:
    fields = list(CLOCK)
    fields[place] = value
    with pytest.raises(FrameError, match=why):
        decode_clock(msgpack.packb(fields))


def test_medical_frames_have_their_own_topic() -> None:
    assert frame_topic("BIO_1HZ", medical=True) == b"m/BIO_1HZ"
    assert frame_topic("ARS_1HZ", medical=False) == b"f/ARS_1HZ"
