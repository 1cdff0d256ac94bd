"""What the command line's JSON and the API say: one typed record for each kind of answer, defined and made here only.

A record is a dictionary ready for JSON: codes and numbers at full precision, None for what is not known. Its type says
each key once, in French and with its unit (`model.About`); the description of the API is made from it. One module an
area, imported by name, so that a command loads what it needs and nothing more.
"""
