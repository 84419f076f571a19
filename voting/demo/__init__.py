"""Builders shared by tests, demo and bench: the people of a hall, played by programs.

prepare        the congress, its people and lists
play           the whole vote over HTTP, with
visitor        a browser for each office
candidates     twelve projects of published cases; everything but the names is invented
cards          the registrar's tool
scrutineer     a scrutineer's page
deputy         a deputy's tablet
"""
