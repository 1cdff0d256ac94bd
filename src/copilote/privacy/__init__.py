"""What the site holds of persons: the register of processing, one's own data, and their erasure.

Imports `cop`, `jobs` and what is below; knows the other apps by the names of their models only. Offers nothing to them:
it acts on a signal when an account is deleted.
"""
