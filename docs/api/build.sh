#!/usr/bin/env bash
# Builds a site of the documentation and of the API reference, from the XML comments, in artifacts/api.
# Before it: ./build.sh build. docfx comes from NuGet, in this version, into artifacts/docfx.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
version=2.81.0
docfx=artifacts/docfx/$version/docfx
site=artifacts/docfx/site

[ -x "$docfx" ] || dotnet tool install docfx --version "$version" --tool-path "artifacts/docfx/$version"
rm -rf "$site" artifacts/api
mkdir -p "$site"
git ls-files -z -- '*.md' 'docs/*.svg' examples LICENSE ':!tests/data' ':!.github' | xargs -0 cp --parents -t "$site"
cp docs/api/docfx.json docs/api/toc.yml "$site"
export DOTNET_ROLL_FORWARD=Major
"$docfx" metadata "$site/docfx.json"
"$docfx" build "$site/docfx.json"
echo "The pages are in artifacts/api; README.html is the first."
