using System.Diagnostics;

namespace ZmqNative.Benchmarks;

/// <summary>The hashing that C++ has for <see cref="RelayChild.Derive"/>.</summary>
internal static class RelayHash
{
    internal const string Function = "hash_twice";

    internal static string File => Path.Combine(AppContext.BaseDirectory, "libhash.so");

    /// <summary>Compiles it; false without a compiler or OpenSSL's headers.</summary>
    internal static bool TryCompile()
    {
        using Process process = Process.Start(
            Environment.GetEnvironmentVariable("CXX") ?? "c++", ["-O2", "-shared", "-fPIC", "-o", File, Path.Combine(AppContext.BaseDirectory, "Baseline", "hash.cc"), "-lcrypto"]);
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
