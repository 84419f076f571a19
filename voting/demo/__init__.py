"""Builders shared by tests, demo and bench: the people of a hall, played by programs.

candidates     twelve projects of published cases; everything but the names is invented
cards          the registrar's tool
scrutineer     a scrutineer's page
deputy         a deputy's tablet
"""
