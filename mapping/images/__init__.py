"""What a picture is by its bytes, without decoding it: its form, whether it is whole, what was written beside it."""
