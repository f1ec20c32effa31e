"""Pages for rooms and the lobby: they show what they were told and how old it is, and decide nothing."""
