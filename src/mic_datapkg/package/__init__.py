"""Publishing: a Report becomes a Package."""

from mic_datapkg.package.package import Package, load
from mic_datapkg.package.publish import publish

__all__ = ["Package", "load", "publish"]
