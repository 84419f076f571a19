"""Sentences about pictures as evidence."""

from voting.errors import N_

SENTENCES: dict[str, str] = {
    "supervision.no_record_for_pictures": N_(
        "没有找到这些照片所属的记录，照片没有保存。请先保存记录，再上传照片。"
    ),
    "supervision.bad_stage": N_("照片的阶段不对，没有保存。请从列表中选择“阶段”。"),
    "supervision.pictures_closed": N_(
        "这份记录现在不能由您增减照片（已审核、已确认或已归档），没有改动。如确需补充，请联系常委会办公室。"
    ),
    "supervision.no_purpose": N_(
        "查看原始时间地点需要写明用途（2 至 %(most)s 字），没有显示。请填写“用途”。"
    ),
}
