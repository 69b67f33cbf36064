"""Reading hand-written TOML and CSV so that every problem is found in one go.

A wrong value is noted with its file and line or key, and reading goes on with a stand-in; the
caller refuses the whole once everything was looked at.
"""

import csv
import io
import math
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from telemetry.timebase import parse_duration_s, parse_utc


class Fields:
    """One TOML table or CSV row: values taken out by key, problems noted.

    Parameters
    ----------
    place : str
        Where the values stand, for example ``"timeline.csv:12"`` or ``"mission.toml, people 2"``.
    problems : list of str
        Takes every problem found.

    Attributes
    ----------
    is_sound : bool
        Whether nothing was refused so far: what follows from a stand-in is no further problem.
    """

    def __init__(self, place: str, values: Mapping[str, Any], problems: list[str]) -> None:
        self.place = place
        self._values = values
        self._problems = problems
        self._taken: set[str] = set()
        self.is_sound = True

    def refuse(self, problem: str) -> None:
        """Note a problem of these values."""
        self.is_sound = False
        self._problems.append(f"{self.place}: {problem}")

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; without a default it must be there and not be empty."""
        value = self._take(key)
        if value in (None, "") and default is not None:
            return default
        if not isinstance(value, str) or not value.strip():
            self.refuse(f"{key} is missing" if value in (None, "") else f"{key} must be a text")
            return ""
        return value.strip()

    def choice(self, key: str, options: Sequence[str], default: str | None = None) -> str:
        """Return a text that must be one of `options`."""
        value = self.text(key, default)
        if value and value not in options:
            self.refuse(f"{key} is '{value}'; it must be one of {', '.join(options)}")
        return value

    def number(self, key: str, low: float, high: float, default: float | None = None) -> float:
        """Return a finite number between `low` and `high`, both included."""
        value = self._take(key)
        if value in (None, "") and default is not None:
            return default
        if value in (None, ""):
            self.refuse(f"{key} is missing")
            return low
        try:
            number = math.nan if isinstance(value, bool) else float(value)
        except (TypeError, ValueError):
            number = math.nan
        if not low <= number <= high:  # NaN fails this too
            self.refuse(f"{key} is '{value}'; it must be a number from {low:g} to {high:g}")
            return low
        return number

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self._take(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.refuse(f"{key} must be true or false, not {value!r}")
            return default
        return value

    def scalar(self, key: str) -> bool | int | float | str | None:
        """Return a text, a finite number, true or false; None where nothing is written."""
        value = self._take(key)
        is_finite = not isinstance(value, float) or math.isfinite(value)
        if value is None or (isinstance(value, bool | int | float | str) and is_finite):
            return value
        self.refuse(f"{key} must be a text, a number, true or false, not {value!r}")
        return None

    def duration_s(self, key: str) -> float:
        """Return the seconds of a duration such as ``1/06:00:00`` or ``3h``."""
        return float(self._parsed(key, parse_duration_s))

    def utc_ns(self, key: str, default: int | None = None) -> int:
        """Return the instant of an ISO 8601 UTC time."""
        if default is not None and self._values.get(key) in (None, ""):
            self._take(key)
            return default
        return int(self._parsed(key, parse_utc))

    def vector(self, key: str) -> tuple[float, float, float]:
        """Return three numbers."""
        value = self._take(key)
        if isinstance(value, list) and len(value) == 3:
            numbers = [v for v in value if isinstance(v, int | float) and math.isfinite(v)]
            if len(numbers) == 3:
                return (float(numbers[0]), float(numbers[1]), float(numbers[2]))
        self.refuse(f"{key} must be three numbers, not {value}")
        return (1.0, 0.0, 0.0)

    def numbers(self, key: str) -> tuple[float, ...]:
        """Return a list of finite numbers, empty if the key is not there."""
        value = self._take(key)
        if value is None:
            return ()
        if isinstance(value, list) and all(
            isinstance(v, int | float) and not isinstance(v, bool) and math.isfinite(v)
            for v in value
        ):
            return tuple(float(v) for v in value)
        self.refuse(f"{key} must be a list of numbers")
        return ()

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty if the key is not there."""
        value = self._take(key)
        if value is None:
            return ()
        if isinstance(value, list) and all(isinstance(v, str) for v in value):
            return tuple(value)
        self.refuse(f"{key} must be a list of texts")
        return ()

    def ratings(self, key: str) -> dict[str, float]:
        """Return a table of numbers from 0 to 10, empty if the key is not there."""
        return {
            name: table.number(name, 0.0, 10.0)
            for table in self.tables(key, single=True)
            for name in table.written()
        }

    def written(self) -> list[str]:
        """Return the keys that were written."""
        return list(self._values)

    def tables(self, key: str, *, single: bool = False) -> list["Fields"]:
        """Return the tables of an array of tables, or of one table if `single`."""
        value = self._take(key)
        if value is None:
            return []
        items = [value] if single else value
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            self.refuse(f"{key} must be {'a table' if single else 'an array of tables'}")
            return []
        return [
            Fields(
                f"{self.place}, {key}" if single else f"{self.place}, {key} {number}",
                item,
                self._problems,
            )
            for number, item in enumerate(items, 1)
        ]

    def finish(self) -> None:
        """Note every key nobody asked for: usually a typing mistake."""
        for key in self._values:
            if key not in self._taken:
                self.refuse(f"unknown key '{key}'")

    def _take(self, key: str) -> Any:  # noqa: ANN401 - whatever was written
        self._taken.add(key)
        return self._values.get(key)

    def _parsed(self, key: str, parse: Any) -> float:  # noqa: ANN401 - a parser of text
        value = self._take(key)
        if value is None or value == "":
            self.refuse(f"{key} is missing")
            return 0.0
        try:
            result: float = parse(str(value))
        except ValueError as error:
            self.refuse(f"{key}: {error}")
            return 0.0
        return result


def read_toml(name: str, data: bytes, problems: list[str]) -> Fields:
    """Return the top table of a TOML file, empty if it is broken."""
    try:
        return Fields(name, tomllib.loads(data.decode()), problems)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(f"{name}: not TOML: {error}")
        return Fields(name, {}, problems)


def read_csv_rows(
    name: str, data: bytes, columns: Sequence[str], problems: list[str]
) -> list[Fields]:
    """Return the rows of a CSV file that must have at least `columns`.

    Lines that begin with ``#`` are remarks; further columns are allowed and ignored. An empty
    file has no rows and no problem: whoever needs the file says that it is missing.
    """
    if not data:
        return []
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.append(f"{name}: not a text file")
        return []
    numbered = [
        (number, line)
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.startswith("#")
    ]
    reader = csv.reader(io.StringIO("\n".join(line for _, line in numbered)), strict=True)
    try:
        cells = list(reader)
    except csv.Error as error:
        problems.append(f"{name}:{numbered[reader.line_num - 1][0]}: not CSV: {error}")
        return []
    if not cells or not set(columns) <= set(cells[0]):
        missing = ", ".join(c for c in columns if not cells or c not in cells[0])
        problems.append(f"{name}:1: columns missing: {missing}")
        return []
    rows = []
    for (number, _), row in zip(numbered[1:], cells[1:], strict=False):
        if len(row) != len(cells[0]):
            problems.append(f"{name}:{number}: {len(row)} cells under {len(cells[0])} columns")
            continue
        rows.append(Fields(f"{name}:{number}", dict(zip(cells[0], row, strict=True)), problems))
    return rows
