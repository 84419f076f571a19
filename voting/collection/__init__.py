"""From ideas to the list of candidate projects that a session votes on."""
