"""The demonstration: a COP of real organisations, fictional people and answers, in a base of its own that says so.

May import every app. `mark` says what is a demonstration, `building` fills its base, `trying` signs in by a button.
"""
