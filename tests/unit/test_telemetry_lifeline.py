"""A process ends when it is told to, or when the process that started it is gone."""

import subprocess
import sys

import pytest

DEADLINE_S = 60.0
WAITING = """
import sys
from telemetry.lifeline import Lifeline
lifeline = Lifeline(is_child=True)
print("ready", flush=True)
lifeline.wait(60)
print("in order", flush=True)
"""
STARTING = """
import time
from telemetry.lifeline import Lifeline
lifeline = Lifeline(is_child=True)
with lifeline.ending_at_once():
    print("ready", flush=True)
    time.sleep(60)
print("never", flush=True)
"""


def started(program):
    child = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout.readline() == "ready\n"
    return child


def closes_stdin(child):
    """As happens when the parent dies, however it dies."""


def is_terminated(child):
    child.terminate()


@pytest.mark.parametrize("end", [closes_stdin, is_terminated])
def test_a_serving_process_ends_in_order(end):
    child = started(WAITING)
    end(child)
    said, complaints = child.communicate(timeout=DEADLINE_S)
    assert (said, complaints, child.returncode) == ("in order\n", "", 0)


@pytest.mark.parametrize("end", [closes_stdin, is_terminated])
def test_a_process_that_is_still_starting_ends_at_once(end):
    child = started(STARTING)
    end(child)
    said, complaints = child.communicate(timeout=DEADLINE_S)
    assert (said, complaints, child.returncode) == ("", "", 0)
