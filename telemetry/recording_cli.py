"""The options of ``cupola info``, ``doctor FILE`` and ``export``, and what they do."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, TextIO

from telemetry.export import Exported, ExportError, Progress, Selection, export_csv
from telemetry.inspection import Inspection, inspect
from telemetry.places import PLACE_HELP, Place, place_argument
from telemetry.recording_times import parse_instant
from telemetry.store import MissionFile, StoreError
from telemetry.terminal_progress import shown_on
from telemetry.timebase import NS_PER_S, countdown_text, utc_text

EXPORT_EXAMPLES: Final = """\
examples:
  cupola export day.mission --format csv --output day.csv
  cupola export day.mission --format parquet --parameters CAB_P_TOT --output p.parquet
  cupola export day.mission --format mcap --from T+01:30:00 --to T+02:00:00 --output pass.mcap
"""
INFO_EXAMPLES: Final = """\
examples:
  cupola info day.mission
  cupola info postgresql://reader@db.example.org/cupola#day-1
"""
DOCTOR_EXAMPLES: Final = INFO_EXAMPLES.replace("info", "doctor")
_Tell = Callable[[Inspection, Place, TextIO], int]
_FORMATS: Final = ("csv", "parquet", "mcap")


def add_export_arguments(parser: argparse.ArgumentParser) -> None:
    """Give ``cupola export`` its options."""
    parser.add_argument("file", type=place_argument, metavar="FILE", help=PLACE_HELP)
    parser.add_argument("--format", choices=_FORMATS, required=True, help="of the output")
    parser.add_argument("--output", type=Path, required=True, metavar="PATH", help="file to write")
    parser.add_argument(
        "--parameters",
        metavar="A,B",
        help="which, in this order (default: all; medical ones only when named)",
    )
    parser.add_argument(
        "--from", dest="start", metavar="T", help="UTC, or T+HH:MM:SS since the recording began"
    )
    parser.add_argument("--to", dest="end", metavar="T", help="likewise; excluded")


def run_export(arguments: argparse.Namespace) -> int:
    """Export a recording; return the process's exit code."""
    try:
        exported = _export(arguments)
    except (StoreError, ExportError, ValueError) as error:
        sys.stderr.write(f"cupola export: {error}\n")
        return 2
    sys.stderr.write(f"{arguments.output}: {exported.rows:,} rows, {exported.samples:,} samples\n")
    return 0


def _export(arguments: argparse.Namespace) -> Exported:
    with MissionFile.read(arguments.file) as file:
        span = file.span_ns
        origin_ns = span[0] if span else 0
        names = arguments.parameters
        selection = Selection(
            file,
            [name.strip() for name in names.split(",")] if names else None,
            from_ns=parse_instant(arguments.start, origin_ns) if arguments.start else None,
            to_ns=parse_instant(arguments.end, origin_ns) if arguments.end else None,
        )
        with shown_on(sys.stderr, "exporting") as progress:
            return _exporter(arguments.format)(selection, arguments.output, progress)


def _exporter(kind: str) -> Callable[[Selection, Path, Progress], Exported]:
    """Return what writes a format; the library behind it is loaded only when asked for."""
    if kind == "csv":
        return export_csv
    if kind == "parquet":
        from telemetry.export_parquet import export_parquet

        return export_parquet
    from telemetry.export_mcap import export_mcap

    return export_mcap


def add_inspect_arguments(parser: argparse.ArgumentParser) -> None:
    """Give ``cupola info`` and ``cupola doctor`` their options."""
    parser.add_argument("file", type=place_argument, metavar="FILE", help=PLACE_HELP)


def run_info(arguments: argparse.Namespace) -> int:
    """Tell what a mission file holds; return the process's exit code."""
    return _inspected(arguments.file, "info", _tell_content, is_thorough=False)


def run_doctor(arguments: argparse.Namespace) -> int:
    """Tell what is wrong with a mission file; status 1 if anything is."""
    return _inspected(arguments.file, "doctor", _tell_health, is_thorough=True)


def _inspected(place: Place, command: str, tell: _Tell, *, is_thorough: bool) -> int:
    try:
        with shown_on(sys.stderr, "reading") as progress:
            found = inspect(place, progress, is_thorough=is_thorough)
    except StoreError as error:
        sys.stderr.write(f"cupola {command}: {error}\n")
        return 2
    return tell(found, place, sys.stdout)


def _tell_content(found: Inspection, place: Place, out: TextIO) -> int:
    out.write(f"{place}: mission {found.mission}, {found.bytes_on_disk:,} bytes\n")
    out.write(f"configuration: {', '.join(found.configuration) or 'none'}\n")
    out.write(f"facts: {found.facts:,} in {found.epoch} runs of the server\n")
    out.write(f"values: {found.values:,}\n")
    for each in found.packets:
        length = countdown_text((each.last_ns - each.first_ns) / NS_PER_S, hours=True)
        out.write(
            f"{each.packet}\t{each.source}\t{utc_text(each.first_ns)}\t{length}\t"
            f"{each.rows} rows\t{each.columns} parameters\t{each.gaps} gaps\n"
        )
    return 0


def _tell_health(found: Inspection, place: Place, out: TextIO) -> int:
    out.writelines(f"{problem}\n" for problem in found.problems)
    if found.is_whole:
        out.write(
            f"{place} is whole: {found.values:,} values, {found.facts:,} facts and their chain\n"
        )
    return 0 if found.is_whole else 1
