"""Writes the reference page of the functions: ``python -m mapping.functions docs/functions.md``."""

import sys
from pathlib import Path

from mapping.functions.reference import reference_page

if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference_page(), encoding="utf-8")
