"""What the command line says when it cannot do what was asked."""


class Refusal(Exception):
    """One clear line that names what is wrong and what to do; the command ends with exit code 2."""
