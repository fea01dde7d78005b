"""A chart as SVG: classes instead of styles, and every word escaped by the writer of the tree."""

from xml.etree import ElementTree as ET

from coach.report.charts import WIDTH, Box, Chart, Dot, Label, Stroke


def svg(chart: Chart, prefix: str = "chart") -> ET.Element:
    """The chart as an SVG element with a title and a description; `prefix` keeps ids of several pages apart."""
    name = f"{prefix}-{chart.name}"
    attributes = {
        "viewBox": f"0 0 {WIDTH:g} {chart.height:g}",
        "role": "img",
        "aria-labelledby": f"{name}-title {name}-says",
        "class": "chart",
    }
    root = ET.Element("svg", attributes)
    ET.SubElement(root, "title", {"id": f"{name}-title"}).text = chart.title
    ET.SubElement(root, "desc", {"id": f"{name}-says"}).text = chart.says
    for shape in chart.shapes:
        match shape:
            case Stroke():
                points = " ".join(f"{_n(x)},{_n(y)}" for x, y in shape.points)
                ET.SubElement(root, "polyline", {"points": points, "class": f"s-{shape.role}"})
            case Box():
                where = {"x": shape.x, "y": shape.y, "width": shape.width, "height": shape.height}
                ET.SubElement(
                    root, "rect", {key: _n(value) for key, value in where.items()} | {"class": f"f-{shape.role}"}
                )
            case Dot():
                where = {"cx": shape.x, "cy": shape.y, "r": shape.radius}
                ET.SubElement(
                    root, "circle", {key: _n(value) for key, value in where.items()} | {"class": f"f-{shape.role}"}
                )
            case Label():
                where = {"x": shape.x, "y": shape.y}
                words = ET.SubElement(
                    root,
                    "text",
                    {key: _n(value) for key, value in where.items()} | {"class": f"t-{shape.role} {shape.anchor}"},
                )
                words.text = shape.text
    return root


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
