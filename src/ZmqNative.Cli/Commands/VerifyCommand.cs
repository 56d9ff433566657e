using System.CommandLine;
using Microsoft.Extensions.Logging;
using ZmqNative.Security;
using ZmqNative.Work;

namespace ZmqNative.Cli;

/// <summary><c>zmqnative verify</c>: checks a node's block files by several processes.</summary>
internal static class VerifyCommand
{
    /// <summary>
    /// For a worker that <c>verify</c> has started: it reads files that its tasks name, and ends with
    /// its input.
    /// </summary>
    internal const string LocalWorker = "--local-worker";

    // A worker that was killed is noticed by the next heartbeat, as its connection has ended.
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromMilliseconds(250);

    internal static Command Create()
    {
        Option<string?> blocks = new("--blocks")
        {
            Description = "A bitcoind blocks folder, one of its blk files, or one raw block.",
            HelpName = "DIR_OR_FILE",
        };
        Option<int> workers = NumberOption.Create(
            "--workers", "N", Environment.ProcessorCount, "The number of worker processes on this machine.");
        Option<string?> bind = new("--bind")
        {
            Description = "Where workers of other machines connect; they are sent the blocks.",
            HelpName = "ADDR",
        };
        Option<string?> connect = new("--connect")
        {
            Description = "Work for the 'verify --bind' at this address, until it is done.",
            HelpName = "ADDR",
        };
        Option<string?> certificate = new("--curve-certificate")
        {
            Description = "The file with this side's CURVE keys, NAME.key_secret (see keygen).",
            HelpName = "FILE",
        };
        Option<string?> allowed = new("--curve-allowed-keys")
        {
            Description = "With --bind: a folder or file with the workers' public keys, or * for every worker.",
            HelpName = "PATH",
        };
        Option<string?> serverKey = new("--curve-server-key")
        {
            Description = "With --connect: the public key of the other side.",
            HelpName = "KEY",
        };
        Option<bool> local = new(LocalWorker) { Hidden = true };
        Command command = new("verify", """
            Checks a node's block files: proof of work against each header's own target, txids and merkle roots,
            witness commitments, and how the blocks hang together. Not scripts, amounts, or signatures. Files hold
            blocks as they arrived: stale branches, blocks stored twice, and a pruned folder's missing beginning are
            counted, and no error. A worker may be killed at any time: another one does its work.

            Exit codes: 0 all blocks are good; 1 it could not be done; 4 some are bad (a line on stderr for each).

            Examples:
              zmqnative verify --blocks ~/.bitcoin/blocks
              zmqnative verify --blocks ~/.bitcoin/blocks --workers 2 --bind tcp://192.0.2.1:28350 \
                --curve-certificate server.key_secret --curve-allowed-keys allowed
              zmqnative verify --connect tcp://192.0.2.1:28350 --curve-certificate alice.key_secret \
                --curve-server-key 'the public key'
            """) { blocks, workers, bind, connect, certificate, allowed, serverKey, local };
        command.Validators.Add(result =>
        {
            bool works = result.GetValue(connect) is not null;
            if (works == result.GetValue(blocks) is not null)
            {
                result.AddError("verify takes either --blocks or --connect.");
            }
            else if ((works ? result.GetValue(bind) ?? result.GetValue(allowed) : result.GetValue(serverKey))
                is not null)
            {
                result.AddError("--bind and --curve-allowed-keys go with --blocks, --curve-server-key with --connect.");
            }
            else if (result.GetResult(workers) is { Implicit: false } && result.GetValue(workers) == 0
                && result.GetValue(bind) is null)
            {
                result.AddError("--workers 0 goes with --bind: others have to do the work.");
            }
        });
        command.SetAction((parsed, cancellationToken) => Task.Run(() => parsed.GetValue(connect) is { } address
            ? WorkAsync(
                new WorkWorkerOptions
                {
                    Address = address,
                    CurveServerKey = parsed.GetValue(serverKey),
                    CurveCertificate = parsed.GetValue(certificate),
                    HeartbeatInterval = s_heartbeat,
                },
                parsed.GetValue(workers),
                parsed.GetValue(local),
                cancellationToken)
            : VerifyAsync(
                parsed.GetValue(blocks)!,
                parsed.GetValue(workers),
                parsed.GetValue(bind),
                (parsed.GetValue(certificate) ?? parsed.GetValue(allowed)) is null ? null : new CurveOptions
                {
                    Certificate = parsed.GetValue(certificate),
                    AllowedKeys = parsed.GetValue(allowed),
                },
                cancellationToken)));
        return command;
    }

    private static async Task<int> VerifyAsync(
        string blocks, int workers, string? bind, CurveOptions? curve, CancellationToken cancellationToken)
    {
        using ConsoleLog log = new(LogLevel.Warning);
        using PrivateAddress local = new();
        WorkBrokerOptions options = new()
        {
            Address = bind ?? local.Address,
            Curve = curve,
            HeartbeatInterval = s_heartbeat,
        };
        return await new VerifyRun
        {
            Blocks = blocks,
            Workers = workers,
            SendsBlocks = bind is not null,
            CreateBroker = () => new WorkBroker(options, log),
        }.RunAsync(cancellationToken);
    }

    private static async Task<int> WorkAsync(
        WorkWorkerOptions options, int workers, bool isLocal, CancellationToken cancellationToken)
    {
        using ConsoleLog log = new(isLocal ? LogLevel.Warning : LogLevel.Information);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (isLocal)
        {
            _ = Task.Run(() => EndWithInput(end), CancellationToken.None);
        }
        else
        {
            Console.WriteLine($"{workers} workers for {options.Address}.");
        }
        WorkWorker worker = new(
            options, (task, token) => VerifyTask.Do(task, isLocal, token).ToBytes(), log);
        await Task.WhenAll(Enumerable.Range(0, isLocal ? 1 : workers).Select(_ => worker.RunAsync(end.Token)));
        return ExitCode.Success;
    }

    private static void EndWithInput(CancellationTokenSource end)
    {
        try
        {
            using Stream input = Console.OpenStandardInput();
            while (input.ReadByte() != -1)
            {
            }
            end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The worker has ended already.
        }
    }
}
