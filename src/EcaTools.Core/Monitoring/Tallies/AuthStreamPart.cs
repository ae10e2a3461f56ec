namespace EcaTools.Core.Monitoring.Tallies;

/// <summary>A part of a stream's key.</summary>
internal enum AuthStreamPart
{
    /// <summary>The app's id.</summary>
    AppId,

    /// <summary>The app's label.</summary>
    AppName,

    /// <summary>The user's id.</summary>
    User,

    /// <summary>The address.</summary>
    Address,

    /// <summary>The client.</summary>
    Client,

    /// <summary>The login flow.</summary>
    Flow,
}
