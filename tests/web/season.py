"""A season of collection with something on every page, through the services; for walks over the pages.

Season(street, known): ``known`` are the values of the addresses' places, ``addresses()`` every page of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from tests.collection.desks import SECRET, publish_shown
from tests.collection.test_drafts import CANTEEN
from tests.web.conftest import CODE, House
from tests.web.test_public_form import Street, open_street
from voting import jobs
from voting.collection import (
    assessment,
    calls,
    decisions,
    desk,
    draft_work,
    drafts,
    handovers,
    ideas,
    merging,
    objections,
    screening,
    shortening,
    similar,
    stations,
)
from voting.collection.decisions import Ruling
from voting.collection.handover_content import Paper
from voting.collection.ideas import Author, NewIdea
from voting.collection.merging import Part
from voting.collection.objections import NewObjection
from voting.congress import units
from voting.congress.roles import Actor, Role

TITLES = (
    "人民路路灯不亮", "人民路的路灯坏了很久", "人民路路灯维修", "建社区食堂", "社区办老年食堂", "修村口的桥",
    "修桥，再建个公厕", "公交末班太早", "菜市场太脏", "小学门口太堵",
)  # fmt: skip
LATER = Ruling("keep", "library", "条件成熟后再办理。")
ROOMS = ("voting.collection.", "voting.chain.")
KINDS = ("suggestion_letter", "assessment_task", "adoption_table", "bill", "review", "assignment")


@dataclass
class Season:
    street: Street
    known: dict[str, str]

    def addresses(self) -> list[str]:
        """Every address of the season's rooms that can be asked for with what there is."""
        app = self.street.house.app
        adapter, found = app.url_map.bind("localhost"), []
        for rule in app.url_map.iter_rules():
            of_season = app.view_functions[rule.endpoint].__module__.startswith(ROOMS)
            if of_season and "GET" in (rule.methods or ()) and rule.arguments <= {*self.known, "kind"}:
                kinds = KINDS if "kind" in rule.arguments else ("",)
                token = self.known["project" if rule.endpoint.startswith("chain.") else "token"]
                for kind in kinds:
                    values = {key: self.known.get(key, kind) for key in rule.arguments} | {"token": token}
                    found.append(adapter.build(rule.endpoint, values))
        return found


def open_season(house: House) -> Season:
    street = open_street(house, public_lists=True, support_counts=True)
    here, now, today = house.congress.id, house.now, house.now.date()
    congress = Actor(house.people["congress_desk"], "", frozenset({Role.CONGRESS_DESK}))
    with street.session() as session:
        by, at = (session, street.government, here), street.call_id
        station = stations.by_token(session, here, street.token)
        made = [
            ideas.receive(
                session, SECRET, here, at,
                NewIdea("form", title, text=f"{title}，请尽快研究。", category="教育", station_id=station.id,
                        author=Author("张某", "13800001111")),
                now=now - timedelta(hours=number),
            ).idea_id
            for number, title in enumerate(TITLES)
        ]  # fmt: skip
        lamps, (canteen, elders), bridge, two, *rest = made[:3], made[3:5], made[5], made[6], *made[7:]
        similar.request(session, here, at, actor_id=None, now=now)
        jobs.run_queued(house.databases, house.app.extensions["voting.settings"])
        groups, _many = similar.clusters(session, here, at, "government")
        unit = units.add(*by, name="清河县民政局", short="县民政局", now=now)
        units.assign(*by, unit, house.people["unit"], now=now)
        desk.move(*by, [canteen, elders, bridge, two], "take_up", now=now)
        assessment.ask(*by, [bridge], [unit], due=today + timedelta(days=5), note="请实地看", now=now)
        (question,) = assessment.of_idea(session, here, bridge)
        head = merging.merge(session, SECRET, street.government, here, [canteen, elders],
                             title="社区食堂", text="各社区办食堂", reason="同一诉求", now=now)  # fmt: skip
        parts = [Part("修桥", "", "教育"), Part("建公厕", "", "教育")]
        merging.split(session, SECRET, street.government, here, two, parts, reason="两件事", now=now)
        desk.list_publicly(*by, lamps, True, now=now)
        desk.note(*by, head, "先问民政局", now=now)
        answers = {
            item.id: screening.Answer("yes" if item.side == "positive" else "no")
            for item in calls.items(session, here, at)
        }
        screening.answer(*by, head, answers, now=now)
        decisions.decide(*by, [head], Ruling("adopt"), now=now)
        decisions.decide(*by, rest[:1], LATER, now=now)
        publish_shown(*by, at, "government", now=now)
        decisions.decide(*by, rest[1:2], LATER, now=now)
        bundle = draft_work.create(*by, at, CANTEEN, [head], now=now)
        draft_work.create(*by, at, CANTEEN | {"name": "城关食堂"}, parent_id=bundle, now=now)
        park = draft_work.create(*by, at, CANTEEN | {"name": "口袋公园"}, now=now)
        draft_work.move(*by, [bundle, park], "submit", now=now)
        letter = Paper("政府议〔2027〕1号", "提请议案", draft_ids=(bundle, park), reply_due=today)
        bill = handovers.send(*by, at, "bill", letter, now=now)
        week = {"begins": today, "ends": today + timedelta(days=7)}
        notice = objections.publish(*by, at, now=now, **week)
        given = NewObjection("点位离村民太远，请调整", park)
        objections.object_to(session, SECRET, here, notice, given, today=today, now=now)
        changed = CANTEEN | {"name": "口袋公园", "target": "建成8个"}
        draft_work.edit(*by, park, changed, remark="按异议修改", now=now)
        poll = shortening.open_advice(*by, at, most=1, begins=now, ends=now + timedelta(days=7), now=now)
        theirs = ideas.receive(
            session, SECRET, here, at, NewIdea("deputy", "建日间照料中心", desk="congress"), now=now
        ).idea_id
        desk.move(session, congress, here, [theirs], "take_up", now=now)
        stations.assign(*by, station.id, house.people["station_officer"], now=now)
        known = {
            "code": CODE, "call_id": at, "idea_id": head, "draft_id": bundle, "notice_id": notice,
            "poll_id": poll, "handover_id": bill, "station_id": station.id, "question_id": question.id,
            "cluster_id": groups[0].id, "token": street.token,
            "project": drafts.get(session, here, park).token,
        }  # fmt: skip
    return Season(street, known)
