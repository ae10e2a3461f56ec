namespace EcaTools.Core.EventLogs;

/// <summary>What a scanner came upon.</summary>
internal enum ScanResult
{
    /// <summary>The end of the block.</summary>
    End,

    /// <summary>A record.</summary>
    Record,

    /// <summary>A line that does not begin a record.</summary>
    Malformed,

    /// <summary>The last line, which does not come to its end.</summary>
    CutOff,
}
