"""A voting method as the one sentence that is read aloud and stands in the election's description."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from voting.rules.method import Method, digest
from voting.rules.phrases import NOUNS, PHRASES, Lang, share_of, whole
from voting.rules.terms import NO_SHARE


def reading(method: Method, lang: Lang = "zh") -> str:
    """The method as one sentence on one line, in Chinese under 400 characters."""
    said = [text for _, text in clauses(method, lang)]
    if lang == "zh":
        return "；".join(said) + "。"
    sentence = "; ".join(said) + "."
    return sentence[0].upper() + sentence[1:]


def clauses(method: Method, lang: Lang = "zh") -> tuple[tuple[str, str], ...]:
    """The parts of that sentence in their order, each with the name of its phrase."""
    base = whole(method.base, method.voters, lang)
    data: dict[str, object] = {
        "n": method.candidates,
        "k": method.places,
        "min": method.min_marks,
        "max": method.max_marks,
        "round": method.round,
        "rounds": method.rounds,
        "least": method.min_ballots,
        "chair": NOUNS[lang][method.voters]["chair"],
        "share": share_of(method.bar, base, lang),
    }
    return tuple(
        (key, PHRASES[lang][key].format_map(data | dict(more))) for key, more in _clauses(method, lang)
    )


def description(method: Method) -> str:
    """What the election says of its rules: the reading, then the digest of the method."""
    return f"{reading(method)}〔票决办法 SHA-256 {digest(method)}〕"


_Clause = tuple[str, Mapping[str, object]]


def _clauses(method: Method, lang: Lang) -> Iterator[_Clause]:
    if method.purpose == "rehearsal":
        yield "rehearsal", {}
    yield from _task(method, lang)
    everyone = whole("all_deputies", method.voters, lang)
    for key, share in (("quorum", method.quorum), ("participation", method.participation)):
        if share != NO_SHARE:
            yield key, {"share": share_of(share, everyone, lang)}
    yield "void_if_more", {}
    yield from _grading(method, lang) if method.kind == "rating" else _choosing(method)
    if method.level == "recommend":
        yield "recommend", {}
    yield from _telling(method)
    if method.challenge:
        yield "challenge", {}
    yield "min_ballots", {}


def _task(method: Method, lang: Lang) -> Iterator[_Clause]:
    if method.kind == "rating":
        names = ("、" if lang == "zh" else ", ").join(grade.name for grade in method.grades)
        yield "rate", {"grades": names}
        yield ("rate_one" if method.min_marks else "rate_abstain"), {}
    else:
        yield ("each" if method.pass_rule == "each" else "contested"), {}
        yield method.marking, {}
        yield _marks(method), {}


def _choosing(method: Method) -> Iterator[_Clause]:
    if method.pass_rule == "each":
        yield "pass_each", {}
        return
    yield method.pass_rule, {}
    yield f"tie_{method.tie_now}", {}
    yield f"shortage_{method.shortage_now}", {}
    if method.tie_now == "runoff" or method.shortage_now == "second_ballot":
        yield "rounds", {}


def _grading(method: Method, lang: Lang) -> Iterator[_Clause]:
    yield "rate_base", {"base": whole(method.base, method.voters, lang)}
    places = {0: "grade_first", len(method.grades) - 1: "grade_last"}
    for index, grade in enumerate(method.grades):
        limit = share_of(grade.share, "" if lang == "zh" else "them", lang)
        yield places.get(index, "grade_next"), {"name": grade.name, "share": limit}


def _marks(method: Method) -> str:
    if method.min_marks == method.max_marks:
        return "marks_exact"
    if method.min_marks:
        return "marks_between"
    return "marks_free" if method.max_marks == method.candidates else "marks_most"


def _telling(method: Method) -> Iterator[_Clause]:
    for audience, told in (("hall", method.publication.hall), ("public", method.publication.public)):
        if method.kind == "rating":
            yield f"rate_{audience}_{'all' if told == 'all' else 'less'}", {}
        else:
            yield f"{audience}_{told}", {}
