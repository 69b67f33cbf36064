"""What a console is started with: TOML files into frozen settings, every problem at once."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from console.domain.roles import Role

THEMES: Final = ("dark", "daylight")
TEXT_SCALE_RANGE: Final = (0.7, 2.0)


class ConfigError(ValueError):
    """A settings file that cannot be used; lists every problem at once."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsolePreferences:
    """What a person may keep in a file for their console.

    Parameters
    ----------
    server : str or None
        Address of the mission server, ``tcp://HOST:PORT``; None for the usual one.
    name : str
        Who sits there, for the log; empty for the seat's name alone.
    theme : str
        One of `THEMES`.
    text_scale : float
        1 is the designed size.
    """

    server: str | None = None
    name: str = ""
    theme: str = "dark"
    text_scale: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleSettings:
    """Everything one run of a console is started with.

    Parameters
    ----------
    server : str
        Address of the mission server, ``tcp://HOST:PORT``.
    screenshots : Path or None
        Folder that receives a picture of every main page shortly before the end.
    for_s : float or None
        Close by itself after this many seconds; None to run until closed.
    report : bool
        Whether to print one JSON line of measurements on standard output at the end.
    until_stdin_closes : bool
        Whether to close when standard input ends, as it does when a parent process dies.
    keys : Path or None
        Folder of keys; None to connect without.
    simulator : str or None
        Where the simulator takes a trainer's commands.
    window_px : tuple of int
        Width and height of the window when it opens.
    """

    server: str
    role: Role
    name: str = ""
    screenshots: Path | None = None
    for_s: float | None = None
    report: bool = False
    until_stdin_closes: bool = False
    theme: str = "dark"
    text_scale: float = 1.0
    keys: Path | None = None
    simulator: str | None = None
    window_px: tuple[int, int] = (1920, 1080)


def load_preferences(path: Path) -> ConsolePreferences:
    """Return the preferences in the TOML file at `path`.

    Raises
    ------
    ConfigError
        If the file cannot be read, is not TOML, or any setting in it is unknown or wrong;
        all problems are listed, each with the file's name.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError([f"{path}: {error.strerror}"]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError([f"{path}: not TOML: {error}"]) from error
    problems = [f"{path}: {problem}" for problem in _problems(table)]
    if problems:
        raise ConfigError(problems)
    if "text_scale" in table:
        table["text_scale"] = float(table["text_scale"])
    return ConsolePreferences(**table)


def _problems(table: dict[str, Any]) -> list[str]:
    known = {"server": str, "name": str, "theme": str, "text_scale": float}
    problems = [f"unknown setting '{name}'" for name in table if name not in known]
    for name, kind in known.items():
        if name not in table:
            continue
        value = table[name]
        allowed = (int, float) if kind is float else (kind,)
        if type(value) not in allowed:
            problems.append(f"{name} must be {kind.__name__}, got {value!r}")
    if isinstance(table.get("theme"), str) and table["theme"] not in THEMES:
        problems.append(f"theme must be one of {', '.join(THEMES)}, got '{table['theme']}'")
    lowest, highest = TEXT_SCALE_RANGE
    scale = table.get("text_scale")
    if type(scale) in (int, float) and not lowest <= float(scale or 0) <= highest:
        problems.append(f"text_scale must be between {lowest} and {highest}, got {scale}")
    return problems
