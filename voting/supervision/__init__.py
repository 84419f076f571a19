"""From the announcement to the year-end rating: what was promised, how far it is, how it is rated.

A year's projects (Programme) come from the signed result with their frozen text and get a plan that only a
deciding body may change. Rounds carry the year: units report, groups inspect, bodies hear, deputies rate; a
closed round is hashed onto the one before. The computed light, the promise and the first plan always stay
beside what people later say of them.

The year
    machines.py      PROGRAMME, PROJECT, ROUND and the words for their states
    programmes.py    a year's projects: taken from the announced ballot or entered (entry_sheet.py), concluded
    plans.py         the task breakdown, fixed once public: plan_sheet.py its data, plan_excel.py the
                     workbook, plan_line.py the scheduled line, plan_warnings.py what looks odd in it
    lowering.py      what a new plan takes back of an old one
    completion.py    completed, accepted and handed over
    rounds.py        a year's rounds: planned from its rhythm.py, moved, archived
    seals.py         closed rounds hashed one onto the other, and the check of that chain
    calendar.py      working days and the holiday table
    year_settings.py what each module asks to be told for a year; ways.py: the year's sub-menu
    waiting.py       what waits, for each role; texts.py: what is typed, neither missing nor too long

Reports, lights, money, pictures
    reports.py       what units report (report_sheet.py, report_excel.py), as read
    report_work.py   a report's draft, handing in, review; report_machines.py: its states
    readings.py      lights as they are read; lights.py computes one, light_words.py says why, lit.py tells it
    progress.py      another colour beside the computed one, limits, all projects at once
    finance.py       money as finance states it; figures.py: as it is read
    evidence.py      pictures of reports and visits: who adds and sees them, when and where they were taken

Groups
    groups.py        supervision groups, their members and plans
    visits.py        visits, perhaps written without network; draws.py: the sites, drawn at random
    findings.py      raised, answered, looked at again, closed; finding_lists.py: lists and Excel
    group_machines.py    states of visits and findings
    letters.py       督办函, 交办函; told_findings.py: findings as everybody may read them
    record.py        履职档案, what each deputy did

Bodies
    decisions.py     what a body decided: when, by which paper, how, with a scan
    changes.py       adjusting, suspending, ending a project; change_list.py: changes as read
    hearings.py      special reports by the statutory clock; hearing_brief.py: the members' page before them
    questioning.py   questions and answers on the spot; assignments.py: opinions and promises
    hearing_machines.py  states of changes, meetings and assignments

Ratings
    ratings.py       ratings of the year's items: prepared, read, published; rating_results.py: their results
    rating_machines.py   states of ratings and rectifications; rating_waiting.py: what waits of them
    rating_rule.py   scale, base and limits for the rules' engine; beside it weighting.py, rating_weights.py
    named.py         ratings by name: frozen list, marks saved as they are made, one count
    rating_polls.py  a secret rating handed to polling; rating_form.py, rating_sheet.py: form and papers
    rectifying.py    what follows from 不满意, and rating again
    residents.py     residents' opinions beside it; opinions.py: what the office does with them

What is told
    story.py         a project's year in one read, for the public or those who work here; chart.py: its line
    overview.py      all projects, own and below; comparison.py: the years side by side
    ten_papers.py    where each of the ten papers is opened; year_book.py: the year book as tables
    gaming.py        what somebody should look at twice

Sentences of errors: wording.py, report_wording.py, evidence_wording.py, group_wording.py,
hearings_wording.py, evaluation_wording.py. Tables: plan_models.py, round_models.py, report_models.py,
group_models.py, finding_models.py, hearing_models.py, change_models.py, rating_models.py, resident_models.py.
"""
