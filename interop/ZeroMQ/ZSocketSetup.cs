using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;

namespace ZeroMQ;

/// <summary>Collects what a socket is to be and where it binds and connects, until it is done at once. Each method returns the setup itself.</summary>
public class ZSocketSetup
{
    private readonly ZSocket _socket;
    private readonly ZSocket _subscriber;
    private readonly List<Action> _options = [];
    private readonly List<string> _binds = [];
    private readonly List<string> _connects = [];
    private readonly List<Action> _undo = [];
    private int _optionsDone, _bindsDone, _connectsDone;

    /// <summary>A setup of a socket.</summary>
    /// <param name="socket">The socket, which the caller keeps owning.</param>
    public ZSocketSetup(ZSocket socket) : this(socket, socket)
    {
    }

    /// <summary>A setup of a socket whose subscriptions another one makes: nothing comes to an XPUB socket but what its device's XSUB socket subscribes to.</summary>
    internal ZSocketSetup(ZSocket socket, ZSocket subscriber) => (_socket, _subscriber) = (socket, subscriber);

    /// <summary>Binds when the time comes.</summary>
    /// <param name="endpoint">As <see cref="ZSocket.Bind(string)"/> takes it.</param>
    public ZSocketSetup Bind(string endpoint)
    {
        _binds.Add(endpoint);
        return this;
    }

    /// <summary>Connects when the time comes.</summary>
    /// <param name="endpoint">As <see cref="ZSocket.Connect(string)"/> takes it.</param>
    public ZSocketSetup Connect(string endpoint)
    {
        _connects.Add(endpoint);
        return this;
    }

    /// <summary>Sets a property of the socket when the time comes, before it binds and connects.</summary>
    /// <typeparam name="T">The property's type.</typeparam>
    /// <param name="property">The property, as in <c>socket => socket.Linger</c>.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">It is not a property of the socket that can be set.</exception>
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(ZSocket))]
    public ZSocketSetup SetSocketOption<T>(Expression<Func<ZSocket, T>> property, T value)
    {
        ArgumentNullException.ThrowIfNull(property);
        if (property.Body is not MemberExpression { Member: PropertyInfo { CanWrite: true } info, Expression: ParameterExpression })
        {
            throw new ArgumentException($"Not a property of a socket that can be set: {property}", nameof(property));
        }
        _options.Add(() => info.SetValue(_socket, value, BindingFlags.DoNotWrapExceptions, binder: null, index: null, culture: null));
        return this;
    }

    /// <summary>Subscribes to messages that begin with some bytes when the time comes: on a SUB or XSUB socket; for an XPUB socket of a device on the other side.</summary>
    /// <param name="prefix">The bytes; none is all.</param>
    public ZSocketSetup Subscribe(byte[] prefix)
    {
        // A lone XPUB socket cannot subscribe, its peers do.
        if (_subscriber.SocketType != ZSocketType.XPUB)
        {
            _options.Add(() => _subscriber.Subscribe(prefix));
        }
        return this;
    }

    /// <summary>Subscribes to all messages when the time comes; see <see cref="Subscribe(byte[])"/>.</summary>
    public ZSocketSetup SubscribeAll() => Subscribe([]);

    /// <summary>The time has come: sets and subscribes, then <see cref="BindConnect"/>. What was done before is not done again.</summary>
    /// <exception cref="ZException">A bind or connect failed, as they say.</exception>
    public void Configure()
    {
        for (; _optionsDone < _options.Count; _optionsDone++)
        {
            _options[_optionsDone]();
        }
        BindConnect();
    }

    /// <summary>Binds, then connects. What was done before is not done again.</summary>
    /// <exception cref="ZException">A bind or connect failed, as they say.</exception>
    public void BindConnect()
    {
        for (; _bindsDone < _binds.Count; _bindsDone++)
        {
            _socket.Bind(_binds[_bindsDone]);
            // With the port, where a wildcard was given.
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

    /// <summary>Takes the binds and connects back; <see cref="BindConnect"/> makes them anew.</summary>
    /// <exception cref="ZException">ENOENT: one was taken back already.</exception>
    public void UnbindDisconnect()
    {
        (_bindsDone, _connectsDone) = (0, 0);
        Action[] undo = [.. _undo];
        _undo.Clear();
        Array.ForEach(undo, one => one());
    }
}
