"""A COP: its region, its members and what each may do; accounts and signing in.

May import `ui` and the rooms after it. Offers `permissions` (who may do what, for views of every stage) and `members`
(adding, listing, removing: what the command line calls).
"""
