"""Any poll: keys, cards, casting, the board, the count. Ballots on projects and ratings are both polls."""
