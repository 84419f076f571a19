"""Every check by its number, in plain words, and the steps in which they are made.

``zh`` and ``en`` say what holds when a check passes. A step is made as a whole and stops at its first
failure; later steps are then not reached. What a file cannot show (a bare archive has no side log) is "not
checked", never silently left out. That the tally comes after the closing is part of E4.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """A numbered check."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class Step:
    """Checks made together. With ``in_order`` each is complete before the next begins; otherwise they are
    made record by record, and none is complete before all are."""

    name: str
    checks: tuple[Check, ...]
    in_order: bool


def _step(name: str, *rows: tuple[str, str, str], in_order: bool = True) -> Step:
    return Step(name, tuple(Check(*row) for row in rows), in_order)


_STEPS = (
    _step(
        "container",
        ("Z1", "归档包完整，未被截断", "the bundle is a whole ZIP"),
        ("Z2", "归档包大小在限度内", "the bundle is within its size limits"),
        ("Z3", "归档包结尾没有多余内容", "nothing stands after the bundle's end"),
        ("Z4", "文件名规范，不指向包外", "file names are plain and stay inside"),
        ("Z5", "没有多余文件", "no other file is inside"),
        ("Z6", "文件齐全", "no file is missing"),
        ("Z7", "没有重复文件", "no file stands twice"),
        ("Z8", "文件顺序无误", "the files stand in their order"),
        ("Z9", "文件原样存放，未压缩、未加密", "files are stored, neither compressed nor encrypted"),
        ("Z10", "文件大小与位置无误", "sizes and places agree"),
        ("Z11", "文件头逐字节一致（未经重新打包）", "headers are byte-exact (not packed again)"),
        ("Z12", "文件校验值一致", "checksums agree"),
        ("Z13", "清单格式规范", "the manifest is well-formed"),
        ("Z14", "各文件与清单所列指纹一致", "each file is the one that the manifest names"),
        in_order=False,
    ),
    _step(
        "archive",
        ("K1", "归档文件逐块完整", "the archive's blocks are complete and byte-exact"),
        ("K2", "归档文件头与时间戳无误", "the header comes first, one version, one time"),
        ("K3", "记录名称规范", "records are named by their hashes"),
        ("K4", "每条记录内容与其指纹一致", "each record's content has the hash that names it"),
        ("K5", "没有重复记录", "no record stands twice"),
        ("K6", "只有被引用的记录，且顺序一致", "exactly the referenced records, in order"),
        ("K7", "各记录大小在限度内", "records are within their size limits"),
        ("E1", "事件格式规范、类型已知", "events are canonical and of known types"),
        ("E2", "每个事件接续上一事件", "each event names the event before it"),
        ("E3", "事件编号连续", "heights are consecutive"),
        ("E4", "事件顺序无误：设定、投票、截止、汇总、开启、结果", "events come in their order, once each"),
        ("E5", "事件该带的内容都带着", "events carry a payload exactly where they must"),
        ("E6", "事件所指内容就在其前", "payloads stand directly before their events"),
        ("B18", "没有重复计入的票", "no ballot stands twice"),
        in_order=False,
    ),
    _step(
        "election",
        ("S1", "票决参数规范", "election parameters are well-formed"),
        ("S2", "题目与选项规范", "questions and answers are well-formed"),
        in_order=False,
    ),
    _step(
        "trustees",
        ("S3", "监票人公钥规范", "trustees' keys are valid points"),
        ("S4", "每把公钥都有持有证明", "each key comes with proof of its private key"),
        ("S5", "监票钥匙的把数参数与签名无误", "threshold parameters and signatures hold"),
        ("S6", "票决公钥由全部监票人公钥合成", "the election key is the product of the trustees' keys"),
        ("S7", "各监票人公钥互不相同", "trustees' keys differ"),
    ),
    _step(
        "announced",
        ("S9", "与公布的一致（监票人数、钥匙数、指纹等）", "what was announced outside agrees"),
    ),
    _step(
        "credentials",
        ("S8", "票卡名单规范：有效、不重复，归档包内已排序", "listed cards are valid, distinct, ours sorted"),
    ),
    _step(
        "method",
        ("X5", "表决办法、题目与公布的一致", "method and questions are the adopted ones"),
    ),
    _step(
        "side log",
        ("L1", "旁证记录格式规范", "side records are well-formed"),
        ("L2", "旁证记录顺序与数量无误", "side records come in their order and number"),
        in_order=False,
    ),
    _step(
        "registrar",
        ("S10", "票卡管理员签署的名单就是所用名单", "the registrar signed exactly this list of cards"),
    ),
    _step(
        "ballots",
        ("B1", "每张票格式严格规范", "each ballot is strict JSON"),
        ("B2", "每张票只有唯一写法", "each ballot is written in the one canonical way"),
        ("B3", "每张票属于本次票决", "each ballot is for this poll"),
        ("B4", "每张票绑定本次票决的规则", "each ballot is bound to these rules"),
        ("B5", "每张票来自名单内的票卡", "each ballot's card is listed"),
        ("B6", "票卡公钥有效", "each credential is in the group"),
        ("B9", "每张票题数无误", "each ballot answers every question"),
        ("B10", "每题密文数无误", "each answer has its ciphertexts"),
        ("B11", "每题单项证明数无误", "each ciphertext has its proof"),
        ("B14", "总数证明的分支数无误", "overall proofs have their branches"),
        ("B16", "弃权证明按需出现", "blank proofs stand exactly where wanted"),
        ("B7", "签名对应本票内容", "the signed hash is the ballot's"),
        ("B8", "票卡签名有效", "each ballot is signed by its card"),
        ("B20", "证明中的数值在范围内", "scalars are within range"),
        ("B12", "密文均为有效群元素", "ciphertexts are in the group"),
        ("B13", "每项选择非 0 即 1", "each choice is proven to be 0 or 1"),
        ("B15", "每张票的总数在规定范围内", "each total is proven to be within bounds"),
        ("B17", "弃权证明有效", "blank proofs hold"),
        ("B19", "每张票卡只有一张票", "one ballot for each card"),
        in_order=False,
    ),
    _step(
        "marks",
        ("M1", "每张票有且只有一份互斥证明", "one marks record for each ballot"),
        ("M2", "互斥证明与票逐一对应，顺序一致", "marks belong to their ballots, in their order"),
        ("M3", "互斥证明格式无误", "marks have their shape"),
        ("M4", "没有一个项目同时被赞成和反对", "no project is both approved and opposed in one ballot"),
        in_order=False,
    ),
    _step("shares proven", ("L3", "监票人持有钥匙的证明有效", "scrutineers proved their keys on the day")),
    _step("zero report", ("L4", "零票报告签名有效", "the zero report is signed")),
    _step(
        "voids",
        ("L5", "作废票卡手续齐全", "voids are signed by registrar and scrutineer"),
        ("X6", "发出数等于名单数减作废数，作废票卡无票", "handed out = listed − voided; none voted"),
        in_order=False,
    ),
    _step(
        "counts",
        ("X4", "实有≥实到≥发出≥收回，收回等于票数", "all ≥ present ≥ handed out ≥ returned = ballots"),
    ),
    _step("closing", ("L6", "截止声明签名有效且一致", "closing statements are signed and agree")),
    _step("history", ("X3", "没有两套记录", "no key signed two histories")),
    _step(
        "checkpoints",
        ("M5", "检查点与归档、旁证记录一致", "checkpoints bind this archive to this side log"),
    ),
    _step("receipts", ("X2", "回执兑现：所载之票就在归档内", "the receipts' ballots stand in the archive")),
    _step("prefix", ("X1", "后一份逐字节延续前一份", "the later copy continues the earlier one")),
    _step(
        "tally",
        ("T2", "密文汇总等于所有票的乘积", "the encrypted tally is the product of the ballots"),
        ("T3", "汇总票数无误", "the number of tallied ballots agrees"),
        ("T4", "汇总权数无误", "the total weight agrees"),
        ("T5", "汇总记录指向该汇总", "the record names this tally"),
    ),
    _step(
        "shares",
        ("P1", "每份开启数据都属于一把监票钥匙", "each share has an owner"),
        ("P2", "每把监票钥匙只开启一次", "one share for each trustee"),
        ("P3", "开启数据形状无误", "shares have the tally's shape"),
        ("P4", "开启数据为有效群元素", "factors are in the group"),
        ("P5", "每项开启数据都有证明", "each factor is proven"),
        in_order=False,
    ),
    _step("strong proofs", ("P7", "开启数据的强证明有效", "each share's strong proof holds")),
    _step(
        "result",
        ("P6", "开启所用的监票钥匙足数", "there are enough shares"),
        ("R1", "结果形状无误", "the result has the tally's shape"),
        ("R2", "结果由密文开启得出", "each count follows from tally and shares"),
        ("R3", "结果在票数范围内", "no count exceeds the ballots"),
        ("R4", "各题总票数在上下限内", "the sum of counts is within bounds"),
        in_order=False,
    ),
    _step("exclusion", ("R5", "每个项目赞成加反对不超过票数", "for + against ≤ ballots for each project")),
    _step(
        "outcome",
        ("R6", "公布的名单或者等次由结果和表决办法重新算得", "the announcement follows from the result"),
    ),
)

STEPS = {step.name: step for step in _STEPS}
CHECKS = {check.code: check for step in _STEPS for check in step.checks}

# What is said beside the checks.
NOTES = {
    "acts": ("办理记录 acts.jsonl 供人阅读，未核对", "acts.jsonl, for people, is not checked"),
    "outside": ("归档文件不含代表人数和管理员公钥，未核对", "a bare archive names neither deputies nor keys"),
    "replaced": (
        "有 {number} 张票由同一票卡的后一张替代，按最后一张计票",
        "{number} ballots were replaced by a later one of the same card; the last one counts",
    ),
    "waiting": (
        "有回执所载之票尚未入档，截止后须再核一次", "a ballot may still come: check again after closing",
    ),
}  # fmt: skip

# Why a check was not made, in words.
UNCHECKED = {
    "bare": ("归档文件不含这些材料，请用归档包", "a bare archive does not show it; use the bundle"),
    "not_yet": ("尚未到这一步", "not yet: this stage has not come"),
    "not_asked": ("未给出要核对的内容", "nothing was given to compare with"),
    "no_exclusion": ("本次票决没有互斥选项", "no answers exclude each other in this poll"),
}
