"""The command line."""

from mic_datapkg.cli.commands import app, main

__all__ = ["app", "main"]
