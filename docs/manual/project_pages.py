"""Takes pages that are kept in docs/ into the site, those that are there, so that nothing is written twice."""

import re
from pathlib import Path

from mkdocs.structure.files import File

# Under which title, and in which order.
PAGES = {
    "DIALECTS.md": "The two dialects",
    "EMBEDDING.md": "Embedding",
    "C-API.md": "C API",
    "INSTALL.md": "Installing",
    "PLATFORMS.md": "Platforms",
    "COMPATIBILITY.md": "Compatibility in detail",
    "COMPATIBILITY-4.md": "Compatibility with 4.0",
    "DESIGN.md": "Design",
}


def _present(config):
    docs = Path(config.config_file_path).parent.parent
    return {name: docs / name for name in PAGES if (docs / name).exists()}


def on_config(config):
    config.nav.append({"More": [{PAGES[name]: name.lower()} for name in _present(config)]})
    return config


def on_files(files, config):
    for name, path in _present(config).items():
        files.append(File.generated(config, name.lower(), content=path.read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown, page, config, files):
    """Links of those pages: to each other under their names here, to other files of the project as plain text."""
    if page.file.src_uri not in {name.lower() for name in PAGES}:
        return markdown

    def link(match):
        text, target, anchor = match.groups()
        if target in _present(config):
            return f"[{text}]({target.lower()}{anchor or ''})"
        return text

    return re.sub(r"\[([^\]]*)\]\((?!https?:|#)([^)#]+)(#[^)]*)?\)", link, markdown)
