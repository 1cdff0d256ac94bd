"""Pages and forms behind sign-in: what a COP decides and what territories propose. They speak French only."""
