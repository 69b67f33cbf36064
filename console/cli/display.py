"""Whether this machine can show windows."""

from collections.abc import Mapping

NO_DISPLAY = (
    "there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set). "
    "Start it from a desktop session, or without windows: "
    "scripts/run --headless --for 60 --screenshots out/ "
    "(or cupola run --headless with the same options, where it is installed)"
)


def has_display(environment: Mapping[str, str]) -> bool:
    """Return whether Qt will find a screen, or was told to do without one."""
    return any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
