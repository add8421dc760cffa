"""`python -m dfm` is the command `dfm`."""

from dfm.cli import entry

if __name__ == "__main__":
    entry()
