"""Budgets of CPU time, many times what was measured: they catch a slip of ten, not a busy one."""

import time

import numpy as np
import pytest

from console.domain.viewing.access import Sites, find_passes
from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.opportunities import find_opportunities
from telemetry.mission import load_mission, read_configuration
from telemetry.timebase import NS_PER_S

# Measured on two shared cores: 0.03 s and 0.4 s (scripts/bench/viewing.py).
PASSES_BUDGET_S = 0.3
FLIGHT_BUDGET_S = 3.0


@pytest.fixture(scope="module")
def mission():
    return load_mission(read_configuration("meridian-1"))


def least_cpu_s(job, rounds=3) -> float:
    spent = []
    for _ in range(rounds):
        begin = time.process_time()
        job()
        spent.append(time.process_time() - begin)
    return min(spent)


def test_passes_of_300_sites_over_72_hours_stay_within_their_budget(mission) -> None:
    chance = np.random.default_rng(1)
    sites = Sites(
        np.degrees(np.arcsin(chance.uniform(-1, 1, 300))),
        chance.uniform(-180, 180, 300),
        chance.uniform(0, 3, 300),
    )

    def passes() -> None:
        end_ns = mission.launch_ns + 72 * 3600 * NS_PER_S
        find_passes(Ephemeris.over(mission.orbit, mission.launch_ns, end_ns), sites, 10.0)

    assert least_cpu_s(passes) < PASSES_BUDGET_S


def test_the_opportunities_of_a_whole_flight_stay_within_their_budget(mission) -> None:
    spent_s = least_cpu_s(
        lambda: find_opportunities(mission, mission.launch_ns, mission.end_ns), rounds=2
    )
    assert spent_s < FLIGHT_BUDGET_S
