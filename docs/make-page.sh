#!/usr/bin/env bash
# Takes the pictures of the live page in page.md: needs Debian's chromium, node and npm.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
project=tests/ZmqNative.IntegrationTests
dotnet test "$project" -c Release --nologo -v q --filter FullyQualifiedName~BrowserTests.Pictures_for_the_documentation
cp "$project"/bin/Release/net10.0/page-pictures/*.png docs/
echo "docs/page.png and docs/page-phone.png are taken."
