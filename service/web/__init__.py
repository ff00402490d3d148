"""The web floor: Flask. A view parses, calls and presents; everything else stands below."""
