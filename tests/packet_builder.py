"""Space packets and XTCE definitions for tests of what decodes them."""

import struct

from telemetry.space_packet import Segment

HEADER = (("VERSION", 3), ("TYPE", 1), ("SEC_HDR_FLG", 1), ("PKT_APID", 11), ("SEQ_FLGS", 2),
          ("SRC_SEQ_CTR", 14), ("PKT_LEN", 16))  # fmt: skip


def a_packet_of_bytes(
    data=b"\0", *, apid=100, count=0, segment=Segment.WHOLE, version=0, telecommand=False
):
    """Return a space packet with `data` after its primary header."""
    identification = version << 13 | telecommand << 12 | 1 << 11 | apid
    return struct.pack(">HHH", identification, segment << 14 | count, len(data) - 1) + data


def integer_type(name, bits, *, inner="", encoding="unsigned", kind="IntegerParameterType"):
    """Return a parameter type of an integer encoding; `inner` goes into the encoding."""
    return (
        f'<{kind} name="{name}_type"><UnitSet/>'
        f'<IntegerDataEncoding sizeInBits="{bits}" encoding="{encoding}">{inner}'
        f"</IntegerDataEncoding></{kind}>"
    )


def a_definition(types, parameters, containers, *, root="CCSDSPacket", header=HEADER):
    """Return an XTCE file; `parameters` are names with types named after them."""
    header_types = "".join(integer_type(name, bits) for name, bits in header)
    names = [*(name for name, _ in header), *parameters]
    parameter_set = "".join(
        f'<Parameter name="{name}" parameterTypeRef="{name}_type"/>' for name in names
    )
    entries = "".join(f'<ParameterRefEntry parameterRef="{name}"/>' for name, _ in header)
    return (
        '<SpaceSystem xmlns="http://www.omg.org/spec/XTCE/20180204" name="Test">'
        f"<TelemetryMetaData><ParameterTypeSet>{header_types}{types}</ParameterTypeSet>"
        f"<ParameterSet>{parameter_set}</ParameterSet><ContainerSet>"
        f'<SequenceContainer name="{root}" abstract="true"><EntryList>{entries}</EntryList>'
        f"</SequenceContainer>{containers}</ContainerSet></TelemetryMetaData></SpaceSystem>"
    ).encode()


def a_container(name, parameters, *, base="CCSDSPacket", criteria=(("PKT_APID", 100),)):
    """Return a container of parameters that inherits under criteria."""
    entries = "".join(f'<ParameterRefEntry parameterRef="{each}"/>' for each in parameters)
    tests = "".join(
        f'<Comparison parameterRef="{each}" value="{value}" useCalibratedValue="false"/>'
        for each, value in criteria
    )
    return (
        f'<SequenceContainer name="{name}"><EntryList>{entries}</EntryList>'
        f'<BaseContainer containerRef="{base}"><RestrictionCriteria><ComparisonList>{tests}'
        "</ComparisonList></RestrictionCriteria></BaseContainer></SequenceContainer>"
    )
