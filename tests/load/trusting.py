"""For gunicorn: the application as it is, but believing ballots, to measure all that is not verification."""

from __future__ import annotations

from dataclasses import replace

from tests.load.election import Trusting
from voting import create_app

app = create_app()
app.extensions["polling"] = replace(app.extensions["polling"], checker=Trusting())
