using System.Reflection;

namespace ZmqNative.Tests;

/// <summary>
/// NUnit runs a tear-down although the set-up threw, or skipped the test. A tear-down that throws then hides the reason, and turns a
/// skipped test into a failed one. Part of every test project.
/// </summary>
public sealed class TearDownTests
{
    /// <summary>Without a set-up nothing is there, as after one that ended in its first line.</summary>
    [Test]
    public void No_tear_down_assumes_that_the_set_up_succeeded()
    {
        using IDisposable all = Assert.EnterMultipleScope();
        foreach (Type fixture in typeof(TearDownTests).Assembly.GetTypes().Where(HasTearDown))
        {
            object instance = Make(fixture);
            foreach (MethodInfo tearDown in TearDowns(fixture))
            {
                Assert.That(() => tearDown.Invoke(instance, null), Throws.Nothing, $"{fixture}.{tearDown.Name}");
            }
        }
    }

    // A set-up fixture has no instance of its own for each run: what its tear-down ends, the other tests need.
    private static bool HasTearDown(Type type) => type is { IsAbstract: false, ContainsGenericParameters: false }
        && !type.IsDefined(typeof(SetUpFixtureAttribute), inherit: true) && TearDowns(type).Any();

    // In the order of NUnit: those of a derived class first, that of all tests last.
    private static IEnumerable<MethodInfo> TearDowns(Type type)
    {
        MethodInfo[] methods = [.. type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.FlattenHierarchy)];
        return methods.Where(method => method.IsDefined(typeof(TearDownAttribute), inherit: true))
            .Concat(methods.Where(method => method.IsDefined(typeof(OneTimeTearDownAttribute), inherit: true)));
    }

    private static object Make(Type fixture)
    {
        try
        {
            return Activator.CreateInstance(fixture, fixture.GetCustomAttributes<TestFixtureAttribute>().FirstOrDefault()?.Arguments)!;
        }
        catch (TargetInvocationException exception) when (exception.InnerException is DllNotFoundException missing)
        {
            Prerequisite.Require(present: false, "libzmq", missing.Message);
            throw;
        }
    }
}
