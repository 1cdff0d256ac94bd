"""A region's dossier: one page model in French, rendered as a self-contained HTML page, as PDF and as data files.

May import `ui` and the rooms after it. Offers `page.build_dossier` (the model), `render.render_page` (the page),
`pdf.dossier_pdf`, `export.write_dossier` (every file) and the address of the PDF.
"""
