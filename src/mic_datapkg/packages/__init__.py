"""A folder becomes a Package: a published Data Package, opened and read."""

from mic_datapkg.packages.package import Package, load

__all__ = ["Package", "load"]
