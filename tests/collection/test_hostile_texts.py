"""Texts of strangers in the papers and workbooks of those who work with them."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from tests.collection.desks import LATER, Desks
from voting.collection import assessment, assessment_sheet


@pytest.mark.parametrize("odd", ["\x00", "\x01", "\x0b", "\x1f", "\ufffe", "=1+1", "\t=1+1", "@x", "＝1"])
def test_no_text_of_an_author_breaks_a_workbook_or_is_a_formula_in_it(desks: Desks, odd: str):
    idea_id = desks.idea(f"{odd}建食堂", text=f"{odd}说明")
    due = LATER.date() + timedelta(days=10)
    assessment.ask(*desks.as_government(), [idea_id], [desks.unit_id], due=due, note="", now=LATER)
    data = assessment_sheet.workbook(desks.hall.session, desks.hall.congress_id, [desks.unit_id])
    cells = [cell for row in load_workbook(io.BytesIO(data)).worksheets[0].iter_rows() for cell in row]
    assert any("建食堂" in str(cell.value) for cell in cells)
    assert "f" not in {cell.data_type for cell in cells}
