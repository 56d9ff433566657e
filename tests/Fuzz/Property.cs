namespace ZmqNative.Fuzz;

/// <summary>What has to hold for every input.</summary>
internal static class Property
{
    internal static void Holds(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new NotSupportedException($"Broken property: {otherwise}");
        }
    }
}
