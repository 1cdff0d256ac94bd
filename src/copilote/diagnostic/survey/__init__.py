"""The survey of a COP: a few questions that its animation asks organisations, tied to levers, beside their actions.

Modules: `models` (rows), `writing` (the only one that writes them), `results` (what was sent, counted), `forms`,
`pages` and `views`.
"""
