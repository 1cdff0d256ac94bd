"""What an installation is made of, and whether it is whole: its base, what it loaded, its backup.

`database` says what ails the base and brings its tables up to date; `archive` takes an installation to another machine;
`holding` says who uses it.
"""
