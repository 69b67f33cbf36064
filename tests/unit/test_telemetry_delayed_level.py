"""A level that follows its samples only after its delays."""

from telemetry.delayed_level import NORMAL, DelayedLevel


def a_level(on_delay_ns=0, off_delay_ns=0):
    return DelayedLevel(levels=4, period_ns=10, on_delay_ns=on_delay_ns, off_delay_ns=off_delay_ns)


def test_without_delays_the_level_follows_at_once():
    level = a_level()
    assert level.step(3, 3, 10)
    assert level.level == 3
    assert level.step(0, 0, 20)
    assert level.level == NORMAL


def test_a_kept_level_does_not_fall():
    level = a_level()
    level.step(2, 2, 10)
    assert not level.step(0, 2, 20)
    assert level.step(0, 1, 30)
    assert level.level == 1


def test_it_is_calm_only_when_normal_and_not_on_the_way_up():
    level = a_level(on_delay_ns=20)
    assert level.is_calm
    level.step(1, 1, 10)
    assert not level.is_calm
    level.step(0, 0, 20)
    assert level.is_calm


def test_a_sample_counts_for_one_period_at_most():
    level = a_level(on_delay_ns=20)
    level.step(1, 1, 10)
    assert not level.step(1, 1, 1000)
    assert level.step(1, 1, 1010)


def test_a_step_back_in_time_counts_as_no_time():
    level = a_level(on_delay_ns=10)
    level.step(1, 1, 100)
    assert not level.step(1, 1, 50)
    assert level.step(1, 1, 60)


def test_a_delay_shorter_than_the_period_waits_for_the_next_sample():
    level = a_level(on_delay_ns=1)
    assert not level.step(1, 1, 10)
    assert level.step(1, 1, 20)


def test_falling_two_levels_may_happen_in_two_steps():
    level = a_level(off_delay_ns=10)
    level.step(3, 3, 10)
    level.step(2, 2, 20)
    level.step(0, 0, 30)
    assert level.level == 2
    level.step(0, 0, 40)
    assert level.level == NORMAL


def test_it_falls_at_once_but_never_rises_so():
    level = DelayedLevel(levels=4, period_ns=1, on_delay_ns=0, off_delay_ns=100)
    level.step(3, 3, 1)
    assert not level.fall(4)
    assert level.fall(1)
    assert level.level == 1


def test_restoring_forgets_every_delay():
    level = a_level(on_delay_ns=10)
    level.step(4, 4, 10)
    level.restore(1)
    assert level.level == 1
    assert not level.step(4, 4, 20)
    assert level.step(4, 4, 30)
