import numpy as np
import pytest
from builders import a_mission

from console.ui.models.analysis import (
    LEAST_FOR_A_SPECTRUM,
    MOST_BINS,
    AnalysisError,
    Stretch,
    histogram,
    pairs,
    read_stretch,
    spectrum,
)
from telemetry.history import History
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame

TENTH_NS = NS_PER_S // 10
ANY_ROUNDING = 1e-9


def a_stretch(values, period_ns=TENTH_NS, *, without=()):
    times_ns = np.arange(len(values), dtype=np.int64) * period_ns
    kept = np.setdiff1d(np.arange(len(values)), without)
    return Stretch(
        times_ns=times_ns[kept],
        values=np.asarray(values, float)[kept],
        period_ns=period_ns,
        invalid=0,
        missing=len(without),
        gaps=0,
    )


def a_sine(amplitude, hz, seconds=100.0):
    return 20.0 + amplitude * np.sin(2 * np.pi * hz * np.arange(0.0, seconds, 0.1))


def test_what_is_invalid_or_missing_is_left_out_and_counted():
    database = a_mission().database
    packet, column = database.place["EPS_LOAD"]
    history = History(database)
    rows = 60
    for first in (0, 40):  # rows 20 to 39 never came
        values = np.zeros((20, packet.columns))
        values[:, column] = np.arange(first, first + 20)
        values[3, column] = np.nan
        frame = Frame(
            source="test/1",
            packet=packet.name,
            sequence=first,
            generated_ns=first * packet.period_ns,
            values=values,
        )
        history.append(frame)
    found = read_stretch(history, "EPS_LOAD", 0, rows * packet.period_ns, packet.period_ns)
    assert (found.invalid, found.missing, found.gaps) == (2, 20, 3)
    assert found.values.size == rows - 22
    assert np.isfinite(found.values).all()
    assert "2 invalid and 20 missing" in found.words


def test_a_sine_stands_in_the_spectrum_at_its_frequency_with_its_amplitude():
    found = spectrum(a_stretch(a_sine(3.0, 0.5)))
    top = found.amplitudes.argmax()
    assert found.frequencies_hz[top] == pytest.approx(0.5, abs=0.011)
    assert found.amplitudes[top] == pytest.approx(3.0, rel=0.02)
    assert found.interpolated == 0


def test_a_constant_has_no_spectrum():
    assert spectrum(a_stretch(np.full(200, 7.0))).amplitudes.max() < ANY_ROUNDING


def test_gaps_are_interpolated_and_counted_in_a_spectrum():
    found = spectrum(a_stretch(a_sine(3.0, 0.1), without=range(500, 520)))
    assert found.interpolated == 20
    assert found.amplitudes.max() == pytest.approx(3.0, rel=0.1)


@pytest.mark.parametrize("without", [range(LEAST_FOR_A_SPECTRUM - 1, 200), range(10, 190)])
def test_a_spectrum_of_too_little_is_refused_in_words(without):
    with pytest.raises(AnalysisError, match="known"):
        spectrum(a_stretch(np.zeros(200), without=without))


def test_every_sample_is_in_one_bin_of_a_histogram():
    values = np.random.default_rng(1).normal(size=5_000)
    found = histogram(a_stretch(values))
    assert found.counts.sum() == values.size
    assert found.edges[0] == values.min()
    assert found.edges[-1] == values.max()


def test_a_histogram_of_outliers_has_no_more_bins_than_can_be_seen():
    values = np.append(np.random.default_rng(1).normal(size=1_000), 1e6)
    assert histogram(a_stretch(values)).counts.size <= MOST_BINS


def test_a_histogram_of_nothing_is_refused_in_words():
    with pytest.raises(AnalysisError, match="No sample"):
        histogram(a_stretch([]))


def test_pairs_are_of_the_same_instants_whichever_is_slower():
    quick, slow = a_stretch(np.arange(100.0)), a_stretch(np.arange(10.0), NS_PER_S)
    x, y = pairs(quick, slow)
    np.testing.assert_array_equal(x, 10.0 * np.arange(10.0))
    np.testing.assert_array_equal(y, np.arange(10.0))
    across, up = pairs(slow, quick)
    np.testing.assert_array_equal(across, y)
    np.testing.assert_array_equal(up, x)


def test_no_pair_is_made_across_a_gap():
    quick, slow = a_stretch(np.arange(100.0), without=range(35, 68)), a_stretch(range(10), NS_PER_S)
    _quick, kept = pairs(quick, slow)
    np.testing.assert_array_equal(kept, [0, 1, 2, 3, 7, 8, 9])


def test_nothing_in_common_is_said():
    with pytest.raises(AnalysisError, match="both"):
        pairs(a_stretch([]), a_stretch([1.0]))
