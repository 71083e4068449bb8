"""The process of a wish as a picture and as a table, both from the code: flow, rules, who."""

from collections import defaultdict

from community.wishes.models import Status
from workflows.engine import Begin, Step
from workflows.flows.wish import WishFlow
from workflows.flows.wish_rules import RULES


def steps() -> list[Step]:
    return [node for node in WishFlow.instance.nodes() if isinstance(node, Step)]


def mermaid() -> str:
    """A Mermaid flowchart: a frame per lane, an arrow per pair of steps with its outcomes."""
    lanes: dict[str, list[Step]] = defaultdict(list)
    for node in steps():
        lanes[node.lane].append(node)
    lines = ["flowchart TD"]
    for lane, nodes in lanes.items():
        lines.append(f"  subgraph {lane}")
        lines += [f"    {node.name}[{node.task_title}]" for node in nodes]
        lines.append("  end")
    lines += [f"  {begin.name}([{begin.task_title}]) --> {begin._next.name}" for begin in _begins()]
    lines += [
        f"  {source} -->|{' / '.join(labels)}| {_place(target)}" for (source, target), labels in _arrows().items()
    ]
    return "\n".join(lines)


def _begins() -> list[Begin]:
    return [node for node in WishFlow.instance.nodes() if isinstance(node, Begin)]


def _arrows() -> dict[tuple[str, str], list[str]]:
    """What is possible almost everywhere is told in words below the picture."""
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for node in steps():
        for source, outcome, target in node.edges():
            if outcome not in {"withdraw", "no_longer_needed"}:
                arrows[source, target].append(RULES[source, outcome].label)
    return arrows


def _place(name: str) -> str:
    return f"{name}(({Status(name).label}))" if name in Status.values else name


def table() -> str:
    """A Markdown table: step, outcome, who, where it leads; what stays at its step leads nowhere."""
    lines = ["| 环节 | 结果 | 谁 | 到 |", "|---|---|---|---|"]
    titles = {node.name: node.task_title for node in WishFlow.instance.nodes()}
    targets: dict[tuple[str, str], list[str]] = defaultdict(list)
    for node in steps():
        for source, outcome, target in node.edges():
            targets[source, outcome].append(titles[target])
    begins = {begin.name: titles[begin._next.name] for begin in _begins()}
    for (step, outcome), rule in RULES.items():
        leads = "、".join(targets[step, outcome]) or begins.get(outcome, "（留在这一步）")
        lines.append(f"| {titles[step]} `{step}` | {rule.label} `{outcome}` | {rule.who.words} | {leads} |")
    return "\n".join(lines)
