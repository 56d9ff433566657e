namespace ZmqNative.Interop.Tests;

/// <summary>
/// These tests as a program, since a process loads but one libzmq: says which file that is and its version, or why there
/// is none; then every shared library the kernel has mapped. Run by <see cref="LibraryProcess"/>.
/// </summary>
internal static class LibraryProgram
{
    internal const string Mapped = "mapped ";

    /// <param name="args">A version to ask for instead of the one that is needed, what to use first, one of <see cref="FirstUses"/>, or <see cref="LibraryPlugin.Host"/>.</param>
    internal static int Main(string[] args)
    {
        try
        {
            if (args.Length > 0 && char.IsAsciiDigit(args[0][0]))
            {
                LibraryLoader.Load(Version.Parse(args[0]));
            }
            else if (args.Length > 0 && args[0].StartsWith(LibraryPlugin.Host, StringComparison.Ordinal))
            {
                Console.WriteLine(LibraryPlugin.Load(args[0][LibraryPlugin.Host.Length..]));
                return 0;
            }
            else if (args.Length > 0)
            {
                FirstUses.All[args[0]]();
            }
            Console.WriteLine(ZmqLibrary.Path);
            Console.WriteLine(ZmqLibrary.Version);
            return 0;
        }
        catch (DllNotFoundException exception)
        {
            Console.WriteLine(exception.Message);
            return 1;
        }
        catch (Exception exception) when (args.Length > 0)
        {
            Console.WriteLine(exception);
            return 2;
        }
        finally
        {
            // The sixth column is the path, which may have spaces.
            foreach (string file in File.ReadLines("/proc/self/maps").Select(line => line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries)).Where(columns => columns.Length == 6).Select(columns => columns[5]).Distinct())
            {
                Console.WriteLine(Mapped + file);
            }
        }
    }
}
