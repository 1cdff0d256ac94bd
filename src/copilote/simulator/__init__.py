"""The public simulator: home, regions, levers, the five steps, what is observed, scenarios, downloads.

A Django app without models: what it shows comes from the reference tables, what people try is in the address.
May import `dossier`, `ui`, `exchange`, `planning`, `reference`.
"""
