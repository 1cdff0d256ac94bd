"""What leaves: one `Table` of typed columns, gathered in a `Book`, and one writer for each form.

`table` and `columns` say what a table is, `cells` how a cell is written for a reader; `to_csv`, `to_xlsx`, `to_ods`,
`to_json`, `to_pdf` (typst), `to_png` write it. May import what is below (`exchange` and further down), no framework:
the accessible HTML table, which links to pages, is made by `ui.tables` out of the same object.
"""
