"""Pages and forms of a COP behind sign-in: French only, as those who work in it."""
