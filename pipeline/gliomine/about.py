"""The name and the version, for every place that tells them."""

NAME = "gliomine"
__version__ = "0.1.0"
