using ZmqNative.Tests;

namespace ZmqNative.Interop.Tests;

[SetUpFixture]
public class Libzmq
{
    [OneTimeSetUp]
    public void Is_there()
    {
        string reason = string.Empty;
        try
        {
            ZmqLibrary.EnsureLoaded();
        }
        catch (DllNotFoundException exception)
        {
            reason = exception.Message;
        }
        Prerequisite.Require(reason.Length == 0, "libzmq", reason);
    }
}
