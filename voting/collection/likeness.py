"""How alike two ideas are, and why: words, names of places, what is wanted. Pure; similar.py keeps the pairs.

    Dictionary(groups)                   segmentation with synonyms folded into one word
    Index(dictionary); index.add(key, document); index.nearest(document, most, least) -> [Likeness]

Segmentation is rjieba's, closeness of spelling rapidfuzz's. Words that few ideas use weigh more. Scores run
from 0 to 100; they are for putting the likeliest first, and a person decides.
"""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import rjieba
from rapidfuzz import fuzz

# What is known beforehand about how people write; the file says what each part is.
KNOWN = tomllib.loads((Path(__file__).parent / "vocabulary.toml").read_text("utf-8"))
STOP, NO_NAME, PEOPLE = frozenset(KNOWN["stop"]), frozenset(KNOWN["no_name"]), frozenset(KNOWN["people"])
PLACE_ENDS: tuple[str, ...] = tuple(KNOWN["place_ends"])
# Kinds of words that may name a place; the dictionary's other words that end like one are common: 农村, 走路.
NAMES = frozenset(("ns", "nr", "nt", "nz", "x"))
SCHOOL = re.compile("第([一二三四五六七八九十])中学?")
MARKET = re.compile("(农贸|菜|集贸)?市场$")
TITLE_WEIGHT, TEXT_WEIGHT = 2.0, 1.0
# The share of each measure in the score, and what else moves it; found on the pairs kept for tuning.
WORDS, THINGS, SIGNS, SPELLING = 0.10, 0.25, 0.60, 0.05
OTHER_PLACE, SAME_PLACE, OTHER_ASPECT, SAME_CATEGORY = 0.42, 1.7, 0.5, 1.05
# How many postings are followed, from the rarest word on: bounds the work whatever people write about.
RAREST, POSTINGS, CANDIDATES = 8, 200, 16


@dataclass(frozen=True)
class Document:
    """What is compared of an idea."""

    title: str
    text: str = ""
    category: str = ""
    area: str = ""
    place: str = ""


@dataclass(frozen=True)
class Features:
    """A document ready for comparing: words with their weights, places by name, aspects, spelling."""

    words: Mapping[str, float]
    things: Mapping[str, float]
    signs: Mapping[str, float]
    spoken: Mapping[str, str]
    title: str
    places: frozenset[str]
    aspects: frozenset[str]
    category: str


@dataclass(frozen=True)
class Reasons:
    """Why two ideas look alike: words both use, pairs of synonyms, places, and how close the titles are."""

    words: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, str], ...] = ()
    same_places: tuple[str, ...] = ()
    other_places: tuple[str, ...] = ()
    title: int = 0


@dataclass(frozen=True)
class Likeness:
    """``key`` is like what was asked about, to ``score`` of 100."""

    key: str
    score: int
    reasons: Reasons


class Dictionary:
    """Cuts texts into words and folds synonyms: the built-in groups and those of a congress."""

    def __init__(self, groups: Iterable[Sequence[str]] = ()) -> None:
        self._leader: dict[str, str] = {}
        for group in (*KNOWN["synonyms"], *groups):
            leader = next((self._leader[word] for word in group if word in self._leader), group[0])
            for word in group:
                self._leader[plain(word)] = leader
        self._leaders = frozenset(self._leader.values())
        longest_first = sorted(self._leader, key=len, reverse=True)
        self._known = re.compile("|".join(re.escape(word) for word in longest_first))

    def features(self, document: Document) -> Features:
        """Words of the title weigh double; what is a place's name stands for the place alone."""
        spoken: dict[str, str] = {}
        places = frozenset(
            name
            for text in (document.title, document.text, document.area, document.place)
            for piece in self._known.split(plain(text))
            for name in place_names(piece)
        )
        title = [word for word in self._words(document.title, spoken) if not _within(word, places)]
        text = [word for word in self._words(document.text, spoken) if not _within(word, places)]
        words = dict.fromkeys(text, TEXT_WEIGHT) | dict.fromkeys(title, TITLE_WEIGHT)
        things = {
            word: factor for word, factor in words.items() if word in self._leaders and word not in PEOPLE
        }
        aspects = aspects_of(document.title) or aspects_of(document.text)
        signs = dict.fromkeys(_signs(document.text, places), TEXT_WEIGHT)
        signs |= dict.fromkeys(_signs(document.title, places), TITLE_WEIGHT)
        return Features(words, things, signs, spoken, " ".join(title), places, aspects, document.category)

    def _words(self, text: str, spoken: dict[str, str]) -> list[str]:
        """The words that tell something, in order; ``spoken`` learns how each was said."""
        found, at, text = [], 0, plain(text)
        for match in self._known.finditer(text):
            found += [(word, word) for word in rjieba.cut_for_search(text[at : match.start()])]
            found.append((self._leader[match.group()], match.group()))
            at = match.end()
        found += [(word, word) for word in rjieba.cut_for_search(text[at:])]
        kept = [(word, said) for word, said in found if word not in STOP and word[0].isalnum()]
        for word, said in kept:
            spoken.setdefault(word, said)
        return list(dict.fromkeys(word for word, _ in kept))


def _signs(text: str, places: Iterable[str]) -> list[str]:
    """The single characters, which mean much in Chinese: 祠堂 and 宗祠 share one; without places.

    A longer name is taken out before a shorter one within it, or a part of it would stay.
    """
    text = plain(text)
    for place in sorted(places, key=lambda name: (-len(name), name)):
        text = text.replace(place, "")
    told = {sign for word in rjieba.cut(text) if word not in STOP for sign in word if sign.isalpha()}
    return sorted(told - STOP)


def _within(word: str, places: Iterable[str]) -> bool:
    return any(word in place for place in places)


def plain(text: str) -> str:
    """One width, one case, schools by their short names."""
    return SCHOOL.sub(r"\1中", unicodedata.normalize("NFKC", text).casefold())


def aspects_of(text: str) -> frozenset[str]:
    """What is wanted: to build, repair, clean, pay for or share out something."""
    whole = plain(text)
    return frozenset(name for name, signs in KNOWN["aspects"].items() if any(sign in whole for sign in signs))


def place_names(text: str) -> list[str]:
    """Names of certain places in a plain text: 幸福小区, 人民路; neither 老旧小区 nor 农村."""
    names, before = [], ""
    for word, kind in rjieba.tag(text):
        end = next((end for end in PLACE_ENDS if word.endswith(end)), "")
        if end and (word == end or kind in NAMES):
            name = word if len(word) > len(end) else before + word
            head = name.removesuffix(end)
            if head and head not in NO_NAME and head not in STOP:
                names.append(MARKET.sub("市场", name))
        # What follows a place's own end is a thing at that place, with no name of its own.
        before = word if word[:1].isalnum() and not end else ""
    return names


# The weight of a document's words, things and signs.
Sums = tuple[float, float, float]


@dataclass
class Index:
    """Documents by their words. One key may have several documents (an entry and what was merged into it)."""

    dictionary: Dictionary
    _features: list[Features] = field(default_factory=list)
    _keys: list[str] = field(default_factory=list)
    _postings: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _weights: dict[str, float] = field(default_factory=dict)
    _sums: dict[int, Sums] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, key: str, document: Document) -> None:
        features = self.dictionary.features(document)
        self._weights.clear()
        self._sums.clear()
        for word in features.words.keys() | features.signs.keys():
            self._postings[word].append(len(self._keys))
        self._keys.append(key)
        self._features.append(features)

    def score(self, one: Document, other: Document) -> int:
        """How alike two documents are, by what the index knows of their words."""
        first, second = self.dictionary.features(one), self.dictionary.features(other)
        return self._score(first, self._sum(first), second, self._sum(second))

    def nearest(self, document: Document, *, most: int, least: int, but: str = "") -> list[Likeness]:
        """The likeliest keys from ``least`` points on, best first, without ``but``."""
        asked = self.dictionary.features(document)
        mine = self._sum(asked)
        best: dict[str, tuple[int, Features]] = {}
        for at in self._candidates(asked, alone=1 if but else 0):
            key, features = self._keys[at], self._features[at]
            if key == but:
                continue
            score = self._score(asked, mine, features, self._sum_at(at))
            if score >= least and (key not in best or best[key][0] < score):
                best[key] = (score, features)
        first = sorted(best.items(), key=lambda found: (-found[1][0], found[0]))[:most]
        return [Likeness(key, score, self._reasons(asked, features)) for key, (score, features) in first]

    def _weight(self, word: str) -> float:
        """Rare words tell more: the logarithm of how many documents there are for each that uses it."""
        known = self._weights.get(word)
        if known is None:
            uses = len(self._postings.get(word, ()))
            known = self._weights[word] = math.log(1 + (len(self._keys) + 20) / (uses + 1))
        return known

    def _candidates(self, asked: Features, alone: int) -> list[int]:
        """Those that share the rarest words; of a word that very many use, the newest.

        Words that no more than ``alone`` documents use lead nowhere: nobody, or only whoever asks.
        """
        tokens = {**asked.signs, **asked.words}
        uses = {word: len(self._postings[word]) for word in tokens if word in self._postings}
        shared = (word for word, many in uses.items() if many > alone)
        rarest = sorted(shared, key=uses.__getitem__)[:RAREST]
        weights: dict[int, float] = defaultdict(float)
        for word in rarest:
            weight = self._weight(word) * tokens[word]
            for at in self._postings.get(word, ())[-POSTINGS:]:
                weights[at] += weight
        return sorted(weights, key=weights.__getitem__, reverse=True)[:CANDIDATES]

    def _sum(self, features: Features) -> Sums:
        """The weight of all that a document says, by measure."""
        weight = self._weight
        words, things, signs = (
            math.fsum([weight(word) * factor for word, factor in said.items()])
            for said in (features.words, features.things, features.signs)
        )
        return words, things, signs

    def _sum_at(self, at: int) -> Sums:
        known = self._sums.get(at)
        if known is None:
            known = self._sums[at] = self._sum(self._features[at])
        return known

    def _score(self, one: Features, mine: Sums, other: Features, theirs: Sums) -> int:
        words = self._overlap(one.words, mine[0], other.words, theirs[0])
        things = words
        if one.things and other.things:
            things = self._overlap(one.things, mine[1], other.things, theirs[1])
        spelling = fuzz.token_set_ratio(one.title, other.title) / 100
        signs = self._overlap(one.signs, mine[2], other.signs, theirs[2])
        score = WORDS * words + THINGS * things + SIGNS * signs + SPELLING * spelling
        if one.places & other.places:
            score *= SAME_PLACE
        elif one.places and other.places:
            score *= OTHER_PLACE
        if one.category and one.category == other.category:
            score *= SAME_CATEGORY
        if one.aspects and other.aspects and not one.aspects & other.aspects:
            score *= OTHER_ASPECT
        return min(100, round(100 * score))

    def _overlap(
        self, one: Mapping[str, float], mine: float, other: Mapping[str, float], theirs: float
    ) -> float:
        """Half of what both share of all, half of what they share of the shorter; by weight."""
        if not one or not other:
            return 0.0
        weight = self._weight
        both = math.fsum([weight(word) * min(one[word], other[word]) for word in one.keys() & other.keys()])
        if not both:
            return 0.0
        return 0.5 * both / (mine + theirs - both) + 0.5 * both / min(mine, theirs)

    def _reasons(self, one: Features, other: Features) -> Reasons:
        shared = sorted(one.words.keys() & other.words.keys(), key=self._weight, reverse=True)
        said = [(word, one.spoken[word], other.spoken[word]) for word in shared]
        apart = one.places and other.places and not one.places & other.places
        return Reasons(
            words=tuple(mine for _, mine, theirs in said if mine == theirs)[:6],
            synonyms=tuple((mine, theirs) for _, mine, theirs in said if mine != theirs)[:4],
            same_places=tuple(sorted(one.places & other.places)),
            other_places=tuple(sorted(one.places ^ other.places)) if apart else (),
            title=round(fuzz.token_set_ratio(one.title, other.title)),
        )
