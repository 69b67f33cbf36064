"""Back-test the forecast against the simulator's truth, beside two peers.

Every five minutes of simulated flight a forecast is made from the telemetry alone. What it says
of 5, 15, 30 and 90 minutes later is compared with what then was true; so are "it stays as it was
last measured" and "it goes on as in the last ten minutes of telemetry". Errors within one flight
are much alike, so every run is flown from several starts.

Usage: python scripts/bench/forecast.py [--runs nominal F01 …] [--hours 3.5]
       [--starts station-1:12:5 …]
"""

import argparse
import sys
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))  # this folder has a simulator.py, too

from forecast_flights import JUDGED, RUNS, TICK_S, Array, Flight, Moment, Start, fly

from console.domain.forecast.bins import BIN_S
from console.domain.forecast.draws import HORIZON_S
from console.domain.forecast.outlook import Forecast, forecast
from telemetry.timebase import NS_PER_S

AHEAD_MIN: Final = (5, 15, 30, 90)
TREND_BINS: Final = 600 // BIN_S
STARTS: Final = ("meridian-1:9:31", "station-1:20.4:41", "polar-1:30.7:51", "station-1:38.2:61")
GROUPS: Final = {
    "ppCO2, mmHg": slice(0, 4),
    "ppCO2 over 1 h, mmHg": slice(12, 13),
    "ppO2, mmHg": slice(4, 5),
    "pressure, mmHg": slice(5, 6),
    "temperature, °C": slice(6, 10),
    "humidity, %": slice(10, 12),
}
SOON_MIN: Final = (0, 15, 45, 90)
LOW, MIDDLE, HIGH, STAYS, TREND, TRUE = range(6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """One limit that one forecast, or the truth after it, has ahead; seconds, NaN for never."""

    parameter: str
    true_s: float
    told_s: float
    trend_s: float
    early_s: float
    late_s: float


def compare(flight: Flight, moment: Moment, found: Forecast) -> Array:
    """Return what was told and what was true, shape (len(AHEAD_MIN), 13, 6), NaN for unknown."""
    told = np.full((len(AHEAD_MIN), len(JUDGED), 6), np.nan)
    for row, minutes in enumerate(AHEAD_MIN):
        then = (moment.second + 60 * minutes) // TICK_S - 1
        if then >= len(flight.truth):
            continue
        at_ns = moment.now_ns + 60 * minutes * NS_PER_S
        for column, name in enumerate(JUDGED):
            outlook = found.outlooks.get(name)
            if outlook is None:
                continue
            edges = [
                np.interp(at_ns, found.times_ns, edge)
                for edge in (outlook.low, outlook.middle, outlook.high)
            ]
            slope, level, last = _peers(moment, name)
            linear = level + slope * (at_ns - moment.now_ns) / NS_PER_S
            told[row, column] = (*edges, last, linear, flight.truth[then, column])
    return told


def _peers(moment: Moment, name: str) -> tuple[float, float, float]:
    """Return the slope of the last ten minutes, per s, its level now, and the last reading."""
    values = moment.window.values[name][-TREND_BINS:]
    times_s = (moment.window.times_ns[-TREND_BINS:] - moment.now_ns) / NS_PER_S
    known = np.isfinite(values)
    slope, level = np.polyfit(times_s[known], values[known], 1)
    return float(slope), float(level), float(values[known][-1])


def passings(flight: Flight, moment: Moment, found: Forecast) -> list[Passing]:
    """Return the limits ahead, told or true, where the truth is known for the whole horizon."""
    begin = moment.second // TICK_S - 1
    truth = flight.truth[begin : begin + round(HORIZON_S) // TICK_S + 1]
    if len(truth) * TICK_S <= HORIZON_S:
        return []
    ahead = []
    for name, outlook in found.outlooks.items():
        slope, level, _ = _peers(moment, name)
        told = {each.limit: each for each in outlook.crossings}
        for limit in flight.mission.database.parameters[name].limits:
            sign = 1.0 if limit.is_high else -1.0
            over = sign * (truth[:, JUDGED.index(name)] - limit.threshold) > 0.0
            if over[0]:
                continue
            true_s = float(np.argmax(over) * TICK_S) if over.any() else np.nan
            trend_s = (limit.threshold - level) / slope if slope * sign > 0.0 else np.nan
            crossing = told.get(limit)
            early_s, told_s, late_s = (
                np.nan if crossing is None or each is None else each
                for each in (
                    (None,) * 3
                    if crossing is None
                    else (crossing.early_s, crossing.in_s, crossing.late_s)
                )
            )
            ahead.append(
                Passing(
                    parameter=name,
                    true_s=true_s,
                    told_s=told_s,
                    trend_s=trend_s if 0.0 <= trend_s <= HORIZON_S else np.nan,
                    early_s=early_s,
                    late_s=late_s,
                )
            )
    return [each for each in ahead if not np.isnan([each.true_s, each.told_s, each.trend_s]).all()]


def print_table(title: str, told: Array) -> None:
    """Print errors, coverage and half width of the band of one run as a table in Markdown."""
    print(f"\n### {title}, {len(told)} forecasts\n")
    print("| quantity | " + " | ".join(f"{minutes} min" for minutes in AHEAD_MIN) + " |")
    print("|---|" + "---|" * len(AHEAD_MIN))
    for name, group in GROUPS.items():
        cells = [_cell(told[:, row, group].reshape(-1, 6)) for row in range(len(AHEAD_MIN))]
        print(f"| {name} | " + " | ".join(cells) + " |")


def _cell(rows: Array) -> str:
    """Return the three errors, the smallest in bold, the coverage and the band's half width."""
    rows = rows[np.isfinite(rows[:, [MIDDLE, TRUE]]).all(axis=1)]
    if not len(rows):
        return "not forecast"
    off = np.sqrt(np.mean((rows[:, [MIDDLE, STAYS, TREND]] - rows[:, [TRUE]]) ** 2, axis=0))
    said = [f"**{each:.3g}**" if each == off.min() else f"{each:.3g}" for each in off]
    inside = np.mean((rows[:, LOW] <= rows[:, TRUE]) & (rows[:, TRUE] <= rows[:, HIGH]))
    wide = np.mean(rows[:, HIGH] - rows[:, LOW]) / 2
    return f"{' / '.join(said)} · {100 * inside:.0f} % in ±{wide:.2g}"


def print_passings(ahead: dict[str, list[Passing]]) -> None:
    """Print how well the times of limits were told."""
    print(
        "\n| run | truly passed in | limits | told | error, min: half, nine in ten | late "
        "| in the spread | told by the trend | its error |"
    )
    print("|---|" + "---|" * 8)
    for run, found in ahead.items():
        true, told, trend, early, late = np.array(
            [[p.true_s, p.told_s, p.trend_s, p.early_s, p.late_s] for p in found]
        ).reshape(-1, 5).T / 60.0  # fmt: skip
        for least, most in pairwise(SOON_MIN):
            here = (true > least) & (true <= most)
            if not here.any():
                continue
            off, off_trend = (told - true)[here], (trend - true)[here]
            in_spread = (early[here] <= true[here] + 0.75) & ~(late[here] < true[here] - 0.75)
            print(
                f"| {run} | {least}–{most} min | {here.sum()} | {_share(off)} | {_sizes(off)} "
                f"| {_signed(off)} | {100 * in_spread.mean():.0f} % | {_share(off_trend)} "
                f"| {_sizes(off_trend)} |"
            )
        never = np.isnan(true)
        if never.any():
            print(
                f"| {run} | never | – | {np.isfinite(told[never]).sum()} in vain | – | – | – "
                f"| {np.isfinite(trend[never]).sum()} in vain | – |"
            )


def _share(off: Array) -> str:
    return f"{100 * np.isfinite(off).mean():.0f} %"


def _sizes(off: Array) -> str:
    known = np.abs(off[np.isfinite(off)])
    if not known.size:
        return "–"
    return ", ".join(f"{each:.1f}" for each in np.quantile(known, (0.5, 0.9)))


def _signed(off: Array) -> str:
    known = off[np.isfinite(off)]
    return f"{np.median(known):+.1f}" if known.size else "–"


def main() -> None:
    """Parse the options, fly, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", nargs="+", default=RUNS, help="nominal, dome, stuck, or faults")
    parser.add_argument("--hours", type=float, default=3.5, help="of every flight")
    parser.add_argument("--starts", nargs="+", default=STARTS, help="mission:hours in:seed")
    options = parser.parse_args()
    print("Each cell: error (RMS) of forecast / last measured / ten minutes' trend; how often the")
    print("truth was in the band that claims 90 %, and half the band's mean width.")
    spent_s: list[float] = []
    every: list[Array] = []
    ahead: dict[str, list[Passing]] = {}
    for run in options.runs:
        told: list[Array] = []
        for start in map(Start.parse, options.starts):
            flight = fly(run, start, options.hours)
            for moment in flight.moments:
                before_s = time.process_time()
                found = forecast(
                    moment.window, flight.mission, moment.now_ns, suspects=flight.doubted
                )
                spent_s.append(time.process_time() - before_s)
                told.append(compare(flight, moment, found))
                ahead.setdefault(run, []).extend(passings(flight, moment, found))
        print_table(run, np.array(told))
        every += told
    print_table("All runs together", np.array(every))
    print_passings(ahead)
    middle, worst = np.median(spent_s) * 1e3, np.max(spent_s) * 1e3
    print(f"\nOne forecast: {middle:.0f} ms of processor, at most {worst:.0f}, of {len(spent_s)}")


if __name__ == "__main__":
    main()
