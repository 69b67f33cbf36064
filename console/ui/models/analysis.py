"""What can be worked out of a stretch of samples: pairs, a distribution, a spectrum. No Qt."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from telemetry.history import History
from telemetry.levels import GAP_PERIODS
from telemetry.timebase import NS_PER_S

Floats = NDArray[np.float64]

MOST_BINS: Final = 100
LEAST_FOR_A_SPECTRUM: Final = 32  # samples: two to three of its bins would say nothing
LEAST_SHARE_FOR_A_SPECTRUM: Final = 0.5  # of the stretch: more than that must not be invented


class AnalysisError(Exception):
    """A stretch cannot be analysed in the way asked for; the message says why."""


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """The samples of one parameter in a stretch of time, and what of it is not known.

    Parameters
    ----------
    times_ns : ndarray of int64, shape (n,)
        Ascending.
    values : ndarray of float64, shape (n,)
        In the parameter's unit; finite.
    period_ns : int
        Between two samples where none is missing.
    invalid : int
        Samples that were no numbers and are left out.
    missing : int
        Samples that should have been there and are not remembered one by one.
    gaps : int
        Breaks within or at the ends of the stretch.
    """

    times_ns: NDArray[np.int64]
    values: Floats
    period_ns: int
    invalid: int
    missing: int
    gaps: int

    @property
    def words(self) -> str:
        """How many samples there are, and how many are left out."""
        if not self.invalid and not self.missing:
            return f"{self.values.size} samples, none left out"
        left_out = f"{self.invalid} invalid and {self.missing} missing ones, {self.gaps} gaps"
        return f"{self.values.size} samples, without {left_out}"


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """How often values lie between edges.

    Parameters
    ----------
    edges : ndarray of float64, shape (n + 1,)
        In the parameter's unit.
    counts : ndarray of int64, shape (n,)
        Samples in each bin.
    """

    edges: Floats
    counts: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Spectrum:
    """Amplitudes of oscillations about the mean.

    Parameters
    ----------
    frequencies_hz : ndarray of float64, shape (n,)
        From above zero to half the sampling rate.
    amplitudes : ndarray of float64, shape (n,)
        Peak amplitude in the parameter's unit: a sine of amplitude 3 stands at 3.
    interpolated : int
        Points of the even grid that no sample supports.
    """

    frequencies_hz: Floats
    amplitudes: Floats
    interpolated: int


def read_stretch(
    history: History, parameter: str, from_ns: int, to_ns: int, period_ns: int
) -> Stretch:
    """Return the samples of a stretch, its end excluded, with what is left out counted."""
    times_ns, values = history.raw(parameter, from_ns, to_ns)
    known = np.isfinite(values)
    kept_ns = times_ns[known]
    expected = round((to_ns - from_ns) / period_ns)
    around_ns = np.concatenate(([from_ns - period_ns], kept_ns, [to_ns]))
    return Stretch(
        times_ns=kept_ns,
        values=values[known],
        period_ns=period_ns,
        invalid=int(times_ns.size - kept_ns.size),
        missing=max(0, expected - times_ns.size),
        gaps=int(np.count_nonzero(np.diff(around_ns) > GAP_PERIODS * period_ns)),
    )


def pairs(across: Stretch, up: Stretch) -> tuple[Floats, Floats]:
    """Return values that belong together: each of the slower with the other's last before it.

    What has no partner before the next gap of the other is left out.

    Raises
    ------
    AnalysisError
        If nothing belongs together.
    """
    slow, quick = (across, up) if across.period_ns >= up.period_ns else (up, across)
    last = np.searchsorted(quick.times_ns, slow.times_ns, side="right") - 1
    has_one = last >= 0
    age_ns = slow.times_ns[has_one] - quick.times_ns[last[has_one]]
    is_near = age_ns <= GAP_PERIODS * quick.period_ns
    if not is_near.any():
        raise AnalysisError("No samples of both parameters lie together in this stretch.")
    slow_values = slow.values[has_one][is_near]
    quick_values = quick.values[last[has_one][is_near]]
    return (slow_values, quick_values) if slow is across else (quick_values, slow_values)


def histogram(stretch: Stretch) -> Histogram:
    """Return the distribution of the values, in bins as wide as their spread asks for.

    Source: Freedman and Diaconis, "On the histogram as a density estimator", 1981.

    Raises
    ------
    AnalysisError
        If there is no sample.
    """
    if not stretch.values.size:
        raise AnalysisError("No sample of this stretch is remembered.")
    edges = np.histogram_bin_edges(stretch.values, "fd")
    if edges.size > MOST_BINS + 1:
        edges = np.histogram_bin_edges(stretch.values, MOST_BINS)
    counts, edges = np.histogram(stretch.values, edges)
    return Histogram(edges, counts)


def spectrum(stretch: Stretch) -> Spectrum:
    """Return the amplitude spectrum of a stretch, resampled evenly at its own period.

    Points without a sample are interpolated on a straight line and counted; the mean is taken
    off, and a Hann window keeps a line of the spectrum narrow.

    Source: Heinzel, Rüdiger and Schilling, "Spectrum and spectral density estimation by the
    DFT", 2002, equation 24 (linear spectrum, as peak instead of rms values).

    Raises
    ------
    AnalysisError
        If there are too few samples, or too much of the stretch would be invented.
    """
    count = stretch.values.size
    if count < LEAST_FOR_A_SPECTRUM:
        raise AnalysisError(f"A spectrum needs {LEAST_FOR_A_SPECTRUM} samples; {count} are known.")
    first_ns, last_ns = int(stretch.times_ns[0]), int(stretch.times_ns[-1])
    even_ns = np.arange(first_ns, last_ns + 1, stretch.period_ns)
    if count < LEAST_SHARE_FOR_A_SPECTRUM * even_ns.size:
        raise AnalysisError(
            f"Only {count} of {even_ns.size} samples are known: too few for a spectrum."
        )
    even = np.interp(even_ns - first_ns, stretch.times_ns - first_ns, stretch.values)
    window = np.hanning(even.size)
    lines = np.fft.rfft((even - even.mean()) * window)
    frequencies_hz = np.arange(1.0, lines.size) * (NS_PER_S / (stretch.period_ns * even.size))
    amplitudes: Floats = 2 * np.abs(lines) / window.sum()
    return Spectrum(frequencies_hz, amplitudes[1:], max(0, even_ns.size - count))
