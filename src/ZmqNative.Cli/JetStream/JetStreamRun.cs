using ZmqNative.JetStream;
using ZmqNative.Publishing;

namespace ZmqNative.Cli;

/// <summary>A publisher to JetStream that runs beside the rest of <c>publish</c>.</summary>
internal sealed class JetStreamRun : IAsyncDisposable
{
    private const string What = "JetStream";

    private readonly JetStreamPublisher _publisher;
    private readonly WaitNotice _notice;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _run;

    internal JetStreamRun(JetStreamPublisher publisher, NotificationInterface notifications, WaitNotice notice)
    {
        (_publisher, _notice) = (publisher, notice);
        publisher.Attach(notifications);
        publisher.StatusChanged += Show;
        _run = RunAsync();
    }

    /// <summary>Waits until everything is stored.</summary>
    /// <returns>False if the time ran out.</returns>
    internal async Task<bool> WaitUntilStoredAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
        try
        {
            while (_publisher.PendingMessages > 0)
            {
                _ = await timer.WaitForNextTickAsync(deadline.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The time ran out.
        }
        return _publisher.PendingMessages == 0;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _run;
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await _publisher.RunAsync(_end.Token);
        }
        catch (Exception exception)
        {
            _notice.Fail(exception.Message);
        }
    }

    private void Show(JetStreamStatus status)
    {
        Console.WriteLine(PlainText.Escape($"{What} {status.State}: {status.Reason}"));
        if (status.State == JetStreamState.Waiting)
        {
            _notice.Begin(What, status.Reason.TrimEnd('.'));
        }
        else
        {
            _notice.End(What);
        }
    }
}
