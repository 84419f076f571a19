"""From a resident's idea to the list of candidate projects that a session votes on.

Whose data it is: every idea and every call names a desk (``government`` or ``congress``); a desk reads and
moves its own, and what passes between both is one of six locked handovers. What people said (Idea) and who
said it (IdeaAuthor) lie apart. Everything that the desk handles is an Idea: as it came (``original``),
several in one (``merged``), one matter of several (``part``); one machine moves them all, and a decision
is in force when it is published.

    machines.py      CALL, IDEA, CANDIDATE and the words for states, channels, reasons
    calls.py         calls: write, publish, close; the public notice; lists.py: the usual lists to start from
    stations.py      liaison stations, their QR codes, officers and deputies; posters
    numbers.py       受理编号 and the four digits with which an author follows his idea
    ideas.py         receive an idea by any channel, read it
    public.py        what anybody may read: the fate of his own, what was listed, what is like it; support
    guarding.py      proof of work and limits of the public form
    authors.py       who wrote an idea: read with a purpose that is logged, erased on schedule
    intake.py        clerks enter paper, phone, letter and hotline; Excel of units and the hotline
    intake_undo.py   a workbook imported by mistake goes again while nobody worked on it
    photos.py        whose pictures are whose, and who may see them (voting/pictures.py keeps them)
    waiting.py       what waits at desks, units and stations, for the first page of each
    inbox.py         what lies at a desk, by filters, a page at a time
    desk.py          one idea with its history; taking up, setting apart, notes, what is public
    assessment.py    units are asked about ideas with a due date; assessment_sheet.py: by Excel
    likeness.py      how alike two ideas are and why, pure; vocabulary.toml: what is known beforehand
    similar.py       duplicates and clusters over a whole call (similar_jobs.py finds them); a person decides
    synonyms.py      the congress's own words that mean the same
    entries.py       what a merged entry is made of, also where one was joined to another
    merging.py       merge n → 1 and undo, split and undo
    screening.py     the call's lists as a checklist
    decisions.py     prepared by the desk, in force when published; exactly what was read, in batches
    handovers.py     the six papers between both desks, units, organs; handover_content.py: what is locked
    replies.py       what a letter's ideas are answered, through merges and splits
    library.py       储备库, from which the next call starts
    drafts.py        candidate drafts as they are read: versions, sources (draft_sheet.py: the fields)
    draft_work.py    writing them: versions, sub-items, moves, order; draft_excel.py: by Excel
    meetings.py      a body's meeting as it is entered from its minutes, for every room
    signoff.py       what the bodies decided, step by step
    objections.py    the public notice of candidates, objections and answers
    noticed.py       what the public reads of a draft: on notice, until it is signed off
    shortening.py    a preliminary ballot of deputies as a snapshot; the public's advice
    listing.py       from final drafts to the candidate list and back
    levels.py        what a congress sees of those below; passing ideas up and down
    origins.py       back from a draft to every original idea; where an idea goes on (chain/ composes them)
    telling.py       authors who left an address are told of each step
    services.py      the candidate list that the secret ballot uses (candidate_import.py reads it from Excel,
                     sheet.py: its columns; book_views.py: the candidate book to print, as PDF and in Word)
    statistics.py    funnel, categories, stations, days to the first answer
    wording.py       the sentences of this domain's errors

Tables: models.py (candidate list), call_models.py, idea_models.py, desk_models.py, draft_models.py,
level_models.py.
"""
