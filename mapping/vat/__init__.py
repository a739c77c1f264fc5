"""VAT as the law has it: areas, rates, numbers, and the code of a line."""
