"""The program that decodes pictures, with as much memory as it needs and no more. No service imports it."""

import resource

from services.returns.pictures.decoding import picture_or_why
from shared.pdf.presswork import answer

MOST_MEMORY = 640 * 1024 * 1024

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    answer(picture_or_why)
