namespace ZeroMQ;

/// <summary>What a <see cref="ZActor"/> does on its thread.</summary>
/// <param name="context">The actor's context.</param>
/// <param name="backend">The actor's side of the pipe; the actor closes it afterwards.</param>
/// <param name="cancellor">Cancelled when the actor is to end.</param>
/// <param name="args">The arguments given to the actor, as they are.</param>
public delegate void ZAction(ZContext context, ZSocket backend, CancellationTokenSource cancellor, object[] args);
