"""Signing in: a code by e-mail, a password, a passkey, an application's code, ProConnect; one's sessions.

On django-allauth, of which only what `urls` lists can be reached. Nobody signs up: an account is opened by an
invitation or by the command line. `limits` says how often one may try, `second_factor` what those who decide must have
besides.
"""
