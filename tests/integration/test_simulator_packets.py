"""A simulation sent as space packets gives the same values as sent directly."""

from collections import defaultdict

import numpy as np

import resources
from simulator.library import Library
from simulator.scenario import Scenario
from simulator.simulation import Simulation
from telemetry.mission import load_mission, read_configuration
from telemetry.packet_decoder import PacketDecoder
from telemetry.packet_definition import read_definition
from telemetry.packet_encoder import PacketEncoder, PacketPublisher
from telemetry.packet_sources import UdpSource
from telemetry.time_code import usual_time_code
from telemetry.wire import Frame

SECONDS = 120


def rows_by_packet(frames: list[Frame], periods_ns: dict[str, int]) -> dict[str, list]:
    """Return (time, values) of every row, by packet."""
    rows = defaultdict(list)
    for frame in frames:
        for row, values in enumerate(frame.values.tolist()):
            time_ns = frame.generated_ns + row * periods_ns[frame.packet]
            rows[frame.packet].append((time_ns, values))
    return rows


def test_two_minutes_of_a_simulation_come_through_the_gateway_unchanged() -> None:
    mission = load_mission(read_configuration("meridian-1"))
    database = mission.database.sent
    simulation = Simulation(mission, Scenario(), Library.shipped(), source="simulator/1", seed=1)
    xtce = (resources.find("vehicle/meridian") / "meridian.xml").read_bytes()
    definition = read_definition(xtce)
    code = usual_time_code(frozenset(definition.parameters))
    assert code is not None
    decoder = PacketDecoder(database, definition, time_code=code, source="gateway/1")
    source = UdpSource("127.0.0.1", 0)
    publisher = PacketPublisher(PacketEncoder(database, definition, code), "127.0.0.1", source.port)
    direct: list[Frame] = []
    through: list[Frame] = []
    received = 0
    for frame, is_medical in simulation.advance_to(SECONDS * 10):
        direct.append(frame)
        publisher.send(frame, medical=is_medical)
        while received < publisher.sent:
            packets = list(source.packets())
            assert packets, "a datagram was lost on its way over loopback"
            received += len(packets)
            decoded = [decoder.decode(packet, 1) for packet in packets]
            through += [each for each in decoded if each is not None]
    source.close()
    publisher.close()

    periods_ns = {packet.name: packet.period_ns for packet in database.sent.packets}
    sent, found = rows_by_packet(direct, periods_ns), rows_by_packet(through, periods_ns)
    assert set(sent) == set(found) == set(periods_ns)
    for packet, rows in sent.items():
        assert [time for time, _ in found[packet]] == [time for time, _ in rows]
        assert np.array_equal(
            [values for _, values in found[packet]], [values for _, values in rows], equal_nan=True
        )
    assert all(count.lost == 0 for count in decoder.counts.values())
