"""Territories as rows of the database: what people write is tied to them, and summed by any perimeter in SQL.

May import `exchange` and what is below. Offers `models`, `load` (run by `migrate`), `drawn` (perimeters that a COP
draws) and `sums`. The numbers by commune stay arrays (`reference.communes`).
"""
