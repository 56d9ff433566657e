#!/bin/sh
# Writes startup.order again: the methods that run until a publisher rests, one a line, in the order of their addresses. The
# compiler places them side by side; one that is not in the list costs memory, and a name of no method nothing. qemu notes
# which code it translates, the symbols say whose that is: so the program has fixed addresses here. Takes Linux for x64,
# what ./build.sh native left, clang and qemu-user-static. The locale is what users have, in which the console's encoding is
# looked up, and sorts by bytes.
set -eu
export LC_ALL=C.UTF-8
cd "$(dirname "$0")"
work=$(mktemp -d) publisher=
trap '[ -z "$publisher" ] || kill $publisher; rm -rf "$work"' EXIT
dotnet publish . -c Release -r linux-x64 -p:PublishAot=true -p:PositionIndependentExecutable=false -p:RelativeRelocations= -p:IlcOrderFile= \
    --nologo -v q --artifacts-path "$work/artifacts" -o "$work/tool"
mkfifo "$work/said"
# More than once, for which locks are contended differs. Into a pipe, as under a service manager, and into a file, which
# other methods write. A second more than it takes to publish, for what is still done then; killed, for the end is not
# asked for.
for run in 1 2 3 4 5 6 7 8; do
    said=$work/said
    [ $run -le 5 ] || said=$work/file
    qemu-x86_64-static -d in_asm -D "$work/log$run" "$work/tool/ZmqNative.Cli" \
        publish --trace ../../tests/data/traces/mempool-and-block -zmqpubhashblock=tcp://127.0.0.1:* >"$said" &
    publisher=$!
    if [ $run -le 5 ]; then
        { timeout 60 grep -q '^Everything is published'; sleep 1; } <"$said"
    else
        timeout 60 sh -c 'until grep -q "^Everything is published" "$1"; do sleep 0.2; done; sleep 1' - "$said"
        rm "$said"
    fi
    kill -KILL $publisher
    wait $publisher || publisher=
done

{
    nm --defined-only "$work/tool/ZmqNative.Cli.dbg" | awk '$2 ~ /^[tTwW]$/ { print $1, $3 }'
    # Of the program, not of libraries; with a mark that sorts behind a symbol of the same address.
    sed -n 's/^0x\([0-9a-f]\{8\}\):.*/00000000\1 ~/p' "$work/log"?
} | sort -u | awk '
    $2 != "~" { names = $1 == address ? names "\n" $2 : $2; address = $1 }
    $2 == "~" && names { print names; names = "" }' >startup.order
wc -l startup.order
