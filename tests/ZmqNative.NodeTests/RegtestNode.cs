using System.Diagnostics;
using System.Runtime.InteropServices;
using ZmqNative.Node.Rpc;

namespace ZmqNative.NodeTests;

/// <summary>
/// A real bitcoind on a chain of its own: no peers, no wallet, RPC on a free port. The same data and ports through every restart.
/// Disposing of it ends the process, whatever state it is in, and deletes the data.
/// </summary>
internal sealed partial class RegtestNode : IDisposable
{
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private const string Loaded = "init message: Done loading";

    // Linux.
    private const int Sigterm = 15, Sigcont = 18, Sigstop = 19, ByProcessId = 1, Stopped = 2, SizeOfSiginfo = 128;

    private readonly string _folder = Directory.CreateTempSubdirectory("zmqnative-node-").FullName;
    private readonly int _port = Port.Free();
    private readonly string[] _arguments;
    private readonly string[] _program;
    private readonly RegtestCalls _calls;
    private Process? _process;
    private NodeLog? _log;
    private NodeLog? _errors;

    private RegtestNode(string[] program, string[] arguments)
    {
        _program = program;
        _arguments = arguments;
        _calls = new RegtestCalls(_port, CookieFile);
    }

    /// <summary>What belongs to regtest in the data directory. It exists from the first start on.</summary>
    internal string DataFolder => Path.Combine(_folder, "regtest");

    internal string CookieFile => Path.Combine(DataFolder, ".cookie");

    internal Uri RpcAddress => new($"http://127.0.0.1:{_port}");

    /// <summary>The log of the process that runs, or ran last.</summary>
    internal NodeLog Log => _log ?? throw new InvalidOperationException("The node was never started.");

    /// <summary>What the process that runs, or ran last, complained of: nothing, unless it could not start.</summary>
    internal NodeLog Errors => _errors ?? throw new InvalidOperationException("The node was never started.");

    internal bool IsRunning => _process is not null;

    /// <summary>Of the process that ended last.</summary>
    internal int? ExitCode { get; private set; }

    internal int ProcessId => _process?.Id ?? throw new InvalidOperationException("The node is not running.");

    /// <summary>Starts a node and waits until it answers.</summary>
    /// <param name="arguments">More of bitcoind's: <c>-zmqpubsequence=tcp://127.0.0.1:20001</c> (see <see cref="Port.FreeAddress"/>).</param>
    internal static RegtestNode Start(params string[] arguments) => StartBy([], arguments);

    /// <summary>Starts a node by another program, in whose process it runs, and waits until it answers.</summary>
    internal static RegtestNode StartBy(string[] program, params string[] arguments)
    {
        RegtestNode node = Try(program, arguments);
        if (!node.IsRunning)
        {
            node.Dispose();
            throw new InvalidOperationException($"The node did not start: {string.Join('\n', node.Errors.All)}");
        }
        return node;
    }

    /// <summary>Starts a node and waits until it answers, or has refused to start and ended: then <see cref="IsRunning"/> is false.</summary>
    internal static RegtestNode Try(string[] program, params string[] arguments)
    {
        RegtestNode node = new([.. program, Bitcoind.Path], arguments);
        try
        {
            node.Launch();
            if (node.Log.TryWaitFor(Loaded))
            {
                node.WaitUntilReady();
            }
            else
            {
                node.WaitForExit();
            }
            return node;
        }
        catch
        {
            node.Dispose();
            throw;
        }
    }

    /// <summary>A client of the kind that is tested, logged in with the cookie.</summary>
    internal NodeRpc Connect() => new(RpcAddress, RpcCredentials.Cookie(CookieFile)) { CallTimeout = Deadline };

    /// <summary>Ends it properly if it runs, starts it again with the same data, ports and arguments, and waits until it answers.</summary>
    internal void Restart()
    {
        Stop();
        Launch();
        WaitUntilReady();
    }

    /// <summary>Starts it and does not wait.</summary>
    /// <param name="once">More arguments for this start only.</param>
    internal void Launch(params string[] once)
    {
        ProcessStartInfo start = new(_program[0], _program[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])
        [
            "-regtest", $"-datadir={_folder}", $"-rpcport={_port}", "-listen=0", "-connect=0", "-disablewallet=1", "-dbcache=50",
            "-printtoconsole=1", "-nodebuglogfile", "-debug=zmq", .. _arguments, .. once,
        ])
        {
            start.ArgumentList.Add(argument);
        }
        BeginEra();
        _process = Process.Start(start)!;
        _log = new NodeLog(_process.StandardOutput);
        _errors = new NodeLog(_process.StandardError);
    }

    /// <summary>Waits until it answers and has its mempool back: it opens the RPC to all before it has read that from disk.</summary>
    internal void WaitUntilReady()
    {
        Log.WaitFor(Loaded);
        if (!SpinWait.SpinUntil(() => Call("getmempoolinfo")["loaded"]!.GetValue<bool>(), Deadline))
        {
            throw new TimeoutException($"The node did not load its mempool within {Deadline}.");
        }
    }

    /// <summary>Ends it properly (SIGTERM): it writes everything to disk, the mempool as well, and removes its cookie.</summary>
    internal void Stop()
    {
        if (_process is not null)
        {
            Signal(Sigterm);
            Signal(Sigcont);
            WaitForExit();
        }
    }

    /// <summary>Ends it at once (SIGKILL): the mempool is lost, and all blocks since the last <see cref="Flush"/>.</summary>
    internal void Kill9()
    {
        if (_process is not null)
        {
            _process.Kill();
            WaitForExit();
        }
    }

    /// <summary>Stops it where it is (SIGSTOP): its connections stay, and nothing answers until <see cref="Thaw"/>.</summary>
    internal void Freeze()
    {
        Signal(Sigstop);
        // Comes back when the last thread stands.
        _ = WaitForState(ByProcessId, ProcessId, new byte[SizeOfSiginfo], Stopped);
    }

    /// <summary>Lets it go on (SIGCONT).</summary>
    internal void Thaw() => Signal(Sigcont);

    public void Dispose()
    {
        Kill9();
        _calls.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void WaitForExit()
    {
        // Without the output's end: whoever reads it may be behind.
        if (!_process!.WaitForExit(Deadline))
        {
            throw new TimeoutException($"Process {_process.Id} did not end within {Deadline}.");
        }
        ExitCode = _process.ExitCode;
        _process.Dispose();
        _process = null;
    }

    private void Signal(int signal)
    {
        if (_process is null || Kill(_process.Id, signal) != 0)
        {
            throw new InvalidOperationException($"Signal {signal} could not be sent: the node is not running.");
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    [DllImport("libc", EntryPoint = "waitid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int WaitForState(int kind, int process, byte[] siginfo, int options);
}
