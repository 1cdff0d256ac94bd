"""`{% table page.levers %}`: a `Table` of `publish`; `{% take_away page.offer %}`: the links to its files."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.utils.safestring import SafeString

from copilote.publish.table import Table
from copilote.ui.cards import labelled
from copilote.ui.page import Page
from copilote.ui.tables import table_html
from copilote.ui.terms import terms_in

register = template.Library()


@register.simple_tag
def table(
    shown: Table | None, sorts: Mapping[str, tuple[str, str]] | None = None, kind: str = "", named: str = ""
) -> str:
    """The table, nothing for None. sorts, kind, named : see `table_html`."""
    return table_html(shown, sorts, kind, named) if shown else ""


@register.tag
def cards(parser: Parser, _token: Token) -> Node:
    """`{% cards %}…{% endcards %}`: tables within become cards on a phone."""
    inside = parser.parse(("endcards",))
    parser.delete_first_token()
    return Cards(inside)


class Cards(Node):
    """What is within, its tables labelled, then the words that not everybody knows."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        content = labelled(self.nodelist.render(context))
        page = context.get("page")
        told = isinstance(page, Page) and page.words_told and not context.get("room")
        return SafeString(content + terms_in(content) if told else content)
