"""Answers shown in the dialog of the page they were asked from, where there is JavaScript."""

from fastapi import Response


def into_dialog(response: Response) -> None:
    """Whatever the form had named as the place of the answer to its command."""
    response.headers["HX-Retarget"] = response.headers["HX-Reselect"] = "#dialog-content"
    response.headers["HX-Reswap"] = "outerHTML"
    response.headers["HX-Replace-Url"] = "false"
