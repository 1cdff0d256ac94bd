"""Stage 3, the sharing: every perimeter's indicative share of the regional targets, its pages and documents.

May import `cop`, `simulator` (the frame of pages, tables), `dossier`, `ui` and the rooms below. Offers
`recorded.choices_of`: what a COP decided, for pages, commands and the API alike.
"""
