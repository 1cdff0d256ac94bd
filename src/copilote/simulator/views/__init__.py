"""Views: thin. Each reads the address, asks a page model, renders."""
