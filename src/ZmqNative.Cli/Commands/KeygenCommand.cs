using System.CommandLine;
using ZmqNative.Security;

namespace ZmqNative.Cli;

/// <summary><c>zmqnative keygen</c>: a new pair of CURVE keys.</summary>
internal static class KeygenCommand
{
    private const string Ending = ".key";

    internal static Command Create()
    {
        Argument<string> name = new("NAME")
        {
            Description = "The files are NAME.key and NAME.key_secret. An ending .key may be given.",
        };
        Option<string[]> metadata = new("--metadata")
        {
            Description = "Describes the owner, in both files. May be repeated.",
            HelpName = "NAME=VALUE",
        };
        metadata.Validators.Add(result =>
        {
            foreach (string value in result.Tokens.Select(token => token.Value).Where(value => !value.Contains('=')))
            {
                result.AddError($"--metadata takes NAME=VALUE, not '{value}'.");
            }
        });
        Command command = new("keygen", """
            Makes a pair of CURVE keys and shows the public one. NAME.key is for the other side; NAME.key_secret stays
            here, readable by its owner alone. CZMQ and pyzmq read both. No file is overwritten.

            Examples:
              zmqnative keygen server
              zmqnative keygen clients/alice --metadata e-mail=alice@example.org
            """) { name, metadata };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(name)!;
            path = path.EndsWith(Ending, StringComparison.Ordinal) ? path : path + Ending;
            Dictionary<string, string> described = [];
            foreach (string[] entry in (parsed.GetValue(metadata) ?? []).Select(text => text.Split('=', 2)))
            {
                described[entry[0]] = entry[1];
            }
            CoreDumps.Forbid();
            using CurveCertificate certificate = CurveCertificate.Create(described);
            certificate.Save(path);
            Console.WriteLine($"public key   {certificate.PublicKey}");
            Console.WriteLine($"public file  {path}");
            Console.WriteLine($"secret file  {path}_secret");
        });
        return command;
    }
}
