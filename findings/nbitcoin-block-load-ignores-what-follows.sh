#!/usr/bin/env bash
# One would guess: NBitcoin's Block.Load and Transaction.Load treat bytes behind the object alike.
# What happens: Block.Load ignores them without a word, so a rented buffer, which is longer than
#   its content, is read as the block; Transaction.Load throws a FormatException. And a transaction
#   without inputs and outputs is read by Transaction.Parse, but cannot be written again.
# Seen: 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cat >"$folder/finding.cs" <<'EOF'
#:package NBitcoin@10.0.20
#:property PublishAot=false
using NBitcoin;

byte[] block = Network.Main.GetGenesis().ToBytes();
byte[] transaction = Network.Main.GetGenesis().Transactions[0].ToBytes();
Try("Block.Load, 7 bytes behind", () => Block.Load([.. block, .. new byte[7]], Network.Main).GetHash());
Try("Transaction.Load, 7 bytes behind", () => Transaction.Load([.. transaction, .. new byte[7]], Network.Main).GetHash());
Transaction empty = Transaction.Parse("02000000000000000000", Network.Main);
Try("Transaction.Parse, no inputs, no outputs", () => empty.GetHash());
Try("ToBytes of the same", () => empty.ToBytes().Length);

static void Try(string what, Func<object> call)
{
    string outcome;
    try { outcome = $"{call()}"; }
    catch (Exception exception) { outcome = $"{exception.GetType().Name}: {exception.Message}"; }
    Console.WriteLine($"{what}: {outcome}");
}
EOF
cat >"$folder/expected" <<'EOF'
Block.Load, 7 bytes behind: 000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f
Transaction.Load, 7 bytes behind: FormatException: Malformed transaction: Unexpected trailing bytes
Transaction.Parse, no inputs, no outputs: 4ebd325a4b394cff8c57e8317ccf5a8d0e2bdf1b8526f8aad6c8e43d8240621a
ToBytes of the same: InvalidOperationException: The transaction must have at least one input
EOF
echo "NBitcoin 10.0.20, .NET SDK $(dotnet --version)"
(cd "$folder" && NUGET_PACKAGES="$folder/packages" dotnet run finding.cs) 2>&1 | grep -v warning | tee "$folder/seen"
diff "$folder/expected" "$folder/seen"
