namespace EcaTools.Core.Cutover.Watching;

/// <summary>What an alert of a watched cutover is about.</summary>
public enum CutoverAlertKind : long
{
    /// <summary>The gate decides otherwise than before, or for the first time.</summary>
    VerdictChanged,

    /// <summary>A source can't be read.</summary>
    SourceNotRead,

    /// <summary>All sources can be read again.</summary>
    SourcesReadAgain,
}
