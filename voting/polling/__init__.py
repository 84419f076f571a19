"""Any poll: keys, cards, casting, the board, the count. Ballots on projects and ratings are both polls.

Two databases never meet here: people and check-in are asked for numbers alone, the board holds the rest.

    sittings.py      票决会场: its keys, its sixteen uuids, drafts; offices.py who may not join two offices
    drafting.py      the draft's form to method, text and projects (draft_settings.py, draft_words.py)
    method_texts.py  the text of the method, fixed with the poll
    ceremony.py      加封: the keys' messages relayed and checked; transcript.py keeps them
    keys.py          the server's own keys: files, in no database
    cards.py         票卡: the registrar's list; voids.py cards that may not vote; balance.py 印制 = 发出 + …
    rehearsal.py     预演、试投: invented projects on the same cards, keys and screens
    setup.py         定稿: the bytes of the poll and its first event
    adoption.py      大会通过, with its scan
    gate.py          what must be true before a poll opens; guards.py the same in the database
    guide.py         票决流程: every act in its order; overview.py what people see of sittings and polls
    lifecycle.py     the states of a poll; one Machine, one way
    kiosks.py        写票处: which tablets are shared in the hall
    casting.py       a ballot: verify, record, commit, sign, answer (checking.py verifies, urn.py records)
    own_card.py      whether a card has voted, told to its holder alone
    pausing.py       暂停收票
    reconciliation.py  票数核对, live
    board_store.py   archive and side log as rows
    closing.py       截止: the last batch, EndBallots, the encrypted tally, the counts
    scrutiny.py      what the scrutineers' pages tell one another
    tallying.py      开启票箱: statements, shares, the server's, the result
    grading.py       a rating's rows; charts.py bars; result_facts.py what pages and papers tell
    filing.py        papers as plain data, for Word
    screen.py        大屏: its link and operator (screen_result.py, screen_rating.py the pages)
    announced.py     what other rooms may ask of a poll once it is announced
    bundles.py       归档包 and its fingerprint
    recovery.py      what a crash left half-way, finished
    refusals.py      a check that failed, as a sentence; wording.py, rating_words.py the words

Tables: models.py, text_models.py. Pages: every module ending in ``views``.
"""
