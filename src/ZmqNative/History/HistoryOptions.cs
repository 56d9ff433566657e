using Microsoft.Extensions.Configuration;
using ZmqNative.Security;

namespace ZmqNative.History;

/// <summary>
/// A publisher's history: recent messages of all topics, which clients can ask for
/// (docs/history-protocol.md). The options are read once.
/// </summary>
public sealed class HistoryOptions
{
    private const int Megabyte = 1 << 20;

    /// <summary>
    /// -zmqhistory: the address that clients connect to, <c>tcp://127.0.0.1:28339</c> or
    /// <c>unix:</c> and a path. Required.
    /// </summary>
    [ConfigurationKeyName("address")]
    public string? Address { get; set; }

    /// <summary>
    /// -zmqhistorydir: the folder for history on disk, which the package
    /// <c>ZmqNative.History.Sqlite</c> writes (default: null, in memory only).
    /// </summary>
    [ConfigurationKeyName("directory")]
    public string? Directory { get; set; }

    /// <summary>
    /// -zmqhistorymemory, in MiB: the bytes that are kept in memory, at least 1 MiB (default: 256
    /// MiB).
    /// </summary>
    [ConfigurationKeyName("memory")]
    public long MaxMemory { get; set; } = 256L * Megabyte;

    /// <summary>
    /// -zmqhistorydisk, in MiB: the bytes that are kept on disk, at least 16 MiB (default: 4 GiB).
    /// </summary>
    [ConfigurationKeyName("disk")]
    public long MaxDisk { get; set; } = 4096L * Megabyte;

    /// <summary>
    /// -zmqhistoryage, in hours: how long a message is kept, at most, at least a minute (default:
    /// 24 hours).
    /// </summary>
    [ConfigurationKeyName("age")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// -zmqhistorycommit, in milliseconds: after this time, at the latest, a message that was
    /// published is durable; from 1 ms to a minute (default: 100 ms).
    /// </summary>
    [ConfigurationKeyName("commit")]
    public TimeSpan CommitInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Makes the store for <see cref="Directory"/>; the package <c>ZmqNative.History.Sqlite</c>
    /// sets it (default: null).
    /// </summary>
    public Func<HistoryOptions, IHistoryStore>? Store { get; set; }

    /// <summary>
    /// Encrypts the address, and lets in only invited clients (default: null; without
    /// <see cref="Curve"/> and <see cref="Plain"/> those of a notification interface count).
    /// </summary>
    [ConfigurationKeyName("curve")]
    public CurveOptions? Curve { get; set; }

    /// <summary>
    /// Lets in only clients with a password, unencrypted (default: null, as <see cref="Curve"/>).
    /// </summary>
    [ConfigurationKeyName("plain")]
    public PlainOptions? Plain { get; set; }

    /// <summary>Why the options cannot be used, in one sentence; null when they can.</summary>
    internal string? Fault() =>
        string.IsNullOrEmpty(Address) ? "The options of the history have no effect without -zmqhistory=<address>."
        : Protocol.ZmqAddress.WhatIsMissing(Address) is { } missing ? $"-zmqhistory={Address}: {missing}."
        : MaxMemory < Megabyte ? $"-zmqhistorymemory: {MaxMemory} bytes are less than 1 MiB."
        : MaxDisk < 16L * Megabyte ? $"-zmqhistorydisk: {MaxDisk} bytes are less than 16 MiB."
        : MaxAge < TimeSpan.FromMinutes(1) || MaxAge > TimeSpan.FromDays(3650)
            ? $"-zmqhistoryage: {MaxAge} is not between a minute and ten years."
        : CommitInterval < TimeSpan.FromMilliseconds(1) || CommitInterval > TimeSpan.FromMinutes(1)
            ? $"-zmqhistorycommit: {CommitInterval} is not between a millisecond and a minute."
        : Directory is not null && Store is null
            ? $"-zmqhistorydir={Directory}: history on disk needs the package ZmqNative.History.Sqlite."
        : ServerSecurity.Fault(Curve, Plain, revokesNow: false);
}
