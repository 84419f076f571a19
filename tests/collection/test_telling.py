"""Authors who left an address are told of each step once, through whichever sender is set up."""

from __future__ import annotations

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_string, policy
from threading import Thread
from typing import ClassVar

import pytest
from sqlalchemy import select

from tests.collection.desks import LATER, SECRET, Author, Desks
from tests.collection.test_drafts import answered
from voting import jobs
from voting.chain import notify_jobs
from voting.collection import authors, telling
from voting.collection.level_models import AuthorNotice
from voting.config import Settings
from voting.db import in_congress
from voting.senders import EmailSender, SendingFailed, senders

ADDRESS = "zhang@example.cn"


@dataclass
class Sink:
    """A mail server that keeps what it is given; it refuses recipients at ``refused``."""

    port: int
    mails: list[str] = field(default_factory=list)
    refused: str = ""

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


@contextmanager
def mail_server() -> Iterator[Sink]:
    sink = Sink(0)

    class Dialogue(socketserver.StreamRequestHandler):
        """As much of RFC 5321 as one message takes."""

        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 sink")
            while line := self.rfile.readline().decode().strip():
                verb = line.split(":")[0].upper()
                if verb.startswith("DATA"):
                    self.say("354 go on")
                    sink.mails.append(self.body())
                    self.say("250 kept")
                elif verb.startswith("RCPT") and sink.refused and sink.refused in line:
                    self.say("550 nobody of that name")
                elif verb.startswith("QUIT"):
                    self.say("221 bye")
                    return
                else:
                    self.say("250 sink")

        def body(self) -> str:
            lines = []
            while (line := self.rfile.readline().decode()) != ".\r\n":
                lines.append(line)
            return "".join(lines)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Dialogue) as server:
        sink.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield sink
        server.shutdown()
        thread.join()


@pytest.fixture
def sink() -> Iterator[Sink]:
    with mail_server() as opened:
        yield opened


def author_of(desks: Desks, idea_id: str, email: str = ADDRESS) -> None:
    """Give a recorded idea its author, as a form with an address would have."""
    from voting.collection.idea_models import IdeaAuthor
    from voting.db import writing

    with writing(desks.hall.session) as session:
        session.add(
            IdeaAuthor(
                idea_id=idea_id, congress_id=desks.hall.congress_id, name="张某", email=email,
                erase_after=LATER.replace(year=2027),
            )
        )  # fmt: skip


def settings(desks: Desks, sink: Sink | None, tmp_path) -> Settings:
    base = Settings(instance=tmp_path, main_url="", board_url="", secret_key=SECRET)
    if sink is None:
        return base
    return replace(
        base, smtp=sink.url, mail_from="notice@linhai.example", public_url="https://ideas.linhai.example"
    )


def run(desks: Desks, given: Settings) -> None:
    desks.hall.session.rollback()
    here = desks.hall.congress_id
    line = jobs.JobLine("1" * 32, here, telling.JOB, here, "running", 0, 0, "", None, LATER, None)
    notify_jobs.tell_authors(desks.hall.databases, given, line, lambda done, total: None)


def states(desks: Desks) -> list[tuple[str, str, int]]:
    session = in_congress(desks.hall.session, desks.hall.congress_id)
    session.rollback()
    rows = session.scalars(select(AuthorNotice).where(AuthorNotice.congress_id == desks.hall.congress_id))
    return [(row.step, row.state, row.tries) for row in rows]


def test_an_author_is_told_once_that_his_idea_was_answered(desks, sink, tmp_path):
    author_of(desks, answered(desks, "adopt"))
    given = settings(desks, sink, tmp_path)
    run(desks, given)
    run(desks, given)
    (mail,) = sink.mails
    message = message_from_string(mail, policy=policy.default)
    assert (message["To"], message["From"]) == (ADDRESS, "notice@linhai.example")
    text = message.get_content()
    assert "受理编号 2027-000001）已公布办理结果" in text
    assert "https://ideas.linhai.example/c/linhai/follow" in text
    assert "食堂" not in mail
    assert "张某" not in text
    assert states(desks) == [("answered", "sent", 1)]


def test_nothing_is_sent_where_nothing_is_set_up(desks, tmp_path):
    author_of(desks, answered(desks, "adopt"))
    run(desks, settings(desks, None, tmp_path))
    assert states(desks) == []


def test_who_left_no_address_or_has_no_answer_yet_is_told_nothing(desks, sink, tmp_path):
    answered(desks, "adopt")
    author_of(desks, desks.idea("还没有答复的一条"))
    run(desks, settings(desks, sink, tmp_path))
    assert sink.mails == []


def test_an_address_that_is_refused_is_tried_three_times_and_holds_up_nobody(desks, sink, tmp_path):
    author_of(desks, answered(desks, "adopt"), email="gone@example.cn")
    author_of(desks, answered(desks, "adopt", "第二条"))
    sink.refused = "gone@"
    for _time in range(4):
        run(desks, settings(desks, sink, tmp_path))
    assert len(sink.mails) == 1
    assert sorted(states(desks)) == [("answered", "failed", 3), ("answered", "sent", 1)]


def test_an_author_who_fell_to_retention_is_told_nothing(desks, sink, tmp_path):
    idea_id = answered(desks, "adopt")
    author_of(desks, idea_id)
    telling.note(desks.hall.session, desks.hall.congress_id, idea_id, telling.ANSWERED, now=LATER)
    authors.erase_due(desks.hall.session, now=LATER.replace(year=2028))
    run(desks, settings(desks, sink, tmp_path))
    assert sink.mails == []
    assert states(desks) == [("answered", "failed", 1)]


def test_a_server_that_is_away_is_a_failure_without_the_address():
    with pytest.raises(SendingFailed) as failed:
        EmailSender("smtp://127.0.0.1:9", "a@example.cn").send(ADDRESS, "主题", "正文")
    assert ADDRESS not in str(failed.value)


def test_a_subject_cannot_smuggle_in_a_header():
    with pytest.raises(SendingFailed):
        EmailSender("smtp://127.0.0.1:9", "a@example.cn").send(ADDRESS, "主题\nBcc: x@example.cn", "正文")


@pytest.mark.parametrize(
    ("url", "sender"), [("http://mail.example", "a@b"), ("smtp://", "a@b"), ("smtp://m", "a")]
)
def test_settings_that_cannot_work_stop_at_once(url, sender):
    with pytest.raises(ValueError, match="VOTING_SMTP"):
        EmailSender(url, sender)


class Texts:
    """An adapter as docs/senders.md describes one; it keeps what it was given."""

    reach = "phone"
    given: ClassVar[list[tuple[str, str]]] = []

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def send(self, to: str, subject: str, text: str) -> None:
        self.given.append((to, subject))


def test_an_adapter_is_loaded_by_its_name_and_reaches_telephones(desks, tmp_path):
    Texts.given.clear()
    idea_id = desks.idea(author=Author("张某", "13800001111"))
    given = replace(settings(desks, None, tmp_path), senders=("tests.collection.test_telling:Texts",))
    assert [sender.reach for sender in senders(given)] == ["phone"]
    telling.note(desks.hall.session, desks.hall.congress_id, idea_id, telling.LISTED, now=LATER)
    sent = telling.send_waiting(
        desks.hall.session, senders(given), desks.hall.congress_id, "https://x.example", now=LATER
    )
    assert sent == telling.Sent(1, 0)
    assert Texts.given == [("13800001111", "您的意见建议 2027-000001 有新进展")]
