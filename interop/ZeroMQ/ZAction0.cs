namespace ZeroMQ;

/// <summary>
/// The action of a <see cref="ZActor"/> in <see cref="ZContext.Current"/>, which runs on the
/// actor's thread.
/// </summary>
/// <param name="backend">The action's end of the pipe; the actor closes it afterwards.</param>
/// <param name="cancellor">It is cancelled when the action has to end.</param>
/// <param name="args">The arguments given to the actor, unchanged.</param>
public delegate void ZAction0(ZSocket backend, CancellationTokenSource cancellor, object[] args);
