"""The reliability diagram, as a text table and as an SVG: how sure the service was, and how often it was right."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from evaluation.brier import Bin

SIZE = 460
EDGE = 60
# Colours that stay apart for the colour-blind and in print.
COLOURS = ("#0b5cad", "#b35900")
LEGEND = 18


def table(found: Sequence[Bin]) -> Iterator[str]:
    """One line for each bin: its bounds, the mean probability in it, and the share that was right."""
    yield f"  {'probability':<14}{'mean':>6}   right (95 % Wilson interval; count)"
    for one in found:
        yield f"  {f'{one.low:.1f} to {one.high:.1f}':<14}{one.mean:>6.2f}   {one.right}"


def svg(series: Mapping[str, Sequence[Bin]]) -> str:
    """A whole SVG document with a diagonal, a point with its interval for each bin, and a legend."""
    whole = SIZE + 2 * EDGE
    body = [*_axes()]
    for nth, (name, found) in enumerate(series.items()):
        colour = COLOURS[nth % len(COLOURS)]
        body.extend(_points(found, colour, 3 * nth))
        below = EDGE + LEGEND * (nth + 1)
        body.append(f'<text x="{EDGE + 14}" y="{below}" fill="{colour}">{escape(name)}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" role="img" '
        'font-family="sans-serif" font-size="13">\n'
        "<title>Reliability of the first condition's probability on published cases</title>\n"
        f'<rect width="{whole}" height="{whole}" fill="#ffffff"/>\n' + "\n".join(body) + "\n</svg>\n"
    )


def _x(share: float) -> float:
    return round(EDGE + SIZE * share, 1)


def _y(share: float) -> float:
    return round(EDGE + SIZE * (1 - share), 1)


def _axes() -> Iterator[str]:
    yield f'<rect x="{EDGE}" y="{EDGE}" width="{SIZE}" height="{SIZE}" fill="none" stroke="#666666"/>'
    yield _line((_x(0), _y(0)), (_x(1), _y(1)), 'stroke="#999999" stroke-dasharray="5 4"')
    for tenth in range(0, 11, 2):
        share = tenth / 10
        yield f'<text x="{_x(share)}" y="{_y(0) + 18}" text-anchor="middle">{share:.1f}</text>'
        yield f'<text x="{_x(0) - 8}" y="{_y(share) + 4}" text-anchor="end">{share:.1f}</text>'
    middle = EDGE + SIZE / 2
    yield f'<text x="{middle}" y="{_y(0) + 42}" text-anchor="middle">Probability of the first condition</text>'
    turned = f'transform="rotate(-90 18 {middle})"'
    yield f'<text x="18" y="{middle}" text-anchor="middle" {turned}>Share of cases in which it was right</text>'


def _points(found: Sequence[Bin], colour: str, aside: int) -> Iterator[str]:
    """Points beside each other where two series would lie on one another; their size tells how many cases."""
    for one in found:
        if one.right.value is None or one.right.interval is None:
            continue
        x = _x(one.mean) + aside
        low, high = one.right.interval
        yield _line((x, _y(low)), (x, _y(high)), f'stroke="{colour}"')
        size = round(2 + one.right.of**0.5 / 2, 1)
        yield f'<circle cx="{x}" cy="{_y(one.right.value)}" r="{size}" fill="{colour}"/>'


def _line(start: tuple[float, float], end: tuple[float, float], style: str) -> str:
    return f'<line x1="{start[0]}" y1="{start[1]}" x2="{end[0]}" y2="{end[1]}" {style}/>'
