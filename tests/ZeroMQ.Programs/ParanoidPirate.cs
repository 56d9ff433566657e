namespace ZeroMQ.Programs;

/// <summary>What queue and workers say to each other, and when they give each other up.</summary>
internal static class ParanoidPirate
{
    public const string Ready = "\u0001", Heartbeat = "\u0002";
    public const int Liveness = 5;
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
}
