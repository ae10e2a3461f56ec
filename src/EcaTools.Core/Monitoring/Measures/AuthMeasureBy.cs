namespace EcaTools.Core.Monitoring.Measures;

/// <summary>What a measure is about.</summary>
public enum AuthMeasureBy
{
    /// <summary>An app, with all its callers.</summary>
    App,

    /// <summary>A caller of an app: a user, at an address, with a client and a login flow.</summary>
    Caller,
}
