"""Who and when: congresses, terms, sessions, people, roles and login."""
