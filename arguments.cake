// What ./build.sh takes beside a task: the tasks that read it, and the values there are; null for a folder or a number.
var options = new Dictionary<string, (string[] Tasks, string[] Values)>(StringComparer.OrdinalIgnoreCase)
{
    ["rid"] = (["Native"], System.IO.File.ReadAllLines("native/runtimes")),
    ["libzmq"] = (["Libzmq"], LibzmqWays().Select(way => way.Way).ToArray()),
    ["parts"] = (["Bench"], BenchParts()),
    ["seconds"] = (["Fuzz"], null),
    ["feed"] = (["Libzmq", "Release"], null),
};

// The parts of the benchmark asked for, with commas or spaces between; none means all.
string[] PartsAskedFor() => Words(Argument("parts", ""));

// A typing mistake must not look like success: what names nothing, or would be ignored, ends the build before it begins.
void CheckArguments(string target)
{
    static void Refuse(string sentence) => throw new CakeException(sentence);
    string List(IEnumerable<string> names) => string.Join(", ", names);
    bool Runs(string name, string task) => name.Equals(task, StringComparison.OrdinalIgnoreCase)
        || Tasks.Single(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Dependencies.Any(before => Runs(before.Name, task));

    if (!Tasks.Any(task => task.Name.Equals(target, StringComparison.OrdinalIgnoreCase)))
        Refuse($"There is no task '{target}'; there are {List(Tasks.Select(task => task.Name.ToLowerInvariant()))}.");
    foreach (var (name, given) in Context.Arguments.GetArguments().Where(one => one.Key != "target"))
    {
        if (!options.TryGetValue(name, out var option))
            Refuse($"There is no option --{name}; there are {List(options.Keys.Select(key => $"--{key}"))}.");
        if (!option.Tasks.Any(task => Runs(target, task)))
            Refuse($"--{name} goes with the task {string.Join(" or ", option.Tasks).ToLowerInvariant()}, which {target.ToLowerInvariant()} does not run.");
        var value = given.First();
        if (given.Count > 1)
            Refuse($"--{name} is given {given.Count} times; it is given once.");
        if (name.Equals("seconds", StringComparison.OrdinalIgnoreCase))
        {
            if (!int.TryParse(value, out var seconds) || seconds < 1)
                Refuse($"--seconds does not take '{value}'; it is a whole number from 1.");
            continue;
        }
        if (option.Values is null)
        {
            if (string.IsNullOrWhiteSpace(value))
                Refuse($"--{name} names no folder.");
            if (FileExists(value))
                Refuse($"--{name} takes a folder, and {value} is a file.");
            continue;
        }
        var unknown = (name.ToLowerInvariant() is "parts" ? Words(value) : [value ?? ""]).DefaultIfEmpty("").Except(option.Values).ToList();
        if (unknown.Count > 0)
            Refuse($"--{name} does not take '{unknown[0]}'; there are {List(option.Values)}.");
    }
    if (HasArgument("feed") && HasArgument("libzmq"))
        Refuse("--feed is a way to libzmq, too: give either --feed or --libzmq.");
    if (Runs(target, "Release") && !HasArgument("feed"))
        Refuse("release takes --feed=DIR, the folder that gets the packages.");
}

static string[] Words(string list) => list.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);

// As the program itself names them.
static string[] BenchParts() => System.Text.RegularExpressions.Regex.Matches(System.IO.File.ReadAllText("tests/ZmqNative.Benchmarks/Program.cs"), @"\(""(\w+)"", \w+\.Run\)").Select(match => match.Groups[1].Value).ToArray();
