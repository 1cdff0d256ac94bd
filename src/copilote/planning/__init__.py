"""The computations: pure functions on numbers, arrays and small frozen dataclasses.

May import `reference` for its types; knows no file, no network, no framework.
"""
