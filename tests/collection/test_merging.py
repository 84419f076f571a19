"""n → 1 and back, one → several and back: every original keeps what it was."""

from __future__ import annotations

import pytest

from tests.collection.desks import LATER, SECRET, Desks
from voting.collection import decisions, desk, entries, ideas, inbox, merging, public, statistics
from voting.collection.decisions import Ruling
from voting.collection.merging import Part
from voting.errors import Conflict, Invalid, NotAllowed


def merged(desks: Desks, *idea_ids: str) -> str:
    session, actor, congress_id = desks.as_government()
    return merging.merge(
        session, SECRET, actor, congress_id, idea_ids,
        title="社区助餐点建设", text="在各社区建助餐点", reason="同一诉求", now=LATER,
    )  # fmt: skip


def case(desks: Desks, idea_id: str) -> desk.Case:
    return desk.case(desks.hall.session, desks.hall.congress_id, idea_id, "government")


def test_merged_ideas_keep_text_number_station_and_lead_to_their_entry(desks: Desks):
    first, second = desks.idea("办老年食堂", text="午饭没着落"), desks.idea("建长者饭堂")
    before = [case(desks, idea).idea for idea in (first, second)]
    head = merged(desks, first, second)
    shown = case(desks, head)
    assert [idea.id for idea in shown.originals] == [first, second]
    assert [(o.title, o.text, o.number) for o in shown.originals] == [
        (idea.title, idea.text, idea.number) for idea in before
    ]
    assert (shown.idea.kind, shown.idea.state) == ("merged", "in_progress")
    assert [desks.state(idea) for idea in (first, second)] == ["merged", "merged"]
    assert case(desks, first).head == shown.idea


def test_undoing_gives_every_original_its_state_back(desks: Desks):
    first, second = desks.idea(), desks.idea()
    desk.move(*desks.as_government(), [second], "take_up", now=LATER)
    head = merged(desks, first, second)
    assert merging.undo(*desks.as_government(), head, reason="诉求不同", now=LATER) == 2
    assert [desks.state(idea) for idea in (first, second, head)] == ["received", "in_progress", "dissolved"]
    again = merged(desks, first, second)
    assert again != head
    assert desks.state(first) == "merged"


def test_a_third_joins_the_entry_and_one_can_be_taken_out(desks: Desks):
    first, second, third = desks.idea(), desks.idea(), desks.idea()
    head = merged(desks, first, second)
    assert merged(desks, third, head) == head
    merging.take_out(*desks.as_government(), second, reason="说的是另一处", now=LATER)
    assert [idea.id for idea in case(desks, head).originals] == [first, third]
    merging.take_out(*desks.as_government(), third, reason="说的是另一处", now=LATER)
    assert desks.state(head) == "dissolved"
    assert desks.state(first) == "received"


def test_two_entries_become_one_and_each_can_leave_as_it_was(desks: Desks):
    ours, theirs = [desks.idea(), desks.idea()], [desks.idea(), desks.idea(), desks.idea()]
    first, second = merged(desks, *ours), merged(desks, *theirs)
    late = desks.idea()
    assert merged(desks, second, late, first) == first
    shown = case(desks, first)
    assert [idea.id for idea in shown.originals] == [*ours, second, late]
    assert case(desks, second).head == shown.idea
    here = (desks.hall.session, desks.hall.congress_id)
    assert set(entries.originals(*here, [first])[first]) == {*ours, *theirs, late}
    assert {entries.entry_of(*here, idea) for idea in (*ours, *theirs, late, second)} == {first}
    with pytest.raises(Conflict):
        merging.take_out(*desks.as_government(), theirs[0], reason="先要移出它的合并件", now=LATER)
    merging.take_out(*desks.as_government(), second, reason="说的是另一处", now=LATER)
    assert [idea.id for idea in case(desks, second).originals] == theirs
    assert [desks.state(idea) for idea in (first, second, *theirs)] == ["in_progress"] * 2 + ["merged"] * 3


def test_undoing_an_entry_of_entries_leaves_the_joined_one_whole(desks: Desks):
    ours, theirs = [desks.idea(), desks.idea()], [desks.idea(), desks.idea()]
    first, second = merged(desks, *ours), merged(desks, *theirs)
    merged(desks, first, second)
    assert merging.undo(*desks.as_government(), first, reason="合错了", now=LATER) == 3
    assert [desks.state(idea) for idea in (*ours, first)] == ["received", "received", "dissolved"]
    assert desks.state(second) == "in_progress"
    assert [idea.id for idea in case(desks, second).originals] == theirs
    assert merging.undo(*desks.as_government(), second, reason="诉求不同", now=LATER) == 2
    assert [desks.state(idea) for idea in theirs] == ["received", "received"]


def test_everybody_behind_an_entry_of_entries_is_answered_and_counted(desks: Desks):
    sent = [desks.idea() for _ in range(4)]
    head = merged(desks, merged(desks, *sent[:2]), merged(desks, *sent[2:]))
    session, _actor, congress_id = desks.as_government()
    at = (session, congress_id, desks.call_id)
    found = inbox.inbox(*at, "government", inbox.Filter(state="in_progress"), today=LATER.date())
    assert [(each.idea.id, each.merged) for each in found.entries] == [(head, 4)]
    ruling = Ruling("postpone", "unaffordable", "明年财力有限，列入后年计划研究。")
    decisions.decide(*desks.as_government(), [head], ruling, now=LATER)
    desks.publish()
    for idea_id in sent:
        told = public.fate(session, congress_id, idea_id)
        assert (told.within.id, told.others, told.idea.answered_at) == (head, 3, LATER)
        assert [ruled.ruling for ruled in told.rulings] == [ruling]
    reasons = statistics.numbers(*at).reasons
    assert {count.key: count.number for count in reasons} == {"merged": 4, "unaffordable": 1}


def test_what_is_decided_of_the_entry_answers_its_originals(desks: Desks):
    first, second = desks.idea(), desks.idea()
    head = merged(desks, first, second)
    ruling = Ruling("postpone", "unaffordable", "明年财力有限，列入后年计划研究。")
    decisions.decide(*desks.as_government(), [head], ruling, now=LATER)
    with pytest.raises(Conflict):
        merging.undo(*desks.as_government(), head, reason="再想想", now=LATER)
    desks.publish()
    assert case(desks, first).idea.answered_at == LATER
    with pytest.raises(Conflict):
        merging.take_out(*desks.as_government(), first, reason="再想想", now=LATER)


@pytest.mark.parametrize("many", [0, 1])
def test_one_idea_alone_is_not_merged(desks: Desks, many: int):
    given = [desks.idea() for _ in range(many)]
    with pytest.raises(Invalid):
        merged(desks, *given, *given)


def test_ideas_of_two_desks_are_never_merged(desks: Desks):
    with pytest.raises(Conflict) as caught:
        merged(desks, desks.idea(), desks.idea(desk="congress"))
    assert caught.value.code == "collection.merge_across"


def test_the_other_desk_merges_nothing(desks: Desks):
    first, second = desks.idea(), desks.idea()
    session, actor, congress_id = desks.as_congress()
    with pytest.raises(NotAllowed):
        merging.merge(session, SECRET, actor, congress_id, [first, second], title="合并件", text="",
                      reason="", now=LATER)  # fmt: skip
    assert desks.state(first) == "received"


def test_one_idea_with_two_matters_becomes_two_entries_and_one_again(desks: Desks):
    whole = desks.idea("修路灯和建公厕", text="村口路灯不亮，广场没有公厕")
    session, actor, congress_id = desks.as_government()
    parts = [Part("村口路灯维修", "村口路灯不亮", "养老托育"), Part("广场建公厕", "广场没有公厕", "养老托育")]
    made = merging.split(session, SECRET, actor, congress_id, whole, parts, reason="两件事", now=LATER)
    assert [idea.title for idea in case(desks, whole).parts] == ["村口路灯维修", "广场建公厕"]
    assert desks.state(whole) == "split"
    assert case(desks, made[0]).whole == case(desks, whole).idea
    merging.unsplit(*desks.as_government(), whole, reason="合并答复", now=LATER)
    assert desks.state(whole) == "in_progress"
    assert case(desks, whole).parts == ()


def test_the_entry_is_reworded_and_the_originals_are_not(desks: Desks):
    first, second = desks.idea(), desks.idea()
    head = merged(desks, first, second)
    merging.reword(*desks.as_government(), head, title="全县助餐点建设", text="", now=LATER)
    assert case(desks, head).idea.title == "全县助餐点建设"
    with pytest.raises(Conflict):
        merging.reword(*desks.as_government(), first, title="改群众的话", text="", now=LATER)
    assert ideas.get(desks.hall.session, desks.hall.congress_id, first).title == "建社区食堂"


@pytest.mark.parametrize("fate", ["dissolved", "adopted", "prepared"])
def test_nothing_joins_an_entry_that_is_closed(desks: Desks, fate: str):
    head, late = merged(desks, desks.idea(), desks.idea()), desks.idea()
    if fate == "dissolved":
        merging.undo(*desks.as_government(), head, reason="诉求不同", now=LATER)
    else:
        desks.screened(head)
        decisions.decide(*desks.as_government(), [head], Ruling("adopt"), now=LATER)
    if fate == "adopted":
        desks.publish()
    with pytest.raises(Conflict):
        merged(desks, head, late)
    assert desks.state(late) == "received"


def test_an_idea_is_not_set_apart_while_a_decision_on_it_waits(desks: Desks):
    idea_id = desks.idea()
    here = desks.as_government()
    decisions.decide(*here, [idea_id], Ruling("keep", "library", "条件成熟再议。"), now=LATER)
    with pytest.raises(Conflict, match="decision_pending"):
        desk.move(*here, [idea_id], "set_apart", reason="信访事项", now=LATER)
    decisions.withdraw(*here, [idea_id], now=LATER)
    desk.move(*here, [idea_id], "set_apart", reason="信访事项", now=LATER)
    assert desks.state(idea_id) == "petition"
