"""The sheet of the roster, as it is expected by secretariats (代表证号·姓名·…)."""

from __future__ import annotations

import re
import unicodedata

from voting.congress.names import person_name
from voting.congress.roster_models import IN_OFFICE, SUSPENDED, VACANT
from voting.errors import N_, Invalid
from voting.sheets import Column, Sheet, choice, digits, text

GENDERS = (N_("男"), N_("女"))
STATUS_WORDS = {"在任": IN_OFFICE, "出缺": VACANT, "暂停": SUSPENDED}
STATUS_NAMES = {IN_OFFICE: N_("在任"), VACANT: N_("出缺"), SUSPENDED: N_("暂停")}
NUMBER = re.compile(r"[0-9A-Za-z-]{1,16}")


def deputy_number(given: str) -> str:
    """A 代表证号: letters, digits and hyphens, at most 16."""
    plain = unicodedata.normalize("NFKC", given)
    if not NUMBER.fullmatch(plain) or plain.startswith("-"):
        raise Invalid("roster.bad_number")
    return plain


SHEET = Sheet(
    "代表名册",
    (
        Column(
            "number",
            N_("代表证号"),
            deputy_number,
            required=True,
            comment="每位代表一个，不得重复；由数字、字母组成，最多16位。",
            example="001",
            aliases=("证号", "代表号"),
        ),
        Column(
            "name",
            N_("姓名"),
            person_name,
            required=True,
            comment="两字姓名中间可以空格。确有同名的，请加括号说明，如：张三（女）。",
            example="张　三（示例）",
        ),
        Column("gender", N_("性别"), choice(GENDERS), choices=GENDERS, example="男", width=8),
        Column("ethnicity", N_("民族"), text(20), example="汉族", width=10),
        Column(
            "delegation",
            N_("代表团"),
            text(40),
            comment="写法不同即为不同的代表团，请写得一致。乡镇可填代表小组或留空。",
            example="城关代表团",
            aliases=("代表小组",),
            width=22,
        ),
        Column("seat", N_("座位号"), text(20), example="3排12号", aliases=("座位",)),
        Column(
            "phone",
            N_("手机(后四位)"),
            digits(4),
            comment="可不填；只要后四位，用于现场核对。",
            example="0123",
            aliases=("手机后四位",),
        ),
        Column(
            "status",
            N_("状态"),
            choice(tuple(STATUS_WORDS)),
            comment="不填即为在任。出缺的不计入实有代表；暂停执行职务的计入，但不能签到。",
            choices=tuple(STATUS_WORDS),
            example="在任",
            width=8,
        ),
    ),
)
