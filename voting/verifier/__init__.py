"""The independent check of a poll: from a bundle or a bare archive, with nothing but the protocol and the
rules. ``python -m voting.verifier verify FILE``; see ``checks.py`` for what is checked.
"""
