"""Reports, closed rounds and words that nobody outside may read, for tests of what is told of a year."""

from __future__ import annotations

from tests.supervision.group_work import Group
from tests.supervision.years import BEGUN as BEGUN
from tests.supervision.years import Year
from voting.supervision import changes, programmes, progress, ratings, report_work, rounds
from voting.supervision.changes import Wanted
from voting.supervision.rating_rule import Rule
from voting.supervision.ratings import NewEvaluation

REPORT = {
    "image": "主体结构完成",
    "percent": "20",
    "milestones": "1",
    "works": "完成3栋",
    "next_step": "装修",
    "allotted": "900",
    "arrived": "480",
    "paid": "450",
}
# Each stands in the tables and on no public page.
CANARIES = {
    "draft": "金丝雀甲草稿",
    "unreviewed": "金丝雀乙未审核",
    "open_round": "金丝雀丙未归档",
    "need": "金丝雀丁需协调",
    "visit": "金丝雀戊视察",
    "finding": "金丝雀己问题未发函",
    "answer": "金丝雀庚答复未复查",
    "change": "金丝雀辛调整申请未公告",
    "rating": "金丝雀壬测评未公布",
    "person": "金丝雀癸责任人",
}


def write(year: Year, place: int, **changed: str) -> int:
    """A report handed in by the inspectorate for the project at ``place``."""
    here = (year.congress_id, year.round_id, year.project_ids[place])
    return report_work.submit(
        year.session, year.inspectorate, *here, REPORT | changed, None, "核对后更正", now=year.now
    )


def report(year: Year, place: int = 0, **changed: str) -> None:
    """Handed in and accepted; its light is read."""
    version = write(year, place, **changed)
    here = (year.congress_id, year.round_id, year.project_ids[place])
    report_work.review(year.session, year.office, *here, version, "accept_report", "", now=year.now)


def settle(year: Year, **settings: bool) -> None:
    programmes.set_settings(*year.as_office(), year.programme_id, settings, now=year.now)


def override(year: Year, place: int, colour: str, reason: str = "连续降雨，工期已顺延") -> None:
    here = (year.congress_id, year.round_id, year.project_ids[place])
    progress.override(year.session, year.office, *here, colour, reason, now=year.now)


def close_round(year: Year) -> None:
    year.move_round("end_reporting", "archive")


def next_round(year: Year) -> None:
    """Open the second quarter's."""
    following = rounds.rounds(year.session, year.congress_id, year.programme_id)[1]
    rounds.move(*year.as_office(), following.id, "open", now=year.now)
    year.round_id = following.id


def whisper(group: Group) -> None:
    """Leave every canary where it belongs, in a round that is still open."""
    year = group.year
    report(year, 0, works=CANARIES["open_round"], image=CANARIES["open_round"], needs=CANARIES["need"])
    write(year, 1, works=CANARIES["unreviewed"], image=CANARIES["unreviewed"])
    here = (year.congress_id, year.round_id, year.project_ids[2])
    drafted = REPORT | {"image": CANARIES["draft"]}
    report_work.save_draft(year.session, year.inspectorate, *here, drafted, 0, now=year.now)
    group.enter(group.deputy("王秀兰"), group.new_visit(sentence=CANARIES["visit"]))
    group.raised(problem=CANARIES["finding"], person=CANARIES["person"])
    group.answer(group.issued(), CANARIES["answer"])
    wanted = Wanted("suspend", CANARIES["change"])
    changes.request(
        year.session, year.inspectorate, year.congress_id, year.project_ids[1], wanted, now=year.now
    )
    items = tuple((project_id, f"项目{at}", "") for at, project_id in enumerate(year.project_ids, start=1))
    rating = NewEvaluation(CANARIES["rating"], "named", "committee", Rule(base="valid"), 40, items)
    ratings.create(*year.as_office(), year.programme_id, rating, now=year.now)
