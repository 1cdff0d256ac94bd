"""Page models: what each page shows, prepared as typed objects; the page, its print and its downloads share them."""
