#!/usr/bin/env bash
# Builds the manual into target/manual-site and fails on any warning: a link to a page or heading that is not there, a page
# that no menu leads to. The tools are those of docs/manual/requirements.txt, installed into target/manual-venv.
#
#   ci/docs.sh          # then open target/manual-site/index.html
#
# Needs python3 with venv (Debian: python3-venv). The examples of the pages are tests of `cargo xtask test`.
set -euo pipefail
cd "$(dirname "$0")/.."

# The theme advertises its successor otherwise.
export NO_MKDOCS_2_WARNING=1
venv=target/manual-venv
if ! cmp -s docs/manual/requirements.txt "$venv/requirements.txt"; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement docs/manual/requirements.txt
  cp docs/manual/requirements.txt "$venv/requirements.txt"
fi
"$venv/bin/mkdocs" build --strict --config-file docs/manual/mkdocs.yml --site-dir "$PWD/target/manual-site"
[ -s target/manual-site/search/search_index.json ] || { echo "the site has no search index" >&2; exit 1; }
echo "manual: $(find target/manual-site -name '*.html' | wc -l) pages in target/manual-site"
