"""Programs as students write them, right and wrong: base programs, and the lines that make a mistake."""
