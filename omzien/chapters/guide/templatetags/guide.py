"""`{% load guide %}`: what a public page says of its language."""

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from omzien.chapters.guide.language import same_page, speaks_dutch

register = template.Library()


@register.simple_tag
def dutch() -> SafeString:
    """<p{% dutch %}>: marks words that stay Dutch on a page in another language."""
    return SafeString("" if speaks_dutch() else ' lang="nl"')


@register.simple_tag(takes_context=True)
def language_link(context: Context) -> SafeString:
    """{% language_link %}: this page in the other language; never on an answer that cannot be asked for again."""
    request = context.get("request")
    if request is None or request.method == "POST":
        return SafeString("")
    name, code = ("English", "en") if speaks_dutch() else ("Nederlands", "nl")
    return format_html(
        '<a class="say only-first" href="{}" lang="{}" hreflang="{}">{}</a>', same_page(request), code, code, name
    )
