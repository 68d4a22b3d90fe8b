"""How Sphinx builds the documentation: ``make docs``. It needs no network."""

from __future__ import annotations

import sys
from pathlib import Path

from mic_datapkg import __version__

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "mic-datapkg"
author = "The mic-datapkg authors"
copyright = f"2026, {author}"  # noqa: A001 - Sphinx fixes the name
release = version = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "generated"]
exclude_patterns = ["_build"]

# Anchors for headings, so that rules.md#sums_to leads to the kind `sums_to`.
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence", "deflist"]

napoleon_google_docstring = True
napoleon_numpy_docstring = False
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
python_maximum_signature_line_length = 80

html_theme = "furo"
html_title = f"mic-datapkg {release}"
# The address in the schema's own `$id`.
html_extra_path = ["report.schema.json"]
