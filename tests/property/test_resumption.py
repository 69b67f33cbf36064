"""A server that is killed and started again goes on as if it had never stopped."""

from itertools import islice

import numpy as np
import pytest
from builders import T0_NS
from grounds import ANY_TIME_NS, DERIVED, RecordedGround, a_flight, told
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.domain.facts import ClockJumped
from console.server.authority import Moment
from telemetry.link import Received
from telemetry.timebase import NS_PER_S

SECONDS = 260


def flown(path, kills=(), lost=range(0), back_at_s=0):
    """Return a ground after the flight: killed at some seconds, some frames coming late."""
    ground = RecordedGround(path)
    for second, frames in a_flight(SECONDS, lost, back_at_s):
        for frame in frames:
            ground.take(frame)
        ground.look(second)
        if second in kills:
            ground.record.commit()
            ground = ground.killed()
    for _ in range(3):
        ground.look(SECONDS)
    return ground


def recorded(ground):
    """Return what the record says of every derived parameter."""
    ground.record.commit()
    span = (T0_NS - NS_PER_S, T0_NS + SECONDS * NS_PER_S)
    return {each.id: ground.record.file.samples(each.id, *span) for each in DERIVED}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    ground = flown(tmp_path_factory.mktemp("undisturbed") / "a.mission")
    found = recorded(ground), told(ground)
    ground.record.close()
    return found


def ends_alike(undisturbed, path, **disturbed):
    ground = flown(path, **disturbed)
    for name, (times_ns, values) in recorded(ground).items():
        expected_ns, expected = undisturbed[0][name]
        assert np.array_equal(times_ns, expected_ns), name
        assert np.array_equal(values, expected, equal_nan=True), name
    assert told(ground) == undisturbed[1]
    ground.record.close()


def test_a_server_killed_in_a_leak_goes_on_with_its_windows_and_delays(undisturbed, tmp_path):
    assert undisturbed[1].keys() >= {"CAB_DPDT", "DRV_T_RES", "CAB_P_TOT"}
    ends_alike(undisturbed, tmp_path / "a.mission", kills=(104, 150))


def test_what_was_lost_before_a_restart_and_comes_after_it_is_judged_in_its_time(
    undisturbed, tmp_path
):
    ends_alike(
        undisturbed, tmp_path / "a.mission", kills=(170,), lost=range(95, 160), back_at_s=180
    )


def test_of_a_time_the_clock_was_set_back_from_nothing_goes_on(tmp_path):
    ground = RecordedGround(tmp_path / "a.mission")
    sent = [frame for _, frames in islice(a_flight(SECONDS), 20) for frame in frames]
    for frame in sent:
        ground.take(frame)
    ground.record.commit()
    heard = Received(frame=sent[-1], topic=b"", payload=b"", received_ns=ANY_TIME_NS)
    ground = ground.killed()
    assert not ground.screening.is_new(heard)
    jump = ClockJumped(source="v/1", expected_ns=T0_NS + 20 * NS_PER_S, announced_ns=T0_NS)
    later = Moment(mission_ns=T0_NS, wall_ns=ANY_TIME_NS + 1)
    ground.settle(ground.authority.note([jump], later))
    ground = ground.killed()
    assert ground.screening.is_new(heard)
    ground.record.close()


@pytest.mark.long
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kills=st.sets(st.integers(5, SECONDS - 5), min_size=1, max_size=3),
    from_s=st.integers(12, 170),
    for_s=st.integers(1, 100),
    after_s=st.integers(1, 40),
)
def test_any_restart_among_any_lost_frames_changes_nothing(
    undisturbed, tmp_path_factory, kills, from_s, for_s, after_s
):
    lost = range(from_s, min(from_s + for_s, SECONDS - 80))
    path = tmp_path_factory.mktemp("killed") / "a.mission"
    ends_alike(undisturbed, path, kills=kills, lost=lost, back_at_s=lost[-1] + after_s)
