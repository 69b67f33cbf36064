"""One connection may ask so much and no more."""

from console.server.rate_limit import RateLimit


def test_a_burst_is_allowed_and_then_no_more():
    limit = RateLimit(0.0, burst=3, per_second=1)
    assert [limit.allows(0.0) for _ in range(4)] == [True, True, True, False]


def test_permission_comes_back_with_time_and_never_above_the_burst():
    limit = RateLimit(0.0, burst=2, per_second=1)
    assert limit.allows(0.0, 2.0)
    assert not limit.allows(0.5)
    assert limit.allows(1.0)
    assert [limit.allows(1000.0) for _ in range(3)] == [True, True, False]


def test_what_is_refused_costs_nothing():
    limit = RateLimit(0.0, burst=5, per_second=0)
    assert not limit.allows(0.0, 6.0)
    assert limit.allows(0.0, 5.0)
