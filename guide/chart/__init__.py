"""A script to look at. Pure.

Drawn: in focus, whole, on a sheet, for other programs. In words: a plain page, a hand-out of its
wording, a booklet.
"""
