"""The API, /api/v1: the command line's JSON answers over HTTP, read by anyone, without an account.

`routes_*` read parameters and answer with the records of `exchange.records`, whose types describe them; `answers` is
how an operation is declared; `middleware` holds what every request goes through (limits, CORS, errors as problem+json);
`docs` makes the description and the page that shows it all.
"""
