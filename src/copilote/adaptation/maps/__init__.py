"""Maps of the climate across a region: what comes, what changes, who is exposed, what has struck; the plate of six."""
