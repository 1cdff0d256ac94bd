"""Page models of the sharing: typed, prepared for templates, files and documents."""
