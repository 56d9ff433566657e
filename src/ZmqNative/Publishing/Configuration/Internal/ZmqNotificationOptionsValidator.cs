using Microsoft.Extensions.Options;
using ZmqNative.Protocol;

namespace ZmqNative.Publishing;

/// <summary>Refuses what Core refuses at node start-up, and nothing else: an address whose port cannot be read (CheckHostPortOptions).</summary>
/// <param name="factories">The types to look at.</param>
internal sealed class ZmqNotificationOptionsValidator(NotifierFactories factories) : IValidateOptions<ZmqNotificationOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ZmqNotificationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return FirstInvalidPort(options, factories.Types) is string failure ? ValidateOptionsResult.Fail(failure) : ValidateOptionsResult.Success;
    }

    /// <summary>Core's words for the first address that is refused; null when all pass.</summary>
    internal static string? FirstInvalidPort(ZmqNotificationOptions options, IEnumerable<string> types) =>
        (from type in types
         from address in options.Of(type).Addresses
         where !ZmqAddress.PassesPortCheck(address)
         select $"Invalid port specified in -zmq{type}: '{address}'").FirstOrDefault();
}
