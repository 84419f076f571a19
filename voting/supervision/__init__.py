"""From the announcement to the year-end rating: what was promised, how far it is, how it is rated.

A year's projects (Programme) come from the signed result with their frozen text and get a plan that only a
deciding body may change. Rounds carry the year: units report, groups inspect, bodies hear, deputies rate; a
closed round is hashed onto the one before. The computed light, the promise and the first plan always stay
beside what people later say of them.

    machines.py      PROGRAMME, PROJECT, ROUND and the words for their states
    programmes.py    a year's projects: taken from the announced ballot, read, moved
    decisions.py     what a body decided: when, by which paper, how, with a scan

Tables: plan_models.py, round_models.py.
"""
