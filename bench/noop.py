"""A job that does nothing: what RQ itself costs."""


def do_nothing() -> None:
    """Nothing."""
