namespace ZeroMQ.Tests;

/// <summary>Where our API is not clrzmq4's, and why. No line that does not differ.</summary>
internal static class SurfaceDifferences
{
    private const string Error = "ZError | public static ", ReadOnlyError = "ZError | public static readonly ";

    internal static SurfaceDifference[] Of(IEnumerable<string> theirs)
    {
        string[] errors = [.. theirs.Where(line => line.StartsWith($"{Error}ZError E", StringComparison.Ordinal) && line.EndsWith(';') && !line.Contains('('))];
        return
        [
            new("A program that sets an error's field would change every comparison: they are read-only.",
                errors, [.. errors.Select(line => line.Replace(Error, ReadOnlyError, StringComparison.Ordinal))]),

            new("The handles inside have the finalisers; an owner's could run while its last call still waits.",
                ["ZAuth | ~ZAuth();", "ZContext | ~ZContext();", "ZFrame | ~ZFrame();", "ZSocket | ~ZSocket();"], []),

            new("A device binds and connects before its thread runs: what fails is thrown to who starts it.",
                [], ["ZDevice | public override void Start();"]),

            new("What is obsolete says since when and what instead, as .NET does.",
            [
                "ZException | protected ZException(System.Runtime.Serialization.SerializationInfo info, System.Runtime.Serialization.StreamingContext context);",
                "ZSymbol | [Obsolete] public bool IsEmpty();",
            ],
            [
                "ZException | [Obsolete(\"The runtime does not support this form of serialisation any more.\")] protected ZException(System.Runtime.Serialization.SerializationInfo info, System.Runtime.Serialization.StreamingContext context);",
                "ZSymbol | [Obsolete(\"Compare with null.\")] public bool IsEmpty();",
            ]),

            new("Added: spans, and receiving into what is there already.", [],
            [
                "ZFrame | public Span<byte> Span { get; }",
                "ZFrame | public ZFrame(ReadOnlySpan<byte> bytes);",
                "ZFrame | public override int Read(Span<byte> buffer);",
                "ZFrame | public override void Write(ReadOnlySpan<byte> buffer);",
                "ZSocket | public bool ReceiveFrameInto(ZFrame frame, ZSocketFlags flags, out ZError error);",
                "ZSocket | public bool ReceiveMessageInto(ZMessage message, ZSocketFlags flags, out ZError error);",
                "ZSocket | public bool SendBytes(ReadOnlySpan<byte> bytes, ZSocketFlags flags, out ZError error);",
                "ZSocket | public int ReceiveBytes(Span<byte> buffer, ZSocketFlags flags, out ZError error);",
            ]),
        ];
    }
}
