namespace EcaTools.PracticeOrg;

/// <summary>The ways in which the org or the network can fail a request.</summary>
public enum FaultKind
{
    /// <summary>Nothing: the request passes. A script counts requests with it.</summary>
    None,

    /// <summary>The response comes after <see cref="Fault.Delay"/>, on the org's own clock.</summary>
    Latency,

    /// <summary>The connection is dropped before anything was done.</summary>
    ConnectionDropped,

    /// <summary>The request is carried out, and then the connection is dropped: the change was made, the response was
    /// lost.</summary>
    AnswerLost,

    /// <summary>401 INVALID_SESSION_ID (a SOAP fault to SOAP), as when a session ends in mid-run. Nothing is
    /// done.</summary>
    InvalidSession,

    /// <summary>403 REQUEST_LIMIT_EXCEEDED (a SOAP fault to SOAP). Nothing is done.</summary>
    RequestLimitExceeded,

    /// <summary>403 with <see cref="Fault.ErrorCode"/> (a SOAP fault to SOAP). Nothing is done.</summary>
    Forbidden,

    /// <summary>429, with Retry-After if <see cref="Fault.RetryAfter"/> is set. Nothing is done.</summary>
    TooManyRequests,

    /// <summary>503, with Retry-After if <see cref="Fault.RetryAfter"/> is set. Nothing is done.</summary>
    ServiceUnavailable,

    /// <summary>The request is carried out; half of the response arrives and the connection ends.</summary>
    TruncatedBody,

    /// <summary>The request is carried out; the response has the right length and type but is not well-formed.</summary>
    MalformedBody,

    /// <summary>The request is carried out; the response comes piece by piece, with <see cref="Fault.Delay"/> between
    /// them on the org's own clock.</summary>
    SlowBody,

    /// <summary>The request is carried out; half of the response is sent and the connection is reset.</summary>
    ResetInBody,

    /// <summary>A deploy in which the components of <see cref="Fault.Components"/> fail: in part without
    /// rollbackOnError, whole with it.</summary>
    ComponentsFail,

    /// <summary>A page of HTML with status 200 instead of a response, as from a proxy or a login page. Nothing is
    /// done.</summary>
    HtmlBody,
}
