"""What holds for every test."""

import logging
import os
from functools import cache

import pytest
from hypothesis import HealthCheck, Phase, settings

from telemetry.xtce import load_database

# How long an example takes tells how busy the machine is, not whether the property holds.
settings.register_profile("patient", deadline=None, suppress_health_check=(HealthCheck.too_slow,))
# A red run must say the same the next time: elsewhere every run tries new examples, here the
# same ones, and fewer. Shrinking a failure may outlast the run, so it is left to the developer's
# machine.
settings.register_profile(
    "ci",
    settings.get_profile("patient"),
    derandomize=True,
    max_examples=30,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
settings.load_profile("ci" if os.environ.get("CI") else "patient")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Begin with what is slow: begun last, it would keep the other workers waiting at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session", autouse=True)
def every_vehicle_is_read_once():
    """Share a vehicle's database between missions: hundreds of tests load one, most the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("telemetry.mission.load_database", cache(load_database))
        yield


@pytest.fixture(autouse=True)
def no_log_handler_outlives_its_stream():
    """Take down what a command set up in this process: its stream is closed after the test."""
    yield
    root = logging.getLogger()
    for handler in root.handlers[:]:
        if type(handler) is logging.StreamHandler:
            root.removeHandler(handler)
