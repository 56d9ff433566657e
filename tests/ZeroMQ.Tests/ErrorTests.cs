#pragma warning disable CS0618 // The old members are tested as well.
using System.Diagnostics;

namespace ZeroMQ.Tests;

public sealed class ErrorTests
{
    [Test]
    public void Success_is_null_and_known_errors_are_one_object_each()
    {
        Assert.That(ZError.None, Is.Null);
        Assert.That(ZSymbol.None, Is.Null);
        Assert.That(ZError.FromErrno(ZError.EAGAIN.Number), Is.SameAs(ZError.EAGAIN));
        Assert.That(ZError.EAGAIN.ToString(), Does.StartWith($"EAGAIN({ZError.EAGAIN.Number}): "));
        int number = ZError.ETERM;
        Assert.That(number, Is.EqualTo(156384765));
    }

    [Test]
    public void An_unknown_number_is_a_new_object_equal_by_its_number()
    {
        ZError error = ZError.FromErrno(4711), same = ZError.FromErrno(4711);
        Assert.That(error.Name, Is.EqualTo("<unknown>"));
        Assert.That(error, Is.Not.SameAs(same));
        Assert.That(error.Equals(same), Is.True);
        Assert.That(error.GetHashCode(), Is.EqualTo(same.GetHashCode()));
        Assert.That(ZSymbol.Equals(error, same), Is.True);
        Assert.That(ZSymbol.Equals(error, null), Is.False);
        Assert.That(ZSymbol.Equals(null, null), Is.True);
        Assert.That(error.IsEmpty(), Is.False);
    }

    [Test]
    public void Errors_are_found_by_name_and_by_number()
    {
        Assert.That(ZSymbol.Find("EINVAL"), Is.EqualTo(new[] { ZError.EINVAL }));
        Assert.That(ZSymbol.Find("E", 22), Is.EqualTo(new[] { ZError.EINVAL }));
        Assert.That(ZSymbol.Find("X", 22), Is.Empty);
    }

    /// <summary>What the C compiler's errno.h says, for this system and, with its compiler, for Windows.</summary>
    [TestCase("cc", 0)]
    [TestCase("x86_64-w64-mingw32-gcc", 1)]
    public void Numbers_are_those_of_errno_h(string compiler, int system)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("This system's compiler is asked on Linux and macOS.");
        }
        Prerequisite.Require(Finds(compiler), compiler == "cc" ? "cc" : "mingw", $"{compiler} is not installed.");
        string[] names = [.. typeof(ZError).GetFields().Where(field => field.FieldType == typeof(ZError)).Select(field => field.Name)];
        Assert.That(names, Has.Length.EqualTo(56));
        string source = "#include <errno.h>\n" + string.Concat(names.Select(name => $"#ifdef {name}\nnumber {name}_ {name}\n#endif\n"));
        Dictionary<string, int> numbers = Preprocessed(compiler, source).Split('\n').Select(line => line.Split(' ')).Where(words => words is ["number", _, _])
            .ToDictionary(words => words[1][..^1], words => int.Parse(words[2]));
        Assert.That(numbers, Has.Count.GreaterThan(48));
        string[] lines = File.ReadAllLines(Path.Combine(TestContext.CurrentContext.TestDirectory, "ErrorNames.cs"));
        foreach ((string name, int number) in numbers)
        {
            string line = lines.Single(line => line.Contains($"(\"{name}\",", StringComparison.Ordinal));
            int[] ours = [.. line[line.IndexOf(", ", StringComparison.Ordinal)..].Trim(')', ',', ' ').Split(", ").Select(int.Parse)];
            int theirs = system == 0 && OperatingSystem.IsMacOS() ? 2 : system;
            Assert.That(ours[theirs], Is.EqualTo(number), name);
            if (system == 0)
            {
                Assert.That(((ZError)typeof(ZError).GetField(name)!.GetValue(null)!).Number, Is.EqualTo(number), name);
            }
        }
    }

    [Test]
    public void An_exception_says_what_the_error_says_and_what_is_added()
    {
        ZException exception = new(ZError.EINVAL, "more");
        Assert.That(exception.Message, Is.EqualTo($"{ZError.EINVAL}: more"));
        Assert.That(exception.ToString(), Is.EqualTo(exception.Message));
        Assert.That(exception.Error, Is.SameAs(ZError.EINVAL));
        Assert.That((exception.ErrNo, exception.ErrName, exception.ErrText), Is.EqualTo((22, "EINVAL", ZError.EINVAL.Text)));
        Assert.That(new ZException(ZError.None).Error, Is.Null);
    }

    private static bool Finds(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string Preprocessed(string compiler, string source)
    {
        using Process process = Process.Start(new ProcessStartInfo(compiler, "-E -P -") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        process.StandardInput.Write(source);
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
