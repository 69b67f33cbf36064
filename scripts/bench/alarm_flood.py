"""Measure what a flood does to a flight console: its longest turn, and whether anything is lost.

A vehicle like Meridian with 3 000 parameters more, each with a limit. Within ten seconds every
one of them leaves it, at the usual rate of telemetry, beside all that is sent on any day; then
all return at once. What counts is the longest turn of the event loop, by the clock and by
processor time, of a console as it is started on any day, and that each crossing is one fact.

Usage: python scripts/bench/alarm_flood.py
"""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # this folder has a simulator.py, too

from alarm_scene import MISSION, TURN_S, Vehicle, WatchedConsole, a_server, an_application, nominal

from console.domain.alarm_facts import AlarmRaised, AlarmReturned, FloodBegan
from telemetry.configuration import Configuration
from telemetry.mission import load_mission, read_configuration

PACKETS, COLUMNS, FLOOD_S = 30, 100, 10.0
VEHICLE_FILE, FIRST_APID = "vehicle.xml", 1500
INSIDE, BEYOND = 0.0, 2.0
TYPE = """
  <FloatParameterType name="FLOOD_type" sizeInBits="64">
    <FloatDataEncoding encoding="IEEE754_1985" sizeInBits="64"/>
    <ValidRange minInclusive="-10" maxInclusive="10"/>
    <DefaultAlarm><StaticAlarmRanges rangeForm="outside">
      <WarningRange maxInclusive="1"/>
    </StaticAlarmRanges></DefaultAlarm>
  </FloatParameterType>"""
PARAMETER = """
  <Parameter name="{0}" parameterTypeRef="FLOOD_type" shortDescription="Reading {0}"/>"""
PACKET = """
  <SequenceContainer name="{name}">
    <DefaultRateInStream basis="perSecond" minimumValue="10" maximumValue="10"/>
    <EntryList>{entries}</EntryList>
    <BaseContainer containerRef="TelemetryPacket"><RestrictionCriteria>
      <Comparison parameterRef="PKT_APID" value="{apid}" useCalibratedValue="false"/>
    </RestrictionCriteria></BaseContainer>
  </SequenceContainer>"""


def main() -> None:
    """Run the measurement and print what it took."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    measure_flood_of_a_console()


def measure_flood_of_a_console() -> None:
    """Print the longest turns of a console's event loop while 3 000 alarms come, and go."""
    application = an_application()
    configuration = with_many_parameters(read_configuration(MISSION))
    with a_server(configuration) as (listen, link):
        vehicle = Vehicle(load_mission(configuration), link, rate=1.0)
        watched = WatchedConsole(listen, application)
        sends(vehicle, 0.0)
        watched.turn_for(2.0)
        known = len(watched.console.desk.log)
        watched.forget_turns()
        began_s = time.monotonic()
        while (share := (time.monotonic() - began_s) / FLOOD_S) < 1.0:
            sends(vehicle, share)
            watched.turn_for(TURN_S)
        sends(vehicle, 1.0)

        def counted() -> Counter[type]:
            return Counter(type(entry.fact) for entry in watched.console.desk.log[known:])

        alarms = PACKETS * COLUMNS
        watched.run_until(lambda: counted()[AlarmRaised] >= alarms, "every alarm")
        tell(
            f"{counted()[AlarmRaised]} of {alarms} raised, {counted()[FloodBegan]} flood told",
            watched,
        )
        watched.forget_turns()
        sends(vehicle, 0.0)
        watched.run_until(lambda: counted()[AlarmReturned] >= alarms, "every return")
        tell(f"{counted()[AlarmReturned]} of {alarms} returned at once", watched)
        watched.close()


def tell(what: str, watched: WatchedConsole) -> None:
    """Print what came and the longest turn meanwhile."""
    print(f"flood at a console: {what}; longest turn {1000 * watched.longest_s:.1f} ms, "
          f"of the processor {1000 * watched.longest_cpu_s:.1f} ms")  # fmt: skip


def sends(vehicle: Vehicle, share: float) -> None:
    """Send every packet once, a share of the many parameters beyond their limit."""
    vehicle.tells_time()
    beyond = round(share * COLUMNS)
    for packet in vehicle.packets:
        is_one = packet.name.startswith("FLOOD")
        row = [BEYOND] * beyond + [INSIDE] * (COLUMNS - beyond) if is_one else nominal(packet)
        vehicle.sends(packet, row)


def with_many_parameters(configuration: Configuration) -> Configuration:
    """Return the mission with `PACKETS` packets more, of `COLUMNS` parameters with a limit each."""
    packets = {
        f"FLOOD_{packet:02}": [f"FLOOD_{packet:02}_{column:02}" for column in range(COLUMNS)]
        for packet in range(PACKETS)
    }
    containers = "".join(
        PACKET.format(
            name=name,
            apid=FIRST_APID + number,
            entries="".join(f'<ParameterRefEntry parameterRef="{each}"/>' for each in ids),
        )
        for number, (name, ids) in enumerate(packets.items())
    )
    parameters = "".join(PARAMETER.format(each) for ids in packets.values() for each in ids)
    xml = configuration.files[VEHICLE_FILE].decode()
    for element, more in (
        ("ParameterTypeSet", TYPE),
        ("ParameterSet", parameters),
        ("ContainerSet", containers),
    ):
        xml = xml.replace(f"</{element}>", f"{more}</{element}>")
    return Configuration({**configuration.files, VEHICLE_FILE: xml.encode()})


if __name__ == "__main__":
    main()
