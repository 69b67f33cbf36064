"""A machine that stops for want of power is not taken for a data unit that fails."""

import pytest
from procedure_walks import Walk


@pytest.mark.parametrize("fault", ["F30", "F55"], ids=["converter lost", "bus lost"])
def test_a_dead_bus_makes_no_data_unit_suspect(fault):
    walk = Walk()
    walk.breaks(fault)
    for _turn in range(12):
        walk.fly(10)
        assert not [name for name in walk.authority.state.alarm_book.contexts if "suspect" in name]
