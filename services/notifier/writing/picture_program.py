"""The program that makes a logo of a picture that somebody sent. No service imports it, as it has the decoders."""

from shared.look.picture import logo_or_why
from shared.pdf.presswork import answer

if __name__ == "__main__":
    answer(logo_or_why)
