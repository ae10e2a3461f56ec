namespace EcaTools.Core.Monitoring.Measures;

/// <summary>How a source of events is read.</summary>
internal enum AuthSourceKind
{
    /// <summary>Files of EventLogFile.</summary>
    File,

    /// <summary>Rows of an object, hour by hour and day by day.</summary>
    Object,

    /// <summary>The rows of OauthToken, as they are at the moment.</summary>
    Tokens,
}
