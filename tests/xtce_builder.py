"""Small XTCE files for tests."""

HEADER_TYPE = """<IntegerParameterType name="PKT_APID_type" signed="false">
<IntegerDataEncoding sizeInBits="11"/></IntegerParameterType>"""
CONTAINER = """<SequenceContainer name="{name}">
<DefaultRateInStream basis="perSecond" minimumValue="2" maximumValue="2"/>
<EntryList>{entries}</EntryList>
<BaseContainer containerRef="CCSDSPacket"><RestrictionCriteria>
<Comparison parameterRef="PKT_APID" value="{apid}"/></RestrictionCriteria></BaseContainer>
</SequenceContainer>"""


def an_xtce(*, types, parameters, packets):
    """Return an XTCE file with packets of (name, APID, parameter ids), each at 2 Hz."""
    containers = "\n".join(
        CONTAINER.format(
            name=name,
            apid=apid,
            entries="".join(f'<ParameterRefEntry parameterRef="{entry}"/>' for entry in entries),
        )
        for name, apid, entries in packets
    )
    return f"""<SpaceSystem name="Tiny" xmlns="http://www.omg.org/spec/XTCE/20180204">
<TelemetryMetaData>
<ParameterTypeSet>{HEADER_TYPE}{types}</ParameterTypeSet>
<ParameterSet><Parameter name="PKT_APID" parameterTypeRef="PKT_APID_type"/>{parameters}
</ParameterSet>
<ContainerSet>
<SequenceContainer name="CCSDSPacket" abstract="true">
<EntryList><ParameterRefEntry parameterRef="PKT_APID"/></EntryList></SequenceContainer>
{containers}
</ContainerSet>
</TelemetryMetaData></SpaceSystem>""".encode()
