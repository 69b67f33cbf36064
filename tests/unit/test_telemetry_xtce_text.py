"""How long a text is, as its XTCE type says."""

import pytest
from lxml import etree

from telemetry.xtce_text import END, FIXED, MOST, TAG, passed_over, size_told_within


def a_type(size):
    return etree.fromstring(
        f'<t:StringParameterType xmlns:t="x"><t:StringDataEncoding>{size}'
        "</t:StringDataEncoding></t:StringParameterType>"
    )


def test_a_fixed_size_is_told_in_bits():
    size = "<t:SizeInBits><t:Fixed><t:FixedValue> 80 </t:FixedValue></t:Fixed></t:SizeInBits>"
    assert passed_over(a_type(size)) == {FIXED: "80"}


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("<t:TerminationChar>00</t:TerminationChar>", {END: "00"}),
        ('<t:LeadingSize sizeInBitsOfSizeTag="8"/>', {TAG: "8"}),
    ],
)
def test_a_size_told_by_the_bytes_has_a_bound(inside, told):
    variable = f'<t:Variable maxSizeInBits="256">{inside}</t:Variable>'
    assert size_told_within(a_type(variable)) == {MOST: "256", **told}


def test_a_size_told_by_another_parameter_is_not_in_the_bytes():
    size = "<t:SizeInBits><t:DynamicValue/></t:SizeInBits>"
    assert passed_over(a_type(size)) is None
