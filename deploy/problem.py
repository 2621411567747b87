"""Something the person at the keyboard can put right."""


class Problem(Exception):
    """One clear sentence: what is wrong, and the setting or the step that puts it right."""
