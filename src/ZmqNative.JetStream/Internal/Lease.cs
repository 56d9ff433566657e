using NATS.Client.Core;
using NATS.Client.KeyValueStore;

namespace ZmqNative.JetStream;

/// <summary>
/// The right to write, an entry in the key-value store: whoever wrote it last has it, and may be
/// replaced when it has not changed for the time of a lease. No clock but this machine's own is
/// needed, and of two that replace it the server accepts one, by the revision.
/// </summary>
/// <param name="store">The bucket.</param>
/// <param name="holder">This writer's name.</param>
/// <param name="time">How long a lease lasts that is not renewed.</param>
internal sealed class Lease(INatsKVStore store, string holder, TimeSpan time)
{
    private const string Key = "writer";

    private (string? Holder, ulong Revision, long Since) _seen;

    /// <summary>The one that holds it, as far as is known; null for none.</summary>
    internal string? Holder => _seen.Holder;

    /// <summary>The lease's store, of the stream's durability.</summary>
    internal static NatsKVConfig Configuration(string chain, int replicas) => new($"bitcoin-{chain}-lease")
    {
        History = 1,
        Storage = NatsKVStorageType.File,
        NumberOfReplicas = replicas,
        // The client's default for both is another value than the server's answer.
        MaxBytes = -1,
        MaxValueSize = -1,
    };

    /// <summary>Takes the lease or renews it.</summary>
    /// <returns>False while another holds it.</returns>
    /// <exception cref="NatsException">The server refuses, or does not answer.</exception>
    internal async Task<bool> TryHoldAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            NatsResult<NatsKVEntry<string>> read =
                await store.TryGetEntryAsync<string>(Key, cancellationToken: cancellationToken).ConfigureAwait(false);
            NatsResult<ulong> written;
            if (read.Success)
            {
                NatsKVEntry<string> entry = read.Value;
                if (entry.Value != _seen.Holder || entry.Revision != _seen.Revision)
                {
                    _seen = (entry.Value, entry.Revision, Environment.TickCount64);
                }
                if (entry.Value != holder && Environment.TickCount64 - _seen.Since < time.TotalMilliseconds)
                {
                    return false;
                }
                written = await store.TryUpdateAsync(
                    Key, holder, entry.Revision, cancellationToken: cancellationToken).ConfigureAwait(false);
            }
            else if (read.Error is NatsKVKeyNotFoundException or NatsKVKeyDeletedException)
            {
                written = await store.TryCreateAsync(
                    Key, holder, cancellationToken: cancellationToken).ConfigureAwait(false);
            }
            else
            {
                throw read.Error;
            }
            if (written.Success)
            {
                _seen = (holder, written.Value, Environment.TickCount64);
                return true;
            }
            // Another has written it, or this one has, by a call before an outage: read again who.
            if (written.Error is not (NatsKVWrongLastRevisionException or NatsKVCreateException))
            {
                throw written.Error;
            }
        }
    }

    /// <summary>Gives it up, so that the next one need not wait; where that fails it ends by itself.</summary>
    internal static async Task ReleaseAsync(Lease? lease, NatsConnection connection)
    {
        try
        {
            if (lease is not null && connection.ConnectionState == NatsConnectionState.Open)
            {
                await lease.ReleaseAsync().ConfigureAwait(false);
            }
        }
        catch (NatsException)
        {
            // It ends by itself then.
        }
    }

    private async Task ReleaseAsync()
    {
        if (_seen.Holder == holder)
        {
            NatsResult released = await store.TryDeleteAsync(
                Key, new NatsKVDeleteOpts { Revision = _seen.Revision }).ConfigureAwait(false);
            _seen = released.Success ? default : _seen;
        }
    }
}
