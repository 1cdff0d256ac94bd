"""The Django project: settings, addresses, middleware, WSGI. May import every room but `cli`."""
