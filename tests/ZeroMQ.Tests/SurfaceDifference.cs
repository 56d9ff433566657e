namespace ZeroMQ.Tests;

/// <summary>Lines of the two APIs that differ.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Theirs">What only clrzmq4 has.</param>
/// <param name="Ours">What only we have.</param>
internal sealed record SurfaceDifference(string Reason, string[] Theirs, string[] Ours);
