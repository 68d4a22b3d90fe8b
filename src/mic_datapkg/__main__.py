"""Lets `python -m mic_datapkg` run the command line."""

from mic_datapkg.cli import main

main()
