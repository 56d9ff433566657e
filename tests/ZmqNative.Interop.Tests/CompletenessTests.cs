using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace ZmqNative.Interop.Tests;

/// <summary>All of libzmq's stable API is bound, or left out for a reason that stands here.</summary>
public partial class CompletenessTests
{
    private static readonly Dictionary<string, string> s_functionsLeftOut = new()
    {
        ["zmq_atomic_counter_new"] = ".NET has Interlocked",
        ["zmq_atomic_counter_set"] = ".NET has Interlocked",
        ["zmq_atomic_counter_inc"] = ".NET has Interlocked",
        ["zmq_atomic_counter_dec"] = ".NET has Interlocked",
        ["zmq_atomic_counter_value"] = ".NET has Interlocked",
        ["zmq_atomic_counter_destroy"] = ".NET has Interlocked",
        ["zmq_stopwatch_start"] = ".NET has Stopwatch",
        ["zmq_stopwatch_intermediate"] = ".NET has Stopwatch",
        ["zmq_stopwatch_stop"] = ".NET has Stopwatch",
        ["zmq_sleep"] = ".NET has Thread.Sleep",
        ["zmq_threadstart"] = ".NET has Thread",
        ["zmq_threadclose"] = ".NET has Thread",
    };

    internal static readonly Dictionary<string, string> OptionsLeftOut = new()
    {
        ["ZMQ_ROUTER_RAW"] = "deprecated for STREAM sockets",
        ["ZMQ_BLOCKY"] = "an option of contexts, though zmq.h lists it among those of sockets",
        ["ZMQ_IDENTITY"] = "old name of ZMQ_ROUTING_ID",
        ["ZMQ_CONNECT_RID"] = "old name of ZMQ_CONNECT_ROUTING_ID",
        ["ZMQ_TCP_ACCEPT_FILTER"] = "deprecated for an authenticator (ZAP)",
        ["ZMQ_IPC_FILTER_PID"] = "deprecated for an authenticator (ZAP)",
        ["ZMQ_IPC_FILTER_UID"] = "deprecated for an authenticator (ZAP)",
        ["ZMQ_IPC_FILTER_GID"] = "deprecated for an authenticator (ZAP)",
        ["ZMQ_IPV4ONLY"] = "deprecated for ZMQ_IPV6, its opposite",
        ["ZMQ_DELAY_ATTACH_ON_CONNECT"] = "old name of ZMQ_IMMEDIATE",
        ["ZMQ_NOBLOCK"] = "old name of ZMQ_DONTWAIT",
        ["ZMQ_FAIL_UNROUTABLE"] = "old name of ZMQ_ROUTER_MANDATORY",
        ["ZMQ_ROUTER_BEHAVIOR"] = "old name of ZMQ_ROUTER_MANDATORY",
        ["ZMQ_SRCFD"] = "deprecated property of messages",
        ["ZMQ_STREAMER"] = "for zmq_device, which ignores it",
        ["ZMQ_FORWARDER"] = "for zmq_device, which ignores it",
        ["ZMQ_QUEUE"] = "for zmq_device, which ignores it",
    };

    [Test]
    public void Every_stable_function_is_imported_or_left_out_for_a_reason()
    {
        IEnumerable<string> imports = typeof(LibZmq).GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Select(method => method.GetCustomAttribute<DllImportAttribute>()?.EntryPoint ?? method.Name)
            .Where(name => name.StartsWith("zmq_", StringComparison.Ordinal) && name != nameof(LibZmq.zmq_msg_init_small)).Distinct();
        Assert.That(Symbols, Has.Length.EqualTo(70).And.Unique);
        Assert.That(imports.Concat(s_functionsLeftOut.Keys), Is.EquivalentTo(Symbols));
    }

    [Test]
    public void Every_stable_socket_option_is_a_member_of_ZmqSocket_or_left_out_for_a_reason() => Assert.That(
        Documentation.ConstantsOf(typeof(ZmqSocket)).Concat(OptionsLeftOut.Keys), Is.EquivalentTo(Section("Socket options").Concat(Section("Still in old programs"))));

    /// <summary>ZMQ_IPV6 and ZMQ_BLOCKY are options of contexts too, and their numbers are among those of sockets.</summary>
    [Test]
    public void Every_stable_context_option_is_a_member_of_ZmqContext() => Assert.That(
        Documentation.ConstantsOf(typeof(ZmqContext)),
        Is.EquivalentTo(Section("Context options").Where(name => !name.EndsWith("_DFLT", StringComparison.Ordinal)).Append("ZMQ_IPV6").Append("ZMQ_BLOCKY")));

    [Test]
    public void Every_stable_socket_type_is_a_value_of_ZmqSocketType() => Assert.That(
        Enum.GetValues<ZmqSocketType>().Select(type => Documentation.ConstantOf($"F:{typeof(ZmqSocketType)}.{type}")),
        Is.EquivalentTo(Section("Socket types").Where(name => name is not ("ZMQ_XREQ" or "ZMQ_XREP"))), "these two are old names");

    /// <summary>What the library exports.</summary>
    internal static string[] Symbols => [.. Symbol().Matches(Read("libzmq.symbols")).Select(match => match.Groups[1].Value)];

    // What abi_probe.c prints under a comment, and so what zmq.h has there.
    private static IEnumerable<string> Section(string comment)
    {
        string probe = Read("abi_probe.c");
        int start = probe.IndexOf($"/* {comment}. */", StringComparison.Ordinal);
        Assert.That(start, Is.Positive, comment);
        int end = probe.IndexOf("/*", start + 2, StringComparison.Ordinal);
        return Value().Matches(probe[start..end]).Select(match => match.Groups[1].Value);
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file));

    [GeneratedRegex(@"^\s*(zmq_\w+);", RegexOptions.Multiline)]
    private static partial Regex Symbol();

    [GeneratedRegex(@"VALUE\((\w+)\)")]
    private static partial Regex Value();
}
