"""Stands in for ``cupola`` where a test is about processes and not about missions.

Every command lives until its standard input closes, then reports. FAKE_CUPOLA in the environment
changes that: "server-dies" kills each server at once, "server-dies-once=FILE" only the first,
"console-closes" ends consoles at once, with "deaf" the simulator does not end when asked, with
"server-is-silent" the server never says that it serves, with
"bad" it was given bad input.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path

command = sys.argv[1]
plan = os.environ.get("FAKE_CUPOLA", "")

sys.stderr.write(f"{command} starts\n")
if plan == "bad" and command == "simulate":
    sys.stderr.write("cupola: there is no mission 'bad'\n")
    sys.exit(2)
if plan == "console-closes" and command == "console":
    sys.exit(0)
if plan == "server-dies" and command == "server":
    os.kill(os.getpid(), signal.SIGKILL)
if plan.startswith("server-dies-once") and command == "server":
    once = Path(plan.partition("=")[2])
    if not once.exists():
        once.touch()
        os.kill(os.getpid(), signal.SIGKILL)
if plan == "deaf" and command == "simulate":
    time.sleep(600)
if command == "server" and plan != "server-is-silent":
    sys.stderr.write("serving nobody\n")
    sys.stderr.flush()
sys.stdin.read()
sys.stdout.write(json.dumps({"words": sys.argv[1:], "screen": os.environ.get("QT_QPA_PLATFORM")}))
