"""What other systems took on the machine of design, recorded and not run again."""

TEXT = """recorded (AMD EPYC Zen 4, one core, one ballot of 12×2; other groups and security levels):
  helios-server (2026-01, 2048 bit, Python integers)       encrypt   798 ms   verify 1,173 ms
  electionguard 1.4.0 (4096 bit, gmpy2; composed)          encrypt   226 ms   verify   462 ms
  Piaojue on the same machine, PyNaCl prototype                               verify    25 ms   (47×, 18×)
  belenios-tool 3.0                                        encrypt    29 ms   verify    33 ms
"""
