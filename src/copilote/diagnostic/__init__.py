"""The actions of the authorities, lever by lever: what each did, does or plans, known beforehand or written here.

Imports `cop`, `ui` and what is below them; its siblings may import its `reads` alone.
"""
