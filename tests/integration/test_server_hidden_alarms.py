"""What people hide, over real sockets, a real file and a server that was away meanwhile."""

from live_server import FAN, free_listen, serving, the_fan_stalls, wait_until

from console.domain.alarm_facts import ShelfExpired
from console.domain.alarm_requests import (
    CountersignAlarmOut,
    PutAlarmBack,
    ShelveAlarm,
    TakeAlarmOut,
)
from console.domain.roles import Role
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S

AMMONIA = "CAB_NH3"


def test_what_was_hidden_stays_so_over_a_restart_and_what_ran_out_meanwhile_is_announced(
    tmp_path, source, consoles
):
    listen, path = free_listen(), tmp_path / "a.mission"
    with serving(path, source, listen):
        flight = consoles(listen, Role.FLIGHT, name="Anna")
        guest = consoles(listen, Role.GUEST, name="Ben")
        wait_until(lambda: flight.is_live() and guest.is_live(), "live")
        the_fan_stalls(source, flight)
        shelve = ShelveAlarm(
            alarm=FAN, occurrence=1, seen_severity=Severity.WARNING, reason="known", for_s=60
        )
        assert not guest.asks(shelve).accepted
        assert flight.asks(shelve).accepted
        out = TakeAlarmOut(alarm=AMMONIA, reason="drifts", for_s=7200)
        assert flight.asks(out).accepted
        countersign = CountersignAlarmOut(alarm=AMMONIA, seen_signer="flight:Anna")
        assert "two different people" in flight.asks(countersign).reason
        wait_until(lambda: AMMONIA in guest.look().state.alarm_book.signed_out, "the signature")
        assert guest.asks(countersign).accepted
        wait_until(lambda: AMMONIA in flight.look().state.alarm_book.hidden, "out of service")
        assert flight.desk.state.alarm_book.hidden[FAN].by == "flight:Anna"
    source.now_ns += 600 * NS_PER_S
    with serving(path, source, listen) as server:
        wait_until(
            lambda: source.tells_time() or FAN in server.authority.state.alarms, "off the shelf"
        )
        book = server.authority.state.alarm_book
        assert not book.standing[FAN].is_acknowledged
        assert book.hidden[AMMONIA].by == "flight:Anna and guest:Ben"
        assert any(isinstance(entry.fact, ShelfExpired) for entry in server.authority.log)
        wait_until(lambda: flight.is_live() and FAN in flight.desk.state.alarms, "live again")
        assert flight.asks(PutAlarmBack(alarm=AMMONIA)).accepted
        wait_until(lambda: AMMONIA not in flight.look().state.alarm_book.hidden, "in service")
