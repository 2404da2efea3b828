"""The demo firm «Nordlund & Partner»: an invented consultancy with customers, people, projects and invoices.

Everything is invented: organisation numbers come from ranges that no register has handed out, telephone
numbers from ranges kept for fiction where a country has one, and addresses of the web end in ``.example``.
The same date always gives the same firm.
"""

from customer_card.services.demo.load import load_demo

__all__ = ["load_demo"]
