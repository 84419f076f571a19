"""The list of projects that were chosen on paper, with the votes as they were published.

read(data), read_pasted(text) -> Reading
texts(reading) -> (texts, votes)         in the order of the ballot
odd(votes) -> list[OddSum]               projects whose votes add up unlike the others'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from voting import sheets
from voting.collection.sheet import SHEET as CANDIDATES
from voting.errors import N_, Invalid
from voting.polling.sittings import Project
from voting.sheets import Column, OddSum, Reading, Sheet, whole

# Of a chosen project's votes, in the order of published tables.
VOTES = {"yes": N_("赞成"), "no": N_("反对"), "abstain": N_("弃权")}
MOST = 99_999
SHEET = Sheet(
    N_("票决确定的项目"),
    (
        *CANDIDATES.columns,
        *(
            Column(key, label, whole(0, MOST), example="0", aliases=(f"{label}票",), width=8)
            for key, label in VOTES.items()
        ),
    ),
    most_rows=100,
)


def read(data: bytes) -> Reading:
    return sheets.read(SHEET, data)


def read_pasted(text: str) -> Reading:
    """Lines copied from a spreadsheet, the line of headers first; Invalid where there are none."""
    lines = [[cell.strip() for cell in line.split("\t")] for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        raise Invalid("supervision.no_projects", field="lines")
    heads = lines[0]
    rows = [
        (number, (cells + [""] * len(heads))[: len(heads)]) for number, cells in enumerate(lines[1:], start=2)
    ]
    return sheets.reread(SHEET, {"headers": heads, "rows": rows})


def texts(reading: Reading) -> tuple[list[Project], list[dict[str, int]]]:
    rows = sorted((row.values for row in reading.good), key=lambda values: int(values["number"]))
    votes = [{key: int(values[key]) for key in VOTES if key in values} for values in rows]
    left_out = {"number", *VOTES}
    return [
        Project(**{key: str(value) for key, value in values.items() if key not in left_out})
        for values in rows
    ], votes


def odd(votes: Sequence[Mapping[str, int] | None]) -> list[OddSum]:
    """Only where every project has votes of all kinds that any has."""
    told = [each or {} for each in votes]
    kinds = set().union(*told)
    if len(kinds) < 2 or any(set(each) != kinds for each in told):
        return []
    return sheets.odd_sums([list(each.values()) for each in told])
