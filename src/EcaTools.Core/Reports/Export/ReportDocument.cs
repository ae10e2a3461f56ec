using System.Collections.Immutable;

namespace EcaTools.Core.Reports.Export;

/// <summary>What a report says, in whatever format it is written.</summary>
public sealed record ReportDocument
{
    /// <summary>The version of the form, which grows where a property changes its meaning or goes.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>The title.</summary>
    public required string Title
    {
        get;
        init => field = ReportRow.Plain(value);
    }

    /// <summary>The org by its alias; null if the objects name none.</summary>
    public string? Org
    {
        get;
        init => field = value is null ? null : ReportRow.Plain(value);
    }

    /// <summary>When the report was made (UTC).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whether all that was to be reported is in it.</summary>
    public bool IsComplete => Problems.IsEmpty;

    /// <summary>What keeps the report from being complete.</summary>
    public ImmutableArray<string> Problems
    {
        get;
        init => field = [.. value.Select(ReportRow.Plain)];
    } = [];

    /// <summary>Whether names were replaced.</summary>
    public bool IsRedacted { get; init; }

    /// <summary>The rows.</summary>
    public ImmutableArray<ReportRow> Rows { get; init; } = [];

    /// <summary>How many rows ended in a way.</summary>
    internal int Count(ReportOutcome outcome) => Rows.Count(row => row.Outcome == outcome);
}
