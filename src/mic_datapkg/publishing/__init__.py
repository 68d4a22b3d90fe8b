"""A Report becomes a Package."""

from mic_datapkg.publishing.publish import publish

__all__ = ["publish"]
