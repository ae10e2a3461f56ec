namespace EcaTools.Core.Tests.Rotation;

/// <summary>What happens at a request.</summary>
public enum WireAccident
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The process ends before the request is sent.</summary>
    DiesBefore,

    /// <summary>The process ends after the org has answered.</summary>
    DiesAfter,

    /// <summary>The org does what it is asked, and its response is lost.</summary>
    AnswerLost,

    /// <summary>The org is busy and does nothing.</summary>
    Busy,

    /// <summary>Something else answers, and the org does nothing.</summary>
    Garbage,

    /// <summary>The request does not reach the org.</summary>
    Unreachable,

    /// <summary>The session has ended (401), and the org does nothing.</summary>
    SessionEnded,

    /// <summary>The org's limit of requests is reached (403), and the org does nothing.</summary>
    LimitReached,

    /// <summary>There were too many requests (429), and the org does nothing.</summary>
    TooMany,

    /// <summary>The org does what it is asked, and half of its response arrives.</summary>
    CutShort,
}
