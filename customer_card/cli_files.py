"""The command that tidies what files leave behind; a running server does the same by itself."""

from __future__ import annotations

import typer
from rich.console import Console

from customer_card.database import run
from customer_card.services.document_sweep import sweep

app = typer.Typer()
console = Console()


@app.command("sweep-files")
def sweep_files() -> None:
    """Delete files that were removed 30 days ago, and what an interrupted upload left half."""
    swept = run(sweep())
    console.print(f"Purged after 30 days: {swept.purged}")
    console.print(f"Brought to their end: {swept.finished}")
    console.print(f"Discarded, since no file belonged to them: {swept.discarded}")
    console.print(f"Files whose content is gone: {swept.lost}")
