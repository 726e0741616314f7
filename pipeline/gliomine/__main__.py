"""`python -m gliomine`: the command line."""

from gliomine.cli.main import main

if __name__ == "__main__":
    main()
