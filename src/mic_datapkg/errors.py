"""What can go wrong: your data, our definitions, or your command."""


class MicDatapkgError(Exception):
    """Base of every error this library raises on purpose."""


class SubmissionError(MicDatapkgError):
    """Your data: a file that cannot be read, or findings that forbid publishing."""


class DefinitionError(MicDatapkgError):
    """Our definitions: a YAML or CSV file under ``definitions/`` contradicts itself."""


class UsageError(MicDatapkgError):
    """Your command: an unknown name, a missing path, an argument that does not fit."""
