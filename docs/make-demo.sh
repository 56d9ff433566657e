#!/usr/bin/env bash
# Draws demo.svg, the picture in the README, from what the tool shows in a terminal.
# DemoPictureTests draws it and fails while the picture here is another one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
project=tests/ZmqNative.IntegrationTests
drawn=$project/bin/Release/net10.0/demo.received.svg
rm -f "$drawn"
dotnet test "$project" -c Release --nologo -v q --filter FullyQualifiedName~The_picture_in_the_readme >/dev/null || true
cp "$drawn" docs/demo.svg
echo "docs/demo.svg is drawn."
