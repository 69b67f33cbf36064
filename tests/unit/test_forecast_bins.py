"""Bins: wild samples do nothing, invalid ones are left out, whole bins only."""

from dataclasses import replace

import numpy as np
from builders import T0_NS, a_mission
from forecasts import frames_of

from console.domain.forecast.bins import BIN_NS, BINS, TelemetryBins
from telemetry.timebase import NS_PER_S

START_NS = T0_NS // BIN_NS * BIN_NS


def filled(seconds=60, values=None, start_ns=START_NS):
    bins = TelemetryBins(a_mission().database)
    for frame in frames_of(a_mission(), values or {}, start_ns, seconds):
        bins.take(frame)
    return bins


def with_samples(frame, parameter, change):
    """Return `frame` with `change` made to the samples of one parameter."""
    packet = a_mission().database.packet_by_name[frame.packet]
    column = [each.id for each in packet.parameters].index(parameter)
    values = frame.values.copy()
    change(values[:, column])
    return replace(frame, values=values)


def binned(parameter, change, seconds=60):
    bins = TelemetryBins(a_mission().database)
    place = a_mission().database.place[parameter][0].name
    for frame in frames_of(a_mission(), {}, START_NS, seconds):
        bins.take(with_samples(frame, parameter, change) if frame.packet == place else frame)
    return bins.window().values[parameter]


def test_only_whole_bins_are_told():
    assert len(filled(59 + 19).window().times_ns) == 3


def test_a_wild_sample_does_nothing():
    def spike(samples):
        samples[5] = 30.0

    assert binned("CAB_PPCO2_Z2", spike)[0] == 2.0


def test_the_bin_that_is_not_whole_yet_leaves_the_oldest_alone():
    bins = filled(BINS * 20)
    for frame in frames_of(a_mission(), {"CAB_PPCO2_Z2": 9.0}, START_NS + BINS * BIN_NS, 5):
        bins.take(frame)
    told = bins.window().values["CAB_PPCO2_Z2"]
    assert len(told) == BINS
    assert told[0] == 2.0


def test_an_invalid_sample_is_left_out():
    def out_of_range(samples):
        samples[:10], samples[25] = -5.0, np.nan

    assert binned("CAB_PPCO2_Z2", out_of_range).tolist() == [2.0, 2.0, 2.0]


def test_a_bin_of_nothing_valid_is_nan():
    def silent(samples):
        samples[20:40] = np.nan

    assert np.isnan(binned("CAB_PPCO2_Z2", silent)).tolist() == [False, True, False]


def test_flows_are_averaged_because_it_counts_how_much_came():
    def opened(samples):
        samples[:10], samples[10:] = 0.0, 1.5

    assert binned("PCS_O2_FLOW", opened)[0] == 0.75


def test_of_a_state_the_last_one_stands():
    def switched(samples):
        samples[:3], samples[3:] = 1.0, 0.0

    assert binned("ARS_IMV_3_STATE", switched)[0] == 0.0


def test_it_forgets_what_is_older_than_it_needs():
    assert len(filled((BINS + 20) * BIN_NS // NS_PER_S).window().times_ns) == BINS


def test_a_silence_leaves_empty_bins():
    bins = filled(60)
    for frame in frames_of(a_mission(), {}, START_NS + 120 * NS_PER_S, 60):
        bins.take(frame)
    known = np.isfinite(bins.window().values["CAB_P_TOT"])
    assert known.tolist() == [True] * 3 + [False] * 3 + [True] * 3


def test_a_source_that_jumps_back_begins_anew():
    bins = filled(600)
    for frame in frames_of(a_mission(), {}, START_NS - 3600 * NS_PER_S, 60, source="test/2"):
        bins.take(frame)
    assert len(bins.window().times_ns) == 3


def test_what_comes_minutes_late_is_put_into_its_bins_and_nothing_is_forgotten():
    database, span_s = a_mission().database, 300
    spans = [
        frames_of(a_mission(), {"CAB_PPCO2_Z2": 2.0 + n}, START_NS + n * span_s * NS_PER_S, span_s)
        for n in range(4)
    ]
    in_turn, disturbed = TelemetryBins(database), TelemetryBins(database)
    for frame in (frame for span in spans for frame in span):
        in_turn.take(frame)
    for frame in (frame for span in (spans[0], spans[3], spans[2], spans[1]) for frame in span):
        disturbed.take(frame)
        disturbed.window()  # what is told meanwhile stands for nothing
    for name, values in in_turn.window().values.items():
        assert np.array_equal(disturbed.window().values[name], values, equal_nan=True), name
    assert np.isfinite(disturbed.window().values["CAB_PPCO2_Z2"]).all()


def test_of_a_second_that_is_said_again_the_last_word_counts():
    bins = filled(60)
    for frame in frames_of(a_mission(), {"CAB_PPCO2_Z2": 5.0}, START_NS + 20 * NS_PER_S, 20):
        bins.take(frame)
    assert bins.window().values["CAB_PPCO2_Z2"].tolist() == [2.0, 5.0, 2.0]


def test_after_the_clock_was_set_back_only_what_comes_then_counts():
    bins = filled(600)
    bins.forget()
    for frame in frames_of(a_mission(), {}, START_NS + 200 * NS_PER_S, 60):
        bins.take(frame)
    assert len(bins.window().times_ns) == 3


def test_a_frame_older_than_all_bins_changes_nothing():
    bins = filled(BINS * 20)
    before = bins.window()
    for frame in frames_of(a_mission(), {}, START_NS - 3600 * NS_PER_S, 60):
        bins.take(frame)
    assert np.array_equal(bins.window().times_ns, before.times_ns)


def test_a_frame_of_another_vehicle_is_ignored():
    bins = filled(60)
    strange = replace(frames_of(a_mission(), {}, START_NS, 60)[0], values=np.zeros((3, 2)))
    bins.take(strange)
    bins.take(replace(strange, packet="NOBODY"))
    assert len(bins.window().times_ns) == 3


def test_packets_that_each_bring_half_an_hour_at_once_are_all_kept():
    window = filled(1800).window()
    assert np.isfinite(window.values["CAB_P_TOT"]).all()
    assert np.isfinite(window.values["ARS_FLOW_SCRUB"]).all()
