"""What is said of an action by those who follow the COP, and what its organisation answers."""
