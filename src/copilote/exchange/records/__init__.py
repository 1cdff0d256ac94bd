"""What the command line's JSON and the API say: one record for each kind of answer, made here only.

Records are plain dictionaries ready for JSON: codes and numbers at full precision, None for what is not known. One
module an area, imported by name, so that a command loads what it needs and nothing more.
"""
