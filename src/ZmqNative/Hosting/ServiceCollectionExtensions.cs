using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZmqNative.Publishing;
using ZmqNative.Queries;

namespace ZmqNative.Hosting;

/// <summary>
/// Adds the notification interface to a service collection. Every class works with plain <c>new</c>
/// as well.
/// </summary>
public static class ServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="NotificationInterface"/> as a singleton, also as
    /// <see cref="INodeEvents"/>. It is initialised when it is first resolved. In a host, sockets
    /// open when the host starts, which fails if they cannot, and close when it stops. Services
    /// start in the order of registration, so register event producers after this call. A
    /// registered <see cref="BlockReader"/> serves pubrawblock; a registered
    /// <see cref="NotifierFactories"/> replaces Core's five; a registered
    /// <see cref="INodeQueries"/> answers queries at the address of the history, if there is one.
    /// </summary>
    /// <param name="services">The collection.</param>
    /// <param name="configure">
    /// Sets the options; more can be bound with Microsoft.Extensions.Options as usual.
    /// </param>
    /// <returns>The same collection.</returns>
    public static IServiceCollection AddZmqNotifications(
        this IServiceCollection services, Action<ZmqNotificationOptions>? configure = null)
    {
        services.AddOptions<ZmqNotificationOptions>().Configure(options => configure?.Invoke(options));
        services.TryAddSingleton(provider => new NotifierFactories(provider.GetService<BlockReader>()));
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<ZmqNotificationOptions>, ZmqNotificationOptionsValidator>());
        services.TryAddSingleton(provider =>
        {
            NotificationInterface notifications = new(
                provider.GetRequiredService<IOptions<ZmqNotificationOptions>>().Value,
                provider.GetRequiredService<NotifierFactories>(),
                provider.GetService<ILoggerFactory>());
            _ = notifications.Initialize();
            if (provider.GetService<INodeQueries>() is { } queries)
            {
                notifications.History?.AddQueries(queries);
            }
            return notifications;
        });
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, NotificationService>());
        services.TryAddSingleton<INodeEvents>(provider => provider.GetRequiredService<NotificationInterface>());
        return services;
    }
}
