"""The shipped vehicle: complete, ordered, valid XTCE, and readable by another XTCE library."""

import math
import struct
from functools import cache
from importlib import util
from pathlib import Path

import numpy as np
import pytest
from lxml import etree
from space_packet_parser.generators import ccsds
from space_packet_parser.xtce import definitions, validation

import resources
from telemetry.dictionary import ParameterKind, Severity
from telemetry.health import with_health
from telemetry.judgement import Validity, severity, validity
from telemetry.limits import LimitMonitor
from telemetry.wire import Frame
from telemetry.xtce import load_vehicle

FOLDER = resources.find("vehicle/meridian")
SCRIPT = Path(__file__).parents[2] / "scripts" / "make_vehicle.py"
PANES = {"all", "none", "win-1", "win-2", "win-3", "dome"}
# Every unit is one of these, so that no two spellings of one unit get in.
UNIT_WORDS = """
% - A L Pa V W bar bpm count d dB dBA deg deg/s degC g h kPa kbit/s kg kg/h km km/s m m/s m3/h mg/L
mg/m3 min mm mmHg mmHg/h mmHg/min ms ppm rpm s uGy uGy/h
"""
UNITS = frozenset(UNIT_WORDS.split())
NAME_LENGTH_MOST = 40  # what a row of alarms has room for


@cache
def database():
    return load_vehicle(FOLDER)


def every_parameter():
    return database().parameters.values()


def test_the_xtce_file_is_what_the_table_makes():
    spec = util.spec_from_file_location("make_vehicle", SCRIPT)
    make_vehicle = util.module_from_spec(spec)
    spec.loader.exec_module(make_vehicle)
    rows = make_vehicle.read_rows(FOLDER / "parameters.csv")
    assert make_vehicle.xtce_bytes("meridian", rows) == (FOLDER / "meridian.xml").read_bytes()


def test_the_xtce_file_is_valid_by_its_schema():
    schema_path = Path(validation.__file__).parent / "schemas" / "SpaceSystem.xsd"
    # lxml does not know the xml:base attribute the schema refers to; it says nothing about us.
    text = schema_path.read_text().replace('<attribute ref="xml:base"/>', "")
    schema = etree.XMLSchema(etree.fromstring(text.encode()))
    schema.assertValid(etree.parse(FOLDER / "meridian.xml"))


def test_there_are_297_parameters_in_22_packets():
    assert len(database().parameters) == 297
    assert len(database().packets) == 22


def test_every_parameter_has_a_unit():
    for parameter in every_parameter():
        assert parameter.unit in UNITS, parameter.id


def test_every_parameter_has_a_short_name_without_a_unit_that_no_other_has():
    named = with_health(database()).parameters.values()
    for name in (parameter.name for parameter in named):
        assert 4 < len(name) <= NAME_LENGTH_MOST, name
        assert name[0].isupper(), name
        assert not set(name) & set("()[]="), name
        assert not set(name.replace(",", "").split()) & (UNITS - {"A"}), name  # fan A
    assert len({parameter.name.casefold() for parameter in named}) == len(named)


def test_every_limit_is_inside_the_range_and_grows_outward_with_its_class():
    for parameter in every_parameter():
        for is_high in (True, False):
            side = [limit for limit in parameter.limits if limit.is_high is is_high]
            outward = [limit.threshold if is_high else -limit.threshold for limit in side]
            assert outward == sorted(set(outward)), parameter.id
            assert [limit.severity for limit in side] == sorted({x.severity for x in side})
        for limit in parameter.limits:
            assert parameter.range_low <= limit.threshold <= parameter.range_high, parameter.id


def test_every_nominal_value_is_valid_and_normal():
    for parameter in every_parameter():
        if parameter.nominal is not None:
            assert validity(parameter, parameter.nominal) is Validity.VALID, parameter.id
            assert severity(parameter, parameter.nominal) is None, parameter.id


def test_every_alarm_returns_at_the_nominal_value():
    for parameter in every_parameter():
        for limit in parameter.limits:
            inward = -parameter.alarm.deadband if limit.is_high else parameter.alarm.deadband
            back = limit.threshold + inward
            is_back = parameter.nominal <= back if limit.is_high else parameter.nominal >= back
            assert is_back, parameter.id


def test_every_alarm_says_its_cause_and_the_first_action():
    for parameter in every_parameter():
        if parameter.has_alarm:
            assert parameter.alarm.cause, parameter.id
            assert parameter.alarm.action, parameter.id


def test_what_an_alarm_holds_is_a_pane_all_or_none():
    assert {parameter.alarm.holds_viewing for parameter in every_parameter()} == PANES


@pytest.mark.parametrize(
    ("parameter", "pane"),
    [
        ("CAB_DPDT", "all"),
        ("CAB_PPCO2_Z3", "dome"),
        ("CAB_PPCO2_Z2", "all"),
        ("WIN_1_GAP_P", "win-1"),
        ("WIN_D_SHUT", "dome"),
        ("GNC_MODE", "all"),
        ("GNC_GNSS_N", "none"),
        ("COM_EBN0", "none"),
        ("BIO_4_SPO2", "none"),
    ],
)
def test_an_alarm_holds_what_it_endangers(parameter, pane):
    assert database().parameters[parameter].alarm.holds_viewing == pane


def test_medical_parameters_travel_in_medical_packets_only():
    for packet in database().packets:
        subsystems = {parameter.subsystem for parameter in packet.parameters}
        assert packet.is_medical == (subsystems == {"BIO"}), packet.name
        assert packet.is_medical or "BIO" not in subsystems, packet.name


def test_an_emergency_latches_where_cabin_air_is_at_stake():
    for name in ("CAB_P_TOT", "CAB_DPDT", "CAB_PPO2", "CAB_CO", "FDS_SMK_1"):
        assert database().parameters[name].alarm.latches_from is Severity.EMERGENCY


def test_a_vehicle_at_its_nominal_values_raises_no_alarm():
    monitor = LimitMonitor(database())
    for packet in database().packets:
        row = [0.0 if p.nominal is None else p.nominal for p in packet.parameters]
        frame = Frame(
            source="sim/1", packet=packet.name, sequence=0, generated_ns=1, values=np.array([row])
        )
        assert monitor.check(frame) == []


# ---- the same file, read by space_packet_parser


@cache
def definition():
    return definitions.XtcePacketDefinition.from_xtce(FOLDER / "meridian.xml")


def value_for(parameter, index):
    """Return a value no other column of the packet has, in the parameter's range."""
    if parameter.states:
        return max(parameter.states)
    if parameter.kind is ParameterKind.INT:
        return min(int(parameter.range_high), index)
    return parameter.range_low + (parameter.range_high - parameter.range_low) / (index + 2)


def packed(parameter, value):
    if parameter.kind is ParameterKind.FLOAT:
        return struct.pack(">d", value)
    size, form = (4, ">I") if parameter.kind is ParameterKind.INT else (1, ">B")
    return b"\xff" * size if math.isnan(value) else struct.pack(form, value)


def a_space_packet(packet, values, seconds=1_631_750_400, fraction=1 << 31):
    pairs = zip(packet.parameters, values, strict=True)
    body = b"".join(packed(parameter, value) for parameter, value in pairs)
    return ccsds.create_ccsds_packet(
        data=struct.pack(">II", seconds, fraction) + body,
        apid=packet.apid,
        secondary_header_flag=1,
        sequence_count=5,
    )


@pytest.mark.parametrize("packet", database().packets, ids=lambda packet: packet.name)
def test_a_space_packet_of_each_kind_reads_back_the_same_values(packet):
    values = [value_for(parameter, i) for i, parameter in enumerate(packet.parameters)]
    read = definition().parse_bytes(a_space_packet(packet, values))
    assert read["PKT_APID"] == packet.apid
    assert read["TIME_SECONDS"].raw_value == 1_631_750_400
    assert read["TIME_FRACTION"].raw_value == 1 << 31
    assert [read[p.id].raw_value for p in packet.parameters] == values
    for parameter, value in zip(packet.parameters, values, strict=True):
        if parameter.kind is ParameterKind.ENUM:
            assert read[parameter.id] == parameter.states[value]


@pytest.mark.parametrize("packet", database().packets, ids=lambda packet: packet.name)
def test_an_invalid_value_is_a_reserved_number_in_every_encoding(packet):
    read = definition().parse_bytes(a_space_packet(packet, [math.nan] * packet.columns))
    for parameter in packet.parameters:
        assert validity(parameter, float(read[parameter.id].raw_value)) is Validity.INVALID
        if parameter.kind is ParameterKind.ENUM:
            assert read[parameter.id] == "INVALID"


def test_the_libraries_agree_on_what_is_in_which_packet():
    for packet in database().packets:
        names = [entry.name for entry in definition().containers[packet.name].entry_list]
        assert names == [parameter.id for parameter in packet.parameters]
