"""What the page's address says, as the browser itself knows it: the server's word of it comes a moment later."""

from __future__ import annotations

import reflex as rx
from reflex.vars import VarData
from reflex_base.utils.imports import ImportVar


def address_part(name: str) -> rx.Var[str]:
    """A dynamic part of the address, as ``customer_number`` of ``/customers/[customer_number]``; empty elsewhere."""
    return rx.Var(
        _js_expr=f'(addressParts.{name} ?? "")',
        _var_type=str,
        _var_data=VarData(
            imports={"react-router": [ImportVar(tag="useParams")]},
            hooks={"const addressParts = useParams()": None},
        ),
    ).to(str)
