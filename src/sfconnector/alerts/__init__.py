"""Telling administrators that the connection is down, that it is back, and what will break soon.

The rule in ``rule.py`` is pure: nobody is told of a blip, nobody twice a day, and of the end
exactly those who were told of the beginning. What was told is kept in the store and claimed before
it is sent; ``mail.py`` and ``webhook.py`` send.
"""
