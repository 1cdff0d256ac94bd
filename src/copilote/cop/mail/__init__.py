"""The messages of a COP, as its animation sees and writes them, and what each person wants to receive.

Pages and texts; `copilote.outbox` writes and sends.
"""
