"""The secret ballot as bytes and mathematics: PROTOCOL.md beside this file is normative.

Pure: no clock, no input or output, no state; randomness is always an argument.
"""
