import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from live_server import free_listen
from packet_builder import a_packet_of_bytes

from telemetry.packet_sources import (
    FileSource,
    PacketSource,
    PacketSourceError,
    TcpSource,
    UdpSource,
    parse_address,
)

DEADLINE_S = 30.0
PACKETS = [a_packet_of_bytes(bytes([n] * 20), count=n) for n in range(100)]


def packets_of(source: PacketSource, is_enough: Callable[[list[bytes]], bool]) -> list[bytes]:
    found: list[bytes] = []
    deadline_s = time.monotonic() + DEADLINE_S
    while not is_enough(found) and not source.is_over and time.monotonic() < deadline_s:
        found += source.packets()
    return found


def test_a_file_gives_its_packets_and_is_over(tmp_path: Path) -> None:
    path = tmp_path / "capture"
    path.write_bytes(b"".join(PACKETS) + PACKETS[0][:-3])
    source = FileSource(path)
    assert packets_of(source, lambda _: False) == PACKETS
    assert source.is_over
    assert source.skipped_bytes == len(PACKETS[0]) - 3
    source.close()


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(PacketSourceError, match=r"cannot read .*nowhere: No such file"):
        FileSource(tmp_path / "nowhere")


def test_datagrams_give_the_packets_in_them() -> None:
    source = UdpSource("127.0.0.1", 0)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for datagram in (PACKETS[0], PACKETS[1] + PACKETS[2], PACKETS[3][:-2], b"\0"):
            sender.sendto(datagram, ("127.0.0.1", source.port))
        found = packets_of(source, lambda found: len(found) == 4)
        assert found == [*PACKETS[:3], PACKETS[3][:-2]]
        packets_of(source, lambda _: source.skipped_bytes > 0)
    assert source.skipped_bytes == 1
    assert not source.is_over
    source.close()


def test_datagrams_may_have_bytes_before_each_packet() -> None:
    source = UdpSource("127.0.0.1", 0, ahead_bytes=3)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        datagram = b"abc" + PACKETS[0] + b"def" + PACKETS[1] + b"ghi" + PACKETS[2][:-2]
        sender.sendto(datagram, ("127.0.0.1", source.port))
        found = packets_of(source, lambda found: len(found) == 3)
    assert found == [*PACKETS[:2], PACKETS[2][:-2]]
    source.close()


def test_a_busy_port_is_one_line() -> None:
    first = UdpSource("127.0.0.1", 0)
    with pytest.raises(PacketSourceError, match=r"cannot listen on 127\.0\.0\.1"):
        UdpSource("127.0.0.1", first.port)
    first.close()


def test_a_stream_is_taken_up_again_when_it_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("telemetry.packet_sources._RECONNECT_S", 0.05)
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        for part in (PACKETS[:10], PACKETS[10:20]):
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"".join(part) + b"\0\0\0")

    thread = threading.Thread(target=serve)
    thread.start()
    source = TcpSource("127.0.0.1", server.getsockname()[1])
    assert packets_of(source, lambda found: len(found) == 20) == PACKETS[:20]
    assert source.connections == 2
    thread.join()
    server.close()
    source.close()
    assert source.skipped_bytes >= 3


def test_a_server_that_is_not_there_yet_is_waited_for() -> None:
    source = TcpSource(*parse_address(free_listen().removeprefix("tcp://")))
    assert list(source.packets()) == list(source.packets()) == []
    assert not source.is_over
    source.close()


@pytest.mark.parametrize("text", ["", "5700", ":5700", "host:", "host:port", "host:70000"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(PacketSourceError, match="not HOST:PORT"):
        parse_address(text)
    assert parse_address("::1:5700") == ("::1", 5700)
