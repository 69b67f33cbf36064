"""Where a mission is recorded when nobody says where."""

from pathlib import Path

import platformdirs

from telemetry.timebase import SystemClock, utc_text


def new_mission_file(mission: str) -> Path:
    """Return a path for a new recording of `mission` among the user's data; makes its folder.

    Parameters
    ----------
    mission : str
        Name of a shipped mission or path of a mission folder.
    """
    folder = platformdirs.user_data_path("cupola", appauthor=False) / "missions"
    folder.mkdir(parents=True, exist_ok=True)
    started = utc_text(SystemClock().now_ns()).replace(":", "").replace("-", "")
    stem = f"{Path(mission).name}-{started}"
    candidates = (folder / f"{stem}{suffix}.mission" for suffix in ("", *map(_nth, range(2, 100))))
    return next(path for path in candidates if not path.exists())


def _nth(number: int) -> str:
    return f"-{number}"
