"""The voting method as data, the decision it leads to, and both as sentences to be read aloud.

``method`` states it (``terms`` its words, ``checks`` what is valid, ``presets`` where to start),
``questions`` lays out the ballot, ``counts`` and ``outcome`` decide, ``rounds`` goes on after a tie or a
shortage, ``grades`` rates, ``reading`` and ``announcement`` say it. Pure: no clock, no files.
"""
