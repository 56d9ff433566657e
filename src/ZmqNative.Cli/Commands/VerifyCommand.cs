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
        Option<string?> allowed = new("--curve-allowed-keys")
        {
            Description = "With --bind: a folder or file with the workers' public keys, or * for every worker.",
            HelpName = "PATH",
        };
        Option<string?> passwords = new("--plain-passwords")
        {
            Description = "With --bind: a file with NAME:PASSWORD on each line, of which a worker has one "
                + "(--plain-login). Nothing is encrypted.",
            HelpName = "FILE",
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
              zmqnative verify --blocks ~/.bitcoin/blocks --bind tcp://192.0.2.1:28350 \
                --curve-certificate server.key_secret --curve-allowed-keys allowed
              zmqnative verify --connect tcp://192.0.2.1:28350 --curve-certificate alice.key_secret \
                --curve-server-key server.key
            """) { blocks, workers, bind, connect, allowed, passwords, local };
        PeerKeys keys = new(command, "the 'verify --bind' that is worked for");
        command.Check(result =>
        {
            bool works = result.GetValue(connect) is not null;
            string? serves = result.GetValue(bind) ?? result.GetValue(allowed) ?? result.GetValue(passwords);
            string? protects = result.GetValue(keys.Certificate) ?? result.GetValue(allowed)
                ?? result.GetValue(passwords);
            bool? starts = result.GetResult(workers) is { Implicit: false } ? result.GetValue(workers) > 0 : null;
            if (works == result.GetValue(blocks) is not null)
            {
                result.AddError("verify takes either --blocks or --connect.");
            }
            else if ((works ? serves : result.GetValue(keys.ServerKey) ?? result.GetValue(keys.Login)) is not null)
            {
                result.AddError("--bind, --curve-allowed-keys and --plain-passwords go with --blocks, "
                    + "--curve-server-key and --plain-login with --connect.");
            }
            else if (!works && protects is not null && (starts == true || result.GetValue(bind) is null))
            {
                result.AddError("Keys and passwords go with --bind and without --workers: a worker on this machine is "
                    + "started by verify --connect, too, because it needs its own.");
            }
            else if (starts == false && result.GetValue(bind) is null)
            {
                result.AddError("--workers 0 goes with --bind: others have to do the work.");
            }
        });
        command.SetAction((parsed, cancellationToken) => Task.Run(() => parsed.GetValue(connect) is { } address
            ? WorkAsync(
                WorkerOptions(address, keys.ReadFiles(parsed, [])),
                parsed.GetValue(workers),
                parsed.GetValue(local),
                cancellationToken)
            : VerifyAsync(
                parsed.GetValue(blocks)!,
                parsed.GetValue(workers),
                parsed.GetValue(bind),
                (parsed.GetValue(keys.Certificate) ?? parsed.GetValue(allowed)) is null ? null : new CurveOptions
                {
                    Certificate = parsed.GetValue(keys.Certificate),
                    AllowedKeys = parsed.GetValue(allowed),
                },
                parsed.GetValue(passwords) is { } file ? new PlainOptions { Passwords = file } : null,
                cancellationToken)));
        return command;
    }

    private static WorkWorkerOptions WorkerOptions(
        string address, (string? ServerKey, string? Certificate, string? Login) keys) => new()
        {
            Address = address,
            CurveServerKey = keys.ServerKey,
            CurveCertificate = keys.Certificate,
            PlainLogin = keys.Login,
            HeartbeatInterval = s_heartbeat,
        };

    private static async Task<int> VerifyAsync(
        string blocks, int workers, string? bind, CurveOptions? curve, PlainOptions? plain,
        CancellationToken cancellationToken)
    {
        bool isProtected = curve is not null || plain is not null;
        if (isProtected)
        {
            CoreDumps.Forbid();
        }
        using ConsoleLog log = new(LogLevel.Warning);
        using PrivateAddress local = new();
        WorkBrokerOptions options = new()
        {
            Address = bind ?? local.Address,
            Curve = curve,
            Plain = plain,
            HeartbeatInterval = s_heartbeat,
        };
        return await new VerifyRun
        {
            Blocks = blocks,
            Workers = isProtected ? 0 : workers,
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
