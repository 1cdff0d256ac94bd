"""Actions of authorities in files: titles to be led to levers, and spreadsheets of actions, whatever their columns.

Modules: `titles` (a list of titles), `columns` (under which headings), `cells` (levers, statuses, shares, dates as
people write them), `places` (the territories that they name), `reading` (a file → actions and what is wrong in it),
`guessing` (what the columns of any other table probably are), `matched` (how it is read once a person said so).
"""
