"""Why something is not done, in words for whoever asked."""


class NotDone(Exception):
    """An act that is refused; its text says what to do instead."""
