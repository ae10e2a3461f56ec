using System.Text;

namespace EcaTools.Core.Reports.Export;

/// <summary>A row of a report: one thing that was found out about one app. Its texts are one line each, without
/// control characters.</summary>
public sealed record ReportRow
{
    /// <summary>What kind of thing it is, such as <c>Checklist</c>, <c>Finding</c> or <c>FlowTest</c>.</summary>
    public required string Kind
    {
        get;
        init => field = Plain(value);
    }

    /// <summary>The fixed id that people quote, such as <c>ECA010</c>; empty if it has none.</summary>
    public string Id
    {
        get;
        init => field = Plain(value);
    } = "";

    /// <summary>The app; empty if it is about the whole migration.</summary>
    public string App
    {
        get;
        init => field = Plain(value);
    } = "";

    /// <summary>The caller; empty if it is about the whole app.</summary>
    public string Caller
    {
        get;
        init => field = Plain(value);
    } = "";

    /// <summary>How it ended.</summary>
    public required ReportOutcome Outcome { get; init; }

    /// <summary>In a few words.</summary>
    public required string Title
    {
        get;
        init => field = Plain(value);
    }

    /// <summary>What was found.</summary>
    public string Detail
    {
        get;
        init => field = Plain(value);
    } = "";

    /// <summary>What to do.</summary>
    public string NextStep
    {
        get;
        init => field = Plain(value);
    } = "";

    /// <summary>Who does it; empty if nobody is known.</summary>
    public string Owner
    {
        get;
        init => field = Plain(value);
    } = "";

    /// <summary>When it was found out (UTC); null if that is not known.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The External Client App that the row is about, for the redaction of its name; it is not exported.</summary>
    internal string Eca { get; init; } = "";

    // Half a surrogate pair, which names out of an org can end with, is valid in no format.
    internal static string Plain(string? text) =>
        SafeText.OneLine(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? "")));
}
