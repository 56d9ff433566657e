namespace ZmqNative.Interop.Tests;

/// <summary>
/// One use of each public type and static member of the binding and of clrzmq4's API, to be the first thing a process does with
/// libzmq: <see cref="LibraryProgram"/> runs one, <see cref="FirstUseTests"/> starts the processes. Each is a method of its own,
/// which is compiled when it is called: without tiering with all that is inlined into it.
/// </summary>
internal static partial class FirstUses
{
    /// <summary>By the full name of the type, or of the static member.</summary>
    internal static Dictionary<string, Action> All => new(Binding.Concat(OldApi));

    private static Dictionary<string, Action> Binding => new()
    {
        ["ZmqNative.Interop.ZmqConstant"] = () => _ = new ZmqConstant("constant"u8),
        ["ZmqNative.Interop.ZmqContext"] = () => new ZmqContext().Dispose(),
        ["ZmqNative.Interop.ZmqCurveKeyPair"] = () => _ = ZmqCurveKeyPair.Create().PublicKey,
        ["ZmqNative.Interop.ZmqCurveKeyPair.Create"] = () => ZmqCurveKeyPair.Create(),
        ["ZmqNative.Interop.ZmqCurveKeyPair.FromSecretKey"] = () => ZmqCurveKeyPair.FromSecretKey(new string('0', 40)),
        ["ZmqNative.Interop.ZmqException"] = () =>
        {
            using ZmqContext context = new();
            using ZmqSocket socket = new(context, ZmqSocketType.Publish);
            try
            {
                socket.Bind("nonsense");
            }
            catch (ZmqException exception)
            {
                _ = exception.ErrorText;
            }
        },
        ["ZmqNative.Interop.ZmqLibrary"] = () => _ = ZmqLibrary.MinimumVersion,
        ["ZmqNative.Interop.ZmqLibrary.DescribeError"] = () => ZmqLibrary.DescribeError(22),
        ["ZmqNative.Interop.ZmqLibrary.DescribeLastError"] = () => ZmqLibrary.DescribeLastError(),
        ["ZmqNative.Interop.ZmqLibrary.Has"] = () => ZmqLibrary.Has("curve"),
        ["ZmqNative.Interop.ZmqLibrary.LastErrorNumber"] = () => ZmqLibrary.LastErrorNumber(),
        ["ZmqNative.Interop.ZmqLibrary.LeakedMessages"] = () => _ = ZmqLibrary.LeakedMessages,
        ["ZmqNative.Interop.ZmqLibrary.Path"] = () => _ = ZmqLibrary.Path,
        ["ZmqNative.Interop.ZmqLibrary.Version"] = () => _ = ZmqLibrary.Version,
        ["ZmqNative.Interop.ZmqMessage"] = () =>
        {
            using ZmqMessage message = new();
            _ = message.HasMore;
            _ = message.Length;
            _ = message.Span;
        },
        ["ZmqNative.Interop.ZmqMonitor"] = () =>
        {
            using ZmqContext context = new();
            using ZmqSocket socket = new(context, ZmqSocketType.Publish);
            new ZmqMonitor(context, socket, _ => { }).Dispose();
        },
        ["ZmqNative.Interop.ZmqMonitorEvent"] = () => _ = new ZmqMonitorEvent(ZmqMonitorEventKind.Connected, 1, "tcp://"),
        ["ZmqNative.Interop.ZmqMonitorEvent.op_Equality"] = () => _ = default(ZmqMonitorEvent) == new ZmqMonitorEvent(ZmqMonitorEventKind.Connected, 1, "tcp://"),
        ["ZmqNative.Interop.ZmqMonitorEvent.op_Inequality"] = () => _ = default(ZmqMonitorEvent) != new ZmqMonitorEvent(ZmqMonitorEventKind.Connected, 1, "tcp://"),
        ["ZmqNative.Interop.ZmqMonitorReader"] = () =>
        {
            using ZmqContext context = new();
            using ZmqSocket socket = new(context, ZmqSocketType.Publish);
            new ZmqMonitorReader(context, socket).Dispose();
        },
        ["ZmqNative.Interop.ZmqPoller"] = () =>
        {
            using ZmqContext context = new();
            using ZmqSocket socket = new(context, ZmqSocketType.Pull);
            _ = new ZmqPoller(socket);
        },
        ["ZmqNative.Interop.ZmqProxy"] = () => _ = ZmqProxy.Pause,
        ["ZmqNative.Interop.ZmqProxy.Pause"] = () => _ = ZmqProxy.Pause,
        ["ZmqNative.Interop.ZmqProxy.Resume"] = () => _ = ZmqProxy.Resume,
        ["ZmqNative.Interop.ZmqProxy.Run"] = () => Refuses(() => ZmqProxy.Run(null!, null!)),
        ["ZmqNative.Interop.ZmqProxy.RunSteerable"] = () => Refuses(() => ZmqProxy.RunSteerable(null!, null!, null!)),
        ["ZmqNative.Interop.ZmqSocket"] = () =>
        {
            using ZmqContext context = new();
            using ZmqSocket socket = new(context, ZmqSocketType.Publish, locked: false);
            socket.Send("part"u8);
        },
        ["ZmqNative.Interop.ZmqSocketHold"] = () => default(ZmqSocketHold).Dispose(),
        ["ZmqNative.Interop.ZmqTimers"] = () => new ZmqTimers().Dispose(),
        ["ZmqNative.Interop.ZmqZ85"] = () => ZmqZ85.Encode("12345678"u8),
        ["ZmqNative.Interop.ZmqZ85.Encode"] = () => ZmqZ85.Encode("12345678"u8),
        ["ZmqNative.Interop.ZmqZ85.Decode"] = () => ZmqZ85.Decode("0123456789"),
    };

    // What is refused was compiled all the same.
    private static void Refuses(Action use)
    {
        try
        {
            use();
        }
        catch (Exception exception) when (exception is ArgumentException or NullReferenceException or IOException)
        {
            return;
        }
        throw new InvalidOperationException("It was not refused.");
    }
}
