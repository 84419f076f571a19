"""The voting method as data, the decision it leads to, and both as sentences to be read aloud."""
