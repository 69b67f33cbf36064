from packet_builder import HEADER, a_container, a_definition, integer_type

from telemetry.xtce import load_foreign_database

CALLED_OTHERWISE = tuple(("PROCESS" if name == "PKT_APID" else name, bits) for name, bits in HEADER)


def test_the_apid_is_known_by_its_place_whatever_it_is_called() -> None:
    packet = a_container("P", ["A"], criteria=[("PROCESS", 77)])
    definition = a_definition(integer_type("A", 8), ["A"], packet, header=CALLED_OTHERWISE)
    assert load_foreign_database(definition).packet_by_name["P"].apid == 77


def test_another_parameter_that_has_apid_in_its_name_is_not_the_packets() -> None:
    packets = a_container("P", ["TC_APID"]) + a_container(
        "Q", ["A"], base="P", criteria=[("TC_APID", 9)]
    )
    types = integer_type("A", 8) + integer_type("TC_APID", 16)
    database = load_foreign_database(a_definition(types, ["A", "TC_APID"], packets))
    assert {packet.apid for packet in database.packets} == {100}


def test_where_no_field_lies_in_its_place_the_name_tells_the_apid() -> None:
    header = (("FRONT", 5), ("APID_HIGH", 3), *HEADER)
    packet = a_container("P", ["A"], criteria=[("PKT_APID", 78)])
    definition = a_definition(integer_type("A", 8), ["A"], packet, header=header)
    assert load_foreign_database(definition).packet_by_name["P"].apid == 78
