"""One chain per project, across the other rooms: from what residents said to what was decided, and back.

    project.py       a project's permanent page: drafts, bodies, ballot, and every original idea and station
    fate.py          from an idea forward: merged, drafted, listed, voted on, passed to another level
    ballots.py       preliminary ballots of deputies: from polling's announcement to collection's snapshot
    notify_jobs.py   tells authors who asked for it of each step, by e-mail

The rightmost domain: it reads the others through their services, and nobody reads it. It has no table.
"""
