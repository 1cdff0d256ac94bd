"""One way in for files: any spreadsheet or CSV → rows under a declared layout, or one error of all faults.

Say what the columns are, and read; nothing is kept of a file with a fault:

    ORGANISATIONS = FileLayout(
        title="Liste d’organisations",
        columns=(
            FileColumn("name", ("Nom", "Organisation"), text(200), filled=True),
            FileColumn("siren", ("SIREN",), siren, unique=True, needed=False),
            FileColumn("college", ("Collège",), choice({"État": "state", "Entreprises": "firms"}), filled=True),
            FileColumn("email", ("E-mail", "Courriel"), email, needed=False),
        ),
    )
    intake = read(path, ORGANISATIONS, each=lambda row: Organisation(**row.values()))
    intake.rows     # what `each` made of the rows, in their order
    intake.remarks  # French sentences: columns left aside, encoding…

A file is CSV (any usual encoding and separator), XLSX, XLS, ODS, a zip of these, or JSON rows. Its header may stand
beneath a title and notes, on two rows, and be said again. `each` may refuse a row by `row.problem(column, sentence)`:
everything wrong comes in one `FileError`, by file, sheet, row and column. `limits` bounds size, rows, columns and cells
before they are held; `on_progress(done, total)` is called when reading takes over two seconds.

`read_in_part` takes what can be used of a file, in all of its sheets, and says beside what is wrong in the rest: for
what is computed at once and kept nowhere.

Modules: `opening` (bytes, zips, limits), `tables` and `workbook` (rows of text), `layout` (what is expected),
`rows` (what was found), `cells` (kinds of cells), `notes` (problems and remarks), `reading` (all together).
"""

from copilote.exchange.intake.cells import choice, code, date, email, number, siren, text, year
from copilote.exchange.intake.layout import FileColumn, FileLayout
from copilote.exchange.intake.notes import FileError, FileProblem, Notes, UnknownTableError
from copilote.exchange.intake.opening import INSTALLED, UPLOADED, Limits
from copilote.exchange.intake.reading import Intake, Source, Understood, read, read_in_part, tables_in
from copilote.exchange.intake.rows import FileRow, FileSheet

__all__ = [
    "INSTALLED",
    "UPLOADED",
    "FileColumn",
    "FileError",
    "FileLayout",
    "FileProblem",
    "FileRow",
    "FileSheet",
    "Intake",
    "Limits",
    "Notes",
    "Source",
    "Understood",
    "UnknownTableError",
    "choice",
    "code",
    "date",
    "email",
    "number",
    "read",
    "read_in_part",
    "siren",
    "tables_in",
    "text",
    "year",
]
