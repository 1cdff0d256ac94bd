"""A COP: its region, its members and what each may do; accounts and signing in.

May import `simulator` (the frame of pages) and the rooms below. Offers `permissions` (who may do what, for views of
every stage) and `members` (adding, listing, removing: what the command line calls).
"""
