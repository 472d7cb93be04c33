"""Edit and launch buttons, when the build knows which repository it comes from.

A GitHub Actions run says so itself (GITHUB_SERVER_URL, GITHUB_REPOSITORY,
GITHUB_REF_NAME). Elsewhere, BOOK_REPOSITORY may give the address, and
BOOK_BRANCH the branch. Without either, the buttons are left out.
"""

import os
from typing import NamedTuple

COLAB_BRANCH = "colab"  # tools/colab.py writes it; the workflow pushes it


class Repository(NamedTuple):
    url: str
    branch: str

    @property
    def owner(self):
        return self.url.split("/")[-2]

    @property
    def name(self):
        return self.url.split("/")[-1]

    @property
    def site(self):
        """Where GitHub Pages publishes this repository."""
        host = f"{self.owner.lower()}.github.io"
        return f"https://{host}/" + ("" if self.name == host else f"{self.name}/")


def repository(env=os.environ):
    """Return the repository this build comes from, or None."""
    url = env.get("BOOK_REPOSITORY", "").rstrip("/").removesuffix(".git")
    branch = env.get("BOOK_BRANCH") or "main"
    if not url and env.get("GITHUB_REPOSITORY"):
        server = env.get("GITHUB_SERVER_URL", "https://github.com")
        url = f"{server}/{env['GITHUB_REPOSITORY']}"
        branch = env.get("GITHUB_REF_NAME") or branch
    return Repository(url, branch) if url else None


def configure(app, config):
    """Tell the theme about the repository; switch every button off without one."""
    home = repository()
    config.html_theme_options = config.html_theme_options | {
        "repository_url": home.url if home else "",
        "repository_branch": home.branch if home else "",
        "use_edit_page_button": bool(home),
        "use_repository_button": bool(home),
        "use_issues_button": bool(home),
        "launch_buttons": launchers() if home else {},
    }
    if home:
        config.html_baseurl = home.site
        app.setup_extension("sphinx_sitemap")
        config.sitemap_url_scheme = "{link}"


def launchers():
    return {
        "notebook_interface": "jupyterlab",
        "binderhub_url": "https://mybinder.org",
        "colab_url": "https://colab.research.google.com",
    }


def open_installing_copy(app, pagename, templatename, context, doctree):
    """Colab opens the copy whose first cell installs the library."""
    home = repository()
    for group in context.get("header_buttons", []):
        for button in group.get("buttons", []):
            if home and button.get("text") == "Colab":
                old = f"/blob/{home.branch}/"
                button["url"] = button["url"].replace(old, f"/blob/{COLAB_BRANCH}/")


def setup(app):
    app.connect("config-inited", configure, priority=100)
    app.connect("html-page-context", open_installing_copy, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
