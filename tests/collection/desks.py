"""A call at both desks with people at each, for tests of the desk's work."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from tests.halls import NOW, Hall
from voting.collection import calls, decisions, ideas, screening
from voting.collection.ideas import Author, NewIdea
from voting.congress import units
from voting.congress.roles import Actor, Role

SECRET = b"0123456789abcdef0123456789abcdef"
LATER = NOW + timedelta(hours=1)


def call_form(**changed: object) -> calls.CallForm:
    given: dict[str, object] = {
        "year": 2027,
        "title": "2027年度民生实事项目征集公告",
        "initiator": "government_office",
        "initiator_name": "临海县人民政府办公室",
        "desk": "government",
        "begins": date(2026, 1, 1),
        "ends": date(2026, 2, 10),
    }
    return calls.CallForm(**(given | changed))


@dataclass
class Desks:
    """The government's call, its desk, the congress's desk, and a unit with somebody in it."""

    hall: Hall
    call_id: str = ""
    unit_id: str = ""
    made: list[str] = field(default_factory=list)

    @property
    def government(self) -> Actor:
        return self.hall.actor(Role.GOVERNMENT_DESK)

    @property
    def congress(self) -> Actor:
        return self.hall.actor(Role.CONGRESS_DESK)

    @property
    def unit(self) -> Actor:
        return self.hall.actor(Role.UNIT)

    def as_government(self) -> tuple:
        return self.hall.session, self.government, self.hall.congress_id

    def as_congress(self) -> tuple:
        return self.hall.session, self.congress, self.hall.congress_id

    def idea(self, title: str = "建社区食堂", **given: object) -> str:
        """One idea as it comes in by the form; returns its id."""
        new = NewIdea(**({"channel": "form", "title": title, "category": "养老托育"} | given))
        made = ideas.receive(
            self.hall.session, SECRET, self.hall.congress_id, self.call_id, new, now=self.now()
        )
        return made.idea_id

    def now(self) -> datetime:
        return NOW

    def state(self, idea_id: str) -> str:
        return ideas.get(self.hall.session, self.hall.congress_id, idea_id).state

    def publish(self, desk: str = "government", *, now: datetime = LATER) -> decisions.Published:
        """Make known what the desk has prepared, as its page shows it."""
        here = (self.hall.session, self.government if desk == "government" else self.congress)
        return publish_shown(*here, self.hall.congress_id, self.call_id, desk, now=now)

    def screened(self, idea_id: str) -> None:
        """Every line of both lists answered in the idea's favour."""
        said = {
            item.id: screening.Answer("yes" if item.side == "positive" else "no")
            for item in calls.items(self.hall.session, self.hall.congress_id, self.call_id)
        }
        desk = ideas.get(self.hall.session, self.hall.congress_id, idea_id).desk
        actor = self.government if desk == "government" else self.congress
        screening.answer(self.hall.session, actor, self.hall.congress_id, idea_id, said, now=NOW)


def publish_shown(
    session: Session, actor: Actor, congress_id: str, call_id: str, desk: str, *, now: datetime
) -> decisions.Published:
    """What somebody does who reads the page of prepared decisions and presses its button."""
    shown = decisions.seal(decisions.pending(session, congress_id, call_id, desk))
    return decisions.publish(session, actor, congress_id, call_id, desk, shown=shown, now=now)


def open_desks(hall: Hall) -> Desks:
    desks = Desks(hall)
    desks.call_id = calls.create(*desks.as_government(), call_form(), now=NOW)
    calls.move(*desks.as_government(), desks.call_id, "publish", now=NOW)
    desks.unit_id = units.add(*desks.as_government(), name="临海县民政局", short="县民政局", now=NOW)
    units.assign(*desks.as_government(), desks.unit_id, desks.unit.person_id, now=NOW)
    return desks


__all__ = ["LATER", "SECRET", "Author", "Desks", "call_form", "open_desks", "publish_shown"]
