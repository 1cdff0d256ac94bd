"""A region's dossier: one page model, rendered as a self-contained HTML page and as data files.

May import every room but `cli`.
"""
