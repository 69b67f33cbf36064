"""The files of the product, and the names they go by."""

from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
PACKAGES = ("console", "simulator", "telemetry", "resources")


def source_files():
    """Return every Python file of the product, relative to the checkout."""
    found = (path for package in PACKAGES for path in (HOME / package).rglob("*.py"))
    return sorted(path.relative_to(HOME) for path in found)


def module_name(path):
    """Return the dotted name of a source file."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
