"""Drawing cards, their kinds and packs, and the lists that are signed (PROTOCOL 4, 6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass

from voting.protocol import ed25519, group, sidelog
from voting.protocol.credentials import build_credentials, draw_secret, public_credential
from voting.protocol.encoding import compact, hex_hash

PACK = 20
CARDS_AT_MOST = 5000
ORDINARY, RESERVE, SPOT = "ordinary", "reserve", "spot"
_RANGE = re.compile(r"(\d{1,4})[-–—~～](\d{1,4})\Z", re.ASCII)

Random = Callable[[int], bytes]
Register = dict[str, dict[str, str]]


class Refused(Exception):
    """What was asked cannot be done: (Chinese, English)."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(frozen=True)
class SittingFile:
    """What a card must know of its sitting; all of it is public."""

    sitting: str
    title: str
    congress: str
    address: str
    board_key_id: str
    uuids: tuple[str, ...]


@dataclass(frozen=True)
class Kept:
    """What stays when the secrets are gone: the registrar's signing key and serial → uuid → credential.
    ``reserve`` and ``spot`` are serials."""

    sitting: str
    secret: str
    register: Register
    reserve: tuple[str, ...]
    spot: tuple[str, ...]


@dataclass(frozen=True)
class Pack:
    """``serials`` in the order of printing; ``label`` is their range, as its code says it."""

    kind: str
    label: str
    serials: tuple[str, ...]


@dataclass(frozen=True)
class Lists:
    """What is uploaded: the registrar's key and, by uuid, list and signed statement; and the numbers."""

    key: str
    lists: dict[str, str]
    statements: dict[str, str]
    printed: int
    left_over: int
    spoilt: int
    spot: int


def draw(
    sitting: SittingFile, number: int, reserve: int, spot: int, random: Random
) -> tuple[Kept, dict[str, str]]:
    """(register, secret by serial). The last ``spot`` serials are for spot checks, the ``reserve`` before
    them is kept back. Raises Refused."""
    if not 1 <= number <= CARDS_AT_MOST or reserve < 0 or spot < 0 or reserve + spot >= number:
        raise Refused(
            f"张数应为 1 到 {CARDS_AT_MOST}，备用和抽检合计要少于总数",
            f"1 to {CARDS_AT_MOST} cards, fewer of them reserve and spot checks",
        )
    secrets = {serial_of(i + 1): draw_secret(random(32)) for i in range(number)}
    register = {
        serial: {uuid: group.encode(public_credential(secret, uuid)) for uuid in sitting.uuids}
        for serial, secret in secrets.items()
    }
    serials = tuple(secrets)
    kept = Kept(
        sitting.sitting,
        random(32).hex(),
        register,
        serials[number - spot - reserve : number - spot],
        serials[number - spot :],
    )
    return kept, secrets


def packs(kept: Kept, random: Random) -> list[Pack]:
    """Packs of one kind each, shuffled inside, so that the order of the pile tells no serial."""
    back = {*kept.reserve, *kept.spot}
    kinds = {
        ORDINARY: [serial for serial in kept.register if serial not in back],
        RESERVE: list(kept.reserve),
        SPOT: list(kept.spot),
    }
    found = []
    for kind, serials in kinds.items():
        for first in range(0, len(serials), PACK):
            pack = serials[first : first + PACK]
            found.append(Pack(kind, f"{pack[0]}-{pack[-1]}", tuple(_shuffled(pack, random))))
    return found


def sign_lists(kept: Kept, left: Sequence[str], spoilt: Sequence[str]) -> Lists:
    """The lists without the cards that were left over or spoilt, signed for every uuid. Raises Refused."""
    foreign = [serial for serial in (*left, *spoilt) if serial not in kept.register]
    twice = sorted(set(left) & set(spoilt))
    if foreign:
        named = " ".join(foreign[:8])
        raise Refused(f"名册里没有这些编号：{named}", f"not in the register: {named}")
    if twice:
        named = " ".join(twice)
        raise Refused(f"这些编号既是剩余又是损毁：{named}", f"both left over and spoilt: {named}")
    out = {*left, *spoilt}
    listed = [serial for serial in kept.register if serial not in out]
    if not listed:
        raise Refused("名单里一张票卡也没有", "no card would be listed")
    spot = _without(kept.spot, out)
    secret = bytes.fromhex(kept.secret)
    lists, statements = {}, {}
    for uuid in kept.register[listed[0]]:
        points = (group.decode(kept.register[serial][uuid], "S8") for serial in listed)
        content = build_credentials(points).serialize()
        lists[uuid] = content.decode()
        statements[uuid] = sidelog.Registrar.make(
            secret,
            uuid=uuid,
            credentials=hex_hash(content),
            listed=len(listed),
            reserve=_without(kept.reserve, out) + spot,
        ).encode().decode()  # fmt: skip
    numbers = (len(kept.register), len(left), len(spoilt), spot)
    return Lists(ed25519.public_key(secret), lists, statements, *numbers)


def upload_file(sitting: str, lists: Lists) -> bytes:
    """The file that the cards page uploads."""
    body = {
        "key": lists.key,
        "lists": lists.lists,
        "statements": lists.statements,
        "printed": lists.printed,
        "left_over": lists.left_over,
        "spoilt": lists.spoilt,
        "spot": lists.spot,
    }
    return compact({"kind": "piaojue card lists", "v": 1, "sitting": sitting, **body})


def serial_of(number: int) -> str:
    return f"{number:04d}"


def read_serials(text: str) -> list[str]:
    """Serials as typed or scanned, ranges as 0301-0320; each once."""
    found: dict[str, None] = {}
    for part in re.split(r"[\s,，、;；]+", text):
        between = _RANGE.match(part)
        if between:
            numbers = range(int(between[1]), int(between[2]) + 1)
            found.update(dict.fromkeys(serial_of(number) for number in numbers))
        elif part:
            found[part.rjust(4, "0")] = None
    return list(found)


def _shuffled(serials: Sequence[str], random: Random) -> list[str]:
    """Fisher and Yates; the bias of 32 bits modulo 20 is below 2⁻²⁷."""
    mixed = list(serials)
    for last in range(len(mixed) - 1, 0, -1):
        place = int.from_bytes(random(4), "big") % (last + 1)
        mixed[last], mixed[place] = mixed[place], mixed[last]
    return mixed


def _without(serials: Sequence[str], out: Set[str]) -> int:
    return sum(serial not in out for serial in serials)
