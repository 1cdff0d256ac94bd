"""Formats of others and of ours, in and out: simulator links, scenario files, batches, spreadsheets.

May import `planning` and `reference`.
"""
