"""Colors of the text format in a terminal."""

from __future__ import annotations

from collections.abc import Mapping


def colored(text: str, style: str) -> str:
    r"""The text between the codes that make a terminal show it in a style of Rich, such as ``bold red``.

    The text is not looked at: what a cell holds is no markup. The codes are those that every terminal knows.

    Example:
        >>> colored("[bold]lỗi[/]", "red")
        '\x1b[31m[bold]lỗi[/]\x1b[0m'
    """
    from rich.color import ColorSystem  # noqa: PLC0415 - plain text does without Rich
    from rich.style import Style  # noqa: PLC0415 - the same

    return Style.parse(style).render(text, color_system=ColorSystem.STANDARD)


def wants_color(chosen: bool | None, *, terminal: bool, environment: Mapping[str, str]) -> bool:
    """Whether to use colors: as chosen, else as the environment says, else in a terminal.

    Sources: https://no-color.org and https://force-color.org; a variable that is empty says nothing.
    """
    if chosen is not None:
        return chosen
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return terminal and environment.get("TERM") != "dumb"
