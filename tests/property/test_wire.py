import contextlib

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from telemetry.wire import (
    ClockAnnouncement,
    Frame,
    FrameError,
    SourceKind,
    decode_clock,
    decode_frame,
    encode_clock,
    encode_frame,
)

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=100)
instants_ns = st.integers(1, 7_258_118_400 * 10**9 - 1)
frames = st.builds(
    Frame,
    source=texts,
    packet=texts,
    sequence=st.integers(0, (1 << 63) - 1),
    generated_ns=instants_ns,
    values=hnp.arrays(
        np.float64,
        hnp.array_shapes(min_dims=2, max_dims=2, max_side=8),
        elements=st.floats(allow_infinity=False),
    ),
)
clocks = st.builds(
    ClockAnnouncement,
    source=texts,
    kind=st.sampled_from(SourceKind),
    mission_ns=instants_ns,
    rate=st.floats(0, 1e6),
)
A_FRAME = Frame(source="s", packet="p", sequence=0, generated_ns=1, values=np.zeros((2, 3)))


@given(frames)
def test_a_frame_survives_the_wire(frame: Frame) -> None:
    assert decode_frame(encode_frame(frame)) == frame


@given(clocks)
def test_a_clock_announcement_survives_the_wire(clock: ClockAnnouncement) -> None:
    assert decode_clock(encode_clock(clock)) == clock


@given(st.binary(max_size=300))
@example(b"\xc7\xff\xff")
@example(b"\xd6\xff\0\0\0\0")
def test_any_bytes_give_a_frame_or_a_frame_error(data: bytes) -> None:
    with contextlib.suppress(FrameError):
        assert isinstance(decode_frame(data), Frame)
    with contextlib.suppress(FrameError):
        assert isinstance(decode_clock(data), ClockAnnouncement)


@given(
    frames,
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=4),
    st.floats(0, 1),
)
def test_a_damaged_frame_gives_a_frame_or_a_frame_error(
    frame: Frame, changes: list[tuple[float, int]], kept: float
) -> None:
    data = bytearray(encode_frame(frame))
    for place, byte in changes:
        data[int(place * len(data))] = byte
    with contextlib.suppress(FrameError):
        decoded = decode_frame(bytes(data[: round(kept * len(data))]))
        assert decoded.rows * decoded.columns == decoded.values.size > 0
        assert not np.isinf(decoded.values).any()
        # What was decoded can be encoded, recorded and relayed.
        assert decode_frame(encode_frame(decoded)) == decoded
