using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;

namespace ZeroMQ;

/// <summary>
/// Collects a socket's options, subscriptions, binds and connects, which <see cref="Configure"/>
/// applies. Each method returns the setup itself.
/// </summary>
public class ZSocketSetup
{
    private readonly ZSocket _socket;
    private readonly ZSocket _subscriber;
    private readonly List<Action> _options = [];
    private readonly List<string> _binds = [];
    private readonly List<string> _connects = [];
    private readonly List<Action> _undo = [];
    private int _optionsDone, _bindsDone, _connectsDone;

    /// <summary>Creates the setup of a socket.</summary>
    /// <param name="socket">The socket, which the caller still owns.</param>
    public ZSocketSetup(ZSocket socket) : this(socket, socket)
    {
    }

    /// <summary>
    /// Creates the setup of a socket whose subscriptions another socket makes: an XPUB socket of a
    /// device receives only messages to which the device's XSUB socket subscribes.
    /// </summary>
    internal ZSocketSetup(ZSocket socket, ZSocket subscriber) => (_socket, _subscriber) = (socket, subscriber);

    /// <summary>Adds a bind.</summary>
    /// <param name="endpoint">
    /// The endpoint, as <see cref="ZSocket.Bind(string)"/> accepts it.
    /// </param>
    public ZSocketSetup Bind(string endpoint)
    {
        _binds.Add(endpoint);
        return this;
    }

    /// <summary>Adds a connect.</summary>
    /// <param name="endpoint">
    /// The endpoint, as <see cref="ZSocket.Connect(string)"/> accepts it.
    /// </param>
    public ZSocketSetup Connect(string endpoint)
    {
        _connects.Add(endpoint);
        return this;
    }

    /// <summary>Adds a property of the socket, which is set before binds and connects.</summary>
    /// <typeparam name="T">The type of the property.</typeparam>
    /// <param name="property">The property, for example <c>socket => socket.Linger</c>.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">
    /// The expression is not a property of the socket that can be set.
    /// </exception>
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(ZSocket))]
    public ZSocketSetup SetSocketOption<T>(Expression<Func<ZSocket, T>> property, T value)
    {
        ArgumentNullException.ThrowIfNull(property);
        if (property.Body is not MemberExpression
            {
                Member: PropertyInfo { CanWrite: true } info,
                Expression: ParameterExpression
            })
        {
            throw new ArgumentException(
                $"{property} is not a property of the socket that can be set.", nameof(property));
        }
        _options.Add(() => info.SetValue(
            _socket, value, BindingFlags.DoNotWrapExceptions, binder: null, index: null, culture: null));
        return this;
    }

    /// <summary>
    /// Adds a subscription to messages whose first frame begins with some bytes: at a SUB or XSUB
    /// socket; for a device's XPUB socket, at the socket on the other side.
    /// </summary>
    /// <param name="prefix">The bytes; none means all messages.</param>
    public ZSocketSetup Subscribe(byte[] prefix)
    {
        // An XPUB socket by itself cannot subscribe; its peers do.
        if (_subscriber.SocketType != ZSocketType.XPUB)
        {
            _options.Add(() => _subscriber.Subscribe(prefix));
        }
        return this;
    }

    /// <summary>Adds a subscription to all messages; see <see cref="Subscribe(byte[])"/>.</summary>
    public ZSocketSetup SubscribeAll() => Subscribe([]);

    /// <summary>
    /// Sets the options, subscribes, then calls <see cref="BindConnect"/>. A second call applies
    /// only additions.
    /// </summary>
    /// <exception cref="ZException">
    /// A bind, connect or option failed; the error is that of the call.
    /// </exception>
    public void Configure()
    {
        for (; _optionsDone < _options.Count; _optionsDone++)
        {
            _options[_optionsDone]();
        }
        BindConnect();
    }

    /// <summary>Binds, then connects. A second call applies only additions.</summary>
    /// <exception cref="ZException">
    /// A bind, connect or option failed; the error is that of the call.
    /// </exception>
    public void BindConnect()
    {
        for (; _bindsDone < _binds.Count; _bindsDone++)
        {
            _socket.Bind(_binds[_bindsDone]);
            // It has the real port in place of a wildcard.
            string bound = _socket.LastEndpoint;
            _undo.Add(() => _socket.Unbind(bound));
        }
        for (; _connectsDone < _connects.Count; _connectsDone++)
        {
            string connected = _connects[_connectsDone];
            _socket.Connect(connected);
            _undo.Add(() => _socket.Disconnect(connected));
        }
    }

    /// <summary>
    /// Reverts the binds and connects; <see cref="BindConnect"/> applies them again.
    /// </summary>
    /// <exception cref="ZException">ENOENT: a bind or connect was reverted already.</exception>
    public void UnbindDisconnect()
    {
        (_bindsDone, _connectsDone) = (0, 0);
        Action[] undo = [.. _undo];
        _undo.Clear();
        Array.ForEach(undo, one => one());
    }
}
