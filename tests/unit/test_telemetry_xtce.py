"""The vehicle's XTCE file: what is read from it, and what is said when it is wrong."""

import logging

import pytest
from xtce_builder import an_xtce

from telemetry.dictionary import DictionaryError
from telemetry.xtce import load_database, load_vehicle

FLOAT_TYPE = """<FloatParameterType name="{0}_type"><FloatDataEncoding sizeInBits="64"/>
<ValidRange minInclusive="0" maxInclusive="10"/></FloatParameterType>"""


def two_packets():
    return an_xtce(
        types=FLOAT_TYPE.format("A") + FLOAT_TYPE.format("B"),
        parameters='<Parameter name="A" parameterTypeRef="A_type"/>'
        '<Parameter name="B" parameterTypeRef="B_type"/>',
        packets=[("ONE", 1, ["A"]), ("TWO", 2, ["B"])],
    )


def problems_of(xtce, alarms=b""):
    with pytest.raises(DictionaryError) as caught:
        load_database(xtce, alarms)
    return caught.value.problems


def test_packets_have_their_apid_rate_and_columns():
    database = load_database(two_packets(), b"")
    assert [(p.name, p.apid, p.period_ns) for p in database.packets] == [
        ("ONE", 1, 500_000_000),
        ("TWO", 2, 500_000_000),
    ]
    assert [p.id for p in database.packet_by_name["ONE"].parameters] == ["A"]
    assert database.vehicle == "Tiny"


def test_headers_are_not_parameters_for_people():
    assert "PKT_APID" not in load_database(two_packets(), b"").parameters


def test_a_container_marked_medical_is_a_medical_packet():
    marked = two_packets().replace(
        b'name="ONE">',
        b'name="ONE"><AncillaryDataSet><AncillaryData name="medical">true</AncillaryData>'
        b"</AncillaryDataSet>",
    )
    packets = load_database(marked, b"").packet_by_name
    assert packets["ONE"].is_medical
    assert not packets["TWO"].is_medical


def test_the_alarm_file_is_applied():
    database = load_database(two_packets(), b'["A"]\ndeadband = 0.5\ncause = "why"\n')
    assert database.parameters["A"].alarm.deadband == 0.5
    assert database.parameters["A"].alarm.cause == "why"
    assert database.parameters["B"].alarm.cause == ""


def test_broken_xml_is_one_problem_with_its_line():
    (problem,) = problems_of(b"<SpaceSystem>\n<oops></SpaceSystem>")
    assert "not XML" in problem
    assert "line 2" in problem


def test_another_kind_of_xml_is_refused():
    assert problems_of(b"<html/>") == ("XTCE starts with 'html', not with SpaceSystem",)


def test_external_entities_are_not_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    attack = (
        f'<!DOCTYPE x [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'
        '<SpaceSystem name="a"><LongDescription>&s;</LongDescription></SpaceSystem>'
    )
    assert not any("SECRET" in problem for problem in problems_of(attack.encode()))


def test_every_problem_is_listed_at_once():
    wrong = an_xtce(
        types=FLOAT_TYPE.format("A") + FLOAT_TYPE.format("A"),
        parameters='<Parameter name="A" parameterTypeRef="A_type"/>'
        '<Parameter name="B" parameterTypeRef="NONE_type"/><Parameter parameterTypeRef="A_type"/>',
        packets=[("ONE", 1, ["A"]), ("TWO", 1, ["B", "C"])],
    )
    text = "\n".join(problems_of(wrong, b'["Q*"]\n["A"]\nfoo = 1\n'))
    for words in (
        "FloatParameterType A_type is defined twice",
        "Parameter has no name",
        "B: type NONE_type is not defined",
        "parameter C is not defined",
        "APID 1 is there more than once",
        "packet TWO: it carries no parameter",
        "alarms [Q*]: no parameter has this id",
        "alarms [A]: unknown key 'foo'",
    ):
        assert words in text


def test_problems_name_their_lines():
    wrong = two_packets().replace(b'parameterTypeRef="B_type"', b'parameterTypeRef="C_type"')
    line = wrong[: wrong.index(b"C_type")].count(b"\n") + 1
    assert f"XTCE line {line}: B: type C_type is not defined" in problems_of(wrong)


def test_a_parameter_in_two_packets_is_a_problem():
    twice = two_packets().replace(b'parameterRef="B"', b'parameterRef="A"')
    assert problems_of(twice) == ("XTCE parameter A is there more than once",)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (b'value="2"', b'value="two"', "value 'two' is not a whole number"),
        (b'value="2"', b'value="4000"', "APID 4000 is not between 0 and 2046"),
        (b'minimumValue="2"', b'minimumValue="0"', "its rate is not a number above 0 per second"),
        (b'parameterRef="PKT_APID"', b'parameterRef="OTHER"', "is tied to no APID"),
        (b'containerRef="CCSDSPacket"', b'containerRef="X"', "base container X is not defined"),
        (b'containerRef="CCSDSPacket"', b'containerRef="ONE"', "or a circle"),
    ],
)
def test_a_wrong_container_is_a_problem(before, after, words):
    assert words in "\n".join(problems_of(two_packets().replace(before, after)))


def test_a_file_without_packets_is_a_problem():
    empty = an_xtce(types="", parameters="", packets=[])
    assert problems_of(empty) == ("XTCE has no container with an APID, so no packet",)


def test_a_container_may_include_another():
    including = two_packets().replace(
        b'<ParameterRefEntry parameterRef="A"/>',
        b'<ParameterRefEntry parameterRef="A"/><ContainerRefEntry containerRef="TWO"/>',
    )
    (packet,) = load_database(including, b"").packets
    assert [p.id for p in packet.parameters] == ["A", "B"]


def test_an_unknown_included_container_is_a_problem():
    wrong = two_packets().replace(
        b'<ParameterRefEntry parameterRef="A"/>', b'<ContainerRefEntry containerRef="NONE"/>'
    )
    assert "container NONE is not defined" in "\n".join(problems_of(wrong))


def test_what_has_no_place_in_our_model_is_left_out_and_said(caplog):
    texts = two_packets().replace(
        b'<FloatParameterType name="B_type"><FloatDataEncoding sizeInBits="64"/>\n'
        b'<ValidRange minInclusive="0" maxInclusive="10"/></FloatParameterType>',
        b'<StringParameterType name="B_type"/>',
    )
    texts = texts.replace(
        b'<ParameterRefEntry parameterRef="B"/>',
        b'<ParameterRefEntry parameterRef="B"/><ParameterRefEntry parameterRef="A"/>',
    ).replace(b'<ParameterRefEntry parameterRef="A"/>', b"<ArrayParameterRefEntry/>", 1)
    texts = texts.replace(b'name="ONE"', b'name="ONE" abstract="true"')
    with caplog.at_level(logging.WARNING):
        database = load_database(texts, b"")
    assert list(database.parameters) == ["A"]
    assert "1 StringParameterType" in caplog.text


def test_a_packet_without_a_rate_is_taken_as_one_per_second(caplog):
    rateless = two_packets().replace(
        b'<DefaultRateInStream basis="perSecond" minimumValue="2" maximumValue="2"/>', b""
    )
    assert load_database(rateless, b"").packets[0].period_ns == 1_000_000_000
    assert "2 missing rate, 1 Hz assumed" in caplog.text


def test_a_file_without_a_namespace_is_read_too():
    bare = two_packets().replace(b' xmlns="http://www.omg.org/spec/XTCE/20180204"', b"")
    assert list(load_database(bare, b"").parameters) == ["A", "B"]


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(DictionaryError, match=r"ghost\.xml: No such file"):
        load_vehicle(tmp_path / "ghost")
