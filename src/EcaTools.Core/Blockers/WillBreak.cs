namespace EcaTools.Core.Blockers;

/// <summary>Whether something that Salesforce switches off stops an app, by what the app does and by who uses it. In
/// the order in which somebody should look.</summary>
public enum WillBreak : long
{
    /// <summary>The app is used, and something that it needs is switched off already.</summary>
    BreaksNow,

    /// <summary>The app is used, and something that it needs is switched off on a known day.</summary>
    BreaksOn,

    /// <summary>Something that the app needs is switched off, and nobody knows whether the app is used.</summary>
    Unknown,

    /// <summary>Something that the app needs is switched off, and nobody used the app lately.</summary>
    Dormant,

    /// <summary>Nothing was found in the app that Salesforce switches off on a known day.</summary>
    Safe,
}
