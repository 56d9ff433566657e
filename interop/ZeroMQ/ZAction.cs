namespace ZeroMQ;

/// <summary>The action of a <see cref="ZActor"/>, which runs on the actor's thread.</summary>
/// <param name="context">The actor's context.</param>
/// <param name="backend">The action's end of the pipe; the actor closes it afterwards.</param>
/// <param name="cancellor">It is cancelled when the action has to end.</param>
/// <param name="args">The arguments given to the actor, unchanged.</param>
public delegate void ZAction(ZContext context, ZSocket backend, CancellationTokenSource cancellor, object[] args);
