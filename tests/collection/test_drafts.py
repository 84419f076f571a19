"""From adopted ideas to candidate drafts: sources, versions, warnings, bundles, Excel, moves."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from tests.collection.desks import LATER, Desks
from tests.halls import NOW, workbook
from voting.collection import decisions, draft_excel, draft_work, drafts
from voting.collection.decisions import Ruling
from voting.collection.draft_sheet import EXCEL
from voting.errors import Conflict, Invalid, NotFound, NotReady

CANTEEN = {
    "name": "社区食堂建设",
    "content": "新建社区食堂6个",
    "place": "城关街道",
    "total_investment": "600",
    "year_investment": "600",
    "own_money": "400",
    "upper_money": "200",
    "budgeted": "400",
    "responsible_unit": "县民政局",
    "target": "年底前6个全部开餐",
    "deadline": "2027年11月底前",
}


def answered(desks: Desks, outcome: str, title: str = "建社区食堂") -> str:
    """An idea whose decision was published."""
    idea_id = desks.idea(title)
    desks.screened(idea_id)
    ruling = Ruling("adopt") if outcome == "adopt" else Ruling(outcome, "library", "条件成熟后再办理")
    decisions.decide(*desks.as_government(), [idea_id], ruling, now=NOW)
    desks.publish(now=NOW)
    return idea_id


def draft(desks: Desks, given: dict[str, str] = CANTEEN, ideas=(), **more) -> str:
    return draft_work.create(*desks.as_government(), desks.call_id, given, ideas, now=NOW, **more)


def read(desks: Desks, draft_id: str) -> drafts.DraftLine:
    return drafts.get(desks.hall.session, desks.hall.congress_id, draft_id)


def codes(line: drafts.DraftLine) -> list[str]:
    return [warning.code for warning in line.warnings]


def test_a_draft_is_made_of_adopted_ideas_and_entries_of_the_library(desks):
    adopted, kept = answered(desks, "adopt"), answered(desks, "keep", "老人送餐上门")
    assert [
        idea.id for idea in drafts.choices(desks.hall.session, desks.hall.congress_id, desks.call_id)
    ] == [
        adopted,
        kept,
    ]
    made = draft(desks, ideas=[adopted, kept])
    found = drafts.sources(desks.hall.session, desks.hall.congress_id, [made])[made]
    assert [idea.id for idea in found] == [adopted, kept]
    assert read(desks, made).sources == 2
    assert codes(read(desks, made)) == []


def test_an_idea_that_was_not_answered_yet_is_no_source(desks):
    with pytest.raises(Conflict, match="not_a_source"):
        draft(desks, ideas=[desks.idea()])


def test_an_idea_of_another_congress_is_no_source(desks):
    with pytest.raises(NotFound, match="idea_not_found"):
        draft(desks, ideas=["0" * 32])


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"upper_money": "150"}, "money_sum"),
        ({"own_money": "", "upper_money": ""}, "money_missing"),
        ({"year_investment": "700"}, "year_above_total"),
        ({"budgeted": "300"}, "gap"),
        ({"target": ""}, "target_missing"),
        ({"deadline": ""}, "deadline_missing"),
        ({"responsible_unit": ""}, "unit_missing"),
    ],
)
def test_what_does_not_add_up_or_is_missing_is_warned_about_and_saved_all_the_same(desks, changed, code):
    made = draft(desks, CANTEEN | changed, [answered(desks, "adopt")])
    assert codes(read(desks, made)) == [code]


def test_a_draft_without_any_idea_is_warned_about(desks):
    assert codes(read(desks, draft(desks))) == ["no_source"]


@pytest.mark.parametrize(
    ("field", "text"), [("name", ""), ("total_investment", "约六百万"), ("beneficiaries", "很多")]
)
def test_what_cannot_be_read_is_refused_at_its_field(desks, field, text):
    with pytest.raises(Invalid) as refused:
        draft(desks, CANTEEN | {field: text})
    assert refused.value.field == field


def test_versions_stand_side_by_side_with_who_when_and_why(desks):
    made = draft(desks)
    changed = CANTEEN | {"content": "新建社区食堂4个", "total_investment": "400"}
    assert draft_work.edit(*desks.as_congress(), made, changed, remark="按会商意见减少2个", now=LATER) == 2
    first, second = drafts.versions(desks.hall.session, desks.hall.congress_id, made)
    assert (first.version, first.author, first.written_at) == (1, desks.government.name, NOW)
    assert (second.version, second.author, second.written_at) == (2, desks.congress.name, LATER)
    assert second.remark == "按会商意见减少2个"
    assert first.digest != second.digest
    differing = [change for change in drafts.difference(first.data, second.data) if change.changed]
    assert [(change.label, change.before, change.after) for change in differing] == [
        ("建设内容", "新建社区食堂6个", "新建社区食堂4个"),
        ("总投资(万元)", "600", "400"),
    ]


def test_saving_what_is_there_makes_no_version(desks):
    made = draft(desks)
    assert draft_work.edit(*desks.as_government(), made, CANTEEN, now=LATER) == 1
    assert len(drafts.versions(desks.hall.session, desks.hall.congress_id, made)) == 1


def test_after_it_was_submitted_a_change_says_why(desks):
    made = draft(desks)
    draft_work.move(*desks.as_government(), [made], "submit", now=NOW)
    with pytest.raises(Invalid, match="remark_missing"):
        draft_work.edit(*desks.as_government(), made, CANTEEN | {"scale": "6个"}, now=LATER)


def test_a_bundle_keeps_its_sub_items_together(desks):
    bundle = draft(desks)
    parts = [
        draft(desks, {"name": name, "total_investment": "200"}, parent_id=bundle)
        for name in ("城东食堂", "城西食堂")
    ]
    assert codes(read(desks, bundle)) == ["no_source", "parts_sum"]
    listed = drafts.every(desks.hall.session, desks.hall.congress_id, desks.call_id)
    assert [line.id for line in listed] == [bundle, *parts]
    draft_work.move(*desks.as_government(), [bundle], "submit", now=NOW)
    assert [read(desks, part).state for part in parts] == ["review", "review"]
    with pytest.raises(Conflict, match="no_bundle"):
        draft(desks, {"name": "城东食堂一期"}, parent_id=parts[0])


def test_two_drafts_of_a_call_have_two_names_until_one_is_dropped(desks):
    first = draft(desks)
    with pytest.raises(Invalid, match="draft_twin"):
        draft(desks)
    draft_work.move(*desks.as_government(), [first], "drop", reason="用地不落实", now=NOW)
    assert draft(desks) != first


def test_dropping_says_why_and_stands_in_the_log(desks):
    made = draft(desks)
    with pytest.raises(Invalid, match="reason_needed"):
        draft_work.move(*desks.as_government(), [made], "drop", now=NOW)
    draft_work.move(*desks.as_government(), [made], "drop", reason="用地不落实", now=NOW)
    assert desks.hall.verbs()[-2:] == ["create", "drop"]
    with pytest.raises(Conflict, match="draft_closed"):
        draft_work.edit(*desks.as_government(), made, CANTEEN | {"scale": "6个"}, now=LATER)


def test_the_order_is_changed_one_place_at_a_time(desks):
    first, second = draft(desks), draft(desks, CANTEEN | {"name": "口袋公园"})
    draft_work.raise_up(*desks.as_government(), second, now=NOW)
    listed = drafts.every(desks.hall.session, desks.hall.congress_id, desks.call_id)
    assert [line.id for line in listed] == [second, first]


# Excel ----------------------------------------------------------------------------------------


def place(desks: Desks) -> tuple:
    return desks.hall.session, desks.hall.congress_id, desks.call_id


def sheet_of(rows: list[dict[str, str]]) -> bytes:
    heads = [column.header for column in EXCEL.columns]
    return workbook([heads, *[[row.get(column.key) for column in EXCEL.columns] for row in rows]])


def test_the_workbook_that_goes_out_comes_back_without_a_change(desks):
    bundle = draft(desks)
    draft(desks, {"name": "城东食堂"}, parent_id=bundle)
    data = draft_excel.workbook(*place(desks))
    page = load_workbook(io.BytesIO(data)).active
    assert [cell.value for cell in page["A"]][3:5] == ["社区食堂建设", "城东食堂"]
    reading = draft_excel.read(*place(desks), data)
    taken = draft_excel.take(desks.hall.session, desks.government, *place(desks)[1:], reading, now=LATER)
    assert taken == draft_excel.Taken(0, 0)


def test_a_workbook_makes_drafts_bundles_and_new_versions(desks):
    made = draft(desks)
    rows = [
        CANTEEN | {"deadline": "2027年10月底前"},
        {"name": "口袋公园"},
        {"name": "东园", "bundle": "口袋公园"},
    ]
    reading = draft_excel.read(*place(desks), sheet_of(rows))
    taken = draft_excel.take(desks.hall.session, desks.government, *place(desks)[1:], reading, now=LATER)
    assert taken == draft_excel.Taken(2, 1)
    assert read(desks, made).version == 2
    listed = drafts.every(*place(desks))
    assert [(line.title, line.parent_id is None) for line in listed] == [
        ("社区食堂建设", True),
        ("口袋公园", True),
        ("东园", False),
    ]


def test_a_bad_row_keeps_the_whole_workbook_out(desks):
    rows = [{"name": "口袋公园"}, {"name": "东园", "bundle": "没有的项目"}, {"name": "口袋公园"}]
    reading = draft_excel.read(*place(desks), sheet_of(rows))
    assert [[fault.code for fault in row.errors] for row in reading.rows] == [
        [],
        ["collection.no_bundle"],
        ["collection.draft_twice"],
    ]
    with pytest.raises(NotReady, match="rows_bad"):
        draft_excel.take(desks.hall.session, desks.government, *place(desks)[1:], reading, now=LATER)
    assert drafts.every(*place(desks)) == []
