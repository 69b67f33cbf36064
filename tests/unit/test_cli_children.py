"""Child processes end with their parent, are heard, and are measured."""

import os
import subprocess
import sys
import time

import psutil
import pytest

from console.cli.children import Child, end

UNTIL_STDIN_CLOSES = "import sys; sys.stdin.read(); print('{\"frames\": 3}')"
DEAF = "import sys, time; sys.stdin.read(); time.sleep(600)"
DEADLINE_S = 60


def python(code):
    return [sys.executable, "-c", code]


@pytest.fixture
def start():
    children = []

    def start(code, said=None, **options):
        say = (lambda line: None) if said is None else said.append
        children.append(Child("child", python(code), say=say, **options))
        return children[-1]

    yield start
    end(children, within_s=0)


def wait_until(condition):
    deadline_s = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline_s
        time.sleep(0.01)


def test_a_child_ends_when_asked_and_leaves_its_report(start):
    child = start(UNTIL_STDIN_CLOSES)
    assert child.status is None
    assert end([child]) == []
    assert child.status == 0
    assert child.report == {"frames": 3}


def test_a_child_that_does_not_listen_is_killed_and_named(start):
    child = start(DEAF)
    assert end([child], within_s=0.1) == [child]
    assert child.status == -9


def test_a_child_ends_when_its_parent_is_killed():
    parent = subprocess.Popen(
        python(
            "import sys, time\n"
            "from console.cli.children import Child\n"
            f"child = Child('c', [sys.executable, '-c', {UNTIL_STDIN_CLOSES!r}], say=print)\n"
            "print(child.pid, flush=True)\n"
            "time.sleep(600)\n"
        ),
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    with parent:
        child = psutil.Process(int(parent.stdout.readline()))
        assert child.is_running()
        parent.kill()
    wait_until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


def test_every_line_a_child_says_is_forwarded_with_its_name(start):
    said = []
    child = start("import sys; sys.stderr.write('one\\ntwo\\n')", said)
    wait_until(lambda: child.status is not None)
    child.close()
    assert child.report is None
    assert said == ["[child] one", "[child] two"]


def test_a_last_line_that_is_no_report_is_no_report(start):
    child = start("print('[1, 2]'); print('not json')")
    wait_until(lambda: child.status is not None)
    child.close()
    assert child.report is None


def test_a_child_uses_processor_time_and_memory_that_outlast_it(start):
    child = start("sum(range(5_000_000)); import sys; sys.stdin.read()")
    wait_until(lambda: child.usage.cpu_s > 0.02)
    end([child])
    assert child.usage.cpu_s > 0.02
    assert child.usage.memory_mb > 1


def test_a_child_is_given_its_own_environment(start):
    child = start(
        "import json, os; print(json.dumps({'is': os.environ['QT_QPA_PLATFORM']}))",
        environment={"QT_QPA_PLATFORM": "offscreen"},
    )
    wait_until(lambda: child.status is not None)
    child.close()
    assert child.report == {"is": "offscreen"}
