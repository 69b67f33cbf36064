"""Import each named module in a process of its own and name those that fail.

Usage: python tests/architecture/import_alone.py console.protocol telemetry.wire

The processes are forks of this one, which has loaded only other people's packages: each module
meets none of ours, at a hundredth of the cost of a new interpreter.
"""

import contextlib
import importlib
import os
import sys
import traceback

OTHERS = ("numpy", "zmq", "msgspec", "msgpack", "lxml.etree", "skyfield.api", "sgp4.api", "psutil")
WITH_QT = ("PySide6.QtWidgets", "PySide6.QtSvg", "pyqtgraph")


def imports_alone(module: str) -> bool:
    """Return whether `module` can be the first of ours that is imported."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] == 0
    try:
        importlib.import_module(module)
    except BaseException:  # noqa: BLE001 - whatever it is, it is the answer
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def main() -> int:
    """Print the names that cannot be imported alone; return 1 if there are any."""
    modules = sys.argv[1:]
    wanted = OTHERS + (WITH_QT if any(".ui" in module for module in modules) else ())
    for package in wanted:
        with contextlib.suppress(ImportError):  # where Qt cannot be imported, nor can its modules
            importlib.import_module(package)
    failed = [module for module in modules if not imports_alone(module)]
    sys.stdout.write("\n".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
