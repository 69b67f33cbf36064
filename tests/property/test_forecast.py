"""Whatever the telemetry, a forecast is finite, ordered, or says why there is none."""

import numpy as np
from builders import a_mission
from forecasts import a_flight, changed
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from console.domain.forecast.outlook import crossings, forecast
from console.domain.forecast.vehicle import FORECAST, INPUTS, TOLD
from telemetry.dictionary import Limit, Severity


# Not shrunk: every attempt is a whole forecast.
@settings(max_examples=8, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(
    silent=st.sets(st.sampled_from(INPUTS), max_size=12),
    wild=st.dictionaries(st.sampled_from(FORECAST), st.floats(-5.0, 30.0), max_size=4),
)
def test_any_sensors_may_be_silent_or_wrong(silent, wild):
    window, now_ns, _ = a_flight(25)
    values = {name: window.values[name] * factor for name, factor in wild.items()}
    values |= {name: np.full(len(window.times_ns), np.nan) for name in silent}
    found = forecast(changed(window, **values), a_mission(), now_ns)
    assert set(found.outlooks) | set(found.unknown) == set(TOLD)
    assert not set(found.outlooks) & set(found.unknown)
    assert silent & set(FORECAST) <= set(found.unknown)
    for outlook in found.outlooks.values():
        assert np.isfinite([outlook.low, outlook.middle, outlook.high]).all()
        assert (outlook.low <= outlook.high).all()


@given(rise=st.floats(-3.0, 3.0), spread=st.floats(0.0, 0.5), threshold=st.floats(-2.0, 2.0))
def test_a_crossing_is_early_before_it_is_late(rise, spread, threshold):
    members = np.linspace(0.0, rise, 50) + spread * np.linspace(-1, 1, 20)[:, None]
    limit = Limit(severity=Severity.CAUTION, threshold=threshold, is_high=True)
    for each in crossings(np.arange(50.0), members, (limit,)):
        times = [np.inf if t is None else t for t in (each.early_s, each.in_s, each.late_s)]
        assert times == sorted(times)
        assert 0.0 < each.likelihood <= 1.0
