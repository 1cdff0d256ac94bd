"""The workbench of an organisation: all levers on one screen, filled by several colleagues over several sittings.

What is typed there is a draft, kept cell by cell; published, it becomes actions and proposals like any other.
"""
