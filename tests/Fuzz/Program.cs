using System.Globalization;
using SharpFuzz;
using ZmqNative.Fuzz;

// Fuzz instrument FOLDER   the assemblies of this project in a copy of the program, for coverage
// Fuzz seeds FOLDER        the first inputs of each target, made from tests/data
// Fuzz TARGET              takes inputs from afl-fuzz
// Fuzz TARGET FILE...      takes these inputs, and says what each costs
switch (args)
{
    case ["instrument", var folder]:
        foreach (string name in Target.Assemblies)
        {
            _ = Fuzzer.Instrument(Path.Combine(folder, name), _ => true, Options.Value);
        }
        return 0;
    case ["seeds", var folder]:
        Seeds.Write(folder);
        return 0;
    case [var name, .. var files] when Target.All.FirstOrDefault(target => target.Name == name) is { } target:
        if (files.Length == 0)
        {
            // Edges are counted in memory that is there only now.
            Fuzzer.Run(stream => target.Run(ReadAll(stream)));
        }
        foreach (string file in files)
        {
            byte[] input = File.ReadAllBytes(file);
            long allocated = target.Run(input);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{file}: {input.Length} bytes, {allocated} allocated"));
        }
        return 0;
    default:
        Console.Error.WriteLine($"The targets are {string.Join(", ", Target.All.Select(target => target.Name))}.");
        return 2;
}

static byte[] ReadAll(Stream stream)
{
    using MemoryStream copy = new();
    stream.CopyTo(copy);
    return copy.ToArray();
}
