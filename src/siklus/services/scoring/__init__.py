"""Score a file of reviews: streaming, on all cores, and going on where it was interrupted.

Nothing is imported here: a process of a crew needs the judging alone, and starts in half the time without the
rest.
"""
