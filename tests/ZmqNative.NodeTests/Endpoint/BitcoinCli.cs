using System.Diagnostics;

namespace ZmqNative.NodeTests.Endpoint;

/// <summary>The real bitcoin-cli, which lies beside bitcoind. It reads nobody's configuration: its data directory is an empty one.</summary>
internal static class BitcoinCli
{
    internal static (int ExitCode, string Output, string Error) Run(string dataFolder, params string[] arguments)
    {
        string program = Path.Combine(Path.GetDirectoryName(Bitcoind.Path)!, "bitcoin-cli");
        Prerequisite.Require(File.Exists(program), "bitcoind", $"there is no {program}");
        ProcessStartInfo start = new(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["-regtest", $"-datadir={dataFolder}", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(RegtestNode.Deadline))
        {
            process.Kill();
            throw new TimeoutException($"bitcoin-cli did not end within {RegtestNode.Deadline}.");
        }
        return (process.ExitCode, output.Result, error.Result);
    }
}
