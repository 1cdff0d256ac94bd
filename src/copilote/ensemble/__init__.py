"""Many scenarios and choices of keys shared at once: planned, cut to a memory, computed and written block by block.

Imports `exchange` and the rooms after it; needs the extra "ensemble" (xarray, Dask, Zarr, pyarrow). Offers
`arrays.labelled` (one declination as labelled arrays) and `files.write_ensemble` (what memory cannot hold).
"""
