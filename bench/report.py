"""What was measured beside its gates and goals: as a table, as JSON and as a picture."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from html import escape
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """One figure with the gate that holds an issue open and the goal beside it."""

    name: str
    value: float
    unit: str
    gate: float | None = None
    goal: float | None = None
    more_is_better: bool = False
    floor: float | None = None
    """The same gesture on the empty page of the same run."""

    @property
    def verdict(self) -> str:
        """Whether goal and gate are met; nothing where there is neither."""
        if self._meets(self.goal):
            return "goal"
        if self._meets(self.gate):
            return "gate"
        return "" if self.gate is None and self.goal is None else "MISSED"

    def _meets(self, bar: float | None) -> bool:
        if bar is None:
            return False
        return self.value >= bar if self.more_is_better else self.value <= bar


def table(lines: list[Line]) -> str:
    """The figures as text."""
    rows = [("", "measured", "gate", "goal", "empty page", "ratio", "")]
    for line in lines:
        ratio = f"{line.value / line.floor:.1f} ×" if line.floor else ""
        rows.append(
            (
                line.name,
                f"{_number(line.value)} {line.unit}".strip(),
                _number(line.gate),
                _number(line.goal),
                _number(line.floor),
                ratio,
                line.verdict,
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        row[0].ljust(widths[0])
        + "  "
        + "  ".join(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        for row in rows
    )


def as_json(lines: list[Line], conditions: dict[str, Any]) -> dict[str, Any]:
    """The figures for programs."""
    return {"conditions": conditions, "figures": [asdict(line) | {"verdict": line.verdict} for line in lines]}


ROW, LEFT, WIDTH, RIGHT = 26, 430, 420, 150


def picture(lines: list[Line]) -> str:
    """Each figure as a share of its gate: what stays left of the line holds it."""
    shown = [line for line in lines if line.gate]
    height = ROW * (len(shown) + 2)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + RIGHT} {height}" role="img"'
        ' font-family="system-ui, sans-serif" font-size="13"><title>Measured against the gates</title>',
        f'<rect width="{LEFT + WIDTH + RIGHT}" height="{height}" fill="#fff"/>',
    ]
    gate_at = LEFT + WIDTH // 2
    for position, line in enumerate(shown):
        top = ROW * (position + 1)
        gate = line.gate or 1
        share = gate / line.value if line.more_is_better else line.value / gate
        length = min(share, 2) * WIDTH / 2
        colour = {"goal": "#2a7d4f", "gate": "#3b6ea8"}.get(line.verdict, "#b3372f")
        parts += [
            f'<text x="{LEFT - 10}" y="{top + 14}" text-anchor="end" fill="#222">{escape(line.name)}</text>',
            f'<rect x="{LEFT}" y="{top + 3}" width="{length:.0f}" height="14" rx="2" fill="{colour}"/>',
            f'<text x="{LEFT + length + 6:.0f}" y="{top + 14}" fill="#222">{_number(line.value)} {line.unit}</text>',
        ]
    parts.append(
        f'<line x1="{gate_at}" x2="{gate_at}" y1="{ROW - 8}" y2="{height - ROW}" stroke="#222" stroke-dasharray="3 3"/>'
        f'<text x="{gate_at}" y="{height - 9}" text-anchor="middle" fill="#222">gate</text></svg>'
    )
    return "\n".join(parts) + "\n"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return (
        f"{value:,.0f}".replace(",", "\u00a0")
        if abs(value) >= 100
        else f"{value:.2g}"
        if value < 10
        else f"{value:.0f}"
    )
