"""Actions that may be one and the same: pairs found as they are written, what persons decide of them, what counts."""
