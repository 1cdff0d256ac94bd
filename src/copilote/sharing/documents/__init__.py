"""Documents of a territory: its sheet of two pages, its département's slides, all the sheets of a region in one file.

Each is made from the `TerritorySheet` that the page shows, so that paper, screen and room say the same numbers.
"""
