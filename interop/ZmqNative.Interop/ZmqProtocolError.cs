namespace ZmqNative.Interop;

/// <summary>
/// The way a peer, or a ZAP handler, broke the protocol of a handshake
/// (ZMQ_PROTOCOL_ERROR_ constants).
/// </summary>
public enum ZmqProtocolError : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>
    /// ZMQ_PROTOCOL_ERROR_ZMTP_UNSPECIFIED: ZMTP was broken in a way that has no number of its own.
    /// </summary>
    ZmtpUnspecified = 0x10000000,

    /// <summary>
    /// ZMQ_PROTOCOL_ERROR_ZMTP_UNEXPECTED_COMMAND: a command came that does not belong here.
    /// </summary>
    ZmtpUnexpectedCommand = 0x10000001,

    /// <summary>
    /// ZMQ_PROTOCOL_ERROR_ZMTP_INVALID_SEQUENCE: commands came in a wrong order (CURVE nonce).
    /// </summary>
    ZmtpInvalidSequence = 0x10000002,

    /// <summary>ZMQ_PROTOCOL_ERROR_ZMTP_KEY_EXCHANGE: the exchange of CURVE keys failed.</summary>
    ZmtpKeyExchange = 0x10000003,

    /// <summary>
    /// ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED: a command is malformed.
    /// </summary>
    ZmtpMalformedCommandUnspecified = 0x10000011,

    /// <summary>
    /// ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_MESSAGE: a MESSAGE command is malformed.
    /// </summary>
    ZmtpMalformedCommandMessage = 0x10000012,

    /// <summary>
    /// ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_HELLO: a HELLO command is malformed.
    /// </summary>
    ZmtpMalformedCommandHello = 0x10000013,

    /// <summary>
    /// ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_INITIATE: an INITIATE command is malformed.
    /// </summary>
    ZmtpMalformedCommandInitiate = 0x10000014,

    /// <summary>
    /// ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_ERROR: an ERROR command is malformed.
    /// </summary>
    ZmtpMalformedCommandError = 0x10000015,

    /// <summary>
    /// ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_READY: a READY command is malformed.
    /// </summary>
    ZmtpMalformedCommandReady = 0x10000016,

    /// <summary>
    /// ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_WELCOME: a WELCOME command is malformed.
    /// </summary>
    ZmtpMalformedCommandWelcome = 0x10000017,

    /// <summary>
    /// ZMQ_PROTOCOL_ERROR_ZMTP_INVALID_METADATA: the metadata of the handshake are malformed, or
    /// the socket types do not fit.
    /// </summary>
    ZmtpInvalidMetadata = 0x10000018,

    /// <summary>
    /// ZMQ_PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC: a CURVE box could not be
    /// opened: a wrong key, as a rule.
    /// </summary>
    ZmtpCryptographic = 0x11000001,

    /// <summary>
    /// ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH: the two sides use different security mechanisms.
    /// </summary>
    ZmtpMechanismMismatch = 0x11000002,

    /// <summary>
    /// ZMQ_PROTOCOL_ERROR_ZAP_UNSPECIFIED: the ZAP handler broke its protocol in a way that
    /// has no number of its own.
    /// </summary>
    ZapUnspecified = 0x20000000,

    /// <summary>
    /// ZMQ_PROTOCOL_ERROR_ZAP_MALFORMED_REPLY: the reply of the ZAP handler has not seven parts.
    /// </summary>
    ZapMalformedReply = 0x20000001,

    /// <summary>
    /// ZMQ_PROTOCOL_ERROR_ZAP_BAD_REQUEST_ID: the reply of the ZAP handler answers another request.
    /// </summary>
    ZapBadRequestId = 0x20000002,

    /// <summary>
    /// ZMQ_PROTOCOL_ERROR_ZAP_BAD_VERSION: the reply of the ZAP handler is not of version 1.0.
    /// </summary>
    ZapBadVersion = 0x20000003,

    /// <summary>
    /// ZMQ_PROTOCOL_ERROR_ZAP_INVALID_STATUS_CODE: the status of the ZAP handler is
    /// not 200, 300, 400 or 500.
    /// </summary>
    ZapInvalidStatusCode = 0x20000004,

    /// <summary>
    /// ZMQ_PROTOCOL_ERROR_ZAP_INVALID_METADATA: the metadata of the ZAP handler are malformed.
    /// </summary>
    ZapInvalidMetadata = 0x20000005,

    /// <summary>ZMQ_PROTOCOL_ERROR_WS_UNSPECIFIED: the WebSocket handshake was broken.</summary>
    WsUnspecified = 0x30000000,
}
