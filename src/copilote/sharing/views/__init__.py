"""Views of the sharing, thin."""
