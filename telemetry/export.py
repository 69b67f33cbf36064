"""Recorded telemetry for other tools: which parameters, in what order, piece by piece.

A table has a row for every instant at which any of its parameters was sampled. A parameter that
was not sampled then has no value; one that was and was INVALID has NaN. Nothing is filled in.
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from telemetry.dictionary import Packet, Parameter
from telemetry.levels import Integers, Values
from telemetry.store import MissionFile
from telemetry.timebase import NS_PER_S, utc_text

WINDOW_NS: Final = 1800 * NS_PER_S

Progress = Callable[[float], None]


class ExportError(ValueError):
    """An export that cannot be made as asked, in one line for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What an export wrote: rows of a table or messages, and samples in them."""

    rows: int
    samples: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chunk:
    """Some rows of a table.

    Parameters
    ----------
    times_ns : ndarray of int64, shape (rows,)
        Strictly ascending.
    values : ndarray of float64, shape (rows, columns)
        NaN is INVALID where `sampled`, else means nothing.
    sampled : ndarray of bool, shape (rows, columns)
        Whether the parameter was sampled at that instant.
    """

    times_ns: Integers
    values: Values
    sampled: NDArray[np.bool_]


class Selection:
    """Part of a recording.

    Parameters
    ----------
    file
        Open for reading.
    parameters
        Their ids, in the order of the columns; None for all that are not medical.
    from_ns, to_ns
        The span, its end excluded; None for where the recording begins or ends.

    Raises
    ------
    ExportError
        If a parameter was not recorded, or there is nothing in the span.
    """

    def __init__(
        self,
        file: MissionFile,
        parameters: Sequence[str] | None = None,
        *,
        from_ns: int | None = None,
        to_ns: int | None = None,
    ) -> None:
        self.file = file
        place = {each.id: (packet, each) for packet in file.packets for each in packet.parameters}
        if parameters is None:
            parameters = [name for name, (packet, _) in place.items() if not packet.is_medical]
        unknown = [name for name in parameters if name not in place]
        if unknown:
            raise ExportError(f"not recorded in {file.place}: {', '.join(unknown)}")
        self.parameters: tuple[Parameter, ...] = tuple(place[name][1] for name in parameters)
        self.packets: tuple[Packet, ...] = tuple(
            {place[name][0].name: place[name][0] for name in parameters}.values()
        )
        span = file.span_ns
        if span is None:
            raise ExportError(f"{file.place} holds no telemetry")
        self.from_ns = span[0] if from_ns is None else max(span[0], from_ns)
        self.to_ns = span[1] + 1 if to_ns is None else min(span[1] + 1, to_ns)
        if self.from_ns >= self.to_ns:
            raise ExportError(
                f"{file.place} holds nothing between those times; it begins {utc_text(span[0])} "
                f"and ends {utc_text(span[1])}"
            )

    def chunks(self, progress: Progress) -> Iterator[Chunk]:
        """Yield the table's rows, half an hour at a time."""
        for start_ns in range(self.from_ns, self.to_ns, WINDOW_NS):
            end_ns = min(start_ns + WINDOW_NS, self.to_ns)
            chunk = self._chunk(start_ns, end_ns)
            if chunk.times_ns.size:
                yield chunk
            progress((end_ns - self.from_ns) / (self.to_ns - self.from_ns))

    def _chunk(self, start_ns: int, end_ns: int) -> Chunk:
        columns = [self.file.samples(each.id, start_ns, end_ns) for each in self.parameters]
        times_ns = np.unique(np.concatenate([times for times, _ in columns]))
        values = np.full((times_ns.size, len(columns)), np.nan)
        sampled = np.zeros(values.shape, bool)
        for column, (times, samples) in enumerate(columns):
            rows = np.searchsorted(times_ns, times)
            values[rows, column], sampled[rows, column] = samples, True
        return Chunk(times_ns=times_ns, values=values, sampled=sampled)


def unit_text(parameter: Parameter) -> str:
    """Return a parameter's unit, or what its numbers mean: ``0=OFF 1=ON``."""
    if parameter.states:
        return " ".join(f"{number}={name}" for number, name in parameter.states.items())
    return parameter.unit


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a path to write to that becomes `path` when all went well.

    Raises
    ------
    ExportError
        If it cannot be written.
    """
    partial = path.with_name(f"{path.name}.partial")
    try:
        yield partial
        partial.replace(path)
    except OSError as error:
        raise ExportError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)


def export_csv(selection: Selection, path: Path, progress: Progress = lambda _: None) -> Exported:
    """Write a table with units in its header; INVALID is ``nan``, not sampled is empty.

    Raises
    ------
    ExportError
        If it cannot be written.
    """
    rows = samples = 0
    with replacing(path) as partial, partial.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        names = [f"{each.id} [{unit_text(each)}]" for each in selection.parameters]
        writer.writerow(["time [UTC]", *names])
        for chunk in selection.chunks(progress):
            writer.writerows(_text_rows(chunk))
            rows += chunk.times_ns.size
            samples += int(chunk.sampled.sum())
    return Exported(rows=rows, samples=samples)


def _text_rows(chunk: Chunk) -> Iterator[list[str]]:
    times = np.datetime_as_string(chunk.times_ns.view("datetime64[ns]"), unit="us").tolist()
    for time, values, sampled in zip(
        times, chunk.values.tolist(), chunk.sampled.tolist(), strict=True
    ):
        numbers = (
            f"{value:.15g}" if is_sampled else ""
            for value, is_sampled in zip(values, sampled, strict=True)
        )
        yield [f"{time}Z", *numbers]
