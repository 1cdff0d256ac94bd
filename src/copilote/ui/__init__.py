"""How Copilote looks and speaks: French numbers and words, charts drawn as SVG.

May import `exchange`, `planning` and `reference`.
"""
