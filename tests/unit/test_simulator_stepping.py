"""How a vehicle is stepped: ten seconds at a time only while nothing can happen in them."""

from simulations import a_simulation, vehicle_parameters

from simulator import stepping
from simulator.agenda import ClearFault, InjectFault
from simulator.stepping import SLOW_STEP_S, STEP_S


def steps_of(vehicle, stepper, count):
    taken = []
    for _ in range(count):
        before = vehicle.second
        stepper.step()
        taken.append(vehicle.second - before)
    return taken


def a_stepper(**wanted):
    simulation = a_simulation(**wanted)
    vehicle = simulation.vehicle
    panes = [pane.boresight_body for pane in simulation.mission.panes]
    return vehicle, stepping.Stepper(vehicle, panes)


def test_a_quiet_flight_is_taken_in_strides():
    vehicle, stepper = a_stepper()
    assert SLOW_STEP_S in steps_of(vehicle, stepper, 200)


def test_a_fault_is_followed_in_short_steps_from_the_moment_it_begins():
    vehicle, stepper = a_stepper()
    steps_of(vehicle, stepper, 100)
    vehicle.happen(InjectFault(fault="F12", severity=1.0))
    assert set(steps_of(vehicle, stepper, 50)) == {STEP_S}
    vehicle.happen(ClearFault(fault="F12"))
    assert steps_of(vehicle, stepper, 1) == [STEP_S]


def test_air_above_the_relief_valves_pressure_is_followed_in_short_steps_from_the_start():
    full = vehicle_parameters(cabin={"pressure_mmhg": 900.0})
    assert set(steps_of(*a_stepper(parameters=full), 10)) == {STEP_S}
