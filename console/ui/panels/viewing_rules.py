"""What makes a good view: Kp, light and angles, cloud over single targets; asked of the server."""

from dataclasses import replace
from typing import Any, Final

from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
)

from console.client.desk import Changes
from console.domain.mission import AUTHORITY
from console.domain.viewing.rules import ViewingRules
from console.domain.viewing_limits import BOUNDS
from console.domain.viewing_requests import SetViewingRules
from console.ui.models.request_notes import VIEWING_RULES, RequestNotes
from console.ui.offer import offer_if
from console.ui.seat import Panel, Seat
from console.ui.widgets.section import Remark, Section
from telemetry.elements import Orbit, expected_error_km
from telemetry.timebase import NS_PER_S

_ALONG_TRACK_KM_S: Final = 7.6
_LIMITS: Final = (
    ("kp", "Kp tonight (aurora)", 0.33, ""),
    ("day_max_off_nadir_deg", "By day, from straight down at most", 1.0, "°"),
    ("day_min_sun_elevation_deg", "By day, Sun at least", 1.0, "°"),
    ("night_max_off_nadir_deg", "City lights, from straight down at most", 1.0, "°"),
    ("night_max_sun_elevation_deg", "City lights, Sun at most", 1.0, "°"),
    ("least_duration_s", "Any view lasts at least", 5.0, " s"),
    ("sunrise_before_s", "Sunrise begins before the Sun by", 10.0, " s"),
    ("moon_min_fraction", "Moonrise, lit part at least", 0.05, ""),
    ("aurora_max_distance_km", "Aurora, away at most", 100.0, " km"),
    ("galaxy_min_clearance_deg", "Milky Way, centre above the limb by", 1.0, "°"),
    ("reef_min_glint_deg", "Reefs, away from glint by", 1.0, "°"),
)


class ViewingRulesPanel(Panel):
    """A field for each limit; what is typed holds once the server has agreed."""

    def __init__(self, seat: Seat, notes: RequestNotes) -> None:
        super().__init__()
        self._seat = seat
        self._notes = notes
        self._may = seat.desk.role in AUTHORITY[SetViewingRules]
        self._revision = -1
        self.fields: dict[str, QDoubleSpinBox] = {}
        self.target = QComboBox()
        for target in sorted(seat.desk.mission.targets, key=lambda each: each.name):
            self.target.addItem(target.name, target.id)
        self.cloud = QSpinBox()
        self.cloud.setRange(0, 100)
        self.cloud.setSuffix(" % cloud")
        self.cloud.setAccessibleName("Cloud over the target")
        self.set_cloud, self.clear_cloud = QPushButton("Set"), QPushButton("As usual there")
        self.use, self.defaults = QPushButton("Use these"), QPushButton("Defaults")
        self._overrides, self._remark, self._orbit = Remark(), Remark(), Remark()
        self._lay_out()
        self.use.clicked.connect(self._use)
        self.defaults.clicked.connect(lambda: self._show(ViewingRules()))
        self.set_cloud.clicked.connect(lambda: self._ask_cloud(self.cloud.value() / 100.0))
        self.clear_cloud.clicked.connect(lambda: self._ask_cloud(None))
        notes.noted.connect(self._noted)

    @property
    def remark(self) -> str:
        """What the server answered."""
        return self._remark.text()

    @property
    def overrides(self) -> str:
        """Which targets have a cloud of their own."""
        return self._overrides.text()

    @property
    def orbit(self) -> str:
        """How old the elements are, and how far off they may be."""
        return self._orbit.text()

    def refresh(self, changes: Changes) -> None:
        """Show the rules in force when they changed; what is being typed stays until then."""
        desk = self._seat.desk
        limits = desk.state.limits
        if changes.opened or limits.revision != self._revision:
            self._revision = limits.revision
            self._show(limits.rules)
            self._show_overrides(limits.rules)
        if changes.link or changes.opened:
            for button in (self.use, self.set_cloud, self.clear_cloud):
                button.setEnabled(desk.is_in_step)
            self._orbit.say(elements_words(desk.mission.orbit, desk.now_ns()))

    def _show(self, rules: ViewingRules) -> None:
        for name, field in self.fields.items():
            field.setValue(getattr(rules, name))

    def _show_overrides(self, rules: ViewingRules) -> None:
        names = {target.id: target.name for target in self._seat.desk.mission.targets}
        known = [
            f"{names.get(target, target)} {cloud:.0%}"
            for target, cloud in sorted(rules.cloud_by_target.items())
        ]
        self._overrides.say(f"Cloud as told: {', '.join(known)}" if known else "")

    def _use(self) -> None:
        values: dict[str, Any] = {name: field.value() for name, field in self.fields.items()}
        self._ask(replace(self._seat.desk.state.limits.rules, **values))

    def _ask_cloud(self, cloud: float | None) -> None:
        rules = self._seat.desk.state.limits.rules
        clouds = {k: v for k, v in rules.cloud_by_target.items() if k != self.target.currentData()}
        if cloud is not None:
            clouds[self.target.currentData()] = cloud
        self._ask(replace(rules, cloud_by_target=clouds))

    def _ask(self, rules: ViewingRules) -> None:
        revision = self._seat.desk.state.limits.revision
        self._notes.ask(SetViewingRules(rules=rules, seen_revision=revision))

    def _noted(self, about: str) -> None:
        if about == VIEWING_RULES:
            note = self._notes.note(about)
            self._remark.say("" if note is None else note.text)

    def _lay_out(self) -> None:
        section = Section("WHAT MAKES A GOOD VIEW · every list is worked out by these")
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, words, step, unit in _LIMITS:
            field = QDoubleSpinBox()
            field.setRange(*BOUNDS[name])
            field.setSingleStep(step)
            field.setDecimals(2 if step < 1.0 else 0)
            field.setSuffix(unit)
            field.setEnabled(self._may)
            field.setAccessibleName(words)
            self.fields[name] = field
            form.addRow(QLabel(words), field)
        cloud = QHBoxLayout()
        for part in (self.target, self.cloud, self.set_cloud, self.clear_cloud):
            cloud.addWidget(part)
            offer_if(self._may, part)
        cloud.addStretch(1)
        line = QHBoxLayout()
        for button in (self.use, self.defaults):
            offer_if(self._may, button)
            line.addWidget(button)
        line.addStretch(1)
        fields = QHBoxLayout()
        fields.addLayout(form)
        fields.addStretch(1)
        section.body.addLayout(fields)
        section.body.addLayout(line)
        section.body.addLayout(cloud)
        for remark in (self._overrides, self._remark, self._orbit):
            section.body.addWidget(remark)
        section.body.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4, 4, 4, 4)
        rows.addWidget(section)


def elements_words(orbit: Orbit, now_ns: int) -> str:
    """Return how old the elements in force are, and how far off the times may be."""
    if not orbit.segments:
        return "The mission has no orbital elements, so no view can be foretold."
    age_s = (now_ns - orbit.elements_at(now_ns).epoch_ns) / NS_PER_S
    error_km = expected_error_km(age_s)
    age = f"{abs(age_s) / 3600:.0f} h {'old' if age_s >= 0 else 'before their epoch'}"
    return (
        f"Elements {age}: expect {error_km:.1f} km along the track, "
        f"{error_km / _ALONG_TRACK_KM_S:.1f} s early or late, without burns."
    )
