"""The matrix of levers and issues of a region, open to all, and what the COP writes in its cells."""
