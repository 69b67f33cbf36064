"""XTCE elements as Python values."""

import logging

import pytest
from lxml import etree

from telemetry.xtce_elements import Findings, ancillary, last_name, local_name


def an_element(text):
    return etree.fromstring(text)


def test_numbers_are_read_and_absent_ones_are_none():
    findings = Findings()
    element = an_element('<a low="-1.5e3"/>')
    assert findings.number(element, "low") == -1500
    assert findings.number(element, "high") is None
    assert findings.problems == []


@pytest.mark.parametrize("text", ["", "x", "nan"])
def test_what_is_no_number_is_a_problem(text):
    findings = Findings()
    assert findings.number(an_element(f'<a low="{text}"/>'), "low") is None
    assert findings.problems == [f"line 1: low '{text}' is not a number"]


def test_whole_numbers_may_be_hexadecimal():
    findings = Findings()
    assert findings.whole_number(an_element('<a apid="0x65"/>'), "apid") == 101
    assert findings.whole_number(an_element("<a/>"), "bits", default="8") == 8


def test_what_is_no_whole_number_is_a_problem():
    findings = Findings()
    assert findings.whole_number(an_element('<a apid="1.5"/>'), "apid") is None
    assert findings.problems == ["line 1: apid '1.5' is not a whole number"]


def test_what_was_left_out_is_one_line(caplog):
    findings = Findings()
    findings.leave_out("array")
    findings.leave_out("array")
    with caplog.at_level(logging.WARNING):
        findings.log_what_was_left_out()
    assert [record.getMessage() for record in caplog.records] == [
        "left out of the XTCE file: 2 array"
    ]


def test_names_lose_their_namespace_and_path():
    assert local_name(an_element('<a xmlns="urn:x"/>')) == "a"
    assert last_name("/Vehicle/Cabin/pressure") == "pressure"
    assert last_name("pressure") == "pressure"


def test_ancillary_data_are_read_by_name():
    text = '<a><AncillaryDataSet><AncillaryData name="k"> v </AncillaryData></AncillaryDataSet></a>'
    assert ancillary(an_element(text)) == {"k": "v"}
