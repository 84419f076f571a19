"""The draft form of a poll: from its fields to a method and projects, and back.

Projects are lines of a table as spreadsheets copy them: cells divided by tabs, one project a line, in the
order of ``COLUMNS``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeVar, get_args

from voting.errors import Invalid
from voting.polling.overview import PollView
from voting.polling.sittings import Project
from voting.rules import presets, reading, rounds
from voting.rules.errors import RulesError
from voting.rules.method import Method
from voting.rules.outcome import Outcome
from voting.rules.presets import Caution
from voting.rules.questions import check_names
from voting.rules.terms import Board, Counted, Publication, Purpose

TITLE = 60
PRESETS = ("county", "township", "uncontested", "top_k")
Word = TypeVar("Word", bound=str)
COLUMNS = ("name", "unit", "investment", "deadline", "content", "funding", "category", "co_unit", "benefit")


@dataclass(frozen=True)
class DraftForm:
    """The form as text, exactly as typed."""

    title: str = ""
    preset: str = "county"
    places: str = ""
    purpose: str = "real"
    min_ballots: str = "10"
    hall: str = "all"
    public: str = "none"
    board: str = "hall"
    challenge: str = "no"
    projects: str = ""
    after: str = ""  # the poll whose tie or shortage this draft settles
    poll: str = ""  # the poll whose draft is changed

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return tuple(f.name for f in fields(cls))


@dataclass(frozen=True)
class Preview:
    """What the draft would become."""

    sentence: str
    cautions: tuple[Caution, ...]
    projects: tuple[Project, ...]


def blank(projects: Sequence[Project]) -> DraftForm:
    return DraftForm(projects=lines_of(projects))


def of_poll(poll: PollView) -> DraftForm:
    """The form that would make this draft again."""
    method = poll.method
    return DraftForm(
        title=poll.title,
        preset=_preset_of(method),
        places=str(method.places),
        purpose=method.purpose,
        min_ballots=str(method.min_ballots),
        hall=method.publication.hall,
        public=method.publication.public,
        board=method.publication.board,
        challenge="yes" if method.challenge else "no",
        projects=lines_of(poll.projects),
        poll=poll.id,
    )


def following(before: PollView, decided: Outcome) -> tuple[DraftForm, Method]:
    """The draft and method of the round that settles what ``decided`` left open; Invalid if nothing is."""
    try:
        method, standing = rounds.next_round(before.method, decided)
    except RulesError as error:
        raise Invalid(error.code, field=error.field, **error.data) from None
    form = replace(
        of_poll(before),
        title=f"{before.title}（第{method.round}轮）"[:TITLE],
        places=str(method.places),
        projects=lines_of([before.projects[index] for index in standing]),
        after=before.id,
        poll="",
    )
    return form, method


def lines_of(projects: Sequence[Project]) -> str:
    return "\n".join("\t".join(getattr(p, name) for name in COLUMNS).rstrip("\t") for p in projects)


def projects_from(text: str) -> tuple[Project, ...]:
    """One project a line; empty lines are passed over, cells beyond the columns refused with the line."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) > len(COLUMNS):
            raise Invalid("polling.project_cells", field="projects", line=number, limit=len(COLUMNS))
        found.append(Project(**dict(zip(COLUMNS, cells, strict=False))))
    return tuple(found)


def method_from(form: DraftForm, fixed: Method | None = None) -> Method:
    """The preset with the form's settings; Invalid names the field at fault.

    ``fixed`` is the method of a later round: its projects and places follow from the round before."""
    count = len(projects_from(form.projects))
    if count == 0:
        raise Invalid("polling.no_projects", field="projects")
    if fixed is not None and count != fixed.candidates:
        raise Invalid("polling.round_projects", field="projects", number=fixed.candidates)
    try:
        method = fixed or _base(form, count)
        return replace(
            method,
            min_ballots=_number(form.min_ballots, "min_ballots"),
            publication=Publication(
                hall=_word(form.hall, get_args(Counted), "hall"),
                public=_word(form.public, get_args(Counted), "public"),
                board=_word(form.board, get_args(Board), "board"),
            ),
            challenge=_word(form.challenge or "no", ("no", "yes"), "challenge") == "yes",
        )
    except RulesError as error:
        raise Invalid(error.code, field=error.field, **error.data) from None


def preview(form: DraftForm, all_deputies: int | None, fixed: Method | None = None) -> Preview:
    method, projects = method_from(form, fixed), projects_from(form.projects)
    try:
        check_names(method, [project.name for project in projects])
    except RulesError as error:
        raise Invalid(error.code, field=error.field, **error.data) from None
    return Preview(sentence(method), presets.warnings(method, all_deputies), projects)


def sentence(method: Method) -> str:
    """The method as the one sentence that is read aloud."""
    return reading.reading(method)


def _base(form: DraftForm, count: int) -> Method:
    purpose: Purpose = _word(form.purpose, get_args(Purpose), "purpose")
    if form.preset == "uncontested":
        return presets.uncontested(count, purpose)
    make = {"county": presets.county, "township": presets.township, "top_k": presets.top_k}
    if form.preset not in make:
        raise Invalid("polling.unknown_preset", field="preset")
    return make[form.preset](_number(form.places, "places"), count, purpose)


def _preset_of(method: Method) -> str:
    if method.pass_rule == "each":
        return "uncontested"
    if method.marking == "tick":
        return "top_k"
    return "township" if method.publication.board == "scrutineers" else "county"


def _number(text: str, field: str) -> int:
    cleaned = text.strip()
    if not (cleaned.isascii() and cleaned.isdigit() and len(cleaned) < 5):
        raise Invalid("polling.not_number", field=field)
    return int(cleaned)


def _word(text: str, words: tuple[Word, ...], field: str) -> Word:
    """The word of the vocabulary that was chosen."""
    for word in words:
        if word == text:
            return word
    raise Invalid("polling.unknown_choice", field=field)
