"""The design system: every macro renders safely, pages obey the policy, colours can be read."""

import hashlib
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes

import service

WEB = Path(service.__path__[0]) / "web"
TEMPLATES, STATIC = WEB / "templates", WEB / "static"
STYLES = sorted(STATIC.glob("*.css"))
SCRIPTS = sorted(STATIC.glob("*.js"))
EVIL = "<i>\"'&"
ENV = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)

SHELL = {
    "product": "民声",
    "city": "样例市",
    "version": "9.9",
    "now": "2025-11-08T01:30:00+00:00",
    "csrf_token": "token",
    "home_url": "/",
    "user_id": "7",
    "user_name": "王芳",
    "user_detail": "受理科",
    "user_items": [{"label": "修改密码", "href": "/password"}],
    "sign_out_url": "/sign-out",
    "role_label": "话务员",
    "roles": [
        {"value": "agent", "label": "话务员", "current": True},
        {"value": "dispatcher", "label": "派单员"},
    ],
    "switch_role_url": "/role",
    "nav": [{"label": "工单", "href": "/tickets", "current": True, "count": 3, "key": "1"}],
    "subnav": [],
    "search_url": "/search",
    "search_label": "搜工单",
    "flashes": [{"text": "已派单。", "kind": "success"}],
}
ACCOUNT = {"username": "agent", "where": "张三", "words": "话务员 张三 agent"}
ROLE_OF_DEMO = {"label": "话务员", "first": ACCOUNT, "accounts": [ACCOUNT]}
PAGES: dict[str, dict[str, Any]] = {
    "style.html": {},
    "layout.html": {},
    "public.html": {},
    "auth.html": {
        "sign_in": {
            "action": "/sign-in",
            "error": "用户名或密码不对。",
            "demo": {"password": "x", "roles": [ROLE_OF_DEMO]},
        }
    },
    "print.html": {"sheet": {"title": "月报", "back_url": "/", "back_label": "返回"}},
}

# One call of every public macro with hostile text wherever a page may put its own words.
CALLS = {
    "shell.skip_link": "m.skip_link('main', evil)",
    "shell.brand": "m.brand('/', evil)",
    "shell.main_nav": "m.main_nav([{'label': evil, 'href': '/'}])",
    "shell.sub_nav": "m.sub_nav([{'label': evil, 'href': '/'}])",
    "shell.role_switch": "m.role_switch(evil, [{'value': 'a', 'label': evil}], '/role', 't')",
    "shell.user_menu": "m.user_menu(evil, evil, [{'label': evil, 'href': '/'}])",
    "shell.csrf_field": "m.csrf_field(evil)",
    "shell.flash": "m.flash(evil, 'error', evil)",
    "shell.flashes": "m.flashes([{'text': evil}])",
    "page.page_header": "m.page_header(evil, [{'label': evil}], evil)",
    "page.tabs": "m.tabs([{'label': evil, 'href': '/', 'count': 0}])",
    "page.card": "m.card(evil)",
    "page.callout": "m.callout(evil)",
    "page.empty": "m.empty(evil, evil, '/', evil)",
    "page.stat": "m.stat(evil, evil, evil, evil, evil, 'good', '/')",
    "page.stats": "m.stats()",
    "page.definition_list": "m.definition_list([{'term': evil, 'value': evil}])",
    "page.tag": "m.tag(evil)",
    "actions.button": "m.button(evil, key='S', confirm=evil, attrs={'title': evil})",
    "actions.link_button": "m.link_button(evil, '/', key='L')",
    "actions.shortcut": "m.shortcut(evil)",
    "actions.copy_number": "m.copy_number(evil)",
    "actions.dialog": "m.dialog('d', evil)",
    "actions.disclosure": "m.disclosure(evil)",
    "actions.confirm_form": "m.confirm_form(evil, '/x', 't', evil, hidden={'v': evil})",
    "form.error_summary": "m.error_summary([{'field': 'x', 'message': evil}])",
    "form.text_field": "m.text_field('n', evil, evil, evil, evil, placeholder=evil)",
    "form.textarea": "m.textarea('n', evil, evil, evil, evil, maxlength=9)",
    "form.select_field": "m.select_field('n', evil, [(evil, evil), (evil, [(evil, evil)])], evil)",
    "form.combobox": "m.combobox('n', evil, [(evil, evil)], evil)",
    "form.date_field": "m.date_field('n', evil, evil, evil, evil)",
    "form.checkbox": "m.checkbox('n', evil, hint=evil, error=evil)",
    "form.checkbox_group": "m.checkbox_group('n', evil, [(evil, evil)], [evil], evil, evil)",
    "form.radio_group": "m.radio_group('n', evil, [(evil, evil)], evil, evil, evil)",
    "form.fieldset": "m.fieldset(evil)",
    "form.form_actions": "m.form_actions(evil)",
    "table.data_table": "m.data_table([{'label': evil, 'key': 'k', 'hint': evil}], [{'no': evil}],"
    " caption=evil, sort={'url': '/?q=1', 'key': 'k', 'descending': true}, row_href='no',"
    " select='no')",
    "table.pager": "m.pager('/older', '/newer', 1, 2, evil)",
    "table.filter_bar": "m.filter_bar('/', '/', evil, {'q': evil})",
    "table.chips": "m.chips([{'label': evil, 'href': '/'}])",
    "table.export_links": "m.export_links([{'label': evil, 'href': evil}], evil)",
    "table.bulk_bar": "m.bulk_bar('t', evil)",
    "status.status_badge": "m.status_badge(evil, 'done')",
    "status.urgency_badge": "m.urgency_badge(evil, 'urgent')",
    "status.type_badge": "m.type_badge(evil, 'help')",
    "status.time_left": "m.time_left(evil, 'soon', '2025-11-08T01:30:00Z', evil, evil)",
    "status.timeline": "m.timeline([{'label': evil, 'at': evil, 'who': evil, 'note': evil,"
    " 'fields': [evil]}])",
    "status.stages": "m.stages([{'label': evil, 'state': 'now', 'note': evil}])",
    "status.confidence": "m.confidence(0.5, evil)",
    "status.reason_box": "m.reason_box(evil, evil, evil, 0.5, [evil], [{'label': evil}], evil)",
    "files.kept_file": "m.kept_file({'name': evil, 'about': evil, 'token': 't'})",
    "files.upload_field": "m.upload_field('f', [{'name': evil, 'about': evil, 'token': 't'}],"
    " evil, label=evil, hint=evil)",
    "live.progress_line": "m.progress_line(evil, 3, 9, '/poll')",
    "live.live_region": "m.live_region('x', '/poll')",
    "live.chart": "m.chart('c', evil, {'title': evil}, evil)",
}


@cache
def macros() -> dict[str, nodes.Macro]:
    found = {}
    for path in sorted((TEMPLATES / "macros").glob("*.html")):
        tree = ENV.parse(path.read_text(encoding="utf-8"))
        for macro in tree.find_all(nodes.Macro):
            if not macro.name.startswith("_"):
                found[f"{path.stem}.{macro.name}"] = macro
    return found


def literal(node: nodes.Expr) -> str:
    value = node.as_const()
    return f'"{value}"' if isinstance(value, str) else repr(value).lower()


def signature(macro: nodes.Macro) -> str:
    plain = len(macro.args) - len(macro.defaults)
    names = [arg.name for arg in macro.args]
    defaults = [f"{n}={literal(d)}" for n, d in zip(names[plain:], macro.defaults, strict=True)]
    return f"{macro.name}({', '.join(names[:plain] + defaults)})"


def file_of(name: str) -> Path:
    return TEMPLATES / "macros" / f"{name.partition('.')[0]}.html"


def call(name: str, expression: str) -> str:
    source = f'{{% import "macros/{file_of(name).name}" as m %}}'
    called = [node.node for node in macros()[name].find_all(nodes.Call)]
    if any(isinstance(node, nodes.Name) and node.name == "caller" for node in called):
        row = "(row)" if name == "table.data_table" else ""
        source += f"{{% call{row} {expression} %}}{{{{ evil }}}}{{% endcall %}}"
    else:
        source += f"{{{{ {expression} }}}}"
    return ENV.from_string(source).render(evil=EVIL)


class Reader(HTMLParser):
    """Collects every start tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def values(self, attribute: str) -> list[str]:
        return [attrs[attribute] for _, attrs in self.tags if attribute in attrs]


@cache
def rendered(template: str) -> Reader:
    return Reader(ENV.get_template(template).render(shell=SHELL, **PAGES[template]))


def test_every_macro_is_called_here_and_shown_on_the_style_page() -> None:
    names = set(macros())
    assert names == set(CALLS)
    shown = set()
    for path in [TEMPLATES / "style.html", *(TEMPLATES / "style").glob("*.html")]:
        tree = ENV.parse(path.read_text(encoding="utf-8"))
        shown |= {
            node.node.attr
            for node in tree.find_all(nodes.Call)
            if isinstance(node.node, nodes.Getattr)
        }
    assert {name.split(".")[1] for name in names} - shown == set()


@pytest.mark.parametrize("name", sorted(CALLS))
def test_macro_renders_and_escapes_what_a_page_gives_it(name: str) -> None:
    html = call(name, CALLS[name])
    assert "<i>" not in html
    assert "&lt;i&gt;" in html or "\\u003ci\\u003e" in html


@pytest.mark.parametrize("name", sorted(CALLS))
def test_macro_signature_stands_at_the_top_of_its_file(name: str) -> None:
    text = file_of(name).read_text(encoding="utf-8")
    head = text[: text.index("-#}")]
    assert f"  {signature(macros()[name])}" in head


@pytest.mark.parametrize("template", sorted(PAGES))
def test_page_obeys_the_strict_policy(template: str) -> None:
    for tag, attrs in rendered(template).tags:
        assert tag != "style"
        assert not [name for name in attrs if name == "style" or name.startswith("on")], attrs
        assert not [name for name in attrs if name.startswith("hx-on")], attrs
        if tag == "script":
            assert attrs.get("type") == "application/json" or attrs["src"].startswith("/static/")
        for name in ("src", "href", "action"):
            assert not re.match(r"(?i)(https?:|//|javascript:|data:)", attrs.get(name, "")), attrs


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: str(p.relative_to(TEMPLATES))
)
def test_template_source_has_nothing_inline(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    source = re.sub(r"\{% raw %\}.*?\{% endraw %\}", "", source, flags=re.S)
    source = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", source, flags=re.S)
    assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=|hx-on|javascript:|\bjs:", source)
    for attributes in re.findall(r"<script\b([^>]*)>", source):
        assert "src=" in attributes or 'type="application/json"' in attributes
    assert not re.search(r"\|\s*safe\b", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("template", sorted(PAGES))
def test_page_is_well_labelled(template: str) -> None:
    page = rendered(template)
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    for attribute in ("for", "aria-labelledby", "list", "data-chart", "data-open-dialog"):
        assert set(page.values(attribute)) <= set(ids), attribute
    for described in page.values("aria-describedby"):
        assert set(described.split()) <= set(ids)
    labelled = set(page.values("for"))
    for tag, attrs in page.tags:
        if tag in ("select", "textarea") or (tag == "input" and "input" in attrs.get("class", "")):
            assert attrs["id"] in labelled
    assert all("alt" in attrs for tag, attrs in page.tags if tag == "img")


def test_every_class_of_the_style_page_has_a_rule() -> None:
    css = " ".join(path.read_text(encoding="utf-8") for path in STYLES)
    defined = set(re.findall(r"\.([a-z][a-z0-9-]*)", css))
    plain = {"button-secondary", "is-next"}  # the default looks, named so that a page can say them
    used = {c for value in rendered("style.html").values("class") for c in value.split()}
    assert used - defined - plain == set()


def test_files_named_by_the_pages_exist() -> None:
    for template in PAGES:
        page = rendered(template)
        for address in page.values("src") + page.values("href"):
            if address.startswith("/static/"):
                assert (STATIC / address.removeprefix("/static/").split("?")[0]).is_file(), address


def test_vendored_scripts_are_those_written_down() -> None:
    table = (STATIC / "vendor" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\S+\.js) \|.*\| ([0-9a-f]{64}) \|$", table, flags=re.M)
    assert {name for name, _ in rows} == {
        str(p.relative_to(STATIC / "vendor")) for p in (STATIC / "vendor").rglob("*.js")
    }
    for name, digest in rows:
        path = STATIC / "vendor" / name
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
        assert (path.parent / "LICENSE").is_file()


# ---- Colours ------------------------------------------------------------------------------------

TOKENS = (STATIC / "tokens.css").read_text(encoding="utf-8")
COLOURS = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", TOKENS))


def declared_pairs() -> list[tuple[str, str]]:
    pairs = re.findall(r"pair: --([a-z0-9-]+) on --([a-z0-9-]+)", TOKENS)
    for name in COLOURS:
        if name.endswith("-ink"):
            grounds = ["surface", "hover", name.removesuffix("ink") + "tint"]
            pairs += [(name, ground) for ground in grounds if ground in COLOURS]
    for path in STYLES:
        for body in re.findall(r"\{([^{}]*)\}", path.read_text(encoding="utf-8")):
            ink = re.search(r"(?<![-\w])color: var\(--([a-z0-9-]+)\)", body)
            ground = re.search(r"(?<![-\w])background: var\(--([a-z0-9-]+)\)", body)
            if ink and ground:
                pairs.append((ink[1], ground[1]))
    return sorted(set(pairs))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_agrees_with_known_values() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("ink", "ground"), declared_pairs())
def test_ink_can_be_read_on_its_ground(ink: str, ground: str) -> None:
    assert contrast(COLOURS[ink], COLOURS[ground]) >= 4.5


@pytest.mark.parametrize("part", ["line-strong", "focus", *(f"chart-{n}" for n in range(1, 9))])
def test_edges_and_marks_stand_out_from_the_surface(part: str) -> None:
    # Chart marks have their figures in a table too; 2.5 keeps them visible, 3 is for controls.
    least = 2.5 if part.startswith("chart") else 3
    assert contrast(COLOURS[part], COLOURS["surface"]) >= least


def test_variables_are_defined_once_and_all_used() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in STYLES + SCRIPTS)
    names = re.findall(r"^\s*--([a-z0-9-]+):", TOKENS, flags=re.M)
    assert len(names) == len(set(names))
    used = set(re.findall(r"var\(--([a-z0-9-]+)\)", text)) | set(
        re.findall(r"token\('--([a-z0-9-]+)'\)", text)
    )
    used |= {name for name in names if name.startswith("chart-")}  # charts.js counts through them
    assert used == set(names)


@pytest.mark.parametrize("path", STYLES, ids=lambda p: p.name)
def test_styles_suit_old_browsers_and_take_colours_from_tokens(path: Path) -> None:
    css = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert not re.search(r":has\(|:is\(|:where\(|@container|@layer|@import|color-mix", css)
    assert not re.search(r"(?<![-\w])(min|max|clamp)\(|\binset:|aspect-ratio|https?:", css)
    assert not re.search(r"(?<![-\w])gap:", css)  # grid-gap is older; flex gaps are too young
    assert not re.search(r"\{[^{}]*[^{}\s;][^{};]*\{", re.sub(r"@media[^{]*\{", "", css))
    if path.name not in ("tokens.css", "print.css"):
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", css)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.name)
def test_scripts_suit_old_browsers_and_the_policy(path: Path) -> None:
    script = path.read_text(encoding="utf-8")
    assert not re.search(r"\?\.|\?\?|\beval\(|new Function|innerHTML|https?://", script)
    assert "localStorage" not in script
