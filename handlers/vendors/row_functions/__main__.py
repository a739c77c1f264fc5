"""Writes the reference page of the functions: ``python -m handlers.vendors.row_functions docs/functions.md``."""

import sys
from pathlib import Path

from handlers.vendors.row_functions import FAMILIES
from mapping.functions.reference import reference_page

if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference_page(FAMILIES), encoding="utf-8")
