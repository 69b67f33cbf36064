"""Import each named module in a process of its own and name those that fail.

Usage: python tests/architecture/import_alone.py console.protocol telemetry.wire

The processes are forks of this one, which has loaded only other people's packages: each module
meets none of ours, at a hundredth of the cost of a new interpreter. Each of our files is compiled
once for all of them.
"""

import contextlib
import gc
import importlib
import os
import sys
import tempfile
import traceback

STANDARD = ("asyncio", "concurrent.futures.thread", "dataclasses", "heapq", "queue", "sqlite3")
OTHERS = (
    *("lxml.etree", "msgpack", "msgspec", "numpy", "platformdirs.unix", "psutil"),
    *("sgp4.api", "skyfield.api", "space_packet_parser", "tomllib", "zstandard"),
    *("zmq", "zmq.asyncio", "zmq.utils.monitor", "zmq.utils.z85"),
)
WITH_QT = ("PySide6.QtWidgets", "PySide6.QtSvg", "pyqtgraph")


def import_alone(module: str) -> int:
    """Begin a process in which `module` is the first of ours that is imported; return its id."""
    child = os.fork()
    if child:
        return child
    try:
        importlib.import_module(module)
    except BaseException:  # noqa: BLE001 - whatever it is, it is the answer
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def failed_alone(modules: list[str], at_once: int) -> list[str]:
    """Return which of `modules` cannot be imported alone, trying `at_once` at a time."""
    failed: list[str] = []
    running: dict[int, str] = {}
    for module in modules:
        if len(running) == at_once:
            failed += _next_failure(running)
        running[import_alone(module)] = module
    while running:
        failed += _next_failure(running)
    return sorted(failed)


def _next_failure(running: dict[int, str]) -> list[str]:
    child, status = os.wait()
    module = running.pop(child)
    return [module] if status else []


def main() -> int:
    """Print the names that cannot be imported alone; return 1 if there are any."""
    modules = sys.argv[1:]
    wanted = STANDARD + OTHERS + (WITH_QT if any(".ui" in module for module in modules) else ())
    for package in wanted:
        with contextlib.suppress(ImportError):  # where Qt cannot be imported, nor can its modules
            importlib.import_module(package)
    gc.freeze()  # a collection in a child would copy all of this
    with tempfile.TemporaryDirectory() as compiled:
        # Also where Python was told to write no bytecode beside the sources.
        sys.pycache_prefix, sys.dont_write_bytecode = compiled, False
        failed = failed_alone(modules, at_once=os.cpu_count() or 1)
    sys.stdout.write("\n".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
