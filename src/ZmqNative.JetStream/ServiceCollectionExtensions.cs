using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ZmqNative.JetStream;

/// <summary>Adds the publisher to a service collection.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="JetStreamPublisher"/> as a singleton, which a host attaches to its
    /// notification interface and runs. Register it after <c>AddZmqNotifications</c>.
    /// </summary>
    /// <param name="services">The collection.</param>
    /// <param name="configure">
    /// Sets the options; more can be bound with Microsoft.Extensions.Options as usual.
    /// </param>
    /// <returns>The same collection.</returns>
    public static IServiceCollection AddJetStreamPublisher(
        this IServiceCollection services, Action<JetStreamPublisherOptions>? configure = null)
    {
        services.AddOptions<JetStreamPublisherOptions>().Configure(options => configure?.Invoke(options));
        services.TryAddSingleton(provider => new JetStreamPublisher(
            provider.GetRequiredService<IOptions<JetStreamPublisherOptions>>().Value,
            provider.GetService<ILoggerFactory>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, JetStreamService>());
        return services;
    }
}
