"""Builders shared by tests, demo and bench: the people of a hall, played by programs.

prepare        the congress, its people and lists
offices        every act of every office over HTTP, which both plays are made of
play           a whole vote, its server killed in the middle
sitting        a whole sitting: rating, ballot and runoff with one card, with
mishaps        what goes wrong while votes come in
stalling       clients that hang
projection     the hall's screen
printed        the registrar with reserve and spot-check cards
comparison     what each place tells of a result
verdicts       what the verifiers say
conclusion     all of it side by side
visitor        a browser for each office
collection_play  a season of ideas, from the call to the fixed list, made of
collecting     every channel by which ideas come in
phones         residents with the public form
ideas          what they write
desk_work      both desks: merging, screening, deciding, publishing
assessing      units that answer
candidacy      drafts, bodies, notice and list
candidates     projects of published cases; everything but the names is invented
cards          the registrar's tool
scrutineer     a scrutineer's page
deputy         a deputy's tablet
showing        progress bars
"""
