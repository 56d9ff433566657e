#!/usr/bin/env bash
# One would guess: DisposeAsync of a connection of NATS.Net ends it and throws nothing, as disposal does
#   elsewhere in .NET, whatever the server does.
# What happens: when the server goes away under a publish, DisposeAsync waits for 5 or 10 s in most
#   rounds and throws NatsTimeoutException; otherwise it returns at once. In an "await using" that
#   exception takes the place of the one that ended the block, so a program that was cancelled ends
#   with a timeout instead.
# Seen: 2026-11-30, NATS.Net 3.3.2 with nats-server 2.9.10 (Debian 12), .NET SDK 10.0.401:
#   publishing begins when the loss was noticed: 0 of 10 rounds threw
#   publishing begins before the loss: 9 of 10 rounds threw NatsTimeoutException
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -q nats-server >apt.log 2>&1 || { cat apt.log; exit 1; }
dpkg-deb -x nats-server_*.deb .

cat >end.cs <<'PROGRAM'
#:package NATS.Net@3.3.2
#:property PublishAot=false
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using NATS.Client.Core;

const int Rounds = 10;
foreach (bool isNoticed in new[] { true, false })
{
    int thrown = 0;
    for (int round = 0; round < Rounds; round++)
    {
        TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        int port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        using Process server = Process.Start(args[0], ["-a", "127.0.0.1", "-p", $"{port}", "-l", "server.log"]);
        NatsConnection connection = new(NatsOpts.Default with { Url = $"nats://127.0.0.1:{port}" });
        while (connection.ConnectionState != NatsConnectionState.Open)
        {
            try { await connection.ConnectAsync(); }
            catch (NatsException) { await Task.Delay(100); }
        }
        await connection.PingAsync();
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(1));
        Task publishing = isNoticed ? Task.CompletedTask : PublishAsync(connection, deadline.Token);
        server.Kill();
        await server.WaitForExitAsync();
        while (isNoticed && connection.ConnectionState == NatsConnectionState.Open)
            await Task.Delay(20);
        await (isNoticed ? PublishAsync(connection, deadline.Token) : publishing);
        try { await connection.DisposeAsync(); }
        catch (NatsTimeoutException) { thrown++; }
    }
    Console.WriteLine($"publishing begins {(isNoticed ? "when the loss was noticed" : "before the loss")}: {thrown} of {Rounds} rounds threw{(thrown > 0 ? " NatsTimeoutException" : "")}");
}

static async Task PublishAsync(NatsConnection connection, CancellationToken end)
{
    try
    {
        while (true)
            await connection.PublishAsync("subject", new byte[100_000], cancellationToken: end);
    }
    catch (OperationCanceledException) { /* there is no room for more */ }
}
PROGRAM
echo "nats-server $(dpkg-deb -f nats-server_*.deb Version), .NET SDK $(dotnet --version)"
dotnet run end.cs "$folder/usr/sbin/nats-server" | tee output
grep -q "^publishing begins when the loss was noticed: 0 of 10 rounds threw$" output
grep -q "^publishing begins before the loss: .* rounds threw NatsTimeoutException$" output
echo "As described."
