using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ZmqNative.Interop.Tests;

public partial class AbiProbeTests
{
    private Dictionary<string, long> _header = null!;

    [OneTimeSetUp]
    public void Compile_the_probe() => _header = AbiProbe.Run();

    [Test]
    public void Every_constant_of_ours_is_what_zmq_h_says()
    {
        const BindingFlags Ours = BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        Dictionary<string, object?> constants = typeof(LibZmq).GetFields(Ours).Where(field => field.IsLiteral && field.FieldType != typeof(string))
            .ToDictionary(field => field.Name, field => field.GetRawConstantValue());
        foreach (PropertyInfo property in typeof(LibZmq).GetProperties(Ours))
        {
            constants.Add(property.Name, property.GetValue(null));
        }
        Assert.That(constants.Keys, Is.SupersetOf(new[] { "ZMQ_HAUSNUMERO", "ETERM", "EAGAIN", "EINTR", "ZMQ_SNDHWM", "ZMQ_POLLIN" }));
        Compare(constants.Select(constant => (constant.Key, Convert.ToInt64(constant.Value, null))));
    }

    [Test]
    public void A_message_has_the_size_and_alignment_of_zmq_msg_t() => Compare(
    [
        ("sizeof(zmq_msg_t)", Unsafe.SizeOf<LibZmq.zmq_msg_t>()),
        ("alignof(zmq_msg_t)", Unsafe.SizeOf<AfterOneByte>() - Unsafe.SizeOf<LibZmq.zmq_msg_t>()),
    ]);

    [Test]
    public void A_poll_item_is_laid_out_as_zmq_pollitem_t() => Compare(
    [
        ("sizeof(zmq_pollitem_t)", LibZmq.zmq_pollitem_t.Size),
        ("offsetof(zmq_pollitem_t,socket)", 0),
        ("offsetof(zmq_pollitem_t,events)", LibZmq.zmq_pollitem_t.OffsetOfEvents),
        ("offsetof(zmq_pollitem_t,revents)", LibZmq.zmq_pollitem_t.OffsetOfRevents),
    ]);

    [Test]
    public void Parameters_are_as_wide_as_in_C() => Compare(
        [("sizeof(int)", sizeof(int)), ("sizeof(long)", Unsafe.SizeOf<CLong>()), ("sizeof(size_t)", nuint.Size), ("sizeof(void*)", nint.Size)]);

    [Test]
    public void Every_socket_type_and_monitor_event_has_the_value_of_the_constant_its_documentation_names() => Compare(
        Enum.GetValues<ZmqSocketType>().Select(type => (ConstantOf($"F:{typeof(ZmqSocketType)}.{type}"), (long)type))
            .Concat(Enum.GetValues<ZmqMonitorEventKind>().Where(kind => kind != ZmqMonitorEventKind.None)
                .Select(kind => (ConstantOf($"F:{typeof(ZmqMonitorEventKind)}.{kind}"), (long)kind))));

    [Test]
    public void The_documentation_of_every_option_begins_with_its_constant() => Assert.That(
        typeof(ZmqSocket).GetProperties().Where(property => property.CanWrite).Select(property => ConstantOf($"P:{typeof(ZmqSocket)}.{property.Name}")),
        Is.Unique.And.SubsetOf(_header.Keys).And.Not.Empty);

    private void Compare(IEnumerable<(string Name, long Value)> ours)
    {
        using IDisposable all = Assert.EnterMultipleScope();
        foreach ((string name, long value) in ours)
        {
            Assert.That(_header, Does.ContainKey(name), $"native/abi_probe.c does not print {name}.");
            Assert.That(_header.GetValueOrDefault(name), Is.EqualTo(value), name);
        }
    }

    private static string ConstantOf(string member)
    {
        XDocument documentation = XDocument.Load(Path.Combine(AppContext.BaseDirectory, "ZmqNative.Interop.xml"));
        XElement entry = documentation.Descendants("member").Single(element => (string?)element.Attribute("name") == member);
        return FirstWord().Match(entry.Element("summary")!.Value).Groups[1].Value;
    }

    [GeneratedRegex(@"^\s*(ZMQ_\w+):")]
    private static partial Regex FirstWord();

    // Not a tuple: the runtime aligns a structure in a tuple to a pointer whatever it asks for.
    private readonly record struct AfterOneByte(byte First, LibZmq.zmq_msg_t Second);
}
