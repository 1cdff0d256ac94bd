"""A region's dossier: one page model, rendered as a self-contained HTML page and as data files.

May import every room but `cli`. Offers `page.build_dossier` (the model), `render.render_page` (the page) and
`export.write_dossier` (every file).
"""
