namespace ZmqNative.Interop;

/// <summary>The form of the name of a GSSAPI principal.</summary>
public enum ZmqGssapiNameType
{
    /// <summary>ZMQ_GSSAPI_NT_HOSTBASED: service@host.</summary>
    HostBased = 0,

    /// <summary>ZMQ_GSSAPI_NT_USER_NAME: a local user.</summary>
    UserName = 1,

    /// <summary>ZMQ_GSSAPI_NT_KRB5_PRINCIPAL: a Kerberos principal as it is written.</summary>
    Kerberos5Principal = 2,
}
