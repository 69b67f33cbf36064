import pytest
from desks import T0_NS, a_desk, clock_event

from console.ui.meter import Meter
from telemetry.timebase import NS_PER_S


@pytest.fixture
def meter(desk):
    return Meter(desk)


def test_latency_is_the_age_of_a_sample_when_its_pixels_are_painted(meter):
    meter.drew("chart", T0_NS - NS_PER_S // 10)
    meter.painted()

    assert meter.latency_ms(50) == pytest.approx(100)


def test_a_sample_painted_again_is_not_counted_again(meter, desk):
    meter.drew("chart", T0_NS)
    meter.painted()
    meter.drew("chart", T0_NS)
    meter.painted()

    assert meter.redraws == 2
    assert meter.latency_ms(100) == pytest.approx(0)


def test_latency_is_seconds_of_waiting_when_the_mission_runs_faster(desk):
    desk.take([clock_event(rate=60.0)])
    meter = Meter(desk)
    meter.drew("chart", T0_NS - 6 * NS_PER_S)
    meter.painted()

    assert meter.latency_ms(50) == pytest.approx(100)


def test_nothing_is_claimed_before_anything_was_painted(meter):
    meter.drew("chart", T0_NS)

    assert meter.latency_ms(50) is None
    assert meter.first_value_s is None
    assert meter.redraws == 0


def test_what_is_drawn_for_a_picture_file_is_no_latency(meter):
    meter.drew("chart", T0_NS)
    meter.forget_unpainted()
    meter.painted()

    assert meter.latency_ms(50) is None


def test_a_paused_mission_has_no_latency():
    desk = a_desk()
    desk.take([clock_event(rate=0.0)])
    meter = Meter(desk)
    meter.drew("chart", T0_NS - NS_PER_S)
    meter.painted()

    assert meter.latency_ms(50) is None
