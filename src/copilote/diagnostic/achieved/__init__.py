"""What an action has given, day after day: dated quantities, which nothing overwrites."""
