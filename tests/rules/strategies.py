"""Valid methods and believable counts, for tests that must hold whatever the settings."""

from __future__ import annotations

from typing import get_args

from hypothesis import strategies as st

from voting.rules import terms
from voting.rules.counts import Counts
from voting.rules.method import FIELDS, Method
from voting.rules.terms import ANY_VOTE, HALF, MORE_THAN_HALF, NO_SHARE, TWO_THIRDS, Grade, Publication, Share

SHARES = [
    HALF,
    MORE_THAN_HALF,
    TWO_THIRDS,
    Share(2, 3, True),
    Share(1, 3, False),
    Share(1, 1, False),
    Share(67, 100, True),
]
shares = st.sampled_from(SHARES)


def words(vocabulary: object) -> st.SearchStrategy[str]:
    return st.sampled_from(get_args(vocabulary))


@st.composite
def common(draw: st.DrawFn) -> dict[str, object]:
    """Settings that ballots and ratings share."""
    return {
        "purpose": draw(words(terms.Purpose)),
        "level": draw(words(terms.Level)),
        "voters": draw(words(terms.Voters)),
        "place": draw(words(terms.Place)),
        "base": draw(words(terms.Base)),
        "quorum": draw(shares),
        "participation": draw(st.sampled_from([NO_SHARE, *SHARES])),
        "min_ballots": draw(st.integers(5, 300)),
        "publication": Publication(
            draw(words(terms.Counted)), draw(words(terms.Counted)), draw(words(terms.Board))
        ),
        "challenge": draw(st.booleans()),
        "articles": tuple(
            (name, draw(st.integers(1, 60)))
            for name in sorted(draw(st.sets(st.sampled_from(FIELDS), max_size=4)))
        ),
    }


@st.composite
def ballots(draw: st.DrawFn, most: int = 12) -> Method:
    """A valid method of a project ballot with up to ``most`` candidates."""
    n = draw(st.integers(1, most))
    rule = draw(st.sampled_from(["majority_then_votes", "top_k", "each"]))
    high = draw(st.integers(1, n))
    rounds = draw(st.integers(1, 9))
    marking = draw(st.sampled_from(["tick", "three"]))
    return Method(
        candidates=n,
        places=n if rule == "each" else draw(st.integers(1, n)),
        max_marks=high,
        min_marks=draw(st.integers(0, high)),
        marking=marking,
        exclusive=((0, 1),) if marking == "three" else (),
        pass_rule=rule,
        bar=ANY_VOTE if rule == "top_k" else draw(shares),
        tie=draw(words(terms.Tie)),
        shortage=draw(words(terms.Shortage)),
        rounds=rounds,
        round=draw(st.integers(1, rounds)),
        **draw(common()),
    )


@st.composite
def ratings(draw: st.DrawFn) -> Method:
    """A valid method of a rating."""
    n = draw(st.integers(1, 200))
    words = st.text("满意基本不{}%s", min_size=1, max_size=6)
    names = draw(st.lists(words, min_size=2, max_size=5, unique=True))
    grades = [Grade(name, draw(shares)) for name in names[:-1]] + [Grade(names[-1], NO_SHARE)]
    return Method(
        candidates=n,
        places=n,
        max_marks=1,
        min_marks=draw(st.integers(0, 1)),
        kind="rating",
        marking="grade",
        exclusive=(),
        pass_rule="grade",
        bar=NO_SHARE,
        rounds=1,
        grades=tuple(grades),
        **draw(common()),
    )


methods = st.one_of(ballots(most=200), ratings())


@st.composite
def votes_under(draw: st.DrawFn, method: Method) -> Counts:
    """Counts that ballots under ``method`` can give, all deputies voting or some away."""
    everyone = draw(st.integers(method.min_ballots, method.min_ballots + 60))
    returned = draw(st.integers(method.min_ballots, everyone))
    marks = [draw(st.integers(0, returned)) for _ in range(method.candidates)]
    low, high = method.min_marks * returned, method.max_marks * returned
    for i in range(len(marks)):  # pull the sum into the bounds that the ballots themselves impose
        total = sum(marks)
        marks[i] += min(returned - marks[i], max(0, low - total)) - min(marks[i], max(0, total - high))
    against = None
    if method.marking == "three":
        against = tuple(draw(st.integers(0, returned - number)) for number in marks)
    return Counts(everyone, returned, returned, returned, tuple(marks), against)
