"""The draft form of a poll: from its fields to a method, its text and projects, and back.

Projects are lines of a table as spreadsheets copy them: cells divided by tabs, one project a line, in the
order of ``COLUMNS``. The text of the method comes as one field an article (``draft_settings`` has the
settings, ``rules.articles`` the text).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from voting.errors import Invalid
from voting.polling import draft_settings as settings
from voting.polling.overview import PollView
from voting.polling.sittings import Project
from voting.rules import articles, presets, reading, rounds
from voting.rules.errors import RulesError
from voting.rules.method import Method
from voting.rules.outcome import Outcome
from voting.rules.phrases import Lang
from voting.rules.presets import Caution
from voting.rules.questions import check_names
from voting.rules.terms import Kind

TITLE = 60
COLUMNS = ("name", "unit", "investment", "deadline", "content", "funding", "category", "co_unit", "benefit")


@dataclass(frozen=True)
class DraftForm:
    """The form as text, exactly as typed; an empty setting is the preset's."""

    title: str = ""
    preset: str = "county"
    places: str = ""
    purpose: str = "real"
    min_ballots: str = "10"
    hall: str = ""
    public: str = ""
    board: str = ""
    challenge: str = "no"
    level: str = ""
    voters: str = ""
    place: str = ""
    marking: str = ""
    min_marks: str = ""
    max_marks: str = ""
    pass_rule: str = ""
    base: str = ""
    bar: str = ""
    quorum: str = ""
    participation: str = ""
    tie: str = ""
    shortage: str = ""
    rounds: str = ""
    projects: str = ""
    after: str = ""  # the poll whose tie or shortage this draft settles
    poll: str = ""  # the poll whose draft is changed
    grades: tuple[str, ...] = ()  # of a rating: the name of each grade
    limits: tuple[str, ...] = ()  # and what it takes
    article: tuple[str, ...] = ()  # the text, one field an article; none is the shipped one

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return tuple(f.name for f in fields(cls) if f.name not in cls.lists())

    @classmethod
    def lists(cls) -> tuple[str, ...]:
        """The fields that come more than once."""
        return ("grades", "limits", "article")

    @property
    def kind(self) -> Kind:
        return settings.kind_of(self.preset)


@dataclass(frozen=True)
class Preview:
    """What the draft would become; ``articles`` has for each text field its (number, filled article)."""

    method: Method
    sentence: str
    cautions: tuple[Caution, ...]
    projects: tuple[Project, ...]
    articles: tuple[tuple[tuple[int, str], ...], ...]


def blank(preset: str, projects: Sequence[Project]) -> DraftForm:
    """The form that a preset starts with."""
    kind = settings.kind_of(preset)
    method = settings.PRESETS[kind][preset](1, 2, "real")
    form = DraftForm(preset=preset, projects=lines_of(projects), article=_shipped(kind))
    return replace(form, **_shown(method))


def of_poll(poll: PollView, text: str = "") -> DraftForm:
    """The form that would make this draft again."""
    method = poll.method
    return DraftForm(
        title=poll.title,
        preset=_preset_of(method),
        places=str(method.places),
        purpose=method.purpose,
        projects=lines_of(poll.projects),
        poll=poll.id,
        article=articles.parse(text, method.kind) if text else _shipped(method.kind),
        **_shown(method),
    )


def following(before: PollView, decided: Outcome, text: str = "") -> tuple[DraftForm, Method]:
    """The draft and method of the round that settles what ``decided`` left open; Invalid if nothing is.

    ``text`` is the method's text with the settings of the first round filled in: it stands as adopted.
    """
    try:
        method, standing = rounds.next_round(before.method, decided)
    except RulesError as error:
        raise Invalid(error.code, field=error.field, **error.data) from None
    form = replace(
        of_poll(before, text),
        title=f"{before.title}（第{method.round}轮）"[:TITLE],
        places=str(method.places),
        projects=lines_of([before.projects[index] for index in standing]),
        after=before.id,
        poll="",
    )
    return form, method


def lines_of(projects: Sequence[Project]) -> str:
    """One project a line; a text of several lines goes on one."""
    return "\n".join("\t".join(_flat(getattr(p, name)) for name in COLUMNS).rstrip("\t") for p in projects)


def _flat(text: str) -> str:
    return " ".join(text.replace("\t", " ").splitlines())


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


def text_from(form: DraftForm) -> str:
    """The text of the method, its articles divided by empty lines; the shipped one where none was sent."""
    return articles.joined(form.article) if form.article else articles.template(form.kind)


def method_from(form: DraftForm, fixed: Method | None = None) -> Method:
    """The preset with the form's settings and articles; Invalid names the field at fault.

    ``fixed`` is the method of a later round: its projects, places and rules follow from the round before."""
    count = len(projects_from(form.projects))
    if count == 0:
        raise Invalid("polling.no_projects", field="projects")
    if fixed is not None and count != fixed.candidates:
        raise Invalid("polling.round_projects", field="projects", number=fixed.candidates)
    texts = {name: getattr(form, name) for name in form.names()}
    try:
        if fixed is not None:
            return replace(
                fixed,
                min_ballots=settings.number(form.min_ballots, "min_ballots"),
                publication=settings.told(texts, fixed.publication),
                challenge=settings.allowed(form.challenge),
            )
        method = settings.made(form.preset, texts, count, settings.grades_from(form.grades, form.limits))
        return replace(method, articles=articles.ordered(text_from(form), method.kind))
    except RulesError as error:
        raise Invalid(error.code, field=error.field, **error.data) from None


def preview(
    form: DraftForm, all_deputies: int | None, fixed: Method | None = None, occasion: str = ""
) -> Preview:
    """What the form would make; Invalid names the field at fault."""
    method, projects = method_from(form, fixed), projects_from(form.projects)
    try:
        check_names(method, [project.name for project in projects])
        filled = articles.fill(text_from(form), method, occasion)
        sizes = [_number_of_articles(field, method.kind) for field in form.article] or [1] * len(filled)
    except RulesError as error:
        raise Invalid(error.code, field=error.field, **error.data) from None
    numbered = iter(enumerate(filled, 1))
    shown = tuple(tuple(next(numbered) for _ in range(size)) for size in sizes)
    return Preview(method, sentence(method), presets.warnings(method, all_deputies), projects, shown)


def sentence(method: Method, lang: Lang = "zh") -> str:
    """The method as the one sentence that is read aloud."""
    return reading.reading(method, lang)


def _number_of_articles(field: str, kind: Kind) -> int:
    """One field may hold several articles, or none where the article was struck out."""
    try:
        return len(articles.parse(field, kind))
    except RulesError as error:
        if error.code == "rules.text_empty":
            return 0
        raise


def _shipped(kind: Kind) -> tuple[str, ...]:
    return articles.parse(articles.template(kind), kind)


def _shown(method: Method) -> dict[str, Any]:
    """The fields of the method's settings."""
    return settings.shown(method) | {
        "grades": tuple(grade.name for grade in method.grades),
        "limits": tuple(settings.share_text(grade.share) for grade in method.grades),
    }


def _preset_of(method: Method) -> str:
    if method.kind == "rating":
        return "plenary_rating" if method.voters == "deputies" else "rating"
    if method.level == "recommend":
        return "street"
    if method.pass_rule == "each":
        return "uncontested"
    if method.marking == "tick":
        return "top_k"
    return "township" if method.publication.board == "scrutineers" else "county"
