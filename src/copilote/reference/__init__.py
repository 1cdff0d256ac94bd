"""The facts, and nothing computed: tables (CSV, TOML) with their sources, and typed loaders.

Imports nobody. Offers one module per family of tables; each loader reads only the table it is asked for.
"""
