"""Validate a path by the command line, and print how it ended: ``python -m tests.benchmarks.hostile_alone PATH``."""

from __future__ import annotations

import contextlib
import io
import json
import sys

from tests.benchmarks.measuring import peak_megabytes

from mic_datapkg.cli import main


def alone(path: str) -> None:
    """Run the command with its output caught, and print its peak memory, its exit code and its errors."""
    sys.argv = ["mic-datapkg", "validate", path]
    code, out, error = 0, _Text(), _Text()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
    refused = ": error: file_readable" in out.getvalue()
    print(json.dumps({"peak_megabytes": peak_megabytes(), "code": code, "refused": refused, "error": error.getvalue()}))


class _Text(io.StringIO):
    """A text that takes the encoding that the command sets."""

    def reconfigure(self, **_: object) -> None:
        """Texts have no encoding."""


if __name__ == "__main__":
    alone(sys.argv[1])
