"""How forms become pages: Django's fields and widgets, with the markup of this house."""

from typing import Any

from django.forms.renderers import TemplatesSetting

# Django's own widgets, drawn with our classes. What is not named here keeps Django's template.
_OURS = {
    f"django/forms/widgets/{name}.html": f"web/forms/{ours}.html"
    for name, ours in {
        "text": "input",
        "number": "input",
        "email": "input",
        "url": "input",
        "password": "input",
        "date": "input",
        "datetime": "input",
        "time": "input",
        "input": "input",
        "textarea": "textarea",
        "select": "select",
        "radio": "radios",
        "checkbox_select": "checkboxes",
        "checkbox": "checkbox",
        "file": "file",
        "clearable_file_input": "file",
    }.items()
}


class Renderer(TemplatesSetting):
    """Draws whole forms, fields, error lists and Django's own widgets."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"

    def get_template(self, template_name: str) -> Any:
        """Returns our template for a widget of Django's."""
        return super().get_template(_OURS.get(template_name, template_name))
