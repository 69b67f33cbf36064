"""Data that ships with Cupola, found by name."""

from importlib.resources import as_file, files
from pathlib import Path


def find(name: str) -> Path:
    """Return the path of the shipped file or folder `name`, for example ``"missions/meridian-1"``.

    Raises
    ------
    FileNotFoundError
        If nothing of that name ships with Cupola.
    """
    with as_file(files("resources").joinpath(name)) as path:
        if not path.exists():
            raise FileNotFoundError(f"Cupola ships no resource named '{name}'")
        return path
