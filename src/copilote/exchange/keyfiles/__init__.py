"""Published files that carry better allocation keys: recognised, checked, carried to today's communes, installed.

`plan.prepare` reads a file whatever its layout (one module a layout) and says what it would change; `store.install`
keeps it. Nothing is kept of a file with an error.
"""
