namespace ZmqNative.IntegrationTests;

/// <summary>A folder that is gone at the end of the test.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("zmqnative-").FullName;

    internal string Child(string name) => Path.Combine(_path, name);

    internal string Write(string name, string text)
    {
        File.WriteAllText(Child(name), text);
        return Child(name);
    }

    internal string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(Child(name), bytes);
        return Child(name);
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
