"""The program `mic-datapkg`, also as `python -m mic_datapkg`."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line in a process of its own."""
    # What a command loads it needs to its end, when all of its memory is given back at once. To search that for
    # garbage, while it works and once more at its end, takes a fifth of the time that a small submission takes.
    gc.disable()
    try:
        from mic_datapkg.cli import main as run  # noqa: PLC0415 - loaded when the collector is off
        from mic_datapkg.cli.streams import quiet_libraries  # noqa: PLC0415 - the same

        quiet_libraries()
        run()
    except KeyboardInterrupt:
        # 128 and the number of the signal, as shells count.
        sys.exit(130)
    finally:
        gc.freeze()


if __name__ == "__main__":
    main()
