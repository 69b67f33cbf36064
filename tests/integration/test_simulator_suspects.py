"""A machine that stops for want of power is not taken for a data unit that fails."""

from simulations import a_simulation

from simulator.agenda import InjectFault

FAULT_S, UNTIL_S = 10.0, 3600
NEAR = 0.02  # of the range; noise does the rest


def test_a_dead_bus_makes_no_data_unit_suspect():
    """Not when fan, pump and separator have run down, nor once the air is saturated."""
    simulation = a_simulation(events=((FAULT_S, InjectFault(fault="F55")),))
    database = simulation.mission.database
    latest = {}
    for frame, _ in simulation.advance_to(UNTIL_S * 10):
        packet = database.packet_by_name[frame.packet]
        latest |= dict(zip((each.id for each in packet.parameters), frame.values[-1], strict=True))
    near_an_end = {
        name for name, value in latest.items() if is_near_an_end(database.parameters[name], value)
    }
    units = [context for context in database.rules.contexts.values() if context.unit]
    assert units
    for unit in units:
        assert len(near_an_end & set(unit.unit)) < unit.off_scale, unit.words


def is_near_an_end(parameter, value):
    """Return whether a reading is as good as off its scale, where that end is an alarm."""
    margin = NEAR * (parameter.range_high - parameter.range_low)
    is_low = value <= parameter.range_low + margin
    is_high = value >= parameter.range_high - margin
    return any(is_high if limit.is_high else is_low for limit in parameter.limits)
