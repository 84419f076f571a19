"""What anybody may read and do, on PostgreSQL as on SQLite; forms that are sent at the same moment."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from tests.collection.desks import SECRET, call_form, open_desks
from tests.collection.proving import prove
from tests.halls import NOW, open_hall
from voting import jobs
from voting.collection import authors, calls, desk, intake, merging, photos, public, stations
from voting.collection.guarding import FORM_LIFE, Forms
from voting.collection.intake import Entry
from voting.collection.likeness import Document
from voting.collection.public import Memory
from voting.collection.stations import StationForm
from voting.config import load_settings
from voting.errors import Conflict, Invalid

DEVICE = "d" * 64


def test_a_residents_way_on_both_databases(tmp_path: Path, database_urls):
    with open_hall(tmp_path, database_urls.main, database_urls.board) as hall:
        desks, session, here = open_desks(hall), hall.session, hall.congress_id
        given = call_form(public_lists=True, support_counts=True)
        calls.edit(*desks.as_government(), desks.call_id, given, now=NOW)
        call = calls.get(session, here, desks.call_id)
        station_id = stations.add(*desks.as_government(), StationForm("城东联络站", "centre"), now=NOW)
        entry = Entry("paper", "建社区食堂", category="养老托育", phone="13800004071", station_id=station_id)
        clerk = desks.government
        made = intake.enter(session, SECRET, clerk, here, call.id, entry, now=NOW)
        other = desks.idea("社区办老年食堂")
        desk.list_publicly(*desks.as_government(), [made.idea_id, other], True, now=NOW)
        found, total = public.listed(session, here, call)
        assert (len(found), total) == (2, 2)
        like = Memory().like(session, here, call, Document("建社区食堂", category="养老托育"))
        assert made.idea_id in {shown.idea.id for shown in like}
        assert [public.support(session, here, call, other, DEVICE, now=NOW) for _ in range(2)] == [1, 1]
        picture = io.BytesIO()
        Image.new("RGB", (40, 30)).save(picture, "PNG")
        settings = load_settings(tmp_path, {})
        photos.accept(session, settings, here, other, [io.BytesIO(picture.getvalue())], now=NOW)
        assert jobs.run_queued(hall.databases, settings) == 1
        session.rollback()
        assert [line.state for line in photos.of_idea(session, here, other)] == ["ready"]
        head = merging.merge(
            session, SECRET, clerk, here, [made.idea_id, other], title="社区食堂", text="", reason="", now=NOW
        )
        fate = public.follow(session, SECRET, here, made.shown, "4071")
        assert (fate.idea.id, fate.within.id, fate.others) == (made.idea_id, head, 1)
        assert authors.erase_due(session, now=NOW + timedelta(days=400)) == 1


def test_of_two_sendings_at_once_one_waits_for_the_other():
    forms = Forms(b"secret")
    proof = prove(forms.issue("door", now=NOW + timedelta(days=36500)))
    with forms.once(proof, "door", now=NOW) as use:
        with pytest.raises(Conflict), forms.once(proof, "door", now=NOW):
            pass
        use.result = "2027-000001"
    with forms.once(proof, "door", now=NOW) as again:
        assert again.result == "2027-000001"


def test_a_form_that_was_open_too_long_is_refused_as_such():
    forms = Forms(b"secret")
    proof = prove(forms.issue("door", now=NOW - FORM_LIFE * 2))
    with pytest.raises(Invalid) as refused, forms.once(proof, "door", now=NOW):
        pass
    assert refused.value.code == "collection.form_expired"


def test_the_work_of_another_installation_is_worth_nothing():
    proof = prove(Forms(b"other").issue("door", now=NOW + timedelta(days=36500)))
    with pytest.raises(Invalid), Forms(b"secret").once(proof, "door", now=NOW):
        pass


def test_a_closed_station_is_listed_no_more_and_closes_once(tmp_path: Path, sqlite_urls):
    with open_hall(tmp_path, sqlite_urls.main, sqlite_urls.board) as hall:
        desks = open_desks(hall)
        station_id = stations.add(*desks.as_government(), StationForm("城东联络站", "centre"), now=NOW)
        stations.close(*desks.as_government(), station_id, now=NOW)
        with pytest.raises(Conflict):
            stations.close(*desks.as_government(), station_id, now=NOW)
        assert stations.every(hall.session, hall.congress_id) == []
