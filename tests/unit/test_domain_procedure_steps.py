"""How a run goes from step to step, and what is written down of each."""

from procedure_bench import GOOD, PROCEDURE, Bench, a_book, signing

from console.domain.procedure_requests import ConfirmStep, StartProcedure


def test_what_a_step_records_is_in_the_log():
    bench = signing()
    bench.does(ConfirmStep)
    bench.does(ConfirmStep, name="Ben")
    (seen,) = bench.run.done[-1].seen
    assert (seen.parameter, seen.value, seen.asked) == ("CAB_PPCO2_Z2", 2.0, "")


def test_a_step_that_telemetry_shows_to_be_needless_is_skipped_and_says_so():
    skipping = PROCEDURE.replace(
        'warning = ["Keep hands clear"]',
        'skip_if = { param = "ARS_FAN_B_STATE", op = "==", value = "ON" }',
    )
    bench = Bench(a_book(skipping))
    bench.sends(**GOOD, ARS_FAN_B_STATE=1.0)
    bench.asks(StartProcedure(procedure="T-1"))
    assert (bench.run.step, bench.run.done[0].how) == ("2", "skipped")
    unknown = Bench(a_book(skipping))
    unknown.sends(**GOOD)
    unknown.asks(StartProcedure(procedure="T-1"))
    assert unknown.run.step == "1"


def test_steps_that_skip_in_a_circle_come_to_rest():
    circle = PROCEDURE.replace(
        'warning = ["Keep hands clear"]',
        'goto = "1"\nskip_if = { param = "ARS_FLOW_CHX", op = ">", value = 1, unit = "m3/h" }',
    )
    bench = Bench(a_book(circle))
    bench.sends(**GOOD)
    assert bench.asks(StartProcedure(procedure="T-1")).accepted
    assert bench.run.step == "1"
