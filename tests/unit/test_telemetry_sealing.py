import numpy as np
import pytest
from record_builder import a_frame, at

from telemetry.blocks import BlockError, decode_integers, decode_values
from telemetry.levels import TIER_FACTOR, level_width_ns
from telemetry.records import RowBuffer
from telemetry.sealing import MOST_BUCKETS, SEAL_SPAN_NS, SealRequest, opened_levels, seal
from telemetry.timebase import NS_PER_S

LEVEL_S = level_width_ns(NS_PER_S) // NS_PER_S


def a_request(times_s: list[float], values: list[float]) -> SealRequest:
    buffer = RowBuffer(2, NS_PER_S)
    for second, value in zip(times_s, values, strict=True):
        buffer.add(a_frame(second, (value, np.nan)), at(second) + 1)
    return SealRequest(
        stream_id=1,
        first_channel=10,
        period_ns=NS_PER_S,
        words=buffer.rows(),
        tail_numbers=(),
    )


def test_a_block_holds_every_word_of_its_rows() -> None:
    request = a_request([0, 1, 2, 5], [1.0, 2.0, 3.0, 4.0])
    (block,) = seal(request)
    assert (block.first_ns, block.last_ns, block.rows) == (at(0), at(5), 4)
    assert [channel for channel, _ in block.cells] == list(range(10, 16))
    for word in range(4):
        assert np.array_equal(decode_integers(block.cells[word][1], 4), request.words[:, word])
    assert decode_values(block.cells[4][1], 4).tolist() == [1, 2, 3, 4]
    assert np.isnan(decode_values(block.cells[5][1], 4)).all()


def test_levels_are_the_extremes_on_the_grid_with_gaps() -> None:
    (block,) = seal(a_request([0, 1, 3 * LEVEL_S], [5.0, -5.0, 1.0]))
    level = block.levels[0]
    buckets, low, high = opened_levels([(level.first_bucket, level.body)])
    assert level.channel == 14
    assert (buckets * LEVEL_S * NS_PER_S).tolist() == [at(LEVEL_S * n) for n in range(4)]
    assert str(low.tolist()) == "[-5.0, nan, nan, 1.0]"
    assert str(high.tolist()) == "[5.0, nan, nan, 1.0]"


def test_the_wider_level_is_the_finer_one_folded() -> None:
    seconds = list(range(18 * LEVEL_S))
    (block,) = seal(a_request(seconds, [float(second) for second in seconds]))
    fine, wide = (
        opened_levels([(level.first_bucket, level.body)])
        for level in block.levels
        if level.channel == 14
    )
    assert wide[0].tolist() == sorted(set((fine[0] // TIER_FACTOR).tolist()))
    inside = fine[0] // TIER_FACTOR == wide[0][1]
    assert wide[1][1] == fine[1][inside].min()
    assert wide[2][1] == fine[2][inside].max()


def test_late_rows_keep_their_place_but_levels_are_right() -> None:
    (block,) = seal(a_request([0, 100, 1], [1.0, 2.0, 3.0]))
    assert decode_values(block.cells[4][1], 3).tolist() == [1, 2, 3]
    assert (block.first_ns, block.last_ns) == (at(0), at(100))
    _, low, high = opened_levels([(block.levels[0].first_bucket, block.levels[0].body)])
    assert (low[0], high[0]) == (1.0, 3.0)


def test_a_jump_in_time_begins_a_new_block() -> None:
    year_s = 365 * 86400
    blocks = seal(a_request([0, 1, year_s, year_s + 1, 0.5], [1, 2, 3, 4, 5]))
    assert [block.rows for block in blocks] == [2, 2, 1]
    assert all(len(level.body) <= 16 * MOST_BUCKETS + 4 for b in blocks for level in b.levels)


def test_hours_that_came_in_seconds_are_blocks_as_short_as_any() -> None:
    seconds = list(range(3 * 3600))
    blocks = seal(a_request(seconds, [0.5] * len(seconds)))
    assert sum(block.rows for block in blocks) == len(seconds)
    assert max(block.last_ns - block.first_ns for block in blocks) <= SEAL_SPAN_NS


def test_a_damaged_level_is_noticed() -> None:
    (block,) = seal(a_request([0], [1.0]))
    body = bytearray(block.levels[0].body)
    body[3] ^= 1
    with pytest.raises(BlockError):
        opened_levels([(0, bytes(body))])
    with pytest.raises(BlockError):
        opened_levels([(0, b"")])


def test_no_levels_are_no_columns() -> None:
    assert opened_levels([])[0].size == 0
