"""``python -m customer_card`` is the command line."""

from customer_card.cli import main

if __name__ == "__main__":
    main()
