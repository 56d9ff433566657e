using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using ZmqNative.Diagnostics;
using ZmqNative.History;
using ZmqNative.JetStream;
using ZmqNative.Node.Relay;
using ZmqNative.Publishing;
using ZmqNative.Security;
using ZmqNative.Work;

namespace ZmqNative.Tests.Diagnostics;

/// <summary>Listens to the library's meter and adds up what it tells, by instrument and tags: <c>zmqnative.handshakes{address=…}</c>.</summary>
internal sealed class Meters : IDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, double> _values = [];
    private readonly List<Instrument> _instruments = [];

    internal Meters()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Telemetry.MeterName)
            {
                _instruments.Add(instrument);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Take(instrument, 1, tags));
        _listener.Start();
    }

    internal IReadOnlyList<Instrument> Instruments => _instruments;

    /// <summary>Creates the instruments of all classes, which otherwise appear when a class is first used.</summary>
    internal static void CreateInstruments()
    {
        foreach (Type type in (Type[])[typeof(Telemetry), typeof(ConnectionCount), typeof(FeedTelemetry), typeof(SubscriberMetrics), typeof(AuthenticatorLog), typeof(LimitReport), typeof(WorkLog), typeof(HistoryMetrics), typeof(JetStreamPublisher).Assembly.GetType("ZmqNative.JetStream.JetStreamMetrics", throwOnError: true)!])
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }
    }

    /// <summary>A counter's sum, a gauge's last value, or how often a histogram was given one; null when there was none.</summary>
    internal double? this[string series]
    {
        get
        {
            lock (_values)
            {
                foreach (string gauge in _values.Keys.Where(key => key.StartsWith("zmqnative.connections", StringComparison.Ordinal)
                    || key.StartsWith("zmqnative.subscriber.", StringComparison.Ordinal)).ToArray())
                {
                    _values.Remove(gauge);
                }
                _listener.RecordObservableInstruments();
                return _values.TryGetValue(series, out double value) ? value : null;
            }
        }
    }

    internal void WaitFor(string series, double? value) =>
        Assert.That(SpinWait.SpinUntil(() => this[series] == value, s_deadline), $"{series} is {this[series]}, not {value}");

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string series = tags.Length == 0 ? instrument.Name : $"{instrument.Name}{{{string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}}}";
        lock (_values)
        {
            bool adds = instrument is Counter<long> or Histogram<double>;
            _values[series] = value + (adds ? _values.GetValueOrDefault(series) : 0);
        }
    }
}
