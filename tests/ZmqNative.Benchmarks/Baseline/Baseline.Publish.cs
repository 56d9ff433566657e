using System.Runtime.InteropServices;

namespace ZmqNative.Benchmarks.Baseline;

internal static unsafe partial class Baseline
{
    [LibraryImport(Library)]
    internal static partial void baseline_publish_as_core(Notification* first, int length, int count);

    [LibraryImport(Library)]
    internal static partial void baseline_publish_at_limit(Notification* first, int length, int count);

    /// <summary>One of the notifications an event makes, as publish.cpp has it; all memory is native.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Notification
    {
        public nint Socket;
        public void* Topic;
        public nuint TopicLength;
        public void* Body;
        public nuint BodyLength;
        public uint Counter;
    }
}
