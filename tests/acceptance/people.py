"""People at consoles without windows: their desk is what they see."""

import time
from queue import Empty

from console.client.desk import Desk
from console.client.mirror import Advanced
from console.client.session import Session
from console.domain.requests import AcknowledgeAlarm, ApproveWindow, ProposeWindow
from console.domain.roles import Role
from telemetry.timebase import SystemClock

LISTEN_S = 0.02


class Person:
    """Somebody at a console: a session and a desk, as behind every window."""

    def __init__(self, server, role, name):
        self.role = role
        self.desk = Desk(role, SystemClock())
        self.answers = {}
        self.seen_s = {}
        self._session = Session(server, role, name, SystemClock())
        self._session.start()

    def listen(self):
        """Take what arrives within a moment, noting when each fact was seen."""
        inbox = self._session.inbox
        try:
            events = [inbox.get(timeout=LISTEN_S)]
        except Empty:
            return
        events += [inbox.get() for _ in range(inbox.qsize())]
        changes = self.desk.take(events)
        self.answers |= {answer.request_id: answer for answer in changes.answers}
        for event in events:
            if isinstance(event, Advanced):
                for entry in event.entries:
                    self.seen_s.setdefault(entry.sequence, time.monotonic())

    def ask(self, request):
        return self._session.submit(request)

    def ask_history(self, parameter, from_ns, to_ns, columns):
        self._session.ask_history(parameter, from_ns, to_ns, columns)

    def log(self):
        return list(self.desk.log)

    def has_seen(self, fact_type):
        return any(type(entry.fact) is fact_type for entry in self.desk.log)

    def when_seen_s(self, fact_type):
        """Return when the first fact of a type reached this desk."""
        return next(
            self.seen_s[entry.sequence] for entry in self.desk.log if type(entry.fact) is fact_type
        )

    def close(self):
        self._session.close()


class Flight(Person):
    """The flight controller."""

    def __init__(self, server):
        super().__init__(server, Role.FLIGHT, "Anna")

    def approves(self, window):
        return self.ask(
            ApproveWindow(window=window, seen_revision=self.desk.windows()[window].revision)
        )

    def acknowledges(self, alarm):
        return self.ask(
            AcknowledgeAlarm(
                alarm=alarm.id, occurrence=alarm.occurrence, seen_severity=alarm.gravest
            )
        )

    def alarm(self, *starts):
        """Return the first active alarm whose id starts so, None if there is none."""
        return next(
            (a for a in self.desk.alarms() if a.is_active and a.id.startswith(starts)), None
        )


class GuestLead(Person):
    """The guest-experience lead."""

    def __init__(self, server):
        super().__init__(server, Role.GUEST, "Ben")

    def proposes(self, opportunity, guests):
        return self.ask(ProposeWindow(opportunity=opportunity, guests=tuple(guests)))

    def sees_held(self, window):
        return self.desk.windows()[window].status == "held"
