"""Who and when: congresses, terms, sessions, people, roles and login.

    services.py      congresses of five levels, their terms and sessions
    people.py        people and their roles in a congress; roles.py what each may do
    login.py         signing in, browser sessions, one-time links; passwords.py what is accepted
    roster.py        代表名册 of a term until 实有代表 is fixed; deputies.py by hand, names.py their names
    deputy_logins.py one login for a deputy, from those who keep the roster
    imports.py       one way in for every Excel list (roster_import.py and roster_sheet.py for deputies)
    attendance.py    签到: who is at a plenary; says nothing about voting
    units.py         责任单位 and their staff
    wording.py       sentences and words (import_wording.py, roster_wording.py)

Tables: every module ending in ``models``. Pages: every module ending in ``views``.
"""
