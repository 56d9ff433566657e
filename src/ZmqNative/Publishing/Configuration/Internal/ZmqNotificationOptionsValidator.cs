using Microsoft.Extensions.Options;
using ZmqNative.Protocol;
using ZmqNative.Security;

namespace ZmqNative.Publishing;

/// <summary>
/// Refuses an address with an invalid port, as Core does at node start-up (CheckHostPortOptions),
/// options of CURVE or PLAIN that protect nothing, and options of the history that cannot be used.
/// </summary>
/// <param name="factories">The types whose options are checked.</param>
internal sealed class ZmqNotificationOptionsValidator(
    NotifierFactories factories) : IValidateOptions<ZmqNotificationOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ZmqNotificationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return FirstFault(options, factories.Types) is string failure
            ? ValidateOptionsResult.Fail(failure) : ValidateOptionsResult.Success;
    }

    /// <summary>
    /// Core's error for the first address that is refused, with what to write instead of Knots'
    /// <c>ipc://</c>, or the fault of the options of CURVE, PLAIN or the history; null when all are
    /// accepted.
    /// </summary>
    internal static string? FirstFault(ZmqNotificationOptions options, IEnumerable<string> types) =>
        FirstInvalidPort(options, types)
        ?? ServerSecurity.Fault(options.Curve, options.Plain, options.RevokeNow) ?? options.History?.Fault();

    private static string? FirstInvalidPort(ZmqNotificationOptions options, IEnumerable<string> types) =>
        (from type in types
         from address in options.Of(type).Addresses
         where !ZmqAddress.PassesPortCheck(address)
         select $"Invalid port specified in -zmq{type}: '{address}'"
             + (ZmqAddress.Instead(address) is { } instead ? $": write {instead}" : string.Empty)).FirstOrDefault();
}
