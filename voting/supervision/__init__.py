"""From the announcement to the year-end rating: what was promised, how far it is, how it is rated.

A year's projects (Programme) come from the signed result with their frozen text and get a plan that only a
deciding body may change. Rounds carry the year: units report, groups inspect, bodies hear, deputies rate; a
closed round is hashed onto the one before. The computed light, the promise and the first plan always stay
beside what people later say of them.

    machines.py      PROGRAMME, PROJECT, ROUND and the words for their states
    programmes.py    a year's projects: taken from the announced ballot or entered, read, concluded
    plans.py         the task breakdown (plan_sheet, plan_line, plan_warnings, plan_excel), fixed once public
    completion.py    completed, accepted and handed over
    rounds.py        a year's rounds: planned from its rhythm.py, moved, archived
    seals.py         closed rounds hashed one onto the other, and the check of that chain
    calendar.py      working days and the holiday table
    year_settings.py what each module asks to be told for a year; ways.py: the year's sub-menu
    decisions.py     what a body decided: when, by which paper, how, with a scan
    reports.py       what units report (report_sheet.py), as read; report_work.py: draft, handing in, review
    readings.py      lights as they are read; lights.py computes one, light_words.py says why, lit.py tells it
    progress.py      another colour beside the computed one, limits, all projects at once
    finance.py       money as finance states it; figures.py: as it is read
    evidence.py      pictures of reports and visits: who adds and sees them, when and where they were taken
    ratings.py       ratings of the year's items: prepared, read, published; rating_results.py: their results
    rating_rule.py   scale, base and limits for the rules' engine; beside it weighting.py, rating_weights.py
    named.py         ratings by name: frozen list, marks saved as they are made, one count
    rating_polls.py  a secret rating handed to polling; rating_form.py, rating_sheet.py: form and papers
    rectifying.py    what follows from 不满意, and rating again
    residents.py     residents' opinions beside it; opinions.py: what the office does with them

Tables: plan_models.py, round_models.py, report_models.py, rating_models.py, resident_models.py.
"""
