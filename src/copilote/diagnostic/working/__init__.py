"""Pages by which members write the actions of their organisation. Behind sign-in: in French."""
