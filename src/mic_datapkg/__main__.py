"""The program `mic-datapkg`, also as `python -m mic_datapkg`."""

from __future__ import annotations

import gc


def main() -> None:
    """Run the command line in a process of its own."""
    # What a command loads it needs to its end, when all of its memory is given back at once. To search that for
    # garbage, while it works and once more at its end, takes a fifth of the time that a small submission takes.
    gc.disable()
    from mic_datapkg.cli import main as run  # noqa: PLC0415 - loaded when the collector is off

    try:
        run()
    finally:
        gc.freeze()


if __name__ == "__main__":
    main()
