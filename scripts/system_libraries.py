"""Name the system libraries Qt needs that this machine lacks, and the line that installs them.

Usage: python scripts/system_libraries.py offscreen      without a display
       python scripts/system_libraries.py xcb            with windows
       python scripts/system_libraries.py --packages     every package, for apt-get
"""

import argparse
import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

# Of Debian 12; found by following ldd from Qt's libraries and platform plugins.
PACKAGE_BY_LIBRARY = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libzstd.so.1": "libzstd1",
    "libz.so.1": "zlib1g",
}


def missing_libraries(ldd_output: str) -> set[str]:
    """Return the names that `ldd` could not find."""
    lines = (line.split("=>") for line in ldd_output.splitlines() if "not found" in line)
    return {line[0].strip() for line in lines if len(line) == 2}


def advice(missing: Iterable[str], *, is_root: bool) -> str:
    """Return what to tell the person: the missing libraries and what installs them."""
    install = "apt-get install -y" if is_root else "sudo apt-get install -y"
    names = sorted(missing)
    packages = sorted({PACKAGE_BY_LIBRARY[name] for name in names if name in PACKAGE_BY_LIBRARY})
    unknown = [name for name in names if name not in PACKAGE_BY_LIBRARY]
    text = f"Qt needs {len(names)} system libraries that are not here: {', '.join(names)}.\n"
    if packages:
        text += f"On Debian 12: {install} {' '.join(packages)}\n"
    if unknown:
        text += f"No package is known here for {', '.join(unknown)}; try apt-file search.\n"
    return text


def needed_by_qt(platform: str) -> list[Path]:
    """Return the Qt files that must load for `platform`."""
    found = importlib.util.find_spec("PySide6")
    if found is None or not found.submodule_search_locations:
        raise SystemExit("PySide6 is not installed; run scripts/prepare first")
    home = Path(found.submodule_search_locations[0])
    plugin = home / "Qt" / "plugins" / "platforms" / f"libq{platform.partition(':')[0]}.so"
    modules = [home / f"{name}.abi3.so" for name in ("QtCore", "QtGui", "QtWidgets", "QtSvg")]
    return [file for file in (*modules, plugin) if file.is_file()]


def main() -> int:
    """Return 0 when nothing is missing, else 2."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("platform", nargs="?", default="offscreen", help="Qt's name for it")
    parser.add_argument("--packages", action="store_true", help="print package names and end")
    arguments = parser.parse_args()
    if arguments.packages:
        print(*sorted(set(PACKAGE_BY_LIBRARY.values())))
        return 0
    ldd = ["ldd", *map(str, needed_by_qt(arguments.platform))]
    report = subprocess.run(ldd, capture_output=True, text=True, check=False)
    missing = missing_libraries(report.stdout)
    if missing:
        sys.stderr.write(advice(missing, is_root=os.geteuid() == 0))
    return 2 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
