#!/usr/bin/env bash
# One would guess: NATS.Net's NewInbox() gives a subject of one's own, and a subscription to that
# subject with ".*" behind it receives what is published below it: one inbox for many replies, which
# is how other NATS clients do it.
# What happens: the subscription succeeds and receives nothing. The client has one subscription of its
# own to all inboxes that NewInbox() makes, and delivers what comes by exact subject only. The same
# wildcard below a prefix of one's own receives everything.
# Seen: 2026-11-29, NATS.Client.Core 3.3.2, nats-server 2.9.10. Needs nats-server and the .NET SDK.
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$folder"' EXIT
command -v nats-server >/dev/null || { echo "nats-server is missing: apt-get install nats-server"; exit 1; }

nats-server -a 127.0.0.1 -p -1 --ports_file_dir "$folder" -l "$folder/log" &
server=$!
until ls "$folder"/*.ports >/dev/null 2>&1; do sleep 0.1; done
address=$(sed 's/.*"\(nats:[^"]*\)".*/\1/' "$folder"/*.ports)

cat >"$folder/probe.csproj" <<'END'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="NATS.Client.Core" Version="3.3.2" />
  </ItemGroup>
</Project>
END
cat >"$folder/Program.cs" <<'END'
using NATS.Client.Core;

await using NatsConnection connection = new(NatsOpts.Default with { Url = args[0] });
Console.WriteLine($"NATS.Client.Core {typeof(NatsConnection).Assembly.GetName().Version}");
await connection.ConnectAsync();
Console.WriteLine($"nats-server {connection.ServerInfo!.Version}");
async Task<int> Count(string prefix)
{
    await using INatsSub<string> subscription = await connection.SubscribeCoreAsync<string>(prefix + ".*");
    for (int i = 0; i < 5; i++)
    {
        await connection.PublishAsync($"{prefix}.{i}", "reply");
    }
    // What was published before the ping has come back before the pong.
    await connection.PingAsync();
    await Task.Delay(500);
    int count = 0;
    while (subscription.Msgs.TryRead(out _))
    {
        count++;
    }
    return count;
}
int inbox = await Count(connection.NewInbox()), own = await Count("_INBOX.own");
Console.WriteLine($"below NewInbox(): {inbox} of 5; below _INBOX.own: {own} of 5");
return inbox == 0 && own == 5 ? 0 : 1;
END
dotnet run --project "$folder/probe.csproj" -- "$address"
